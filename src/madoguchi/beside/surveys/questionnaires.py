"""The questions of a survey: a definition of the forms engine, read for answering, for entering and for counting.

Definitions are immutable and known by their SHA-256, so what is read of one is kept.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, Final

from madoguchi.beside.surveys.core.questions import Kind, Option, Question, Value
from madoguchi.beside.surveys.refusals import QuestionKindNotUsable
from madoguchi.ground.kernel.errors import Message
from madoguchi.line.forms import public as forms

MOST_KEPT: Final = 128
ENTRY_PAGE: Final = "entry"
_REFUSED: Final[Mapping[forms.Kind, Message]] = {
    forms.Kind.FILE: Message(
        "ファイル（調査では集計も秘匿もできません）", "a file, which cannot be counted or protected"
    ),
    forms.Kind.GROUP: Message("くり返し（1人の回答が1行になりません）", "a repeating group: one person is one line"),
    forms.Kind.BANK_ACCOUNT: Message("口座（調査では尋ねません）", "a bank account, which no survey asks"),
    forms.Kind.CALCULATION: Message("計算（回答ではありません）", "a calculation, which nobody answers"),
}
_READ_ONLY: Final = ("guidance", "heading")
_BAND, _BANDS = 10, 10  # years, and how many bands before the last, open one
AGES: Final = (
    *tuple(
        Option(f"{low}", Message(f"{low}～{low + _BAND - 1}歳", f"{low}–{low + _BAND - 1}"))
        for low in range(0, _BAND * _BANDS, _BAND)
    ),
    Option(f"{_BAND * _BANDS}", Message(f"{_BAND * _BANDS}歳以上", f"{_BAND * _BANDS} and over")),
)
_YEARS_OLD: Final = ("歳", "才")


@dataclass(frozen=True, slots=True)
class Questionnaire:
    """A version's questions. ``entry``: all of them on one page, as they stand on paper, for staff who type it in."""

    sha256: str
    definition: forms.Definition
    entry: forms.Form
    questions: tuple[Question, ...]

    @property
    def form(self) -> forms.Form:
        """The questions, page by page."""
        return self.definition.form

    @property
    def title(self) -> Message:
        """What the survey is called."""
        return self.definition.procedure.name

    def question(self, question_id: str) -> Question | None:
        """Return a question by its id; None where there is none."""
        return next((one for one in self.questions if one.id == question_id), None)


def read(content: bytes) -> tuple[str, Questionnaire]:
    """Read a file: return its canonical text, and its questions.

    Raises:
        DefinitionUnreadable, DefinitionRefused, QuestionKindNotUsable
    """
    plain = forms.read_definition(content)
    definition = forms.parse_questionnaire(plain)
    for page in definition.form.pages:
        for field in page.fields:
            if (why := _REFUSED.get(field.kind)) is not None:
                raise QuestionKindNotUsable(
                    pointer=f"form/{field.id}", ja=f"「{field.label.ja}」：{why.ja}", en=f"“{field.label.en}”: {why.en}"
                )
    text = forms.canonical(plain)
    return text, of_version(forms.content_address(plain), text)


@lru_cache(maxsize=MOST_KEPT)
def of_version(sha256: str, text: str) -> Questionnaire:
    """Return the questions of a version by its canonical text."""
    plain = json.loads(text)
    definition = forms.parse_questionnaire(plain)
    return Questionnaire(sha256, definition, _entry_form(plain), tuple(_questions(definition.form)))


def _entry_form(plain: Mapping[str, Any]) -> forms.Form:
    """All questions on one page: nobody knows what a hand has written, so none is needed and none depends on others."""
    fields: list[dict[str, Any]] = []
    for page in plain["form"]["pages"]:
        fields.append({"id": f"page_{len(fields)}", "type": "heading", "label": page["title"]})
        for field in page["fields"]:
            own = {key: value for key, value in field.items() if key not in ("show_when", "for_whom", "checks")}
            fields.append(own if field["type"] in _READ_ONLY else {**own, "required": False})
    entry = {"pages": [{"id": ENTRY_PAGE, "title": plain["survey"]["name"], "fields": fields}]}
    return forms.parse_questionnaire({"format": 1, "survey": plain["survey"], "form": entry}).form


