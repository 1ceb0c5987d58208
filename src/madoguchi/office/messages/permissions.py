"""Who may look after messages."""

from madoguchi.ground.foundation.public import Reach, Role, Row

_DIVISIONS = (Role.OFFICER, Role.CHIEF, Role.MANAGER)
ROWS = [
    *(Row(role, "messages.outgoing.manage", Reach.OWN_DIVISION) for role in _DIVISIONS),
    *(Row(role, "messages.outgoing.manage") for role in (Role.ADMINISTRATOR, Role.OPERATOR)),
    # the receipt number, by which a division finds its case
    *(Row(role, "messages.outgoing.identify", Reach.OWN_DIVISION) for role in _DIVISIONS),
]
