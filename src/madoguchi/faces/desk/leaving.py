"""What people have in hand at the desk: the cases they look after."""

from uuid import UUID

from django.urls import reverse

from madoguchi.ground.foundation.public import leaving, localdate, now, people
from madoguchi.ground.kernel.errors import Message
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
