"""Who may give other systems access."""

from madoguchi.ground.foundation.public import Role, Row

ROWS = [
    *(Row(role, "clients.client.manage") for role in (Role.SYSTEM, Role.ADMINISTRATOR)),
    *(Row(role, "clients.client.see") for role in (Role.SYSTEM, Role.ADMINISTRATOR, Role.AUDITOR)),
]
