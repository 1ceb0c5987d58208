"""Editing a draft: a parameter gets another value from a day on, or loses one. Documents in, documents out, as text."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from madoguchi.ground.kernel.errors import Message, Refused
from madoguchi.office.rules.core import tree
from madoguchi.office.rules.core.document import read_package
from madoguchi.office.rules.core.document_writer import write_parameter
from madoguchi.office.rules.core.findings import NotAccepted
from madoguchi.office.rules.core.layers import lay_parameter
from madoguchi.office.rules.core.literals import fold
from madoguchi.office.rules.core.package import Package
from madoguchi.office.rules.core.parameters import Dated, Parameter, Rows
from madoguchi.office.rules.core.parser import parse
from madoguchi.office.rules.core.plain_json import read_json
from madoguchi.office.rules.core.types import INT, Kind, Type, Value
from madoguchi.office.rules.core.values import read_value

_TRUTHS: Final = {"yes": True, "no": False}
_LONGEST_NUMBER: Final = 40
_NO_PART: Final = ("versions", "asked")  # may hold faults while values are changed


class ParameterNotThere(Refused):
    """The draft has no such parameter, or no value of its own that begins on the day. Facts: ``name``."""

    code = "rules.parameter_not_there"
    status = 404
    what = Message("「{name}」という値はありません。", "There is no value 「{name}」.")
    why = Message("この下書きに、その名前と日の値がありません。", "The draft has none of this name and day.")
    mend = Message("下書きを開き直して、値を選んでください。", "Please open the draft again and choose one.")


@dataclass(frozen=True, slots=True)
class EditedParameter:
    """A parameter of a draft as it holds, and the days on which values of the draft itself begin."""

    parameter: Parameter
    own: frozenset[date]


def read_typed(type_: Type, text: str) -> Value | None:
    """Return a value as people type it (12,000円, １２０００, 38万円, yes, 2026-04-01), None where it is none."""
    if type_.kind in (Kind.TEXT, Kind.ENUM):
        return read_value(type_, text.strip()) if text.strip() else None
    plain = fold(text).strip()
    if type_.kind == Kind.BOOL:
        return _TRUTHS.get(plain)
    if type_.kind == Kind.DATE:
        return read_value(type_, plain)
    try:
        node = parse(plain[:_LONGEST_NUMBER])
    except NotAccepted:
        return None
    match node:
        case tree.Number(number):
            return read_value(type_, number)
        case tree.Negated(tree.Number(number)):
            return read_value(type_, -number)
        case _:
            return None


def parameters_of(document: str, upper: Package | None) -> list[EditedParameter]:
    """Return every parameter of a draft, laid over those of the package that it extends.

    Definitions may hold faults.

    Raises:
        TextNotReadable, NotAccepted: the values themselves cannot be read.
    """
    package = _values_of(_plain(document))
    own = {each.name: each for each in package.parameters}
    above = () if upper is None else upper.parameters
    laid = [
        EditedParameter(lay_parameter(each, own.get(each.name)), _starts(own.pop(each.name, None))) for each in above
    ]
    return [*laid, *(EditedParameter(each, _starts(each)) for each in own.values())]


def with_value(document: str, upper: Package | None, name: str, given: Dated) -> str:
    """Return the document with another value of a parameter from a day on, until the next value that is known.

    Args:
        given: the value; its ``end`` and ``layer`` do not count.

    Raises:
        ParameterNotThere, TextNotReadable, NotAccepted
    """
    plain = _plain(document)
    package = _values_of(plain)
    edited = next((each for each in parameters_of(document, upper) if each.parameter.name == name), None)
    if edited is None:
        raise ParameterNotThere(name=name)
    entries = edited.parameter.entries
    later = [each for each in entries if each.start > given.start]
    added = replace(given, end=_end(entries, later, given.start), layer=package.layer.value)
    before = [replace(each, end=_until(each.end, given.start)) for each in entries if each.start < given.start]
    timeline = [*before, added, *later]
    if upper is not None and any(each.name == name for each in upper.parameters):
        timeline = _span(timeline, sorted({*edited.own, given.start}), package.layer.value)
    return _written(plain, package, replace(edited.parameter, entries=tuple(timeline)))


def without_value(document: str, upper: Package | None, name: str, start: date) -> str:
    """Return the document without the value of its own that begins on a day: what held before it goes on.

    Raises:
        ParameterNotThere, TextNotReadable, NotAccepted
    """
    plain = _plain(document)
    package = _values_of(plain)
    own = next((each for each in package.parameters if each.name == name), None)
    place = next((n for n, each in enumerate(own.entries if own else ()) if each.start == start), None)
    if own is None or place is None:
        raise ParameterNotThere(name=name)
    kept = [*own.entries[:place], *own.entries[place + 1 :]]
    if place:
        kept[place - 1] = replace(kept[place - 1], end=own.entries[place].end)
    return _written(plain, package, replace(own, entries=tuple(kept)))


def _span(timeline: Sequence[Dated], own: Sequence[date], layer: str) -> list[Dated]:
    """What of a timeline a layer says itself: from its first value of its own to its last one."""
    return [replace(each, layer=layer) for each in timeline if own[0] <= each.start <= own[-1]]


def _end(entries: Sequence[Dated], later: Sequence[Dated], start: date) -> date | None:
    """Until when a value holds that begins on a day: the next known value, else as long as the last one was to hold."""
    if later:
        return later[0].start
    last = entries[-1].end if entries else None
    return last if last is not None and last > start else None


def _until(end: date | None, start: date) -> date:
    return start if end is None else min(end, start)


def _starts(own: Parameter | None) -> frozenset[date]:
    return frozenset() if own is None else frozenset(each.start for each in own.entries)


def _plain(document: str) -> dict[str, Any]:
    plain = read_json(document)
    return dict(plain) if isinstance(plain, Mapping) else {}


def _values_of(plain: Mapping[str, Any]) -> Package:
    return read_package({name: part for name, part in plain.items() if name not in _NO_PART})


def _written(plain: Mapping[str, Any], package: Package, changed: Parameter) -> str:
    """The document with one parameter in the place of that of its name; without entries of its own it goes."""
    names = [each.name for each in package.parameters]
    parameters = list(plain.get("parameters", []))
    written = write_parameter(changed, package.layer)
    if changed.name not in names:
        parameters.append(written)
    elif changed.entries or package.extends is None:
        parameters[names.index(changed.name)] = written
    else:
        del parameters[names.index(changed.name)]
    return json.dumps({**plain, "parameters": parameters}, ensure_ascii=False, indent=2)


def read_rows(type_: Type, text: str, first: str, step: str) -> Rows | None:
    """Return a table as people type it: a value on each line under numbers from ``first`` on; None if not readable."""
    read = [read_typed(type_, line) for line in text.splitlines() if line.strip()]
    values = tuple(each for each in read if each is not None)
    number = _whole(first or "0")
    more = _whole(step) if step.strip() else None
    if (
        number is None
        or not values
        or len(values) < len(read)
        or (step.strip() and (more is None or not type_.is_number))
    ):
        return None
    return Rows(number, values, more)


def _whole(text: str) -> int | None:
    found = read_typed(INT, text)
    return found if isinstance(found, int) else None
