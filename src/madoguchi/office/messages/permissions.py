"""Who may look after messages."""

from madoguchi.ground.foundation.public import Role, Row

_DIVISIONS = (Role.OFFICER, Role.CHIEF, Role.MANAGER)
ROWS = [
    *(Row(role, "messages.outgoing.manage") for role in (*_DIVISIONS, Role.ADMINISTRATOR, Role.OPERATOR)),
    # the receipt number, by which a division finds the case; it opens nothing of another's
    *(Row(role, "messages.outgoing.identify") for role in _DIVISIONS),
]
