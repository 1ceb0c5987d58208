"""Who may do what in the inventory."""

from madoguchi.ground.foundation.public import Reach, Role, Row

ROWS = [
    *(
        Row(role, "inventory.procedure.read")
        for role in (Role.OFFICER, Role.CHIEF, Role.MANAGER, Role.COUNTER, Role.AUDITOR, Role.ADMINISTRATOR)
    ),
    *(Row(role, "inventory.procedure.change", Reach.OWN_DIVISION) for role in (Role.OFFICER, Role.CHIEF, Role.MANAGER)),
    Row(Role.ADMINISTRATOR, "inventory.procedure.change"),
    Row(Role.ADMINISTRATOR, "inventory.procedure.move"),
]
