"""Answers to try a form with, made from its definition: one set, always the same for a form and a day.

The people are fictional. Where a check refuses an answer, a few others are tried; what is refused still, the person
who tries the form sees refused, as a resident would.
"""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from madoguchi.ground.kernel.codes import corporate_number_check_digit
from madoguchi.line.forms.core.answers import cleaned, is_given
from madoguchi.line.forms.core.fields import Field, Form, Json, Kind, declared_texts

_COMPANY = "000000000001"
_NO_FILE = "00000000-0000-0000-0000-000000000000"
_PERSON = ("見本　花子", "ミホン　ハナコ")
_MOST_ROUNDS = 10  # answers show further questions, which are answered in the next round


def sample_answers(form: Form, *, today: date) -> dict[str, Json]:
    """Return an answer to every question that is shown; of a group as many items as it needs, or one."""
    answers: dict[str, Json] = {}
    for _ in range(_MOST_ROUNDS):
        shown = form.logic.shown(answers)
        asked = [
            field for page in form.pages if page.id not in shown.hidden_pages for field in page.fields
            if shown.field(field) and field.id not in answers
        ]  # fmt: skip
        found = {field.id: value for field in asked if is_given(value := _sample(field, today))}
        if not found:
            break
        answers |= found
    return dict(cleaned(form, _mended(form, answers, today)))


def _mended(form: Form, answers: dict[str, Json], today: date) -> dict[str, Json]:
    """Return answers that fewer checks refuse: each question that is refused gets the first answer that is not."""
    for path in dict.fromkeys(one.path for one in form.logic.broken(answers, today=today)):
        for value in _others(form.field(path), today):
            changed = _with(answers, path, value)
            if all(one.path != path for one in form.logic.broken(changed, today=today)):
                answers = changed
                break
    return answers


def _others(field: Field, today: date) -> Iterator[Json]:
    """Yield a few other answers to a question: a child's and an old person's birth date, each option, the bounds."""
    match field.kind:
        case Kind.BIRTH_DATE:
            yield from ((today - timedelta(days=years * 365)).isoformat() for years in (8, 1, 20, 75))
        case Kind.CHOICE | Kind.YESNO:
            yield from (one.value for one in field.options[1:])
        case Kind.NUMBER | Kind.YEN:
            yield from (field.least, field.most)


def _with(answers: Mapping[str, Json], path: str, value: Json) -> dict[str, Json]:
    name, _, inside = path.partition("/")
    items = answers[name]
    if not inside or not isinstance(items, list):
        return {**answers, name: value}
    number, _, inner = inside.partition("/")
    changed = [{**item, inner: value} if n == int(number) and isinstance(item, dict) else item
               for n, item in enumerate(items)]  # fmt: skip
    return {**answers, name: changed}


def _sample(field: Field, today: date) -> Json:
    match field.kind:
        case Kind.GROUP:
            item = {inner.id: value for inner in field.fields if is_given(value := _sample(inner, today))}
            return [dict(item) for _ in range(max(1, field.least))]
        case Kind.DATE | Kind.YEAR_MONTH | Kind.PERIOD:
            return _days(field, today)
        case Kind.BIRTH_DATE:
            return "1990-04-01"
        case Kind.NUMBER | Kind.YEN:
            wanted = 10_000 if field.kind is Kind.YEN else 1
            return min(max(wanted, field.least), field.most)
        case Kind.CHOICE | Kind.YESNO:
            return field.options[0].value
        case Kind.CHOICES:
            return [one.value for one in field.options[: max(1, field.least)]]
        case Kind.MATRIX:
            return {row.value: field.options[0].value for row in field.rows}
        case Kind.RELATIONSHIP:
            return {"relation": field.options[0].value}
        case Kind.DECLARATION:
            return declared_texts(field).get("ja")
        case Kind.CORPORATE_NUMBER:
            return f"{corporate_number_check_digit(_COMPANY)}{_COMPANY}"
        case Kind.NAME | Kind.KANA | Kind.TEXT | Kind.LONG_TEXT:
            text = {Kind.NAME: _PERSON[0], Kind.KANA: _PERSON[1], Kind.TEXT: "見本"}.get(field.kind, "見本の文です。")
            return text[: field.max_length or None]
        case Kind.FILE:
            return [_NO_FILE] * max(1, field.least) if field.required else None
    return _FIXED.get(field.kind)


_FIXED: Mapping[Kind, Json] = {
    Kind.ADDRESS: {"postal_code": "9990000", "text": "みなも市見本町一丁目2番3号"},
    Kind.PHONE: "0312345678",
    Kind.EMAIL: "mihon@example.jp",
    Kind.CONSENT: True,
    Kind.BANK_ACCOUNT: {
        "bank_code": "0001", "branch_code": "001", "kind": "ordinary", "number": "1234567",
        "holder": "ミホン　ハナコ",
    },
    Kind.LOCATION: {"text": "みなも市見本町一丁目2番3号", "latitude": "35.000000", "longitude": "139.000000"},
}  # fmt: skip


def _days(field: Field, today: date) -> Json:
    """Return a day, month or period as near to today as its bounds allow."""
    earliest = today if field.earliest == "today" else field.earliest
    latest = today if field.latest == "today" else field.latest
    day = today
    if isinstance(earliest, date):
        day = max(day, earliest)
    if isinstance(latest, date):
        day = min(day, latest)
    if field.kind is Kind.YEAR_MONTH:
        return day.isoformat()[:7]
    if field.kind is Kind.DATE:
        return day.isoformat()
    end = day + timedelta(days=30)
    return {"from": day.isoformat(), "to": (min(end, latest) if isinstance(latest, date) else end).isoformat()}
