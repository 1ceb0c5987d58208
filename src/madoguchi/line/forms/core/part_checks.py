"""Checking one answer of several parts: addresses, accounts, periods, relations, places, tables of choices."""

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal

from madoguchi.ground.kernel import kana
from madoguchi.ground.kernel.errors import Message, Refused
from madoguchi.line.forms.core import messages as words
from madoguchi.line.forms.core import texts
from madoguchi.line.forms.core.answers import is_given
from madoguchi.line.forms.core.fields import ACCOUNT_KINDS, HALVES, PARTS, Field, Json, Kind
from madoguchi.line.forms.core.messages import Fault
from madoguchi.line.forms.core.relations import OTHER
from madoguchi.line.forms.core.value_checks import Found, date_faults, found, refused, shape, text_faults

LONGEST_ADDRESS = 120
LONGEST_BUILDING = 100
LONGEST_HOLDER = 100
LONGEST_RELATION = 40
LONGEST_PLACE = 200
DEGREES = "-?[0-9]{1,3}\\.[0-9]{6}"
"""Degrees as they are kept: six decimals, a tenth of a metre, as text, since no canonical JSON holds a float."""
_MOST_UNKNOWN = 20
_OF_PLACE: Mapping[str, tuple[Message, int, str]] = {
    "latitude": (words.LATITUDE, 90, "35.681236"),
    "longitude": (words.LONGITUDE, 180, "139.767125"),
}


def _address(_field: Field, value: Json, _today: date) -> Iterator[Found]:
    if not isinstance(value, Mapping):
        yield shape("{postal_code, text, building} のオブジェクト", "an object {postal_code, text, building}")
        return
    yield from _unknown_parts(PARTS[Kind.ADDRESS], value)
    postal_code, text, building = (value.get(part, "") for part in PARTS[Kind.ADDRESS])
    if not is_given(postal_code):
        yield found(Fault.MISSING, words.POSTAL_CODE_MISSING, below="postal_code")
    elif not isinstance(postal_code, str) or not re.fullmatch("[0-9]{7}", postal_code):
        yield found(Fault.NOT_A_POSTAL_CODE, words.POSTAL_CODE, below="postal_code")
    if not isinstance(text, str) or not text:
        yield found(Fault.MISSING, words.ADDRESS_MISSING, below="text")
    else:
        yield from text_faults(text, LONGEST_ADDRESS, below="text")
    if isinstance(building, str):
        yield from text_faults(building, LONGEST_BUILDING, below="building")
    elif is_given(building):
        yield shape("文字列", "a string", below="building")


def _unknown_parts(known: Collection[str], value: Mapping[str, Json]) -> Iterator[Found]:
    for name in list(value)[:_MOST_UNKNOWN]:
        if name not in known:
            shown = texts.as_typed(name)[:60]
            yield found(Fault.UNKNOWN_FIELD, words.UNKNOWN, below=shown, name=shown)


def _bank_account(_field: Field, value: Json, _today: date) -> Iterator[Found]:
    if not isinstance(value, Mapping):
        yield shape("口座のオブジェクト", "an object of a bank account")
        return
    yield from _unknown_parts(PARTS[Kind.BANK_ACCOUNT], value)
    for part, pattern, template in (
        ("bank_code", "[0-9]{4}", words.BANK_CODE),
        ("branch_code", "[0-9]{3}", words.BRANCH_CODE),
        ("kind", "|".join(option.value for option in ACCOUNT_KINDS), words.ACCOUNT_KIND),
        ("number", "[0-9]{7}", words.ACCOUNT_NUMBER),
    ):
        text = value.get(part)
        if not isinstance(text, str) or not re.fullmatch(pattern, text):
            yield found(Fault.NOT_AN_ACCOUNT if is_given(text) else Fault.MISSING, template, below=part)
    holder = value.get("holder")
    if not isinstance(holder, str) or not holder:
        yield found(Fault.MISSING, words.ACCOUNT_HOLDER, below="holder")
        return
    faults = list(text_faults(holder, LONGEST_HOLDER, below="holder"))
    yield from faults
    if not faults:
        try:
            kana.half_width_kana(holder)
        except Refused as refusal:
            yield refused(Fault.NOT_AN_ACCOUNT, refusal, below="holder")


