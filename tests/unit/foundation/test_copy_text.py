"""Rows as COPY text out of SQLite and back; expected lines are from PostgreSQL's manual (COPY, text format)."""

from __future__ import annotations

import sqlite3

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.ground.foundation.backup.copy_text import Value, kind, row_expression, row_reader

COLUMNS = [
    ("id", "char(32)"), ("name", "varchar(80)"), ("note", "TEXT"), ("at", "datetime"), ("on", "date"),
    ("count", "integer unsigned"), ("is_open", "bool"), ("leaves", "BLOB"),
]  # fmt: skip
FULL = (
    "019a2b3c4d5e7f808182838485868788", "髙橋\t𠮷\\野", "一\n二\r三", "2026-04-15 01:00:00.120000", "2026-04-15",
    7, 1, b"\x00\xff",
)  # fmt: skip
LINE = (
    "019a2b3c-4d5e-7f80-8182-838485868788\t髙橋\\t𠮷\\\\野\t一\\n二\\r三\t2026-04-15 01:00:00.120000+00\t2026-04-15"
    "\t7\tt\t\\\\x00ff"
)


def line_of(values: tuple[Value, ...]) -> str:
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE TABLE t (" + ", ".join(f'"{name}" {kind}' for name, kind in COLUMNS) + ")")
    connection.execute(f"INSERT INTO t VALUES ({', '.join('?' for _ in COLUMNS)})", values)
    line: str = connection.execute(f"SELECT {row_expression(COLUMNS)} FROM t").fetchone()[0]
    connection.close()
    return line


def test_a_row_is_written_as_postgresql_writes_it() -> None:
    assert line_of(FULL) == LINE
    assert line_of((None,) * len(COLUMNS)) == "\t".join(["\\N"] * len(COLUMNS))


def test_a_row_of_postgresql_is_read_as_django_keeps_it_in_sqlite() -> None:
    read = row_reader([declared for _name, declared in COLUMNS])
    assert read(LINE) == list(FULL)
    assert read(LINE.replace("00.120000+00", "00.12+00")) == list(FULL)  # PostgreSQL leaves out zeros at the end
    assert read(LINE.replace("00.120000+00", "00+00"))[3] == "2026-04-15 01:00:00"


TEXTS = st.none() | st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]))


@given(TEXTS, TEXTS, st.none() | st.binary(), st.none() | st.integers(-(2**62), 2**62), st.sampled_from([None, 0, 1]))
def test_every_text_and_number_comes_back(
    name: str | None, note: str | None, leaves: bytes | None, count: int | None, is_open: int | None
) -> None:
    row = (FULL[0], name, note, FULL[3], None, count, is_open, leaves)
    line = line_of(row)
    assert "\n" not in line
    assert row_reader([declared for _name, declared in COLUMNS])(line) == list(row)


def test_a_type_that_nobody_thought_of_is_a_fault_not_a_guess() -> None:
    with pytest.raises(ValueError, match="decimal"):
        kind("decimal")
