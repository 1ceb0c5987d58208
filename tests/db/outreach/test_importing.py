"""A register is taken in whole or not at all; old ones go, and one household can be taken out of every one."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from madoguchi.beside.outreach import public as outreach
from madoguchi.beside.outreach import registers
from madoguchi.beside.outreach.core.packing import unpack_ids
from madoguchi.beside.outreach.models import AppliedList, PartKind, Register, RegisterPart
from madoguchi.beside.outreach.public import RegisterSnapshot
from madoguchi.beside.outreach.refusals import (
    AsOfLater,
    FilesNotRead,
    FileUnreadable,
    HouseholdUnknown,
    ImportedAlready,
    NotText,
    RegisterRemoved,
)
from madoguchi.ground.foundation.models import LoggedEvent
from madoguchi.ground.foundation.public import Actor, body_scope
from madoguchi.office.rules.public import package
from tests.support.registers import random_register, write_json_lines, write_tables

pytestmark = pytest.mark.django_db
Take = Callable[..., RegisterSnapshot]
ON = date(2025, 10, 1)


def parts(actor: Actor) -> list[tuple[object, ...]]:
    with body_scope(actor.body_id):
        rows = RegisterPart.objects.order_by("kind", "name", "number").values_list("kind", "name", "number", "content")
        return [(*row[:3], bytes(row[3])) for row in rows]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932"])
def test_tables_give_the_register_of_json_lines(encoding: str, boss: Actor, at: datetime, tmp_path: Path) -> None:
    households = random_register(60, seed=2)
    found = []
    for files in (
        [write_json_lines(tmp_path / "r.jsonl", households)],
        write_tables(tmp_path, households, encoding=encoding),
    ):
        outreach.import_register(files=files, as_of=ON, actor=boss, at=at)
        found.append(parts(boss))
        with body_scope(boss.body_id, write=True):
            Register.objects.all().delete()
    assert {key[:3] for key in found[0]} == {key[:3] for key in found[1]}
    assert _without_order_of_texts(found[0]) == _without_order_of_texts(found[1])


def _without_order_of_texts(rows: list[tuple[object, ...]]) -> dict[object, object]:
    from madoguchi.beside.outreach.core.packing import unpack

    found: dict[object, object] = {}
    for kind, name, number, content in rows:
        assert isinstance(content, bytes)
        if kind in (PartKind.HOUSEHOLDS, PartKind.PERSONS):
            found[kind, number] = unpack_ids(content)
            continue
        one = unpack(content)
        values = one.data.tolist() if one.texts is None else [one.texts[each] for each in one.data.tolist()]
        given = [True] * len(values) if one.is_given is None else one.is_given.tolist()
        found[kind, name, number] = [v if g else None for v, g in zip(values, given, strict=True)]
    return found


def test_a_register_of_many_parts_is_read_as_one(take: Take, boss: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    households = random_register(50, seed=3, gaps=0.4)
    monkeypatch.setattr(registers, "PART", 7)
    snapshot = take(households)
    program = package("特別児童扶養手当").on(ON)
    assert program is not None
    with body_scope(boss.body_id):
        register = snapshot.columns([program])
    by_number = {each["id"]: each for each in households}
    assert list(register.households) == sorted(by_number)
    assert len(register.persons) == snapshot.person_count == sum(len(each["members"]) for each in households)
    given = register.inputs["障害等級"]
    of = {one["id"]: one for each in households for one in each["members"]}
    codes = {number: text for text, number in register.codes.items()}
    found = [
        None if given.state is not None and given.state[place] else codes[int(given.data[place])]
        for place in range(len(register.persons))
    ]
    assert found == [of[each].get("障害等級") for each in register.persons]


def test_nothing_is_saved_of_a_file_with_faults(boss: Actor, at: datetime, tmp_path: Path) -> None:
    files = write_tables(tmp_path, [{"id": "S1", "members": [{"id": "P1", "groups": []}]}])
    with files[0].open("a", encoding="utf-8") as file:
        file.write("S2,P2,\nS1,P1,\n")
    with pytest.raises(FilesNotRead) as refused:
        outreach.import_register(files=files, as_of=ON, actor=boss, at=at)
    assert [(each.path, each.code) for each in refused.value.details] == [
        ("persons.csv line 4", "outreach.person_twice"),
        ("persons.csv line 3", "outreach.household_unknown"),
    ]
    assert "persons.csv 2行目" in refused.value.details[0].message.ja
    with body_scope(boss.body_id):
        assert Register.objects.count() == 0


@pytest.mark.usefixtures("adopted")
def test_files_that_are_none_are_refused(boss: Actor, at: datetime, tmp_path: Path) -> None:
    usual: dict[str, Any] = {"as_of": ON, "actor": boss, "at": at}
    with pytest.raises(FileUnreadable):
        outreach.import_register(files=[tmp_path / "none.csv"], **usual)
    for content in ('{"id": "世帯"}'.encode("utf-16"), b'{"id": "\x81\xff"}', b"\x00" * 50):
        (tmp_path / "r.jsonl").write_bytes(content)
        with pytest.raises(NotText):
            outreach.import_register(files=[tmp_path / "r.jsonl"], **usual)
    for name in ("empty.jsonl", "empty.csv"):
        (tmp_path / name).touch()
        with pytest.raises(FilesNotRead):
            outreach.import_register(files=[tmp_path / name], **usual)
        with pytest.raises(FilesNotRead):
            outreach.import_applied(file=tmp_path / name, rules="児童手当", **usual)
    applied = tmp_path / "applied.csv"
    applied.write_text("世帯番号,宛名番号\n,\n x,\nS1\n", encoding="utf-8")
    with pytest.raises(FilesNotRead) as refused:
        outreach.import_applied(file=applied, rules="児童手当", **usual)
    assert [each.code for each in refused.value.details] == ["outreach.no_id", "outreach.cells"]
    heading = "世帯番号\n"
    for text, code in ((f"{heading}{'1' * 200_000}\nS1", "not_csv"), (f"{heading}S1\n{',' * 300_000}\nS2", "too_long"),
                       (f"{'1' * 200_000}\nS1", "no_heading")):  # fmt: skip
        applied.write_text(text, encoding="utf-8")
        with pytest.raises(FilesNotRead) as refused:
            outreach.import_applied(file=applied, rules="児童手当", **usual)
        assert [each.code for each in refused.value.details] == [f"outreach.{code}"]


def test_a_register_is_imported_once_and_not_of_days_to_come(take: Take, at: datetime) -> None:
    households = random_register(3, seed=1)
    take(households)
    with pytest.raises(ImportedAlready):
        take(households)
    with pytest.raises(AsOfLater):
        take(households, as_of=date(2026, 4, 16))
    take(households, as_of=date(2026, 4, 15))


@pytest.mark.usefixtures("adopted")
def test_old_registers_go_and_the_newest_stays(take: Take, boss: Actor, at: datetime, tmp_path: Path) -> None:
    households = random_register(3, seed=1)
    for day in (date(2024, 1, 1), date(2025, 1, 1), date(2025, 6, 1)):
        take(households, as_of=day)
        file = tmp_path / "applied.csv"
        file.write_text("世帯番号\nS0001\n", encoding="utf-8")
        outreach.import_applied(file=file, rules="児童手当", as_of=day, actor=boss, at=at)
    assert outreach.remove_registers(before=date(2025, 1, 1), actor=boss, at=at) == 2
    assert outreach.remove_registers(before=date(2026, 1, 1), actor=boss, at=at) == 2
    with body_scope(boss.body_id):
        newest = outreach.latest_register()
        assert newest is not None
        assert newest.as_of == date(2025, 6, 1)
        assert RegisterPart.objects.exclude(register_id=newest.id).count() == 0
        assert [each.as_of for each in AppliedList.objects.all()] == [newest.as_of]
        gone = LoggedEvent.objects.filter(name="outreach.applied.removed").order_by("arrival")
        assert [json.loads(each.facts)["as_of"] for each in gone] == ["2024-01-01", "2025-01-01"]


def test_a_register_that_goes_while_it_is_to_be_read_is_refused(take: Take, boss: Actor, at: datetime) -> None:
    seen = take(random_register(3, seed=1), as_of=date(2025, 1, 1))
    take(random_register(3, seed=2), as_of=date(2025, 2, 1))
    outreach.remove_registers(before=date(2025, 2, 1), actor=boss, at=at)
    with body_scope(boss.body_id), pytest.raises(RegisterRemoved):
        seen.columns([])


def test_a_household_is_erased_from_every_register(
    take: Take, boss: Actor, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(registers, "PART", 4)
    households = random_register(10, seed=7)
    gone = max(households, key=lambda each: len(each["members"]))
    for day in (date(2024, 1, 1), ON):
        take(households, as_of=day)

    assert outreach.erase_household(household=gone["id"], actor=boss, at=at) == 2

    with pytest.raises(HouseholdUnknown):
        outreach.erase_household(household=gone["id"], actor=boss, at=at)
    erased = parts(boss)
    with body_scope(boss.body_id):
        newest = outreach.latest_register()
        assert newest is not None
        assert newest.household(gone["id"]) is None
        persons = sum(len(each["members"]) for each in households if each is not gone)
        assert (newest.household_count, newest.person_count) == (9, persons)
    with body_scope(boss.body_id, write=True):
        Register.objects.all().delete()
    for day in (date(2024, 1, 1), ON):
        take([each for each in households if each is not gone], as_of=day)
    left, anew = _all_values(erased), _all_values(parts(boss))
    assert left == anew


def _all_values(rows: list[tuple[object, ...]]) -> dict[object, list[object]]:
    """Values by column over all parts: parts are cut elsewhere after one household went."""
    found: dict[object, list[object]] = {}
    for (kind, *more), values in sorted(_without_order_of_texts(rows).items(), key=lambda one: str(one[0])):  # type: ignore[misc]
        name = more[0] if len(more) == 2 else ""
        assert isinstance(values, list)
        found.setdefault((kind, name), []).extend(each for each in values if each is not None)
    return found
