"""Who may enter the desk, and who keeps records from being erased; what else they find is each room's matter."""

from madoguchi.ground.foundation.public import Reach, Role, Row

ROWS = [
    *(
        Row(role, "desk.home")
        for role in (
            Role.OFFICER, Role.CHIEF, Role.MANAGER, Role.COUNTER, Role.AUDITOR, Role.ADMINISTRATOR, Role.OPERATOR,
        )
    ),
    # 文書管理者 is the head of the division; the administrator stands in, and reads what the list needs
    *(Row(Role.MANAGER, action, Reach.OWN_DIVISION) for action in ("desk.hold.read", "desk.hold.manage")),
    *(Row(Role.ADMINISTRATOR, action) for action in ("desk.hold.read", "desk.hold.manage")),
    Row(Role.AUDITOR, "desk.hold.read"),
]  # fmt: skip
