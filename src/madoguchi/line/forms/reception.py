"""受付期間: from when until when a procedure takes applications, whichever version is published."""

from datetime import datetime

from madoguchi.ground.foundation import events
from madoguchi.ground.foundation.public import Actor, body_scope
from madoguchi.line.forms import events as told
from madoguchi.line.forms.clearing import FARTHEST
from madoguchi.line.forms.clearing_refusals import DayNotPossible, PeriodNotInOrder
from madoguchi.line.forms.models import Reception
from madoguchi.line.forms.services import locked_procedure


def set_reception(
    *, procedure_code: str, opens_at: datetime | None, closes_at: datetime | None, actor: Actor, at: datetime
) -> Reception:
    """Set from when until when a procedure takes applications; without bounds the period is lifted.

    What was begun is told the end beforehand; what arrives (到達) from the end on is too late, however early it was
    begun. Until a bound has come it may be set anew; an end that has come may be followed by another period.

    Args:
        opens_at: may lie in the past (it has begun); None: at once.
        closes_at: lies ahead, at most two years; None: no end.

    Raises:
        ProcedureUnknown, NotPermitted, DayNotPossible, PeriodNotInOrder
    """
    if opens_at is not None and opens_at > at + FARTHEST:
        raise DayNotPossible(pointer="opens")
    if closes_at is not None and not at < closes_at <= at + FARTHEST:
        raise DayNotPossible(pointer="closes")
    if opens_at is not None and closes_at is not None and closes_at <= opens_at:
        raise PeriodNotInOrder(pointer="closes")
    with body_scope(actor.body_id, write=True):
        procedure = locked_procedure(procedure_code, actor)
        row: Reception = Reception.objects.filter(procedure=procedure).first() or Reception(procedure=procedure)
        row.opens_at, row.closes_at, row.set_at, row.set_by_id = opens_at, closes_at, at, actor.person_id
        row.save()
        events.record(told.RECEPTION_SET, subject=row, actor=actor, at=at, procedure=procedure.code)
        return row
