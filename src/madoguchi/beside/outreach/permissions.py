"""Who may import registers, make lists, look at one household, and record who does not want to be told."""

from madoguchi.ground.foundation.public import Role, Row

ROWS = [
    *(Row(role, "outreach.register.manage") for role in (Role.ADMINISTRATOR, Role.SYSTEM)),
    *(Row(role, "outreach.list.read") for role in (Role.OFFICER, Role.CHIEF, Role.MANAGER, Role.AUDITOR, Role.SYSTEM)),
    *(Row(role, "outreach.list.make") for role in (Role.CHIEF, Role.MANAGER, Role.SYSTEM)),
    *(Row(role, "outreach.list.open") for role in (Role.CHIEF, Role.MANAGER, Role.SYSTEM)),
    *(
        Row(role, "outreach.household.explain")
        for role in (Role.OFFICER, Role.CHIEF, Role.MANAGER, Role.AUDITOR, Role.SYSTEM)
    ),
    *(
        Row(role, "outreach.opt_out.record")
        for role in (Role.OFFICER, Role.CHIEF, Role.MANAGER, Role.COUNTER, Role.SYSTEM)
    ),
]
