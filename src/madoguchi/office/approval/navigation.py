"""Approval's entry in the staff navigation."""

from madoguchi.ground.kernel.errors import Message
from madoguchi.ground.ui.public import NavItem, navigation

navigation.register(
    NavItem(
        Message("決裁", "Approvals"), "approval:proposals", "approval.proposal.read", order=30, icon="stamp", key="a",
        group=Message("手続き", "Procedures"),
    )
)  # fmt: skip
