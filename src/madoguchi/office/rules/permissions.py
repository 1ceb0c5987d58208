"""Who may read, write and approve a body's rules. Whoever wrote in a revision never approves it: see services."""

from madoguchi.ground.foundation.public import Role, Row

READ = "rules.book.read"
WRITE = "rules.draft.write"
APPROVE = "rules.revision.approve"
_OFFICE = (Role.OFFICER, Role.CHIEF, Role.MANAGER)
ROWS = [
    *(Row(role, READ) for role in (*_OFFICE, Role.COUNTER, Role.AUDITOR, Role.ADMINISTRATOR)),
    *(Row(role, WRITE) for role in _OFFICE),
    *(Row(role, APPROVE) for role in (Role.CHIEF, Role.MANAGER)),
]
