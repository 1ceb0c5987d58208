"""Who may hand results over, read the files and print transcription sheets."""

from madoguchi.ground.foundation.public import Reach, Role, Row

_DIVISION = (Role.OFFICER, Role.CHIEF, Role.MANAGER)

ROWS = [
    *(Row(role, "linkage.handover.read", Reach.OWN_DIVISION) for role in _DIVISION),
    *(Row(role, "linkage.handover.read") for role in (Role.AUDITOR, Role.ADMINISTRATOR)),
    *(Row(role, "linkage.handover.make", Reach.OWN_DIVISION) for role in (Role.OFFICER, Role.CHIEF)),
    Row(Role.SYSTEM, "linkage.handover.make"),
    *(Row(role, "linkage.file.read", Reach.OWN_DIVISION) for role in (Role.OFFICER, Role.CHIEF)),
    *(Row(Role.CLIENT, action) for action in ("linkage.handover.read", "linkage.file.read")),
    *(Row(role, "linkage.sheet.print", Reach.OWN_DIVISION) for role in _DIVISION),
]
