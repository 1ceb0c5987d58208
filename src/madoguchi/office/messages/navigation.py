"""The entry of messages in the staff navigation."""

from madoguchi.ground.kernel.errors import Message
from madoguchi.ground.ui.public import NavItem, navigation

navigation.register(
    NavItem(
        Message("お知らせ", "Messages"),
        "messages:outgoing",
        "messages.outgoing.manage",
        order=78,
        icon="mail",
        key="m",
        group=Message("運用", "Operation"),
    )
)
