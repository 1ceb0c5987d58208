"""Who may do what with forms."""

from madoguchi.ground.foundation.public import Reach, Role, Row

ROWS = [
    Row(Role.MANAGER, "forms.version.publish", Reach.OWN_DIVISION),
    Row(Role.ADMINISTRATOR, "forms.version.publish"),
    Row(Role.SYSTEM, "forms.version.publish"),
    *(
        Row(role, "forms.draft.write")
        for role in (Role.VISITOR, Role.RESIDENT, Role.COUNTER, Role.OFFICER, Role.CHIEF, Role.MANAGER)
    ),
]
