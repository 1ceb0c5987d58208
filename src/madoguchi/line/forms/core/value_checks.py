"""Checking one answer of a single value: what is wrong with it, in words that tell how to mend it."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from madoguchi.ground.kernel import codes, kana, wareki
from madoguchi.ground.kernel.errors import Message, Refused
from madoguchi.line.forms.core import messages as words
from madoguchi.line.forms.core import person_names, texts
from madoguchi.line.forms.core.dates import date_of_parts, month_words
from madoguchi.line.forms.core.fields import COUNTED, PARTS, Field, Json, Kind, declared_texts
from madoguchi.line.forms.core.messages import Fault

_EMAIL = re.compile(
    r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63}"
)
_FILE_ID = re.compile("[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@dataclass(frozen=True, slots=True)
class Found:
    """A defect before the label is filled in; ``below`` is the path below the field."""

    fault: Fault
    template: Message
    below: str
    facts: Mapping[str, object]


def found(fault: Fault, template: Message, *, below: str = "", **facts: object) -> Found:
    """Return a defect with the facts of its sentence."""
    return Found(fault, template, below, facts)


def refused(fault: Fault, refusal: Refused, *, below: str = "") -> Found:
    """Return a defect that the kernel found, in its own words."""
    return found(fault, words.REFUSED, below=below, why=refusal.why, mend=refusal.mend)


def shape(ja: str, en: str, *, below: str = "") -> Found:
    """Return that an answer has another shape than the form defines; the texts say which one it should have."""
    return found(Fault.WRONG_SHAPE, words.SHAPE, below=below, expected=Message(ja, en))


def _text(field: Field, value: Json, _today: date) -> Iterator[Found]:
    if not isinstance(value, str):
        yield shape("文字列", "a string")
        return
    yield from text_faults(value, field.max_length, lines=field.kind is Kind.LONG_TEXT)


def text_faults(text: str, most: int, *, lines: bool = False, below: str = "") -> Iterator[Found]:
    """Yield what is wrong with a text of at most ``most`` visible characters; ``lines``: it may have several."""
    length = kana.visible_length(text)
    if not texts.is_storable(text):
        yield found(Fault.UNUSABLE_CHARACTER, words.UNUSABLE, below=below)
    elif character := person_names.private_character(text):
        yield found(Fault.PRIVATE_CHARACTER, words.PRIVATE, below=below, character=character)
    elif not lines and ("\n" in text or "\t" in text):
        yield found(Fault.UNUSABLE_CHARACTER, words.ONE_LINE, below=below)
    elif length > most or len(text) > 2 * most:  # at most one variation selector to a character
        yield found(Fault.TOO_LONG, words.TOO_LONG, below=below, most=most, length=length)


def _name(field: Field, value: Json, today: date) -> Iterator[Found]:
    """Names stand as they are written: variation selectors and the alphabet too, no characters of one device only."""
    if field.has_two_names and isinstance(value, Mapping):  # a given name alone, as the page keeps it
        yield found(Fault.MISSING, words.FAMILY_NAME, below="family")
        return
    faults = list(_text(field, value, today))
    yield from faults
    if faults or not field.has_two_names or not isinstance(value, str):
        return
    if not person_names.split(value)[1] and not person_names.may_be_single(value):
        yield found(Fault.MISSING, words.GIVEN_NAME, below="given")


def _kana(field: Field, value: Json, today: date) -> Iterator[Found]:
    faults = list(_text(field, value, today))
    yield from faults
    if not faults and isinstance(value, str) and not kana.is_katakana_name(value):
        yield _not_katakana(value)


def _not_katakana(text: str) -> Found:
    if kanji := re.search("[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]", text):
        return found(Fault.NOT_KATAKANA, words.KANJI_IN_KANA, character=kanji[0])
    if letter := re.search("[0-9A-Za-z０-９Ａ-Ｚａ-ｚ]", text):
        return found(Fault.NOT_KATAKANA, words.LETTERS_IN_KANA, character=letter[0])
    return found(Fault.NOT_KATAKANA, words.KATAKANA)


def _phone(_field: Field, value: Json, _today: date) -> Iterator[Found]:
    if not isinstance(value, str):
        yield shape("文字列", "a string")
    elif not (re.fullmatch("0[0-9-]{9,14}", value) and len(value.replace("-", "")) in {10, 11}):
        digits = value.replace("-", "")
        if re.fullmatch("0[0-9]{1,19}", digits) and len(digits) not in {10, 11}:
            yield found(Fault.NOT_A_PHONE_NUMBER, words.PHONE_COUNT, count=len(digits))
        else:
            yield found(Fault.NOT_A_PHONE_NUMBER, words.PHONE)


def _email(_field: Field, value: Json, _today: date) -> Iterator[Found]:
    if not isinstance(value, str):
        yield shape("文字列", "a string")
    elif len(value) > 254 or not _EMAIL.fullmatch(value) or ".." in value:
        dotted = value.replace(",", ".")
        if dotted != value and len(dotted) <= 254 and _EMAIL.fullmatch(dotted) and ".." not in dotted:
            yield found(Fault.NOT_AN_EMAIL, words.EMAIL_COMMA, suggested=dotted)
        else:
            yield found(Fault.NOT_AN_EMAIL, words.EMAIL)


def _number(field: Field, value: Json, _today: date) -> Iterator[Found]:
    if isinstance(value, bool) or not isinstance(value, int):
        yield found(Fault.NOT_A_NUMBER, words.YEN if field.kind is Kind.YEN else words.NUMBER)
    elif not field.least <= value <= field.most:
        if field.most >= 999_999_999_999:
            template = words.AT_LEAST if value < field.least else words.AT_MOST
        else:
            template = words.RANGE
        yield found(Fault.OUT_OF_RANGE, template, least=f"{field.least:,}", most=f"{field.most:,}")


def date_faults(field: Field, value: Json, today: date) -> Iterator[Found]:
    """Yield what is wrong with a date, within the bounds of its field; a day as typed in boxes is never right."""
    if isinstance(value, Mapping):
        yield from _typed_date(value)
        return
    if not isinstance(value, str) or not re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
        yield found(Fault.NOT_A_DATE, words.DATE_SHAPE)
        return
    try:
        day = wareki.make_date(int(value[:4]), int(value[5:7]), int(value[8:]))
    except Refused as refusal:
        yield refused(Fault.NOT_A_DATE, refusal)
        return
    earliest = today if field.earliest == "today" else field.earliest
    latest = today if field.latest == "today" else field.latest
    if field.kind is Kind.BIRTH_DATE and day > today:
        yield found(Fault.DATE_OUT_OF_RANGE, words.FUTURE)
    elif earliest is not None and day < earliest:
        yield found(Fault.DATE_OUT_OF_RANGE, words.TOO_EARLY, day=wareki.format_date(earliest), iso=earliest)
    elif latest is not None and day > latest:
        yield found(Fault.DATE_OUT_OF_RANGE, words.TOO_LATE, day=wareki.format_date(latest), iso=latest)


def _typed_date(value: Mapping[str, Json]) -> Iterator[Found]:
    parts = {part: text for part in PARTS[Kind.DATE] if isinstance(text := value.get(part), str)}
    try:
        date_of_parts(parts)
    except Refused as refusal:
        yield refused(Fault.NOT_A_DATE, refusal)
    else:
        yield found(Fault.NOT_A_DATE, words.DATE_SHAPE)


def _month(field: Field, value: Json, today: date) -> Iterator[Found]:
    if isinstance(value, Mapping):
        yield from _typed_month(value)
        return
    if not isinstance(value, str) or not re.fullmatch("[0-9]{4}-[0-9]{2}", value):
        yield found(Fault.NOT_A_DATE, words.MONTH_SHAPE)
        return
    try:
        first = wareki.make_date(int(value[:4]), int(value[5:]), 1)
    except Refused as refusal:
        yield refused(Fault.NOT_A_DATE, refusal)
        return
    earliest, latest = (today if bound == "today" else bound for bound in (field.earliest, field.latest))
    if earliest is not None and first < earliest.replace(day=1):
        yield _outside(words.MONTH_TOO_EARLY, earliest)
    elif latest is not None and first > latest:
        yield _outside(words.MONTH_TOO_LATE, latest)


def _outside(template: Message, bound: date) -> Found:
    month = month_words(bound.replace(day=1), "ja")
    return found(Fault.DATE_OUT_OF_RANGE, template, day=month, iso=bound.isoformat()[:7])


def _typed_month(value: Mapping[str, Json]) -> Iterator[Found]:
    parts = {part: text for part in PARTS[Kind.YEAR_MONTH] if isinstance(text := value.get(part), str)}
    try:
        date_of_parts({**parts, "day": "1"})
    except wareki.DateNotReadable:
        yield found(Fault.NOT_A_DATE, words.MONTH)
    except Refused as refusal:
        yield refused(Fault.NOT_A_DATE, refusal)
    else:
        yield found(Fault.NOT_A_DATE, words.MONTH_SHAPE)


def _corporate_number(_field: Field, value: Json, _today: date) -> Iterator[Found]:
    if not isinstance(value, str):
        yield shape("文字列", "a string")
        return
    try:
        plain = codes.parse_corporate_number(value)
    except Refused as refusal:
        yield refused(Fault.NOT_A_CORPORATE_NUMBER, refusal)
        return
    if plain != value:
        yield refused(Fault.NOT_A_CORPORATE_NUMBER, codes.CorporateNumberWrongLength())


def _declaration(field: Field, value: Json, _today: date) -> Iterator[Found]:
    if not isinstance(value, str):
        yield found(Fault.WRONG_SHAPE, words.DECLARE)
    elif value not in declared_texts(field).values():
        yield found(Fault.WRONG_SHAPE, words.DECLARED_OTHERWISE)


def _choice(field: Field, value: Json, _today: date) -> Iterator[Found]:
    if not isinstance(value, str) or all(value != option.value for option in field.options):
        yield found(Fault.NOT_AN_OPTION, words.CHOOSE)


def _consent(_field: Field, value: Json, _today: date) -> Iterator[Found]:
    if value is not True:
        yield found(Fault.WRONG_SHAPE, words.AGREE)


def _counted(field: Field, value: Json, _today: date) -> Iterator[Found]:
    """Check choices, files and group items: a list, its count, its entries (a group's have places of their own)."""
    if not isinstance(value, list | tuple):
        yield shape("配列", "an array")
        return
    too_few, too_many = _COUNTS[field.kind]
    if len(value) < field.least:
        yield found(Fault.WRONG_COUNT, too_few, least=field.least)
    elif len(value) > field.most:
        yield found(Fault.WRONG_COUNT, too_many, most=field.most)
    entries = value[: field.most]
    match field.kind:
        case Kind.CHOICES:
            known = {option.value for option in field.options}
            if not all(isinstance(one, str) and one in known for one in entries):
                yield found(Fault.NOT_AN_OPTION, words.CHOOSE)
            elif len(set(entries)) < len(entries):
                yield shape("重なりのない配列", "an array without repetition")
        case Kind.FILE:
            if not all(isinstance(one, str) and _FILE_ID.fullmatch(one) for one in entries):
                yield shape("ファイルIDの配列", "an array of file ids")
        case _:
            if not all(isinstance(one, Mapping) for one in entries):
                yield shape("オブジェクトの配列", "an array of objects")


_COUNTS: Mapping[Kind, tuple[Message, Message]] = {
    Kind.CHOICES: (words.TOO_FEW_CHOICES, words.TOO_MANY_CHOICES),
    Kind.FILE: (words.TOO_FEW_FILES, words.TOO_MANY_FILES),
    Kind.GROUP: (words.TOO_FEW_ITEMS, words.TOO_MANY_ITEMS),
}
CHECKS: Mapping[Kind, Callable[[Field, Json, date], Iterator[Found]]] = {
    Kind.NAME: _name,
    Kind.KANA: _kana,
    Kind.BIRTH_DATE: date_faults,
    Kind.DATE: date_faults,
    Kind.PHONE: _phone,
    Kind.EMAIL: _email,
    Kind.TEXT: _text,
    Kind.LONG_TEXT: _text,
    Kind.NUMBER: _number,
    Kind.YEN: _number,
    Kind.CHOICE: _choice,
    Kind.YESNO: _choice,
    Kind.CONSENT: _consent,
    Kind.CORPORATE_NUMBER: _corporate_number,
    Kind.YEAR_MONTH: _month,
    Kind.DECLARATION: _declaration,
    **dict.fromkeys(COUNTED, _counted),
}
