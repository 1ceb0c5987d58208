"""The foundation's own rows of the permission table."""

from madoguchi.ground.foundation.actors import Role
from madoguchi.ground.foundation.permissions import Row

STAFF = (Role.OFFICER, Role.CHIEF, Role.MANAGER, Role.COUNTER, Role.AUDITOR, Role.ADMINISTRATOR, Role.OPERATOR)

ROWS = [
    Row(Role.ADMINISTRATOR, "foundation.people.manage"),
    # one's own; anybody else's needs foundation.people.manage
    *(Row(role, "foundation.absence.record") for role in STAFF),
]