def _period(field: Field, value: Json, today: date) -> Iterator[Found]:
    if not isinstance(value, Mapping):
        yield shape("{from, to} のオブジェクト", "an object {from, to}")
        return
    yield from _unknown_parts(HALVES, value)
    sound: list[str] = []
    for half, missing in zip(HALVES, (words.FIRST_DAY, words.LAST_DAY), strict=True):
        day = value.get(half)
        if is_given(day):
            faults = list(date_faults(field, day, today))
            yield from (replace(one, below=half) for one in faults)
            if not faults and isinstance(day, str):
                sound.append(day)
        elif half == "from" or not field.open_end:
            yield found(Fault.MISSING, missing, below=half)
    if len(sound) == 2 and sound[1] < sound[0]:
        yield found(Fault.DATES_REVERSED, words.REVERSED, below="to")


def _relationship(field: Field, value: Json, _today: date) -> Iterator[Found]:
    if not isinstance(value, Mapping):
        yield shape("{relation, text} のオブジェクト", "an object {relation, text}")
        return
    yield from _unknown_parts(PARTS[Kind.RELATIONSHIP], value)
    relation, text = value.get("relation"), value.get("text", "")
    if all(relation != option.value for option in field.options):
        yield found(Fault.NOT_AN_OPTION if is_given(relation) else Fault.MISSING, words.RELATION, below="relation")
    elif relation == OTHER and (not isinstance(text, str) or not text):
        yield found(Fault.MISSING, words.OTHER_RELATION, below="text")
    elif not isinstance(text, str):
        yield shape("文字列", "a string", below="text")
    else:
        yield from text_faults(text, LONGEST_RELATION, below="text")


def _matrix(field: Field, value: Json, _today: date) -> Iterator[Found]:
    if not isinstance(value, Mapping):
        yield shape("行ごとの選択のオブジェクト", "an object with a choice for each row")
        return
    yield from _unknown_parts(field.parts, value)
    known = [option.value for option in field.options]
    for row in field.rows:
        chosen = value.get(row.value)
        if is_given(chosen) and chosen not in known:
            yield found(Fault.NOT_AN_OPTION, words.CHOOSE_IN_ROW, below=row.value, row=row.label)
        elif field.required and not is_given(chosen):
            yield found(Fault.MISSING, words.CHOOSE_IN_ROW, below=row.value, row=row.label)


def _location(_field: Field, value: Json, _today: date) -> Iterator[Found]:
    if not isinstance(value, Mapping):
        yield shape("{text, latitude, longitude} のオブジェクト", "an object {text, latitude, longitude}")
        return
    yield from _unknown_parts(PARTS[Kind.LOCATION], value)
    text = value.get("text")
    if not isinstance(text, str) or not text:
        yield found(Fault.MISSING, words.PLACE, below="text")
    else:
        yield from text_faults(text, LONGEST_PLACE, below="text")
    degrees = {part: value.get(part) for part in _OF_PLACE}
    if any(is_given(one) for one in degrees.values()):
        for part, (label, most, example) in _OF_PLACE.items():
            one = degrees[part]
            if not isinstance(one, str) or not re.fullmatch(DEGREES, one) or abs(Decimal(one)) > most:
                yield found(Fault.NOT_A_PLACE, words.DEGREES, below=part, part=label, most=most, example=example)


CHECKS: Mapping[Kind, Callable[[Field, Json, date], Iterator[Found]]] = {
    Kind.ADDRESS: _address,
    Kind.BANK_ACCOUNT: _bank_account,
    Kind.PERIOD: _period,
    Kind.RELATIONSHIP: _relationship,
    Kind.MATRIX: _matrix,
    Kind.LOCATION: _location,
}
