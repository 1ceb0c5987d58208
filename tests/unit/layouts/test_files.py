"""Files of a layout: rows to bytes and back, and everything that is refused on the way."""

import csv
import hashlib
import io
import unicodedata
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from madoguchi.ground.kernel.charsets import Charset
from madoguchi.office.layouts.core.files import write
from madoguchi.office.layouts.core.problems import FileRefused, Problem, RowsRefused
from madoguchi.office.layouts.core.profile import PROFILES, Header, LineEnd, Profile, profile
from madoguchi.office.layouts.core.reading import Limits, ReadFile, read
from madoguchi.office.layouts.core.values import Open, UnknownDate
from tests.unit.layouts.samples import ROSTER, column, layout_of

UTF8 = profile("core-utf8")
HANAKO = {
    "atenabango": "1",
    "shimei": "港　花子",
    "seinengappi": date(1990, 5, 17),
    "seinengappi_fushohyoki": None,
    "shikyugetsugaku": 15000,
    "biko": None,
}
HEADER = "宛名番号,氏名,生年月日,生年月日_不詳表記,支給月額,備考コード"


def codes(problems: tuple[Problem, ...]) -> list[str]:
    return [p.code.removeprefix("layouts.") for p in problems]


def read_text(text: str, wanted: Profile = UTF8, **more: Any) -> ReadFile:
    return read(ROSTER, text.encode(), wanted, **more)


# --- writing ---------------------------------------------------------------------------------------------------------


def test_a_file_is_written_as_the_profile_says() -> None:
    made = write(ROSTER, [HANAKO], UTF8)
    assert made.content.decode() == f"{HEADER}\r\n1,港　花子,1990-05-17,,15000,\r\n"
    assert (made.count, made.sha256) == (1, hashlib.sha256(made.content).hexdigest())
    assert (made.replacements, made.notices) == ((), ())


@pytest.mark.parametrize("charset", [Charset.UTF8, Charset.UTF8_BOM, Charset.CP932])
@pytest.mark.parametrize("line_end", LineEnd)
@pytest.mark.parametrize("header", Header)
@pytest.mark.parametrize("ends_with_newline", [True, False])
@pytest.mark.parametrize("quotes_all", [True, False])
def test_every_profile_gives_the_rows_back_without_a_word(
    charset: Charset, line_end: LineEnd, header: Header, ends_with_newline: bool, quotes_all: bool
) -> None:
    wanted = replace(
        UTF8,
        charset=charset,
        line_end=line_end,
        header=header,
        ends_with_newline=ends_with_newline,
        quotes_all=quotes_all,
    )
    rows = [HANAKO, {**HANAKO, "atenabango": "2", "biko": "一行目\r\n二行目\r三行目\n「”」，"}]
    made = write(ROSTER, rows, wanted)
    found = read(ROSTER, made.content, wanted)
    assert list(found.clean()) == rows
    assert found.problems == ()
    text = made.content.decode({Charset.UTF8_BOM: "utf-8-sig"}.get(charset, charset.value))
    assert text.endswith(line_end.value) is ends_with_newline
    assert made.content.startswith(b"\xef\xbb\xbf") is (charset is Charset.UTF8_BOM)


def test_every_value_that_does_not_fit_is_told_at_once_and_nothing_is_written() -> None:
    rows = [HANAKO, {"atenabango": "長い", "shimei": "", "shikyugetsugaku": "1,000"}, {**HANAKO, "nazo": 1}, HANAKO]
    with pytest.raises(RowsRefused) as caught:
        write(ROSTER, rows, UTF8)
    assert [(p.row, p.column, p.code.removeprefix("layouts.")) for p in caught.value.problems] == [
        (2, "宛名番号", "full_width_found"),
        (2, "氏名", "value_missing"),
        (2, "支給月額", "not_a_number"),
        (3, "", "field_unknown"),
        (3, "", "key_repeated"),
        (4, "", "key_repeated"),
    ]
    assert "港" not in str(caught.value)


def test_an_unknown_date_needs_its_words() -> None:
    row = {**HANAKO, "seinengappi": UnknownDate(1945, None, None)}
    with pytest.raises(RowsRefused) as caught:
        write(ROSTER, [row], UTF8)
    assert codes(caught.value.problems) == ["unknown_date_needs_words"]
    said = {**row, "seinengappi_fushohyoki": "昭和２０年頃"}
    made = write(ROSTER, [said], UTF8)
    assert read(ROSTER, made.content, UTF8).clean() == (said,)
    without = made.content.replace("昭和２０年頃".encode(), b"")
    assert codes(read(ROSTER, without, UTF8).problems) == ["unknown_date_needs_words"]


