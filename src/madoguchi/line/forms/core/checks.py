"""Checking answers against their form: every defect with its path and a sentence that tells how to mend it."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import islice

from madoguchi.ground.kernel import kana, wareki
from madoguchi.ground.kernel.errors import Message, Refused
from madoguchi.line.forms.core import messages as words
from madoguchi.line.forms.core import texts
from madoguchi.line.forms.core.answers import cleaned, is_given, items_of, places
from madoguchi.line.forms.core.dates import date_of_parts
from madoguchi.line.forms.core.fields import ACCOUNT_KINDS, COUNTED, PARTS, Answers, Field, Form, Json, Kind
from madoguchi.line.forms.core.messages import Fault, FieldError, say

MOST_UNKNOWN = 20
_EMAIL = re.compile(
    r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63}"
)
_FILE_ID = re.compile("[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
LONGEST_ADDRESS = 120
LONGEST_BUILDING = 100
LONGEST_HOLDER = 100


@dataclass(frozen=True, slots=True)
class _Found:
    """A defect before the label is filled in; ``below`` is the path below the field."""

    fault: Fault
    template: Message
    below: str
    facts: Mapping[str, object]


def _found(fault: Fault, template: Message, *, below: str = "", **facts: object) -> _Found:
    return _Found(fault, template, below, facts)


def _refused(fault: Fault, refusal: Refused, *, below: str = "") -> _Found:
    return _found(fault, words.REFUSED, below=below, why=refusal.why, mend=refusal.mend)


def check_page(form: Form, page_id: str, answers: Answers, *, today: date) -> tuple[FieldError, ...]:
    """Return the errors of the questions of one page that apply. Answers may be anything; see :func:`check_all`."""
    return tuple(_errors(form, cleaned(form, answers), today, page_id))


def check_all(form: Form, answers: Answers, *, today: date) -> tuple[FieldError, ...]:
    """Return every error of a whole set of answers, in the order asked; unknown fields come last.

    Args:
        form: the form.
        answers: any JSON object; hidden questions are not checked (``cleaned`` drops their answers).
        today: local date: birth dates may not be later.
    """
    kept = cleaned(form, answers)
    return (*_errors(form, kept, today, None), *_unknown(form, answers))


def _errors(form: Form, answers: Answers, today: date, page_id: str | None) -> Iterator[FieldError]:
    for place in places(form, answers):
        if page_id is not None and place.page.id != page_id:
            continue
        yield from check_value(place.field, place.path, place.value, today=today)


def _unknown(form: Form, answers: Answers) -> Iterator[FieldError]:
    fields = {field.id: field for field in form.fields()}
    for path, name in islice(_unknown_names(fields, answers), MOST_UNKNOWN):
        shown = texts.as_typed(name)[:60]
        yield FieldError(f"{path}{shown}", Fault.UNKNOWN_FIELD, say(words.UNKNOWN, name=shown))


def _unknown_names(fields: Mapping[str, Field], answers: Answers) -> Iterator[tuple[str, str]]:
    for name, value in answers.items():
        field = fields.get(name)
        if field is None or field.kind is Kind.GUIDANCE:
            yield "", name
        elif field.kind is Kind.GROUP:
            inside = {one.id for one in field.fields if one.kind is not Kind.GUIDANCE}
            for index, item in enumerate(items_of(value)):
                for key in item:
                    if key not in inside:
                        yield f"{field.id}/{index}/", key


def check_value(field: Field, path: str, value: Json, *, today: date) -> Iterator[FieldError]:
    """Yield what is wrong with the answer to one question at ``path``."""
    if field.kind is Kind.GUIDANCE:
        return
    if not is_given(value):
        if field.required or (field.kind is Kind.GROUP and field.least):
            yield FieldError(path, Fault.MISSING, _missing(field))
        return
    for found in _CHECKS[field.kind](field, value, today):
        where = f"{path}/{found.below}" if found.below else path
        yield FieldError(where, found.fault, say(found.template, label=field.label, **found.facts))


def _missing(field: Field) -> Message:
    match field.kind:
        case Kind.CHOICE | Kind.CHOICES | Kind.YESNO:
            template = words.CHOOSE
        case Kind.FILE:
            template = words.ATTACH
        case Kind.CONSENT:
            template = words.AGREE
        case Kind.GROUP:
            template = words.TOO_FEW_ITEMS
        case _:
            template = words.WRITE
    return say(template, label=field.label, least=field.least)


def _shape(ja: str, en: str, *, below: str = "") -> _Found:
    return _found(Fault.WRONG_SHAPE, words.SHAPE, below=below, expected=Message(ja, en))


def _text(field: Field, value: Json, _today: date) -> Iterator[_Found]:
    if not isinstance(value, str):
        yield _shape("文字列", "a string")
        return
    yield from _text_faults(value, field.max_length, lines=field.kind is Kind.LONG_TEXT)


def _text_faults(text: str, most: int, *, lines: bool = False, below: str = "") -> Iterator[_Found]:
    length = kana.visible_length(text)
    if not texts.is_storable(text):
        yield _found(Fault.UNUSABLE_CHARACTER, words.UNUSABLE, below=below)
    elif not lines and ("\n" in text or "\t" in text):
        yield _found(Fault.UNUSABLE_CHARACTER, words.ONE_LINE, below=below)
    elif length > most or len(text) > 2 * most:  # at most one variation selector to a character
        yield _found(Fault.TOO_LONG, words.TOO_LONG, below=below, most=most, length=length)


def _kana(field: Field, value: Json, today: date) -> Iterator[_Found]:
    faults = list(_text(field, value, today))
    yield from faults
    if not faults and isinstance(value, str) and not kana.is_katakana_name(value):
        yield _found(Fault.NOT_KATAKANA, words.KATAKANA)


def _phone(_field: Field, value: Json, _today: date) -> Iterator[_Found]:
    if not isinstance(value, str):
        yield _shape("文字列", "a string")
    elif not (re.fullmatch("0[0-9-]{9,14}", value) and len(value.replace("-", "")) in {10, 11}):
        yield _found(Fault.NOT_A_PHONE_NUMBER, words.PHONE)


def _email(_field: Field, value: Json, _today: date) -> Iterator[_Found]:
    if not isinstance(value, str):
        yield _shape("文字列", "a string")
    elif len(value) > 254 or not _EMAIL.fullmatch(value) or ".." in value:
        yield _found(Fault.NOT_AN_EMAIL, words.EMAIL)


def _number(field: Field, value: Json, _today: date) -> Iterator[_Found]:
    if isinstance(value, bool) or not isinstance(value, int):
        yield _found(Fault.NOT_A_NUMBER, words.YEN if field.kind is Kind.YEN else words.NUMBER)
    elif not field.least <= value <= field.most:
        if field.most >= 999_999_999_999:
            template = words.AT_LEAST if value < field.least else words.AT_MOST
        else:
            template = words.RANGE
        yield _found(Fault.OUT_OF_RANGE, template, least=f"{field.least:,}", most=f"{field.most:,}")


def _date(field: Field, value: Json, today: date) -> Iterator[_Found]:
    if isinstance(value, Mapping):
        yield from _typed_date(value)
        return
    if not isinstance(value, str) or not re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
        yield _found(Fault.NOT_A_DATE, words.DATE_SHAPE)
        return
    try:
        day = wareki.make_date(int(value[:4]), int(value[5:7]), int(value[8:]))
    except Refused as refusal:
        yield _refused(Fault.NOT_A_DATE, refusal)
        return
    earliest = today if field.earliest == "today" else field.earliest
    latest = today if field.latest == "today" else field.latest
    if field.kind is Kind.BIRTH_DATE and day > today:
        yield _found(Fault.DATE_OUT_OF_RANGE, words.FUTURE)
    elif earliest is not None and day < earliest:
        yield _found(Fault.DATE_OUT_OF_RANGE, words.TOO_EARLY, day=wareki.format_date(earliest), iso=earliest)
    elif latest is not None and day > latest:
        yield _found(Fault.DATE_OUT_OF_RANGE, words.TOO_LATE, day=wareki.format_date(latest), iso=latest)


def _typed_date(value: Mapping[str, Json]) -> Iterator[_Found]:
    parts = {part: text for part in PARTS[Kind.DATE] if isinstance(text := value.get(part), str)}
    try:
        date_of_parts(parts)
    except Refused as refusal:
        yield _refused(Fault.NOT_A_DATE, refusal)
    else:
        yield _found(Fault.NOT_A_DATE, words.DATE_SHAPE)


def _address(_field: Field, value: Json, _today: date) -> Iterator[_Found]:
    if not isinstance(value, Mapping):
        yield _shape("{postal_code, text, building} のオブジェクト", "an object {postal_code, text, building}")
        return
    yield from _unknown_parts(Kind.ADDRESS, value)
    postal_code, text, building = (value.get(part, "") for part in PARTS[Kind.ADDRESS])
    if not is_given(postal_code):
        yield _found(Fault.MISSING, words.POSTAL_CODE_MISSING, below="postal_code")
    elif not isinstance(postal_code, str) or not re.fullmatch("[0-9]{7}", postal_code):
        yield _found(Fault.NOT_A_POSTAL_CODE, words.POSTAL_CODE, below="postal_code")
    if not isinstance(text, str) or not text:
        yield _found(Fault.MISSING, words.ADDRESS_MISSING, below="text")
    else:
        yield from _text_faults(text, LONGEST_ADDRESS, below="text")
    if isinstance(building, str):
        yield from _text_faults(building, LONGEST_BUILDING, below="building")
    elif is_given(building):
        yield _shape("文字列", "a string", below="building")


def _unknown_parts(kind: Kind, value: Mapping[str, Json]) -> Iterator[_Found]:
    for name in list(value)[:MOST_UNKNOWN]:
        if name not in PARTS[kind]:
            shown = texts.as_typed(name)[:60]
            yield _found(Fault.UNKNOWN_FIELD, words.UNKNOWN, below=shown, name=shown)


def _bank_account(_field: Field, value: Json, _today: date) -> Iterator[_Found]:
    if not isinstance(value, Mapping):
        yield _shape("口座のオブジェクト", "an object of a bank account")
        return
    yield from _unknown_parts(Kind.BANK_ACCOUNT, value)
    for part, pattern, template in (
        ("bank_code", "[0-9]{4}", words.BANK_CODE),
        ("branch_code", "[0-9]{3}", words.BRANCH_CODE),
        ("kind", "|".join(option.value for option in ACCOUNT_KINDS), words.ACCOUNT_KIND),
        ("number", "[0-9]{7}", words.ACCOUNT_NUMBER),
    ):
        text = value.get(part)
        if not isinstance(text, str) or not re.fullmatch(pattern, text):
            yield _found(Fault.NOT_AN_ACCOUNT if is_given(text) else Fault.MISSING, template, below=part)
    holder = value.get("holder")
    if not isinstance(holder, str) or not holder:
        yield _found(Fault.MISSING, words.ACCOUNT_HOLDER, below="holder")
        return
    faults = list(_text_faults(holder, LONGEST_HOLDER, below="holder"))
    yield from faults
    if not faults:
        try:
            kana.half_width_kana(holder)
        except Refused as refusal:
            yield _refused(Fault.NOT_AN_ACCOUNT, refusal, below="holder")


def _choice(field: Field, value: Json, _today: date) -> Iterator[_Found]:
    if not isinstance(value, str) or all(value != option.value for option in field.options):
        yield _found(Fault.NOT_AN_OPTION, words.CHOOSE)


def _consent(_field: Field, value: Json, _today: date) -> Iterator[_Found]:
    if value is not True:
        yield _found(Fault.WRONG_SHAPE, words.AGREE)


def _counted(field: Field, value: Json, _today: date) -> Iterator[_Found]:
    """Check choices, files and group items: a list, its count, its entries (a group's have places of their own)."""
    if not isinstance(value, list | tuple):
        yield _shape("配列", "an array")
        return
    too_few, too_many = _COUNTS[field.kind]
    if len(value) < field.least:
        yield _found(Fault.WRONG_COUNT, too_few, least=field.least)
    elif len(value) > field.most:
        yield _found(Fault.WRONG_COUNT, too_many, most=field.most)
    entries = value[: field.most]
    match field.kind:
        case Kind.CHOICES:
            known = {option.value for option in field.options}
            if not all(isinstance(one, str) and one in known for one in entries):
                yield _found(Fault.NOT_AN_OPTION, words.CHOOSE)
            elif len(set(entries)) < len(entries):
                yield _shape("重なりのない配列", "an array without repetition")
        case Kind.FILE:
            if not all(isinstance(one, str) and _FILE_ID.fullmatch(one) for one in entries):
                yield _shape("ファイルIDの配列", "an array of file ids")
        case _:
            if not all(isinstance(one, Mapping) for one in entries):
                yield _shape("オブジェクトの配列", "an array of objects")


_COUNTS: Mapping[Kind, tuple[Message, Message]] = {
    Kind.CHOICES: (words.TOO_FEW_CHOICES, words.TOO_MANY_CHOICES),
    Kind.FILE: (words.TOO_FEW_FILES, words.TOO_MANY_FILES),
    Kind.GROUP: (words.TOO_FEW_ITEMS, words.TOO_MANY_ITEMS),
}
_CHECKS: Mapping[Kind, Callable[[Field, Json, date], Iterator[_Found]]] = {
    Kind.NAME: _text,
    Kind.KANA: _kana,
    Kind.BIRTH_DATE: _date,
    Kind.DATE: _date,
    Kind.ADDRESS: _address,
    Kind.PHONE: _phone,
    Kind.EMAIL: _email,
    Kind.TEXT: _text,
    Kind.LONG_TEXT: _text,
    Kind.NUMBER: _number,
    Kind.YEN: _number,
    Kind.CHOICE: _choice,
    Kind.YESNO: _choice,
    Kind.BANK_ACCOUNT: _bank_account,
    Kind.CONSENT: _consent,
    **dict.fromkeys(COUNTED, _counted),
}
