"""What crosses of the inventory: procedures, for the portal's search and pages."""

from collections.abc import Iterable

from django.db import models

from madoguchi.ground.foundation.events import RecordedEvent
from madoguchi.ground.foundation.public import Division, Zone, crossings
from madoguchi.line.inventory import events as told
from madoguchi.line.inventory.models import Procedure, ProcedureMove, ProcedureObstacle


def _rows(event: RecordedEvent) -> Iterable[models.Model]:
    """The procedure and its division, which may be newer than the last reference data."""
    procedure: Procedure = Procedure.objects.select_related("division__parent").get(pk=event.subject_id)
    division: Division | None = procedure.division
    rows: list[models.Model] = [procedure]
    while division is not None:
        rows.append(division)
        division = division.parent
    return reversed(rows)


crossings.carried(
    Procedure,
    by=crossings.LGWAN,
    kept_by={
        Zone.LGWAN: tuple(
            one.attname for one in Procedure._meta.concrete_fields if one.attname not in ("id", "body_id", "code")
        )
    },
)
crossings.local(ProcedureObstacle, because="the office's own notes on what hinders it")
crossings.local(ProcedureMove, because="the procedure and its cases cross as they are after it")

crossings.crosses(told.ADDED, by=crossings.LGWAN, rows=_rows)
crossings.crosses(told.CHANGED, by=crossings.LGWAN, rows=_rows)
crossings.crosses(told.STAGE_MOVED, by=crossings.LGWAN, rows=_rows)
crossings.crosses(told.MOVED, by=crossings.LGWAN, rows=_rows)
