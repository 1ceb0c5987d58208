"""What the questions of a page say to the office alone: on what law, how long kept, how sensitive, who has it."""

from collections.abc import Iterator
from dataclasses import dataclass

from madoguchi.ground.kernel.errors import Message
from madoguchi.line.forms.core import definition_words as words
from madoguchi.line.forms.core.fields import Field, Form, Held
from madoguchi.line.forms.core.messages import say

_YEARS = Message("{years}年", "{years} years")
_SINCE = Message("{where}（{day}から）", "{where} (since {day})")


@dataclass(frozen=True, slots=True)
class OfficeRow:
    """One question with what it says, as pairs of what is said and the words for it."""

    label: str
    facts: tuple[tuple[str, str], ...]


def office_rows(form: Form, page_id: str, language: str) -> tuple[OfficeRow, ...]:
    """Return the questions of a page that say something to the office, those of a group after it.

    Args:
        form: the form.
        page_id: the page; ``KeyError`` where there is none.
        language: ``ja``, ``en`` or ``ja-easy``.
    """
    rows: list[OfficeRow] = []
    for field in form.page(page_id).fields:
        for one in (field, *field.fields):
            label = one.label if one is field else say(words.OF, whole=field.label, part=one.label)
            facts = tuple((key.text(language), value.text(language)) for key, value in _facts(one))
            if facts:
                rows.append(OfficeRow(label.text(language), facts))
    return tuple(rows)


def _facts(field: Field) -> Iterator[tuple[Message, Message]]:
    years, sensitivity = field.retention_years, field.sensitivity
    said: dict[str, Message | None] = {
        "legal_basis": _same(field.legal_basis),
        "core_item": _same(field.core_item),
        "portal_item": _same(field.portal_item),
        "retention_years": None if years is None else say(_YEARS, years=years),
        "sensitivity": None if sensitivity is None else words.shown("sensitivity", sensitivity.value),
        "held": None if field.held is None else _held(field.held),
    }
    yield from ((words.FIELD_KEYS[key], value) for key, value in said.items() if value is not None)


def _held(held: Held) -> Message:
    return held.where if held.since is None else say(_SINCE, where=held.where, day=held.since.isoformat())


def _same(text: str) -> Message | None:
    return Message(text, text) if text else None
