"""Plots: figures by hand, words for those who do not see them, no inline style."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.ground.ui import plots

VALUES = st.lists(st.floats(0, 1e6, allow_nan=False), min_size=1, max_size=40)


def bars(*values: float, target: float | None = None) -> plots.Plot:
    rows = [plots.Bar(f"課{place}", value) for place, value in enumerate(values)]
    return plots.horizontal_bars(rows, title="日数", unit="日", n=12, label_column="課", target=target)


def test_quartiles_are_those_of_a_hand_calculation() -> None:
    # 1 … 9: the inclusive method cuts at positions 2, 4 and 6 of 0 … 8.
    assert plots.quartiles([9, 1, 8, 2, 7, 3, 6, 4, 5]) == (3, 5, 7)
    assert plots.quartiles([1, 2, 3, 4]) == (1.75, 2.5, 3.25)
    assert plots.quartiles([6]) == (6, 6, 6)


@pytest.mark.parametrize(
    "value, words",
    [(0, "0"), (9.0, "9"), (12.5, "12.5"), (0.25, "0.25"), (1234, "1,234"), (1 / 3, "0.33"), (100, "100")],
)
def test_numbers_are_written_for_reading(value: float, words: str) -> None:
    assert plots.number(value) == words


@pytest.mark.parametrize(
    "highest, ticks",
    [(12.4, [0, 5, 10, 15]), (9, [0, 2, 4, 6, 8, 10]), (100, [0, 20, 40, 60, 80, 100]), (0.7, [0, 0.2, 0.4, 0.6, 0.8])],
)
def test_the_scale_has_round_steps(highest: float, ticks: list[float]) -> None:
    assert plots._Scale.to(highest).ticks() == pytest.approx(ticks)


@given(VALUES)
def test_bars_are_as_long_as_their_values(values: list[float]) -> None:
    plot = bars(*values)

    widths = [float(w) for w in re.findall(r'class="m-plot__bar"[^>]* width="([0-9.]+)"', plot.svg)]
    room = plots.WIDTH - plots.LABEL_WIDTH - plots.RIGHT
    assert len(widths) == len(values)
    assert max(widths, default=0) <= room + 0.1
    longest = max(values)
    for width, value in zip(widths, values, strict=True):
        if longest > 1e-6:
            assert width == pytest.approx(max(widths) * value / longest, abs=0.11)


@given(VALUES)
def test_every_value_is_a_dot_inside_the_plot(values: list[float]) -> None:
    plot = plots.strips([plots.Sample("4月", values)], title="日数", unit="日", label_column="月")

    dots = [float(x) for x in re.findall(r'class="m-plot__dot" cx="([0-9.]+)"', plot.svg)]
    assert len(dots) == len(values)
    assert all(plots.LABEL_WIDTH <= x <= plots.WIDTH - plots.RIGHT + 0.1 for x in dots)


def test_a_plot_is_well_formed_named_and_without_inline_style() -> None:
    rows = [plots.Bar('<script>"&', 3), plots.Bar("こども家庭課", 9, is_highlight=True)]
    plot = plots.horizontal_bars(rows, title="日数 <&>", unit="開庁日", n=1842, label_column="課", target=10)

    root = ET.fromstring(plot.svg)
    assert root.find("title").text == "日数 <&>"  # type: ignore[union-attr]
    assert root.find("desc").text == '<script>"& 3開庁日、こども家庭課 9開庁日'  # type: ignore[union-attr]
    assert "style" not in {name for element in root.iter() for name in element.attrib}
    assert "n = 1,842" in plot.svg
    assert "開庁日" in plot.svg
    assert "目標 10開庁日" in plot.svg


def test_the_table_beside_holds_the_same_numbers() -> None:
    plot = plots.strips(
        [plots.Sample("4月", [1, 2, 3, 4]), plots.Sample("5月", []), plots.Sample("6月", [7])],
        title="日数",
        unit="日",
        label_column="月",
    )

    assert plot.rows == (("4月", "4", "2.5", "1.75", "3.25"), ("6月", "1", "7", "7", "7"))
    assert len(plot.columns) == 5


def test_the_target_stays_inside_the_plot() -> None:
    plot = bars(3, target=40)

    (x,) = re.findall(r'class="m-plot__line--target" x1="([0-9.]+)"', plot.svg)
    assert float(x) <= plots.WIDTH - plots.RIGHT


def test_the_same_data_draw_the_same_figure() -> None:
    assert bars(1, 2, 3).svg == bars(1, 2, 3).svg


def test_nothing_to_draw_is_said() -> None:
    with pytest.raises(plots.NothingToDraw):
        bars()
    with pytest.raises(plots.NothingToDraw):
        bars(-1)
    with pytest.raises(plots.NothingToDraw):
        plots.strips([plots.Sample("4月", [])], title="日数", unit="日", label_column="月")


def test_all_zeros_can_be_drawn() -> None:
    assert bars(0, 0).rows == (("課0", "0"), ("課1", "0"))
