"""The desk's entries in the staff navigation."""

from madoguchi.ground.kernel.errors import Message
from madoguchi.ground.ui.public import NavItem, navigation

navigation.register(NavItem(Message("ホーム", "Home"), "desk:home", "desk.home", order=10, icon="home", key="h"))
navigation.register(
    NavItem(
        Message("案件", "Cases"),
        "desk:cases",
        "review.case.read",
        order=20,
        icon="list",
        key="c",
        group=Message("手続き", "Procedures"),
    )
)
