"""The entry of this room in the staff navigation."""

from madoguchi.ground.kernel.errors import Message
from madoguchi.ground.ui.public import NavItem, navigation

navigation.register(
    NavItem(
        Message("外部システム", "Other systems"),
        "clients:clients",
        "clients.client.see",
        order=88,
        icon="external",
        key="x",
        group=Message("運用", "Operation"),
    )
)
