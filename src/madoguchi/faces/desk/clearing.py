"""Before a form is published: the way of a person through it, its other ways, and the four conditions."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from madoguchi.faces.desk import publishing
from madoguchi.ground.foundation.public import Actor
from madoguchi.ground.kernel.errors import Message
from madoguchi.line.forms import public as forms
from madoguchi.line.inventory import public as inventory


@dataclass(frozen=True, slots=True)
class Ways:
    """How a procedure is done without a screen, as the inventory has it. ``left_out``: usual ways it does not name."""

    named: Message
    left_out: Message | None
    division: str
    phone: str


@dataclass(frozen=True, slots=True)
class Overview:
    """What is looked at before the four conditions are answered."""

    shown: publishing.ProcedurePage
    facts: forms.ProcedureFacts  # what a stranger reads first
    journey: tuple[forms.JourneyStep, ...]
    ways: Ways

    @property
    def hurt_count(self) -> int:
        """In how many of the seven steps something hurts."""
        return sum(bool(one.hurts) for one in self.journey)


OTHER_WAYS = ("counter", "post", "phone")


def overview(procedure_id: UUID, actor: Actor, *, at: datetime) -> Overview:
    """Return what people look at before they answer the four conditions of what was taken in.

    Raises:
        inventory.Procedure.DoesNotExist, NotPermitted, forms.NothingPrepared
    """
    shown = publishing.procedure_page(procedure_id, actor, at=at)
    if shown.prepared is None:
        raise forms.NothingPrepared
    row = inventory.procedure(actor.body_id, procedure_id)
    standing = forms.Standing(
        obstacles=frozenset(one.obstacle.code for one in shown.obstacles),
        has_phone=bool(shown.phone),
        has_end=shown.period.closes_at is not None,
    )
    left_out = [code for code in OTHER_WAYS if code not in row.channel_codes]
    named = [code for code in inventory.CHANNELS if code in row.channel_codes]
    return Overview(
        shown,
        shown.prepared.definition.procedure,
        forms.journey(shown.prepared.definition, standing),
        Ways(
            _listed(named),
            _listed(left_out) if left_out else None,
            shown.division,
            shown.phone,
        ),
    )


def _listed(codes: list[str]) -> Message:
    several = [inventory.CHANNELS[code] for code in codes]
    return Message("・".join(one.ja for one in several), ", ".join(one.en for one in several))