def test_an_open_date_needs_no_words() -> None:
    for end in Open:
        row = {**HANAKO, "seinengappi": end}
        assert read(ROSTER, write(ROSTER, [row], UTF8).content, UTF8).clean() == (row,)


def test_a_character_that_cp932_lacks_stops_the_file_or_is_replaced_and_told() -> None:
    row = {**HANAKO, "shimei": "𠮷野　辻\U000e0100"}
    with pytest.raises(RowsRefused) as caught:
        write(ROSTER, [row], profile("core-cp932"))
    assert [(p.row, p.column) for p in caught.value.problems] == [(1, "氏名")] * 2
    made = write(ROSTER, [HANAKO | {"atenabango": "0"}, row], profile("core-cp932-geta"))
    assert "〓野　辻," in made.content.decode("cp932")
    assert [(r.row, r.column, r.code_points, r.written) for r in made.replacements] == [
        (2, "氏名", "U+20BB7", "〓"),
        (2, "氏名", "U+8FBB U+E0100", "辻"),
    ]


def test_a_header_that_cp932_lacks_is_refused_even_where_rows_would_be_replaced() -> None:
    odd = layout_of(column(1, "X", "1", name="𠮷"))
    with pytest.raises(RowsRefused):
        write(odd, [], profile("core-cp932-geta"))


def test_no_rows_are_a_file_of_a_header() -> None:
    made = write(ROSTER, [], UTF8)
    assert (made.count, made.content.decode()) == (0, HEADER + "\r\n")
    found = read(ROSTER, made.content, UTF8)
    assert (found.rows, found.problems) == ((), ())


def test_formulas_are_guarded_for_spreadsheets_only_and_never_in_numbers() -> None:
    sheet = layout_of(column(1, "X", "20"), column(2, "S9", "5"), column(3, "Ｎ", "20"))
    row = {"komoku1": "=HYPERLINK(1)", "komoku2": -5, "komoku3": "＝１＋１"}
    office, core = profile("office"), UTF8
    assert write(sheet, [row], office).content.decode("utf-8-sig").splitlines()[1] == "'=HYPERLINK(1),-5,'＝１＋１"
    assert write(sheet, [row], core).content.decode().splitlines()[1] == "=HYPERLINK(1),-5,＝１＋１"
    for wanted in (office, core):
        assert read(sheet, write(sheet, [row], wanted).content, wanted).clean() == (row,)


def test_writing_stops_telling_after_a_thousand_problems() -> None:
    with pytest.raises(RowsRefused) as caught:
        write(ROSTER, ({**HANAKO, "atenabango": "あ"} for _ in range(5_000)), UTF8)
    assert len(caught.value.problems) == 1_000


# --- reading ---------------------------------------------------------------------------------------------------------


def test_every_problem_of_a_file_is_told_with_row_and_line() -> None:
    found = read_text(
        f"{HEADER}\r\n"
        '1,港　花子,1990-05-17,,15000,"一\r\n二"\r\n'  # lines 2 and 3
        "2,港 太郎,1990-02-30,,15000,\r\n"
        "3,港　次郎,,\r\n"
        "\r\n"
        "1,港　三郎,,,,\r\n"
        "4,港　四郎,,,0015,\r\n"
    )
    assert [(p.row, p.line, p.column, p.code.removeprefix("layouts.")) for p in found.problems] == [
        (2, 4, "氏名", "half_width_found"),
        (2, 4, "生年月日", "date_does_not_exist"),
        (3, 5, "", "wrong_column_count"),
        (4, 6, "", "wrong_column_count"),
        (5, 7, "", "key_repeated"),
        (6, 8, "支給月額", "leading_zeros"),
    ]
    assert [row["atenabango"] for row in found.rows] == ["1", "4"]
    assert found.count == 6
    with pytest.raises(FileRefused, match="5 problems"):
        found.clean()


def test_headings_in_another_spelling_or_order_are_read_and_told() -> None:
    found = read_text(
        "備考コ―ド,名前, 生年月日 ,生年月日_不詳表記,支給月額,atenabango\r\n,港　花子,1990-05-17,,15000,1\r\n"
    )
    assert found.clean() == (HANAKO,)
    assert sorted(codes(found.problems)) == ["columns_reordered", *["heading_spelling"] * 4]


