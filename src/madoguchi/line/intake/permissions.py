"""Who may do what in intake."""

from madoguchi.ground.foundation.public import Reach, Role, Row

ROWS = [
    *(Row(role, "intake.application.submit") for role in (Role.VISITOR, Role.RESIDENT)),
    *(Row(role, "intake.application.enter") for role in (Role.COUNTER, Role.OFFICER, Role.CHIEF)),
    Row(Role.CLIENT, "intake.application.send"),
    Row(Role.CLIENT, "intake.application.read_by_client"),
    *(Row(role, "intake.attachment.read", Reach.OWN_DIVISION) for role in (Role.OFFICER, Role.CHIEF, Role.MANAGER)),
]
