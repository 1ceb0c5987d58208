"""Views of one tree: sentences, rows and tables."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.office.rules.core import table_view, tree
from madoguchi.office.rules.core.cells import Range, Values, WrittenCell
from madoguchi.office.rules.core.parser import parse
from madoguchi.office.rules.core.sentence_rows import Comparison, RowGroup, SentenceRow, from_rows, to_rows
from madoguchi.office.rules.core.sentences import read_back
from madoguchi.office.rules.core.tables import Hit, WrittenRow, WrittenTable
from tests.unit.rules.test_text import TREES


@pytest.mark.parametrize(
    "text, sentence",
    [
        ("所得 < 38万円", "所得が380,000円より小さい"),
        ("年齢 < 3 または 順位(子) >= 3", "年齢が3より小さい、または、子の中での生まれた順の順位が3以上である"),
        ("a かつ (b または c = 1)", "a、かつ、（b、または、cが1である）"),
        ("数える(子, 学年 <= 12) > 0", "子のうち（学年が12以下である）人の数が0より大きい"),
        (
            "四捨五入((所得 - 49万円) * 0.0243007, 10円)",
            "（（所得から490,000円を引いた値）に0.0243007を掛けた値）を10円単位で四捨五入した値",
        ),
        ("基準日 <= 年度末(18)", "基準日が18歳に達する日以後の最初の3月31日以下である"),
        ("もし(障害, 1万円, 0円)", "障害ときは10,000円、それ以外のときは0円"),
        ("いずれか(続柄, 「子」, 「孫」)", "続柄が「子」・「孫」のいずれかである"),
        ("受付日 >= 令和7年4月1日", "受付日が令和7年4月1日以上である"),
        ("不明か(所得) ではない", "所得がわからないということはない"),
        ("最大(子, 所得)", "子の所得のうち最も大きい値"),
        ("最大(a, b)", "a・bのうち最も大きい値"),
        ("1500-01-01", "1500年1月1日"),
    ],
)
def test_an_expression_is_read_back_in_japanese(text: str, sentence: str) -> None:
    assert read_back(parse(text), {"子"}) == sentence


@given(TREES)
def test_anything_can_be_read_back(node: tree.Expression) -> None:
    assert read_back(node)


@pytest.mark.parametrize(
    "text, rows",
    [
        ("所得 < 38万円", RowGroup(True, (
            SentenceRow(tree.Name("所得"), Comparison.LESS, (tree.Number(380_000, True),)),))),
        ("障害 かつ 同居 ではない", RowGroup(True, (
            SentenceRow(tree.Name("障害"), Comparison.YES), SentenceRow(tree.Name("同居"), Comparison.NO)))),
        ("a または (b かつ 不明か(c))", RowGroup(False, (
            SentenceRow(tree.Name("a"), Comparison.YES),
            RowGroup(True, (
                SentenceRow(tree.Name("b"), Comparison.YES), SentenceRow(tree.Name("c"), Comparison.UNKNOWN)))))),
    ],
)  # fmt: skip
def test_a_condition_is_shown_as_rows(text: str, rows: RowGroup) -> None:
    assert to_rows(parse(text)) == rows


@pytest.mark.parametrize(
    "text",
    ["a + 1 < b", "a < b", "(a かつ b) ではない", "a かつ (b または (c かつ d))", "もし(a, b, c)", "1", "1 < a"],
)
def test_a_condition_of_another_shape_has_no_rows(text: str) -> None:
    assert to_rows(parse(text)) is None


_ITEMS = st.sampled_from([parse(each) for each in ("a", "所得", "年齢", "年齢(生年月日, 基準日)", "文字数(s)")])
_VALUES = st.sampled_from([parse(each) for each in ("3", "-3円", "「子」", "はい", "2025-04-01")])
_PAIRED = st.sampled_from([Comparison.EQUAL, Comparison.NOT_EQUAL, Comparison.LESS, Comparison.AT_MOST, Comparison.MORE,
                           Comparison.AT_LEAST])  # fmt: skip
_BARE = st.sampled_from([Comparison.YES, Comparison.NO, Comparison.UNKNOWN, Comparison.KNOWN])
_ROWS = st.one_of(
    st.builds(SentenceRow, _ITEMS, _PAIRED, st.tuples(_VALUES)),
    st.builds(SentenceRow, _ITEMS, st.just(Comparison.ONE_OF), st.lists(_VALUES, min_size=1, max_size=3).map(tuple)),
    st.builds(SentenceRow, _ITEMS, _BARE),
)


@given(st.booleans(), st.lists(_ROWS | st.lists(_ROWS, min_size=2, max_size=4), min_size=2, max_size=5))
def test_rows_survive_the_tree(is_all: bool, parts: list[SentenceRow | list[SentenceRow]]) -> None:
    rows = tuple(RowGroup(not is_all, tuple(each)) if isinstance(each, list) else each for each in parts)
    group = RowGroup(is_all, rows)

    node = from_rows(group)

    assert node is not None
    assert to_rows(node) == group


@given(TREES)
def test_what_has_rows_is_made_of_them_again(node: tree.Expression) -> None:
    rows = to_rows(node)

    assert rows is None or from_rows(rows) == node


_AMOUNTS = st.builds(tree.Number, st.integers(0, 99), st.just(True))
_RANGES = st.one_of(
    st.builds(Range, _AMOUNTS, st.none(), st.booleans()),
    st.builds(lambda high, included: Range(None, high, high_included=included), _AMOUNTS, st.booleans()),
    st.builds(Range, _AMOUNTS, _AMOUNTS, st.booleans(), st.booleans()),
)
_CELLS = st.none() | _RANGES | st.lists(_AMOUNTS, min_size=1, max_size=3).map(lambda values: Values(tuple(values)))


@given(st.lists(st.tuples(_CELLS, _CELLS, _AMOUNTS), min_size=1, max_size=5))
def test_a_table_survives_the_expression(
    rows: list[tuple[Range | Values | None, Range | Values | None, tree.Number]],
) -> None:
    columns = (tree.Name("a"), tree.Name("b"))
    table = WrittenTable(Hit.FIRST, columns, tuple(WrittenRow((one, two), result) for one, two, result in rows))

    node = table_view.to_expression(table)
    assert node is not None
    again = table_view.from_expression(node)

    asked = [_asked(columns, row) for row in table.rows]
    if any(cells for cells, _ in asked):
        assert again is not None
        assert [_asked(again.columns, row) for row in again.rows] == asked
    else:
        assert again is None  # no row asks anything, so that no column is left


def _asked(
    columns: tuple[tree.Expression, ...], row: WrittenRow
) -> tuple[dict[tree.Expression, WrittenCell], tree.Expression]:
    """What a row asks of which column; the order of columns tells nothing."""
    cells = zip(columns, row.cells, strict=True)
    return {column: cell for column, cell in cells if cell is not None}, row.result


@pytest.mark.parametrize(
    "text", ["もし(a + b > c, 1, 2)", "もし(a = 1 または b = 2, 1, 2)", "a + 1", "もし(a = 1 かつ a = 2, 1, 2)"]
)
def test_an_expression_of_another_shape_is_no_table(text: str) -> None:
    assert table_view.from_expression(parse(text)) is None
