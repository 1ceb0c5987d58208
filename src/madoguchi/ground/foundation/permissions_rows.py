"""The foundation's own rows of the permission table."""

from madoguchi.ground.foundation.actors import Role
from madoguchi.ground.foundation.permissions import Row

STAFF = (Role.OFFICER, Role.CHIEF, Role.MANAGER, Role.COUNTER, Role.AUDITOR, Role.ADMINISTRATOR, Role.OPERATOR)

ROWS = [
    Row(Role.ADMINISTRATOR, "foundation.people.manage"),
    Row(Role.SYSTEM, "foundation.people.manage"),  # the operator's command line links staff to an identity provider
    # the second of the two people who renew a lost sign-in: knows the person, and has not asked for it
    Row(Role.ADMINISTRATOR, "foundation.sign_in.allow_renewal"),
    Row(Role.MANAGER, "foundation.sign_in.allow_renewal"),
    Row(Role.AUDITOR, "foundation.log.read"),
    Row(Role.OPERATOR, "foundation.operation.read"),
    Row(Role.OPERATOR, "foundation.operation.act"),
    Row(Role.OPERATOR, "foundation.body.found"),
    Row(Role.ADMINISTRATOR, "foundation.body.rename"),
    Row(Role.ADMINISTRATOR, "foundation.calendar.manage"),
    # one's own; anybody else's needs foundation.people.manage
    *(Row(role, "foundation.absence.record") for role in STAFF),
]
