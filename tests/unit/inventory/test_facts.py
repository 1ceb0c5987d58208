"""The fixed words of the inventory, and reading what was typed of a procedure."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.line.inventory.core import facts
from madoguchi.line.inventory.core.words import CHANNELS, OBSTACLES, STAGES, Stage

GOOD = {"name": "児童手当 認定請求", "legal_basis": "児童手当法第7条"}


def test_the_nine_codes_and_six_stages_never_change() -> None:
    assert list(OBSTACLES) == ["seal", "attach", "face", "fee", "will", "skill", "cost", "double", "usable"]
    assert [one.group for one in OBSTACLES.values()] == ["rules"] * 4 + ["running"] * 5
    assert [stage.value for stage in STAGES] == ["1", "2", "3", "4", "5", "6"] == [stage.value for stage in Stage]
    assert all(one.code == code for code, one in OBSTACLES.items())


def test_names_stay_as_written() -> None:
    read = facts.read({**GOOD, "name": " 辻󠄀　髙橋の手続き\n"}, ["post", "web"])
    assert read.faults == {}
    assert read.values["name"] == "辻󠄀　髙橋の手続き"
    assert read.values["channels"] == ["web", "post"]  # in the order of the list, whatever was ticked first


@pytest.mark.parametrize(
    "typed, stored",
    [("", None), (" ", None), ("0", 0), ("1200", 1200), ("１，２００", 1200), ("1,200", 1200), ("００７", 7)],
)
def test_an_unknown_volume_is_not_nought(typed: str, stored: int | None) -> None:
    read = facts.read({**GOOD, "yearly_volume": typed}, ())
    assert (read.values["yearly_volume"], read.faults) == (stored, {})


@pytest.mark.parametrize("typed", ["たくさん", "-1", "1.5", "1e3", "2000000001", "９" * 30, "①"])
def test_what_is_no_count_is_told(typed: str) -> None:
    assert facts.read({**GOOD, "yearly_volume": typed}, ()).faults == {"yearly_volume": facts.NO_COUNT}


@pytest.mark.parametrize("field, most", facts.MOST.items())
def test_a_text_longer_than_its_column_is_told_with_the_limit(field: str, most: int) -> None:
    assert facts.read({**GOOD, field: "字" * most}, ()).faults == {}
    told = facts.read({**GOOD, field: "字" * (most + 1)}, ()).faults
    assert list(told) == [field]
    assert f"{most:,}" in told[field].ja


def test_name_and_legal_basis_are_wanted_and_channels_come_from_the_list() -> None:
    told = facts.read({"name": "　"}, ["web", "pigeon"]).faults
    assert set(told) == {"name", "legal_basis", "channels"}


@given(
    st.dictionaries(st.sampled_from([*facts.MOST, *facts.COUNTS]), st.text(max_size=40)), st.lists(st.text(max_size=9))
)
def test_whatever_is_typed_is_read_or_told(typed: dict[str, str], channels: list[str]) -> None:
    read = facts.read(typed, channels)
    assert set(read.values["channels"]) <= set(CHANNELS)
    for field in (*facts.MOST, *facts.COUNTS):
        assert field in read.values or field in read.faults
