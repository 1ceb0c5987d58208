"""The pages of 様式の統一: shared questions, a common form, facts that are held already."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from madoguchi.faces.desk import unifying
from madoguchi.ground.foundation.public import Request, now, staff_page
from madoguchi.ground.kernel import spreadsheet
from madoguchi.ground.kernel.errors import Message, Refused
from madoguchi.ground.ui.public import components, page, say
from madoguchi.line.forms import public as forms

_SHARED_HEADINGS = ("質問", "種類", "手続きの数", "手続きコード", "手続き", "それぞれの言葉", "近さ（％）", "理由")
_HELD_HEADINGS = (
    "手続きコード", "手続き", "種類", "添付・質問", "見込み", "情報のあるところ", "省ける根拠", "たずねている根拠",
    "年間件数", "確かめること",
)  # fmt: skip
_PAPER, _QUESTION = "添付", "質問"


@dataclass(frozen=True, slots=True)
class SharedPage:
    """Questions that several procedures ask."""

    rows: list[unifying.SharedQuestion]


@dataclass(frozen=True, slots=True)
class FormPage:
    """A common form; ``options`` are the procedures, ``keep`` the choice in an address."""

    shown: unifying.CommonForm
    options: tuple[tuple[str, str], ...]
    chosen: tuple[str, ...]
    keep: str


@dataclass(frozen=True, slots=True)
class HeldPage:
    """Facts that are held already."""

    rows: list[unifying.HeldFact]

    @property
    def parts(self) -> list[tuple[Message, list[unifying.HeldFact]]]:
        """The rows by what can be done."""
        ways = dict.fromkeys(row.way for row in self.rows)
        return [(way, [row for row in self.rows if row.way == way]) for way in ways]


@require_GET
@staff_page(unifying.READ)
def shared(request: Request) -> HttpResponse:
    """What several procedures ask."""
    return page(request, "desk/unify/shared.html", SharedPage(unifying.shared_questions(request.actor, at=now())))


@require_GET
@staff_page(unifying.READ)
def shared_csv(request: Request) -> HttpResponse:
    """The same for a spreadsheet."""
    rows = unifying.shared_questions(request.actor, at=now())
    return _csv(
        "shared-questions.csv",
        _SHARED_HEADINGS,
        (
            [
                row.label.ja, _PAPER if row.is_attachment else _QUESTION, len(row.codes), "、".join(row.codes),
                "、".join(one.ja for one in row.procedures), "、".join(row.labels), row.percent,
                "、".join(one.ja for one in row.reasons),
            ]
            for row in rows
        ),
    )  # fmt: skip


@require_GET
@staff_page(unifying.READ)
def form(request: Request) -> HttpResponse:
    """The common form of the procedures chosen."""
    codes = request.GET.getlist("p")
    refusal = None
    try:
        shown = unifying.common_form(request.actor, codes, at=now())
    except Refused as refused:
        refusal = refused
        shown = unifying.common_form(request.actor, (), at=now())
    options = tuple((code, say(name)) for code, name in shown.choices)
    chosen = tuple(code for code, _ in options if code in codes)
    data = FormPage(shown, options, chosen, components.query_of([("p", code) for code in chosen]))
    return page(request, "desk/unify/form.html", data, refusal=refusal, status=refusal.status if refusal else 200)


@require_GET
@staff_page(unifying.READ)
def form_json(request: Request) -> HttpResponse:
    """The common form as a definition to go on from."""
    shown = unifying.common_form(request.actor, request.GET.getlist("p"), at=now())
    if shown.proposal is None:
        raise forms.TooFewForms(most=forms.MOST_TOGETHER)
    text = json.dumps(shown.proposal.definition, ensure_ascii=False, indent=2) + "\n"
    response = HttpResponse(text, content_type="application/json; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="common-form.json"'
    return response


@require_GET
@staff_page(unifying.READ)
def held(request: Request) -> HttpResponse:
    """Questions and papers whose fact is held already."""
    return page(request, "desk/unify/held.html", HeldPage(unifying.held_facts(request.actor, at=now())))


@require_GET
@staff_page(unifying.READ)
def held_csv(request: Request) -> HttpResponse:
    """The same for a spreadsheet."""
    return _csv(
        "held-already.csv",
        _HELD_HEADINGS,
        (
            [
                row.code, row.procedure.ja, _PAPER if row.is_attachment else _QUESTION, row.label.ja, row.way.ja,
                row.where.ja, row.ground, row.basis, row.asked_yearly, row.against.ja,
            ]
            for row in unifying.held_facts(request.actor, at=now())
        ),
    )  # fmt: skip


def _csv(name: str, headings: Sequence[str], rows: Iterable[Sequence[str | float | None]]) -> HttpResponse:
    response = HttpResponse(spreadsheet.csv_text(headings, rows), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
