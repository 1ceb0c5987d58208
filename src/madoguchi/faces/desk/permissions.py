"""Who may enter the desk; what they find there is each room's matter."""

from madoguchi.ground.foundation.public import Role, Row

ROWS = [
    Row(role, "desk.home")
    for role in (Role.OFFICER, Role.CHIEF, Role.MANAGER, Role.COUNTER, Role.AUDITOR, Role.ADMINISTRATOR, Role.OPERATOR)
]
