r"""Rows as text, one form for both databases: the text format of PostgreSQL's COPY.

One line per row, columns between tabs, ``\N`` for NULL, ``\\ \t \n \r`` and the like escaped; uuid with hyphens,
booleans ``t`` and ``f``, instants in UTC with ``+00``, bytes as ``\x`` and hexadecimal digits (PostgreSQL's
manual, COPY).
PostgreSQL reads and writes it by itself. For SQLite the columns' declared types say what they hold: Django declares
every UUID as ``char(32)`` and nothing else so.
"""

import re
from collections.abc import Callable, Sequence

Value = str | int | float | bytes | None


def _escaped(column: str) -> str:
    for char, letter in ((92, "\\\\"), (9, "\\t"), (10, "\\n"), (13, "\\r")):
        column = f"replace({column},char({char}),'{letter}')"
    return column


def _uuid(column: str) -> str:
    ends = ((1, 8), (9, 4), (13, 4), (17, 4), (21, 12))
    return "||'-'||".join(f"substr({column},{start},{length})" for start, length in ends)


# Per kind: how SQLite says a value as text, and how a text becomes what Django keeps in SQLite.
_WRITE: dict[str, Callable[[str], str]] = {
    "uuid": _uuid,
    "bool": lambda column: f"CASE {column} WHEN 0 THEN 'f' ELSE 't' END",
    "datetime": lambda column: f"{column}||'+00'",
    "bytes": lambda column: f"'\\\\x'||lower(hex({column}))",
    "integer": lambda column: f"CAST({column} AS text)",
    "real": lambda column: f"printf('%.17g', {column})",
    "date": lambda column: column,
    "text": _escaped,
}
_LETTERS = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}


def _instant(text: str) -> str:
    """``2026-04-15 01:00:00.12+00`` → ``2026-04-15 01:00:00.120000``, as Python writes it."""
    seconds, point, fraction = text.removesuffix("+00").partition(".")
    return f"{seconds}.{fraction:0<6}" if point else seconds


_READ: dict[str, Callable[[str], Value]] = {
    "uuid": lambda text: text.replace("-", ""),
    "bool": lambda text: int(text == "t"),
    "datetime": _instant,
    "bytes": lambda text: bytes.fromhex(text[2:]),
    "integer": int,
    "real": float,
    "date": str,
    "text": str,
}


def kind(declared: str) -> str:
    """Return what a column of SQLite holds, by the type it was declared with.

    Raises:
        ValueError: a type that no table of ours has had so far.
    """
    name = declared.lower()
    if name == "char(32)":
        return "uuid"
    name = name.partition("(")[0].removesuffix(" unsigned")
    found = {"varchar": "text", "blob": "bytes", "smallint": "integer", "bigint": "integer"}.get(name, name)
    if found not in _READ:
        raise ValueError(f"columns of type {declared!r} are not carried by backups yet: add them here")
    return found


def row_expression(columns: Sequence[tuple[str, str]]) -> str:
    """Return the SQLite expression that says a row as one line; ``columns``: name and declared type."""
    return "||char(9)||".join(_or_null(f'"{name}"', _WRITE[kind(declared)]) for name, declared in columns)


def _or_null(column: str, write: Callable[[str], str]) -> str:
    return f"CASE WHEN {column} IS NULL THEN '\\N' ELSE {write(column)} END"


def row_reader(declared: Sequence[str]) -> Callable[[str], list[Value]]:
    """Return what turns a line into the values of a row in SQLite."""
    readers = [_READ[kind(one)] for one in declared]

    def read(line: str) -> list[Value]:
        texts = line.split("\t")
        return [None if text == "\\N" else reader(_plain(text)) for reader, text in zip(readers, texts, strict=True)]

    return read


def _plain(text: str) -> str:
    if "\\" not in text:
        return text
    return re.sub(r"\\(.)", lambda found: _LETTERS.get(found[1], found[1]), text)
