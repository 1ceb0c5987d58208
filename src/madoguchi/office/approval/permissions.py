"""Who may do what in approval; who acts at which step is the route's matter."""

from madoguchi.ground.foundation.public import Reach, Role, Row

ROWS = [
    *(Row(role, "approval.proposal.read", Reach.OWN_DIVISION) for role in (Role.OFFICER, Role.CHIEF, Role.MANAGER)),
    Row(Role.AUDITOR, "approval.proposal.read"),
    # An officer may stand in a post's acting order: the route, not the role, says whose turn it is.
    *(Row(role, "approval.proposal.act") for role in (Role.OFFICER, Role.CHIEF, Role.MANAGER)),
    *(Row(role, "approval.route.read") for role in (Role.CHIEF, Role.MANAGER, Role.AUDITOR, Role.ADMINISTRATOR)),
    Row(Role.ADMINISTRATOR, "approval.route.manage"),
]
