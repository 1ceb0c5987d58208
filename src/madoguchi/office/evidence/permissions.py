"""Who may read the measures: all who answer for procedures, and those who look over them."""

from madoguchi.ground.foundation.public import Role, Row

ROWS = [
    Row(role, "evidence.measures.read")
    for role in (Role.OFFICER, Role.CHIEF, Role.MANAGER, Role.AUDITOR, Role.ADMINISTRATOR)
]
