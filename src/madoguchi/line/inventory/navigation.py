"""The inventory's entry in the staff navigation."""

from madoguchi.ground.kernel.errors import Message
from madoguchi.ground.ui.public import NavItem, navigation

navigation.register(
    NavItem(
        Message("手続きの棚卸し", "Inventory of procedures"),
        "inventory:procedures",
        "inventory.procedure.read",
        order=60,
        icon="folder",
        key="i",
        group=Message("手続き", "Procedures"),
    )
)