def test_missing_unknown_and_repeated_headings_are_refused_without_repeating_what_stands_there() -> None:
    found = read_text("1,港　花子,1990-05-17,,15000,\r\n")  # a file without a header: its first row is a person
    assert set(codes(found.problems)) == {"heading_unknown", "heading_missing"}
    assert found.rows == ()
    assert all("港" not in p.text() + p.text("en") for p in found.problems)
    twice = read_text(HEADER.replace("備考コード", "氏名") + "\r\n")
    assert sorted(codes(twice.problems)) == ["heading_missing", "heading_twice"]


def test_a_header_where_none_was_agreed_is_refused() -> None:
    found = read_text(f"{HEADER}\r\n1,港　花子,1990-05-17,,15000,\r\n", profile("core-utf8-bare"))
    assert codes(found.problems) == ["header_found"]


def test_an_alias_that_means_two_columns_is_not_guessed() -> None:
    odd = layout_of(column(1, "X", "1", aliases=["番号"]), column(2, "X", "1", aliases=["番号"]))
    assert codes(read(odd, "番号,項目2\r\n".encode(), UTF8).problems) == ["heading_unknown", "heading_missing"]


@pytest.mark.parametrize(
    "text, expected",
    [
        (f"{HEADER}\n1,港　花子,,,,\n", ["line_end_differs"]),
        (f"{HEADER}\r1,港　花子,,,,\r", ["line_end_differs"]),
        (f"{HEADER}\r\n1,港　花子,,,,", ["no_last_newline"]),
        (f'{HEADER}\r\n1,"港　花子,,,,\r\n', ["broken_csv"]),
        (f'{HEADER}\r\n1,"港"　花子,,,,\r\n', ["broken_csv"]),
        (f'{HEADER}\r\n1,"{"港" * 140_000}",,,,\r\n', ["broken_csv"]),
        ("", ["empty_file"]),
    ],
)
def test_the_shape_of_a_file_is_told(text: str, expected: list[str]) -> None:
    assert codes(read_text(text).problems) == expected


def test_the_line_of_broken_quotes_is_where_the_record_begins() -> None:
    found = read_text(f'{HEADER}\r\n1,港　花子,,,,\r\n2,"港　太郎,,,,\r\n3,港　次郎,,,,\r\n')
    assert [p.line for p in found.problems] == [3]
    assert len(found.rows) == 1


def test_a_file_beyond_the_limits_is_refused_and_a_stream_read_no_further() -> None:
    class Endless(io.RawIOBase):
        given = 0

        def read(self, size: int = -1) -> bytes:
            self.given += size
            return b"x" * size

    stream = Endless()
    found = read(ROSTER, stream, UTF8, limits=Limits(max_bytes=3_000_000))  # type: ignore[arg-type]
    assert codes(found.problems) == ["file_too_large"]
    assert stream.given == 3_000_001
    many = write(ROSTER, ({**HANAKO, "atenabango": str(n)} for n in range(5)), UTF8).content
    found = read(ROSTER, io.BytesIO(many), UTF8, limits=Limits(max_rows=4))
    assert (codes(found.problems), len(found.rows)) == (["too_many_rows"], 4)
    bad = many.replace("港　花子".encode(), b"x")
    found = read(ROSTER, bad, UTF8, limits=Limits(max_problems=2))
    assert codes(found.problems) == ["half_width_found", "half_width_found", "too_many_problems"]


def test_conversions_are_counted_once_per_column() -> None:
    content = f"{HEADER}\r\n1,港 花子,,,,\r\n2,港 太郎,,,,\r\n".encode("utf-8-sig")
    found = read(ROSTER, content, profile("office"))
    assert [(p.row, p.column, p.count) for p in found.problems] == [(1, "氏名", 2)]
    assert [row["shimei"] for row in found.clean()] == ["港　花子", "港　太郎"]


# --- round trips -----------------------------------------------------------------------------------------------------

COMPATIBILITY = [
    chr(point)
    for point in (*range(0xF900, 0xFB00), *range(0x2F800, 0x2FA20))
    if unicodedata.normalize("NFC", chr(point)) != chr(point)
]


def test_the_1002_compatibility_ideographs_are_written_and_read_unchanged() -> None:
    assert len(COMPATIBILITY) == 1_002
    rows = [{**HANAKO, "atenabango": str(n), "shimei": name} for n, name in enumerate(COMPATIBILITY)]
    for code in ("core-utf8", "core-utf8-bom", "office"):
        found = read(ROSTER, write(ROSTER, rows, profile(code)).content, profile(code))
        assert [row["shimei"] for row in found.clean()] == COMPATIBILITY