def _questions(form: forms.Form) -> Iterator[Question]:
    for field in form.fields():
        match field.kind:
            case forms.Kind.GUIDANCE | forms.Kind.HEADING:
                continue
            case forms.Kind.CHOICE | forms.Kind.YESNO:
                yield Question(field.id, field.label, Kind.ONE, _options(field.options or YES_NO))
            case forms.Kind.CHOICES:
                yield Question(field.id, field.label, Kind.MANY, _options(field.options))
            case forms.Kind.MATRIX:
                for row in field.rows:
                    label = Message(f"{field.label.ja}：{row.label.ja}", f"{field.label.en}: {row.label.en}")
                    yield Question(f"{field.id}/{row.value}", label, Kind.ONE, _options(field.options))
            case forms.Kind.BIRTH_DATE:
                label = Message(f"{field.label.ja}（年代）", f"{field.label.en} (age)")
                yield Question(field.id, label, Kind.ONE, AGES)
            case forms.Kind.NUMBER if field.unit is not None and field.unit.ja in _YEARS_OLD:
                yield Question(field.id, field.label, Kind.ONE, AGES)
            case forms.Kind.NUMBER | forms.Kind.YEN:
                yield Question(field.id, field.label, Kind.NUMBER, unit=field.unit)
            case forms.Kind.CONSENT | forms.Kind.DECLARATION:
                yield Question(field.id, field.label, Kind.ONE, (Option("yes", Message("はい", "Yes")),))
            case _:
                yield Question(field.id, field.label, Kind.TEXT)


YES_NO: Final = (Option("yes", Message("はい", "Yes")), Option("no", Message("いいえ", "No")))


def _options(options: Sequence[Any]) -> tuple[Option, ...]:
    return tuple(Option(one.value, one.label) for one in options)


def values_of(questionnaire: Questionnaire, answers: forms.Answers, *, on: date) -> dict[str, Value]:
    """Return answers as tables need them; those of questions that did not apply are left out.

    Args:
        on: the day of which ages are told: the first of the survey.
    """
    kept = forms.cleaned(questionnaire.form, answers)
    found: dict[str, Value] = {}
    for field in questionnaire.form.fields():
        value = kept.get(field.id)
        if value is None:
            continue
        match field.kind:
            case forms.Kind.MATRIX:
                rows = value if isinstance(value, Mapping) else {}
                found |= {f"{field.id}/{row}": str(chosen) for row, chosen in rows.items()}
            case forms.Kind.CHOICES:
                chosen = value if isinstance(value, list | tuple) else ()
                found[field.id] = frozenset(str(one) for one in chosen)
            case forms.Kind.BIRTH_DATE:
                if (age := _age(value, on)) is not None:
                    found[field.id] = _band(age)
            case forms.Kind.NUMBER | forms.Kind.YEN if isinstance(value, int):
                is_age = field.unit is not None and field.unit.ja in _YEARS_OLD
                found[field.id] = _band(value) if is_age else float(value)
            case forms.Kind.CONSENT | forms.Kind.DECLARATION:
                found[field.id] = "yes"
            case _:
                found[field.id] = value if isinstance(value, str) else forms.shown(field, value, "ja")
    return found


def _age(born: object, on: date) -> int | None:
    try:
        day = date.fromisoformat(str(born))
    except ValueError:
        return None
    return on.year - day.year - ((on.month, on.day) < (day.month, day.day))


def _band(age: int) -> str:
    return str(min(max(age, 0) // _BAND, _BANDS) * _BAND)
