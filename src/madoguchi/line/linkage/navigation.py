"""The entry of linkage in the staff navigation."""

from madoguchi.ground.kernel.errors import Message
from madoguchi.ground.ui.public import NavItem, navigation

navigation.register(
    NavItem(
        label=Message("引き継ぎ", "Hand-over"),
        url_name="linkage:hand_overs",
        action="linkage.handover.read",
        order=40,
        icon="external",
        key="t",
        group=Message("手続き", "Procedures"),
    )
)
