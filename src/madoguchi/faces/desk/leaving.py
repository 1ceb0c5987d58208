"""What people have in hand at the desk: the cases they look after."""

from uuid import UUID

from django.urls import reverse

from madoguchi.ground.foundation.public import leaving
from madoguchi.ground.kernel import codes
from madoguchi.ground.kernel.errors import Message
from madoguchi.line.review.public import Case


def _cases(person_id: UUID, slug: str) -> list[leaving.Held]:
    rows = Case.objects.filter(assignee_id=person_id, ended_at__isnull=True).order_by("arrived_on", "id")
    found = rows.values_list("id", "application__receipt_number")
    return [
        leaving.Held(
            codes.format_receipt_number(codes.ReceiptNumber(number)),
            reverse("desk:case", kwargs={"body": slug, "case_id": case_id}),
        )
        for case_id, number in found
    ]


leaving.register(leaving.Holding("cases", Message("担当している案件", "Cases they look after"), _cases))
