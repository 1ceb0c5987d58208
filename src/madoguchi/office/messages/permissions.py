"""Who may look after messages."""

from madoguchi.ground.foundation.public import Role, Row

ROWS = [
    Row(role, "messages.outgoing.manage")
    for role in (Role.OFFICER, Role.CHIEF, Role.MANAGER, Role.ADMINISTRATOR, Role.OPERATOR)
]
