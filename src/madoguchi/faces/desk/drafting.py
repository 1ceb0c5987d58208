"""The two pages on which an officer writes: the request for correction and the draft of the decision."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.http import QueryDict

from madoguchi.faces.desk.selectors import CasePage
from madoguchi.ground.kernel.errors import Message
from madoguchi.line.forms import public as forms

Typed = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class CorrectionRow:
    """One answer that may be asked to be put right."""

    path: str
    label: str
    shown: str
    check_id: str
    reason_id: str
    note_id: str
    is_chosen: bool
    reason: str
    note: str


@dataclass(frozen=True, slots=True)
class CorrectionSection:
    """The answers of one page of the form."""

    title: str
    rows: tuple[CorrectionRow, ...]


@dataclass(frozen=True, slots=True)
class CorrectionPage:
    """The request for correction as typed so far."""

    shown: CasePage
    sections: tuple[CorrectionSection, ...]
    reasons: tuple[tuple[str, str], ...]
    note: str
    answer_by: str


def correction_page(shown: CasePage, typed: Typed, language: str) -> CorrectionPage:
    """Return the page; ``typed`` is what was posted, empty at first."""
    sections = tuple(
        CorrectionSection(section.title, tuple(_correction_row(row, typed) for row in section.rows))
        for section in shown.sections
    )
    reasons = tuple((reason.id, reason.label.text(language)) for reason in shown.case.reasons)
    return CorrectionPage(shown, sections, reasons, typed.get("note", ""), typed.get("answer_by", ""))


def _correction_row(row: forms.Row, typed: Typed) -> CorrectionRow:
    key = row.path.replace("/", "-")
    return CorrectionRow(
        row.path,
        f"{row.item}　{row.label}".strip("　"),
        row.shown,
        f"choose-{key}",
        f"reason-{key}",
        f"note-{key}",
        typed.get(f"choose-{key}") == "1",
        typed.get(f"reason-{key}", ""),
        typed.get(f"note-{key}", ""),
    )


def correction_items(shown: CasePage, typed: Typed) -> list[dict[str, str]]:
    """Return path, reason and note of every answer that was chosen."""
    return [
        {"path": row.path, "reason": row.reason, "note": row.note[:500].strip()}
        for section in correction_page(shown, typed, "ja").sections
        for row in section.rows
        if row.is_chosen
    ]


@dataclass(frozen=True, slots=True)
class ItemField:
    """One thing a grant decides, as an input."""

    field_id: str
    label: Message
    help: str
    value: str
    unit: str
    inputmode: str


@dataclass(frozen=True, slots=True)
class DecisionPage:
    """The draft of the decision as typed so far."""

    shown: CasePage
    outcomes: tuple[tuple[str, str], ...]
    items: tuple[ItemField, ...]
    outcome: str
    reasons: str
    appeal: str
    marks: tuple[tuple[str, str], ...]
    marked: tuple[str, ...]
    marks_reason: str


_KINDS = {
    "yen": ("", "円", "numeric"),
    "number": ("", "", "numeric"),
    "date": ("例：令和8年12月1日", "", ""),
    "month": ("例：令和8年12月1日（月の初日）", "", ""),
}


def decision_page(shown: CasePage, typed: QueryDict | None, language: str) -> DecisionPage:
    """Return the page: what was posted, else the saved draft, else the procedure's own instruction on appeal."""
    form = shown.decision
    draft = form.draft
    items = []
    for item in form.items:
        saved = str(draft.items.get(item.id, "")) if draft else ""
        help_text, unit, inputmode = _KINDS.get(item.type, ("", "", ""))
        field_id = f"item-{item.id}"
        items.append(
            ItemField(
                field_id,
                item.label,
                help_text,
                typed.get(field_id, "") if typed is not None else saved,
                unit,
                inputmode,
            )
        )
    appeal = draft.appeal if draft else (form.appeal.ja if form.appeal else "")
    return DecisionPage(
        shown,
        tuple((outcome.value, label.text(language)) for outcome, label in form.outcomes),
        tuple(items),
        typed.get("outcome", "") if typed is not None else (draft.outcome.value if draft else ""),
        typed.get("reasons", "") if typed is not None else (draft.reasons if draft else ""),
        typed.get("appeal", "") if typed is not None else appeal,
        tuple((mark, label.text(language)) for mark, label in form.marks),
        tuple(typed.getlist("marks")) if typed is not None else (draft.marks if draft else ()),
        typed.get("marks_reason", "") if typed is not None else (draft.marks_reason if draft else ""),
    )
