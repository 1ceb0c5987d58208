"""A stored register: its columns for rules, and one household as a case."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

import numpy as np
from django.db.models import Q

from madoguchi.beside.outreach.core.assembling import Assembled
from madoguchi.beside.outreach.core.fields import EPOCH, Kind, Level
from madoguchi.beside.outreach.core.packing import (
    Array,
    Column,
    cut,
    joined,
    pack,
    pack_ids,
    unpack,
    unpack_ids,
    without,
)
from madoguchi.beside.outreach.models import PartKind, Register, RegisterPart
from madoguchi.beside.outreach.refusals import RegisterRemoved
from madoguchi.office.rules import public as rules
from madoguchi.office.rules.public import Case, Kept, Program

PART: Final = 16_384  # households in one part
_KINDS: Final = {Level.HOUSEHOLD: PartKind.HOUSEHOLD, Level.PERSON: PartKind.PERSON}
_LEVELS: Final = {PartKind.HOUSEHOLD: rules.Level.WHOLE, PartKind.PERSON: rules.Level.MEMBER}


def parts_of(made: Assembled) -> Iterator[RegisterPart]:
    """Yield the parts of a register that are to be saved, without their register."""
    for number, first in enumerate(range(0, len(made.households), PART)):
        last = min(first + PART, len(made.households))
        start, end = int(made.offsets[first]), int(made.offsets[last])
        yield RegisterPart(number=number, kind=PartKind.HOUSEHOLDS, content=pack_ids(made.households[first:last]))
        yield RegisterPart(number=number, kind=PartKind.PERSONS, content=pack_ids(made.persons[start:end]))
        sizes = Column(Kind.NUMBER, np.diff(made.offsets[first : last + 1]))
        yield RegisterPart(number=number, kind=PartKind.SIZES, content=pack(sizes))
        for field, column in made.columns.items():
            part = cut(column, *((start, end) if field.level == Level.PERSON else (first, last)))
            if part is not None:
                yield RegisterPart(number=number, kind=_KINDS[field.level], name=field.name, content=pack(part))
        for name, is_in in made.groups.items():
            group = Column(Kind.TRUTH, is_in[start:end])
            yield RegisterPart(number=number, kind=PartKind.GROUP, name=name, content=pack(group))


@dataclass(frozen=True)
class RegisterSnapshot:
    """A register as of a day. Its methods read inside the scope of their caller.

    Members of a household stand by ``birth``, then by id.
    """

    id: UUID
    as_of: date
    imported_at: datetime
    household_count: int
    person_count: int
    birth: str

    @classmethod
    def of(cls, row: Register) -> "RegisterSnapshot":
        """Return what a row says of a register."""
        return cls(row.id, row.as_of, row.imported_at, row.household_count, row.person_count, row.birth)

    def columns(self, programs: Sequence[Program]) -> rules.Register:
        """Return all households for these rules (:class:`columns_register.Register`).

        Raises:
            RegisterOfOtherRules: the rules name one input with two types, or different birth dates.
            RegisterRemoved: it is there no more.
        """
        names = {each.name for program in programs for each in program.inputs}
        groups = {name for program in programs for name in program.groups}
        found = self._parts(Q(kind__in=_LEVELS, name__in=names) | Q(kind=PartKind.GROUP, name__in=groups))
        if not found:
            raise RegisterRemoved(as_of=self.as_of)
        sizes = [unpack(each).data for each in found.pop((PartKind.SIZES, "")).values()]
        of_part = {
            PartKind.HOUSEHOLD: [len(each) for each in sizes],
            PartKind.PERSON: [int(each.sum()) for each in sizes],
        }
        of_part[PartKind.GROUP] = of_part[PartKind.PERSON]
        columns = {
            (kind, name): joined(
                (unpack(contents[number]) if number in contents else None, count)
                for number, count in enumerate(of_part[PartKind(kind)])
            )
            for (kind, name), contents in found.items()
            if name
        }
        return rules.from_kept(
            programs,
            _ids(found[PartKind.HOUSEHOLDS, ""].values()),
            _ids(found[PartKind.PERSONS, ""].values()),
            np.concatenate([[0], *sizes]).cumsum(),
            {(_LEVELS[PartKind(k)], n): _kept(one) for (k, n), one in columns.items() if k != PartKind.GROUP},
            {name: column.data.astype(np.bool_) for (k, name), column in columns.items() if k == PartKind.GROUP},
            self.birth,
        )

    def household(self, household: str) -> Case | None:
        """Return one household with its members; None: it is not there."""
        for number, content in RegisterPart.objects.filter(
            register_id=self.id, kind=PartKind.HOUSEHOLDS
        ).values_list("number", "content").order_by("number").iterator():  # fmt: skip
            ids = unpack_ids(bytes(content))
            if household in ids:
                return _case(self._parts(Q(), number=number), ids.index(household), number)
        return None

    def _parts(self, more: Q, **wanted: int) -> dict[tuple[str, str], dict[int, bytes]]:
        """Contents by kind and name, then by number, in its order; ids and sizes always."""
        always = Q(kind__in=(PartKind.HOUSEHOLDS, PartKind.PERSONS, PartKind.SIZES))
        found: dict[tuple[str, str], dict[int, bytes]] = defaultdict(dict)
        rows = RegisterPart.objects.filter(more and always | more, register_id=self.id, **wanted).order_by("number")
        for kind, name, number, content in rows.values_list("kind", "name", "number", "content").iterator():
            found[kind, name][number] = bytes(content)
        return found


def newest() -> RegisterSnapshot | None:
    """Return the newest register of the body in scope: the latest day, of one day the last import."""
    row = Register.objects.order_by("-as_of", "-imported_at", "-id").first()
    return None if row is None else RegisterSnapshot.of(row)


def find(register_id: UUID) -> RegisterSnapshot | None:
    """Return a register of the body in scope; None: it was removed."""
    row = Register.objects.filter(pk=register_id).first()
    return None if row is None else RegisterSnapshot.of(row)


def _ids(contents: Iterable[bytes]) -> list[str]:
    return [each for content in contents for each in unpack_ids(content)]


def _kept(column: Column) -> Kept:
    data: Array = column.data
    if column.kind == Kind.DAY:
        data = data.astype(np.int64).astype("datetime64[D]")
    elif column.kind == Kind.TRUTH:
        data = data.astype(np.bool_)
    elif column.kind == Kind.NUMBER:
        data = data.astype(np.int64)
    return Kept(data, column.is_given, column.texts)


def _case(found: dict[tuple[str, str], dict[int, bytes]], place: int, number: int) -> Case:
    sizes = unpack(found[PartKind.SIZES, ""][number]).data
    start = int(sizes[:place].sum())
    ids = unpack_ids(found[PartKind.PERSONS, ""][number])[start : start + int(sizes[place])]
    whole: dict[str, object] = {}
    members: dict[str, dict[str, object]] = {each: {} for each in ids}
    groups: dict[str, list[str]] = {}
    for (kind, name), contents in found.items():
        if not name:
            continue
        column = unpack(contents[number])
        if kind == PartKind.HOUSEHOLD:
            if (value := _plain(column, place)) is not None:
                whole[name] = value
            continue
        for at, each in enumerate(ids, start):
            if kind == PartKind.GROUP:
                if column.data[at]:
                    groups.setdefault(name, []).append(each)
            elif (value := _plain(column, at)) is not None:
                members[each][name] = value
    return Case(whole, members, groups)


def _plain(column: Column, at: int) -> object:
    """A value as JSON holds it; None: not given."""
    if column.is_given is not None and not column.is_given[at]:
        return None
    number = int(column.data[at])
    if column.texts is not None:
        return column.texts[number]
    if column.kind == Kind.DAY:
        return date.fromordinal(number + EPOCH).isoformat()
    return bool(number) if column.kind == Kind.TRUTH else number


def take_out(register_id: UUID, household: str) -> int | None:
    """Write the part of a household anew without it, inside a write scope.

    Returns:
        How many members went with it; None: it is not in this register.
    """
    everything = RegisterPart.objects.filter(register_id=register_id)
    for part in everything.filter(kind=PartKind.HOUSEHOLDS).order_by("number").iterator():
        ids = unpack_ids(bytes(part.content))
        if household not in ids:
            continue
        place = ids.index(household)
        of_part = list(everything.filter(number=part.number))
        sizes = next(unpack(bytes(each.content)) for each in of_part if each.kind == PartKind.SIZES).data
        start, size = int(sizes[:place].sum()), int(sizes[place])
        for each in of_part:
            is_of_household = each.kind in (PartKind.HOUSEHOLDS, PartKind.SIZES, PartKind.HOUSEHOLD)
            gone = slice(place, place + 1) if is_of_household else slice(start, start + size)
            content = bytes(each.content)
            if each.kind in (PartKind.HOUSEHOLDS, PartKind.PERSONS):
                left = unpack_ids(content)
                del left[gone]
                each.content = pack_ids(left)
            else:
                each.content = pack(without(unpack(content), gone))
            each.save(update_fields=["content"])
        return size
    return None
