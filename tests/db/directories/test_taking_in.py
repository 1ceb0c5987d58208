"""A directory changes over as a whole, tells what changes, and answers with nothing where there is none."""

from datetime import UTC, date, datetime

import pytest

from madoguchi.office.directories import public as directories
from madoguchi.office.directories.core.refusals import DirectoryFromFuture, DirectoryOlder, DirectoryRowsBroken
from madoguchi.office.directories.models import BranchRow, Edition, PlaceRow
from madoguchi.office.directories.public import Directory

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 20, 3, tzinfo=UTC)
ROW = "48201,999  ,{code},ヒナタケン,ミナモシ,カナ,陽向県,みなも市,{town},0,0,0,0,0,0\n"
BANKS = (
    "9001,001,ミナモ,みなも銀行,ホンテン,本店\n9001,010,ミナモ,みなも銀行,エキマエ,駅前支店\n"
    "9001,010,ミナモ,みなも銀行,エキナカ,駅中出張所\n9101,001,シンキン,みなも信用金庫,ホンテン,本店\n"
)


def take(
    directory: Directory, text: str, *, as_of: date = date(2026, 11, 1), is_trial: bool = False
) -> directories.Taken:
    files = [("file.csv", text.encode())]
    return directories.take_in(directory=directory, files=files, as_of=as_of, at=AT, is_trial=is_trial)


def towns(*pairs: tuple[str, str]) -> str:
    return "".join(ROW.format(code=code, town=town) for code, town in pairs)


def test_nothing_is_found_where_nothing_was_taken_in() -> None:
    assert not directories.has(Directory.POSTAL)
    assert directories.towns_of("9990001") == ()
    assert directories.towns_like("みなも市") == ()
    assert directories.town_named("みなも市") is None
    assert directories.banks_like("みなも") == ()
    assert directories.branch("9001", "001") is None
    assert directories.held() == ()


def test_an_edition_takes_the_place_of_the_one_before_and_tells_the_difference() -> None:
    take(Directory.POSTAL, towns(("9990001", "中央"), ("9990002", "汐見町")))
    trial = take(Directory.POSTAL, towns(("9990001", "中央"), ("9990003", "港北")), is_trial=True)
    assert [one.town for one in directories.towns_of("9990002")] == ["汐見町"]
    done = take(Directory.POSTAL, towns(("9990001", "中央"), ("9990003", "港北")), as_of=date(2026, 11, 2))
    assert done.difference == trial.difference
    assert (done.difference.added, done.difference.removed) == (
        ("9990003 陽向県みなも市港北",),
        ("9990002 陽向県みなも市汐見町",),
    )
    assert directories.towns_of("9990002") == ()
    assert [one.as_of for one in directories.held()] == [date(2026, 11, 2)]
    take(Directory.POSTAL, towns(("9990001", "中央")), as_of=date(2026, 11, 2))
    assert Edition.objects.count() == 2  # the one before is read by other processes for half a minute


def test_a_broken_row_leaves_everything_as_it_was() -> None:
    take(Directory.POSTAL, towns(("9990001", "中央")))
    with pytest.raises(DirectoryRowsBroken):
        take(Directory.POSTAL, towns(("9990002", "汐見町"), ("99900", "港北")))
    assert [one.town for one in directories.towns_of("9990001")] == ["中央"]
    assert PlaceRow.objects.count() == 1


def test_what_a_broken_off_import_left_is_not_read_and_is_cleared(monkeypatch: pytest.MonkeyPatch) -> None:
    take(Directory.POSTAL, towns(("9990001", "中央")))
    Edition.objects.create(directory="postal", as_of=date(2026, 11, 3), taken_at=AT, sha256="0" * 64, entry_count=1)
    directories.forget()
    assert [one.town for one in directories.towns_of("9990001")] == ["中央"]
    take(Directory.POSTAL, towns(("9990001", "中央一丁目")))
    assert [one.town for one in directories.towns_of("9990001")] == ["中央一丁目"]


def test_an_older_edition_and_one_from_the_future_are_refused() -> None:
    take(Directory.POSTAL, towns(("9990001", "中央")))
    with pytest.raises(DirectoryOlder):
        take(Directory.POSTAL, towns(("9990001", "中央")), as_of=date(2026, 10, 31))
    with pytest.raises(DirectoryFromFuture):
        take(Directory.POSTAL, towns(("9990001", "中央")), as_of=date(2026, 11, 21))


def test_towns_are_found_by_how_an_address_begins_or_by_what_it_names() -> None:
    take(Directory.POSTAL, towns(("9990001", "中央"), ("9990002", "港南"), ("9990003", "港北"), ("9990004", "港")))
    assert {one.town for one in directories.towns_like("みなも市港")} == {"港南", "港北", "港"}
    assert [one.town for one in directories.towns_like("陽向県みなも市港北2丁目3-1")] == ["港北"]
    assert [one.postal_code for one in directories.towns_like("みなも市港南１－２")] == ["9990002"]
    assert directories.towns_like("100% _") == ()
    named = directories.town_named("みなも市港2番地")
    assert named is not None
    assert named.postal_code == "9990004"
    assert directories.fits(named, "陽向県みなも市 港2番地")


def test_towns_of_the_other_directory_know_their_postal_code() -> None:
    heads = "lg_code,machiaza_id,pref,county,city,ward,oaza_cho,chome,koaza\n"
    take(Directory.POSTAL, towns(("9990001", "中央")))
    take(Directory.TOWNS, heads + "482013,1,陽向県,,みなも市,,中央,一丁目,\n482013,2,陽向県,,みなも市,,中央,二丁目,\n")
    found = directories.towns_like("みなも市中央")
    assert {(one.town, one.postal_code) for one in found} == {("中央一丁目", "9990001"), ("中央二丁目", "9990001")}


def test_banks_and_branches_are_found_by_code_name_and_reading() -> None:
    take(Directory.BANKS, BANKS)
    assert BranchRow.objects.count() == 5  # two banks, three branches: of a code that stands twice the first holds
    assert [one.bank_code for one in directories.banks_like("みなも")] == ["9001", "9101"]
    assert [one.bank_code for one in directories.banks_like("９１０１")] == ["9101"]
    assert [one.bank_code for one in directories.banks_like("信用金庫")] == ["9101"]
    assert [one.name for one in directories.branches_like("9001", "ｴｷﾏｴ")] == ["駅前支店"]
    assert [one.code for one in directories.branches_like("9001", "")] == ["001", "010"]
    found = directories.branch("9001", "010")
    assert found is not None
    assert (found.bank_name, found.name) == ("みなも銀行", "駅前支店")
