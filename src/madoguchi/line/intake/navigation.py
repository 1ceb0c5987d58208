"""Intake's entry in the staff navigation."""

from madoguchi.ground.kernel.errors import Message
from madoguchi.ground.ui.public import NavItem, navigation

navigation.register(
    NavItem(
        Message("代わりに入力", "Enter an application"),
        "intake:enter",
        "intake.application.enter",
        order=25,
        icon="edit",
        key="n",
        group=Message("手続き", "Procedures"),
    )
)
