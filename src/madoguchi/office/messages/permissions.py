"""Who may look after messages."""

from madoguchi.ground.foundation.public import Reach, Role, Row

MANAGE = "messages.outgoing.manage"
_DIVISIONS = (Role.OFFICER, Role.CHIEF, Role.MANAGER)
ROWS = [
    *(Row(role, MANAGE, Reach.OWN_DIVISION) for role in _DIVISIONS),
    *(Row(role, MANAGE) for role in (Role.ADMINISTRATOR, Role.OPERATOR)),
    # the receipt number, by which a division finds its case
    *(Row(role, "messages.outgoing.identify", Reach.OWN_DIVISION) for role in _DIVISIONS),
]
