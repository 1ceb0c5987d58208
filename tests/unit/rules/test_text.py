"""Text and tree: what is printed parses to the same tree, and what cannot be read is refused with its place."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.office.rules.core import canonical, tree
from madoguchi.office.rules.core.findings import NotAccepted, TreeNotReadable
from madoguchi.office.rules.core.functions import JAPANESE, NAMES
from madoguchi.office.rules.core.parser import parse
from madoguchi.office.rules.core.printer import print_expression
from madoguchi.office.rules.core.types import BOUND

_SHOWN = st.text(st.characters(exclude_categories=("Cc", "Cs")), max_size=8)
_NAMES = st.sampled_from(("所得", "第3子", "a_b", "ひとり親・障害", "コード", "年", "令和", "日", "々", "世帯員"))
_LEAVES = st.one_of(
    st.builds(tree.Number, st.integers(0, BOUND - 1), st.booleans()),
    st.builds(tree.Decimal, st.integers(0, 10**9), st.integers(1, 9)),
    st.builds(tree.Day, st.dates()),
    st.builds(tree.Text, _SHOWN),
    st.builds(tree.Truth, st.booleans()),
    st.builds(tree.Undecided, _SHOWN),
    st.builds(tree.Name, _NAMES),
)


def _above(inner: st.SearchStrategy[tree.Expression]) -> st.SearchStrategy[tree.Expression]:
    operators = st.sampled_from((*tree.ARITHMETIC, *tree.COMPARISONS, tree.BOTH, tree.EITHER))
    calls = st.sampled_from((*sorted(NAMES), "限度額"))
    return st.one_of(
        st.builds(tree.Negated, inner),
        st.builds(tree.Inverted, inner),
        st.builds(tree.Binary, operators, inner, inner),
        st.builds(tree.Call, calls, st.lists(inner, max_size=4).map(tuple)),
    )


TREES = st.recursive(_LEAVES, _above, max_leaves=25)


@given(TREES)
def test_what_is_printed_parses_to_the_same_tree(node: tree.Expression) -> None:
    text = print_expression(node)

    assert parse(text) == node
    assert print_expression(parse(text)) == text


@given(TREES)
def test_a_tree_survives_plain_lists_and_keeps_its_address(node: tree.Expression) -> None:
    again = canonical.from_plain(canonical.to_plain(node))

    assert again == node
    assert canonical.address(again) == canonical.address(parse(print_expression(node)))


@given(
    st.text(max_size=60)
    | st.text('もしかつ または()（）+-*/%<>=≦「」"\\0123456789,.万円年月日-所得 不明はい', max_size=60)
)
def test_any_text_is_read_or_refused_with_its_place(text: str) -> None:
    read = _read(text)

    if isinstance(read, NotAccepted):
        start, end = read.findings[0].span or (0, 0)
        assert len(read.findings) == 1
        assert 0 <= start <= end <= len(text)
    else:
        assert parse(print_expression(read)) == read


def _read(text: str) -> tree.Expression | NotAccepted:
    try:
        return parse(text)
    except NotAccepted as refused:
        return refused


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(max_size=5), st.lists, max_leaves=20))
def test_any_plain_data_is_a_tree_or_refused(plain: object) -> None:
    try:
        node = canonical.from_plain(plain)
    except TreeNotReadable:
        return
    assert canonical.to_plain(node) == plain


@pytest.mark.parametrize(
    "written, printed",
    [
        ("所得＋３，０００円＞＝３８万円", "所得 + 3,000円 >= 380,000円"),
        ("（a ≦ 1）　かつ　（b ≧ 2）", "a <= 1 かつ b >= 2"),
        ("a ≠ 1 または b != 2 又は c <> 3", "a <> 1 または b <> 2 または c <> 3"),
        ("not (a = 1)", "(a = 1) ではない"),
        ("対象者ではない", "対象者 ではない"),
        ("a かつ b ではない", "a かつ b ではない"),
        ("(a かつ b) でない", "(a かつ b) ではない"),
        ("a and (b or c)", "a かつ (b または c)"),
        ("if(a, 1, 0)", "もし(a, 1, 0)"),
        ("max(1、2)", "最大(1, 2)"),
        ("age(birth) < 3", "年齢(birth) < 3"),
        ("1億2,000万円", "120,000,000円"),
        ("2億", "200000000"),
        ("3千円", "3,000円"),
        ("12万3,456円", "123,456円"),
        ("5万5千円", "55,000円"),
        ("2,500", "2500"),
        ("令和7年4月1日", "2025-04-01"),
        ("令和元年5月1日", "2019-05-01"),
        ("平成31年5月1日", "2019-05-01"),
        ("2025年4月1日", "2025-04-01"),
        ("２０２５－０４－０１", "2025-04-01"),
        ("2025 - 04 - 01", "2025 - 4 - 1"),
        ('"子"', "「子」"),
        ('"「子」"', '"「子」"'),
        (r'"\"\\"', r"「" + '"' + "\\" + "」"),
        ("「（３，０００）」", "「（３，０００）」"),
        ("a - (b - c) - d", "a - (b - c) - d"),
        ("(a - b) - c", "a - b - c"),
        ("(a + b) * c // d", "(a + b) * c // d"),
        ("-(a + b) * -c", "-(a + b) * -c"),
        ("- - a", "--a"),
        ("真 = 偽", "はい = いいえ"),
        ("unknown", "不明"),
        ("不明(「調査中」)", "不明(「調査中」)"),
        ("四捨五入（所得×0.0243007、10円）", "四捨五入(所得 * 0.0243007, 10円)"),
        ("a×b−c", "a * b - c"),
    ],
)
def test_ways_of_writing_are_printed_in_one_form(written: str, printed: str) -> None:
    assert print_expression(parse(written)) == printed


@pytest.mark.parametrize(
    "text, code, span",
    [
        ("", "ends_too_early", (0, 0)),
        ("a +", "ends_too_early", (3, 3)),
        ("(a", "ends_too_early", (2, 2)),
        ("a b", "unexpected", (2, 3)),
        ("a )", "unexpected", (2, 3)),
        ("f(a b)", "unexpected", (4, 5)),
        ("a < b < c", "chained_comparison", (6, 7)),
        ("a かつ b または c", "mixed_words", (7, 10)),
        ("a / b", "no_true_division", (2, 3)),
        ("a ÷ b", "no_true_division", (2, 3)),
        ("a & b", "character_not_readable", (2, 3)),
        ("「子", "text_not_closed", (0, 2)),
        ('"子', "text_not_closed", (0, 2)),
        ("「\x00」", "character_not_readable", (0, 3)),
        ("3人", "unit_unknown", (1, 2)),
        ("18歳 < a", "unit_unknown", (2, 3)),
        ("最大(1,200)", "number_grouped", (3, 8)),
        ("2万3億", "unit_unknown", (3, 4)),
        ("1万20,000円", "number_not_readable", (0, 9)),
        ("9007199254740992", "number_too_large", (0, 16)),
        ("9億億", "unit_unknown", (2, 3)),
        ("0.1234567890", "decimal_too_long", (0, 12)),
        ("2025-02-29", "date_impossible", (0, 10)),
        ("令和7年4月31日", "date_impossible", (0, 9)),
        ("令和0年4月1日", "date_impossible", (0, 8)),
        ("「a」「b」", "unexpected", (3, 6)),
    ],
)
def test_what_cannot_be_read_is_refused_at_its_place(text: str, code: str, span: tree.Span) -> None:
    with pytest.raises(NotAccepted) as refused:
        parse(text)

    found = refused.value.findings[0]
    assert (found.code, found.span) == (code, span)
    assert found.what.ja
    assert found.mend.en


@pytest.mark.parametrize(
    "text",
    [
        "(" * 200 + "1" + ")" * 200,
        "-" * 5_000 + "1",
        "f(" * 3_000 + ")" * 3_000,
        "1" + " + 1" * 2_000,
        "a" + " かつ a" * 1_500,
        "not " * 2_000 + "a",
        "a" + " ではない" * 1_500,
        "(" * 10_000,
        "9" * 10_000,
        "「" * 10_000,
        "1," * 5_000,
        "もし(a, 1, " * 1_000,
    ],
)
def test_hostile_nesting_is_refused_quickly(text: str) -> None:
    with pytest.raises(NotAccepted):
        parse(text)


def test_a_text_beyond_the_limit_is_refused() -> None:
    with pytest.raises(NotAccepted) as refused:
        parse(" " * (tree.MOST_CHARACTERS + 1))

    assert refused.value.findings[0].code == "too_long"


def test_positions_are_beside_the_content() -> None:
    near, far = parse("a+1"), parse("   a   +   1")

    assert near == far
    assert hash(near) == hash(far)
    assert near.span == (0, 3)
    assert far.span == (3, 12)
    assert canonical.address(near) == canonical.address(far)


def test_the_address_is_the_digest_of_canonical_json() -> None:
    node = parse("所得 + 3,000円")

    assert canonical.canonical(canonical.to_plain(node)) == '["+",["name","所得"],["yen",3000]]'
    # printf '["+",["name","所得"],["yen",3000]]' | sha256sum
    assert canonical.address(node) == "f24fb07ab07931963e24cef14eb2ea6756899e663d015634fc75a8bbd1dd1a29"


def test_every_english_name_is_read_and_printed_in_japanese() -> None:
    for english, japanese in JAPANESE.items():
        assert print_expression(parse(f"{english}(x)")) == f"{japanese}(x)"


def test_a_tree_deeper_than_the_limit_is_refused() -> None:
    plain: object = ["int", 1]
    for _ in range(tree.MOST_DEPTH):
        plain = ["negated", plain]
    with pytest.raises(TreeNotReadable):
        canonical.from_plain(plain)


@pytest.mark.parametrize("name", ["かつ", "不明", "対象ではない", "3歳", "a b", "", "「"])
def test_a_tree_with_a_name_that_is_none_is_refused(name: str) -> None:
    with pytest.raises(TreeNotReadable):
        canonical.from_plain(["name", name])


def test_a_date_is_a_day_of_the_calendar() -> None:
    assert parse("9999-12-31") == tree.Day(date.max)
