"""Who may do what in decisions."""

from madoguchi.ground.foundation.public import Reach, Role, Row

ROWS = [
    *(Row(role, "decisions.disposition.draft", Reach.OWN_DIVISION) for role in (Role.OFFICER, Role.CHIEF)),
    *(Row(role, "decisions.notice.read", Reach.OWN_DIVISION) for role in (Role.OFFICER, Role.CHIEF, Role.MANAGER)),
    Row(Role.CLIENT, "decisions.document.fetch"),
]
