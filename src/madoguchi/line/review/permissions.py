"""Who may do what in review."""

from madoguchi.ground.foundation.public import Reach, Role, Row

_DIVISION = (Role.OFFICER, Role.CHIEF, Role.MANAGER)
ROWS = [
    *(Row(role, "review.case.read", Reach.OWN_DIVISION) for role in _DIVISION),
    Row(Role.AUDITOR, "review.case.read"),
    *(
        Row(role, action, Reach.OWN_DIVISION)
        for role in (Role.OFFICER, Role.CHIEF)
        for action in ("review.case.work", "review.case.assign")
    ),
    Row(Role.MANAGER, "review.case.assign", Reach.OWN_DIVISION),
]
