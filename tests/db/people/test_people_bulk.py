"""人事異動 of many at once: all lines or none, and each wrong line says why."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import pytest

from madoguchi.ground.foundation import people, people_bulk, people_services
from madoguchi.ground.foundation.models import Assignment, LoggedEvent, Person, Post
from madoguchi.ground.foundation.permissions import NotPermitted
from madoguchi.ground.foundation.scope import body_scope

if TYPE_CHECKING:
    from tests.support.bodies import Staffed

pytestmark = pytest.mark.django_db
AT = datetime(2026, 4, 15, 1, 0, tzinfo=UTC)  # 10:00 in Japan
JULY = date(2026, 7, 1)
HEADING = "氏名,メールアドレス,課,職,区分,最初の日\n"


@pytest.fixture
def boss(staffed: Staffed) -> dict[str, Any]:
    """An administrator at work, with more posts to move to: two alike, two of one title but not alike."""
    with body_scope(staffed.body, write=True):
        for title, roles in (
            ("税務係", ["officer"]), ("税務係", ["officer"]), ("主査", ["officer"]), ("主査", ["chief"]),
        ):  # fmt: skip
            Post.objects.create(
                division=staffed.division, title=title, title_en="O", rank="officer", roles=roles,
                valid_from=date(2020, 4, 1),
            )  # fmt: skip
    return {"actor": staffed.actor("administrator"), "at": AT}


def faults(text: str, boss: dict[str, Any]) -> list[Any]:
    return [move.fault for move in people_bulk.rehearse(people_bulk.read(HEADING + text), **boss)]


def rows(staffed: Staffed) -> list[tuple[Any, ...]]:
    with body_scope(staffed.body):
        events = list(LoggedEvent.objects.order_by("id").values_list("id"))
        return [*Assignment.objects.order_by("id").values_list("person_id", "post_id", "valid_until"), *events]


def held(staffed: Staffed, role: str) -> set[str]:
    with body_scope(staffed.body):
        found = people.holders(on=JULY)
    return {holder.post_title for holder in found if holder.person_id == staffed.people[role].id}


def test_all_lines_are_recorded_in_their_order(staffed: Staffed, boss: dict[str, Any]) -> None:
    text = (
        "officer,,こども課,税務係,,2026/7/1\n"
        ",CHIEF@minamo.example.jp,kodomo,税務係,異動,令和8年7月1日\n"
        "officer,,こども課,chief,兼務,2026-07-01\n"
    )
    people_bulk.carry_out(people_bulk.read(HEADING + text), **boss)
    assert held(staffed, "officer") == {"税務係", "chief"}
    assert held(staffed, "chief") == {"税務係"}
    with body_scope(staffed.body):
        taken = Assignment.objects.filter(post__title="税務係").values_list("post_id", flat=True)
        assert len(set(taken)) == 2  # of two posts alike each takes the one that is free


def test_trying_changes_nothing(staffed: Staffed, boss: dict[str, Any]) -> None:
    before = rows(staffed)
    assert faults("officer,,こども課,税務係,,2026-07-01\n", boss) == [None]
    assert rows(staffed) == before


def test_one_wrong_line_keeps_all_back_and_says_why(staffed: Staffed, boss: dict[str, Any]) -> None:
    before = rows(staffed)
    text = "officer,,こども課,税務係,,2026-07-01\nchief,,こども課,会計係,,2026-07-01\n"
    assert faults(text, boss) == [None, people_bulk.NO_POST]
    with pytest.raises(people_bulk.MovesNotClean, match="1 lines"):
        people_bulk.carry_out(people_bulk.read(HEADING + text), **boss)
    assert rows(staffed) == before


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("nobody,,こども課,税務係,,2026-07-01", people_bulk.NOBODY),
        (",,こども課,税務係,,2026-07-01", people_bulk.NOBODY),
        ("manager,chief@minamo.example.jp,こども課,税務係,,2026-07-01", people_bulk.OTHER_NAME),
        ("officer,,財政課,税務係,,2026-07-01", people_bulk.NO_POST),
        ("officer,,こども課,税務係,,2019-07-01", people_bulk.NO_POST),
        ("officer,,こども課,主査,,2026-07-01", people_bulk.UNLIKE_POSTS),
        ("officer,,こども課,税務係,昇任,2026-07-01", people_bulk.NO_KIND),
    ],
)
def test_what_a_line_means_must_be_clear(boss: dict[str, Any], line: str, fault: object) -> None:
    assert faults(f"{line}\n", boss) == [fault]


def test_refusals_of_transfers_are_told_too(staffed: Staffed, boss: dict[str, Any]) -> None:
    twice = "officer,,こども課,税務係,兼務,2026-07-01\n"
    text = f"{twice}officer,,こども課,officer,兼務,2026-07-01\nchief,,こども課,税務係,,\n"
    found = faults(text, boss)
    assert found[0] is None
    assert found[1].ja.startswith("すでにこの職に就いています。")
    assert found[2] is not None  # no day


def test_people_of_one_name_are_told_apart_by_their_address(staffed: Staffed, boss: dict[str, Any]) -> None:
    people_services.add_person(name="chi ef", name_en="x", account_id=None, **boss)
    text = "chief,,こども課,税務係,,2026-07-01\nchief,chief@minamo.example.jp,こども課,税務係,,2026-07-01\n"
    assert faults(text, boss) == [people_bulk.SEVERAL, None]


def test_who_left_is_nobody(staffed: Staffed, boss: dict[str, Any]) -> None:
    people_services.leave(person_id=staffed.people["officer"].id, left_on=JULY, **boss)
    assert faults("officer,,こども課,税務係,,2026-07-01\n", boss) == [people_bulk.NOBODY]


def test_tables_from_spreadsheets_are_read() -> None:
    line = "髙橋　梓,a@b.example,税務課,税務係,異動,2026-04-01"
    wanted = people_bulk.read(HEADING + line)
    assert [(one.number, one.name, one.first_on) for one in wanted] == [(2, "髙橋　梓", "2026-04-01")]
    assert people_bulk.read("\ufeff" + (HEADING + line).replace(",", "\t") + "\r\n\r\n") == wanted
    assert people_bulk.decoded("髙橋".encode("cp932")) == "髙橋"
    assert people_bulk.decoded("\ufeff髙橋".encode()) == "髙橋"
    turned = people_bulk.read(
        "最初の日,区分,職,課,メールアドレス,氏名,備考\n2026-04-01,異動,税務係,税務課,a@b.example,髙橋　梓,x\n"
    )
    assert turned == wanted


@pytest.mark.parametrize(
    "text",
    ["", "氏名,職\n髙橋,係\n", HEADING, HEADING + "a,b\n" * 501, HEADING + "a\0,b\n", HEADING + '"a' + "x" * 140_000],
)
def test_what_is_no_table_is_refused(text: str) -> None:
    with pytest.raises(people_bulk.TableNotReadable):
        people_bulk.read(text)


def test_a_file_in_no_known_encoding_is_refused() -> None:
    with pytest.raises(people_bulk.TableNotReadable):
        people_bulk.decoded(b"\x81")
    with pytest.raises(people_bulk.TableNotReadable):
        people_bulk.read(people_bulk.decoded(HEADING.encode("utf-16")))


def test_administrators_alone_move_people(staffed: Staffed) -> None:
    lines = people_bulk.read(HEADING + "officer,,こども課,chief,,2026-07-01\n")
    for act in (people_bulk.rehearse, people_bulk.carry_out):
        with pytest.raises(NotPermitted):
            act(lines, actor=staffed.actor("manager"), at=AT)
    with body_scope(staffed.body):
        assert Person.objects.count() == 4
