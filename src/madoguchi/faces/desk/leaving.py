"""What people and divisions have in hand at the desk: cases, and the procedures of a division."""

from uuid import UUID

from django.urls import reverse

from madoguchi.ground.foundation.public import leaving, localdate, now, people
from madoguchi.ground.kernel.errors import Message
from madoguchi.line.inventory import public as inventory
from madoguchi.line.review import public as review


def _cases(person_id: UUID, slug: str) -> list[leaving.Held]:
    found = review.in_hand(person_id, on=localdate(now()))
    names = people.names({one.successor_id for one in found if one.successor_id is not None})
    return [
        leaving.Held(
            one.receipt_shown,
            reverse("desk:case", kwargs={"body": slug, "case_id": one.id}),
            "" if one.successor_id is None else names[one.successor_id],
        )
        for one in found
    ]


leaving.register(leaving.Holding("cases", Message("担当している案件", "Cases they look after"), _cases))


def _open_cases(division_id: UUID) -> int:
    over = (review.State.DECIDED, review.State.WITHDRAWN)
    return review.Case.objects.filter(division_id=division_id).exclude(state__in=over).count()


def _procedures(division_id: UUID) -> int:
    return inventory.Procedure.objects.filter(division_id=division_id).count()


leaving.register_of_divisions(
    leaving.DivisionHolding("cases", Message("終わっていない案件", "Open cases"), _open_cases)
)
leaving.register_of_divisions(
    leaving.DivisionHolding("procedures", Message("所管する手続き", "Procedures in charge"), _procedures)
)