NAME_CHARACTERS = st.one_of(
    st.sampled_from("港花子辻邉邊髙﨑𠮷齋　ー・（）＝＋’”，"),
    st.sampled_from(["辻\U000e0100", "葛\U000e0101", "神\ufe00", "\ufa19", "か\u3099"]),
    st.characters(min_codepoint=0x3400, max_codepoint=0x9FFF),
    st.characters(min_codepoint=0x20000, max_codepoint=0x2A6DF),
)
NAMES = st.lists(NAME_CHARACTERS, min_size=1, max_size=10).map("".join)
NOTES = st.lists(st.one_of(NAME_CHARACTERS, st.sampled_from(["\r\n", "\n", "\r"])), max_size=30).map("".join)
ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "atenabango": st.from_regex(r"[!-~]{1,10}", fullmatch=True),
            "shimei": NAMES,
            "seinengappi": st.one_of(st.none(), st.sampled_from(Open), st.dates(date(1, 1, 1), date(9999, 12, 30))),
            "seinengappi_fushohyoki": st.none() | NAMES,
            "shikyugetsugaku": st.none() | st.integers(0, 9_999_999),
            "biko": NOTES.map(lambda text: text or None),
        }
    ),
    max_size=8,
    unique_by=lambda row: row["atenabango"],
)


@settings(deadline=None, max_examples=150)
@given(
    ROWS,
    st.sampled_from([p for p in PROFILES.values() if p.charset is not Charset.CP932]),
    st.sampled_from(LineEnd),
    st.booleans(),
    st.booleans(),
)
def test_any_rows_come_back_as_they_were(
    rows: list[dict[str, Any]], shipped: Profile, line_end: LineEnd, ends_with_newline: bool, quotes_all: bool
) -> None:
    wanted = replace(shipped, line_end=line_end, ends_with_newline=ends_with_newline, quotes_all=quotes_all)
    if wanted.header is Header.NONE and not rows:
        return  # an empty file, which is refused on purpose
    made = write(ROSTER, rows, wanted)
    found = read(ROSTER, made.content, wanted)
    assert list(found.clean()) == rows
    assert found.problems == ()
    assert write(ROSTER, found.rows, wanted).content == made.content


@settings(deadline=None)
@given(ROWS)
def test_another_csv_reader_sees_the_same_cells(rows: list[dict[str, Any]]) -> None:
    text = write(ROSTER, rows, UTF8).content.decode()
    records = list(csv.reader(io.StringIO(text, newline="")))
    assert [record[1] for record in records[1:]] == [row["shimei"] for row in rows]
    assert [record[5] for record in records[1:]] == [row["biko"] or "" for row in rows]


@settings(deadline=None)
@given(ROWS)
def test_with_replacement_each_cell_differs_exactly_by_what_was_told(rows: list[dict[str, Any]]) -> None:
    wanted = profile("core-cp932-geta")
    made = write(ROSTER, rows, wanted)
    found = read(ROSTER, made.content, wanted)
    assert found.count == len(rows)
    told = {(r.row, r.column) for r in made.replacements}
    for number, (before, after) in enumerate(zip(rows, found.rows, strict=True), 1):
        assert (before["shimei"] != after["shimei"]) == ((number, "氏名") in told)
        assert (before["biko"] != after["biko"]) == ((number, "備考コード") in told)


@settings(deadline=None, max_examples=200)
@given(st.binary(max_size=300), st.sampled_from(list(PROFILES.values())))
def test_no_bytes_at_all_make_reading_raise(content: bytes, wanted: Profile) -> None:
    found = read(ROSTER, content, wanted)
    assert found.rows or found.problems


@settings(deadline=None, max_examples=200)
@given(st.data())
def test_a_file_cut_off_anywhere_is_never_read_without_a_word(data: st.DataObject) -> None:
    rows = [{**HANAKO, "atenabango": str(n), "biko": "あ\r\nい"} for n in range(3)]
    whole = write(ROSTER, rows, UTF8).content
    cut = data.draw(st.integers(0, len(whole) - 1))
    found = read(ROSTER, whole[:cut], UTF8)
    whole_rows = whole[:cut].endswith(b"\r\n") and whole[:cut].count(b'"') % 2 == 0
    assert found.problems or whole_rows  # cut between rows: only the manifest's count can tell
