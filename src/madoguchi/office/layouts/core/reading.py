"""Files of a layout: bytes to rows. Every problem is collected with its place; nothing is guessed silently."""

import csv
import io
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import BinaryIO

from madoguchi.ground.kernel.errors import Message
from madoguchi.ground.kernel.spreadsheet import unguard
from madoguchi.office.layouts.core import value_refusals as no
from madoguchi.office.layouts.core.encoding import decode
from madoguchi.office.layouts.core.files import (
    MOST_PROBLEMS,
    is_guarded,
    is_unknown_date_text,
    repeated_key,
    unknown_date_pairs,
)
from madoguchi.office.layouts.core.headings import columns_in_order, is_header
from madoguchi.office.layouts.core.layout import Column, Group, Layout
from madoguchi.office.layouts.core.notices import Notices
from madoguchi.office.layouts.core.problems import FileRefused, Problem, Severity, problem_of
from madoguchi.office.layouts.core.profile import Header, Profile
from madoguchi.office.layouts.core.values import Conversion, Value, text_reader


@dataclass(frozen=True, slots=True)
class Limits:
    """How much is read at most; what lies beyond is refused, never cut off silently."""

    max_bytes: int = 256 * 1024 * 1024
    max_rows: int = 1_000_000
    max_problems: int = MOST_PROBLEMS


@dataclass(frozen=True, slots=True)
class ReadFile:
    """What a file holds. ``rows`` are the rows without error only: use :meth:`clean` where all must be right."""

    rows: tuple[Mapping[str, Value], ...]
    problems: tuple[Problem, ...]
    count: int  # data rows met, with and without errors

    @property
    def errors(self) -> tuple[Problem, ...]:
        """The problems because of which a row or the file can't be used."""
        return tuple(p for p in self.problems if p.severity is Severity.ERROR)

    def clean(self) -> tuple[Mapping[str, Value], ...]:
        """Return the rows of a file without errors.

        Raises:
            FileRefused: it has errors.
        """
        if self.errors:
            raise FileRefused(self.errors)
        return self.rows


def read(
    layout: Layout, content: bytes | BinaryIO, profile: Profile, *, group: str = "", limits: Limits | None = None
) -> ReadFile:
    """Return the rows of a file of one group of a layout, and every problem with its place.

    Args:
        layout: the layout.
        content: the bytes, or a binary stream, of which no more than ``limits.max_bytes`` are read.
        profile: what was agreed; what differs is a notice (BOM, line ends, order of columns) or an error (encoding).
        group: code of the group; may be left out where the layout has one.
        limits: how much is read at most.

    Raises:
        GroupUnknown: no single group is meant. Nothing in the content raises.
    """
    part = layout.group(group)
    limits = limits or Limits()
    raw = content if isinstance(content, bytes) else _bounded(content, limits.max_bytes)
    if len(raw) > limits.max_bytes:
        return ReadFile((), (_too_large(limits.max_bytes),), 0)
    text, problems = decode(raw, profile)
    if text is None:
        return ReadFile((), tuple(problems), 0)
    problems += _shape_notices(text, profile)
    reading = _Reading(layout, part, profile, limits, problems)
    reading.run(text)
    return ReadFile(tuple(reading.rows), (*reading.problems, *reading.notices.all()), reading.count)


class _Stop(Exception):
    """Ends reading early; the problem is already recorded."""


class _Reading:
    """One pass over a file."""

    def __init__(self, layout: Layout, part: Group, profile: Profile, limits: Limits, problems: list[Problem]) -> None:
        self.part, self.profile, self.limits, self.problems = part, profile, limits, problems
        self.notices = Notices()
        conversion = Conversion(profile.width, profile.repeat_separator, layout.code_lists, self.notices)
        self.readers = [_cell_reader(c, conversion, profile) for c in part.columns]
        self.fields = [c.field for c in part.columns]
        self.keys = [n for n, c in enumerate(part.columns) if c.is_key]
        self.seen: dict[tuple[Value, ...], int] = {}
        self.pairs = unknown_date_pairs(part)
        self.rows: list[Mapping[str, Value]] = []
        self.count = 0
        self.line = 1  # where the current record begins
        self.last = 0  # where the one before it ended

    def run(self, text: str) -> None:
        """Read the header and every record."""
        records = csv.reader(io.StringIO(text, newline=""), strict=True)
        try:
            self._records(records)
        except csv.Error as error:
            self._add(_broken_csv(self.last + 1, str(error)))
        except _Stop:
            return

    def _records(self, records: "Iterator[list[str]]") -> None:
        order = list(range(len(self.fields)))
        expects_header = self.profile.header is not Header.NONE
        width = len(self.fields)
        in_order = True
        for record in records:
            self.line = self.last + 1
            self.last = records.line_num  # type: ignore[attr-defined]  # of csv.reader, whose type has no public name
            if self.line == 1:
                if expects_header:
                    found, problems = columns_in_order(record, self.part, self.profile)
                    self.problems += problems
                    if found is None:
                        return
                    in_order, order = found == order, found
                    continue
                if is_header(record, self.part):
                    self._add(_HEADER_FOUND)
                    return
            self.count += 1
            if self.count > self.limits.max_rows:
                self._add(_too_many_rows(self.limits.max_rows))
                return
            if len(record) != width:
                self._add(_wrong_width(self.count, self.line, width, len(record)))
            else:
                self._row(record if in_order else [record[n] for n in order])

    def _row(self, record: list[str]) -> None:
        self.notices.row, self.notices.line = self.count, self.line
        try:
            values = [read_cell(text) for read_cell, text in zip(self.readers, record, strict=True)]
        except no.ValueRefused:
            self._refuse_cells(record)
            return
        fits = True
        if self.keys:
            first = self.seen.setdefault(tuple([values[n] for n in self.keys]), self.count)
            if first != self.count:
                self._refuse(repeated_key(self.part, first))
                fits = False
        for date_at, words_at, words in self.pairs:
            if is_unknown_date_text(record[date_at]) and values[words_at] is None:
                self._refuse(no.UnknownDateNeedsWords(words=words), self.part.columns[date_at].name)
                fits = False
        if fits:
            self.rows.append(dict(zip(self.fields, values, strict=True)))

    def _refuse_cells(self, record: list[str]) -> None:
        self.notices.is_muted = True
        for column, read_cell, text in zip(self.part.columns, self.readers, record, strict=True):
            try:
                read_cell(text)
            except no.ValueRefused as refusal:
                self._refuse(refusal, column.name)
        self.notices.is_muted = False

    def _refuse(self, refusal: no.ValueRefused, column: str = "") -> None:
        self._add(problem_of(refusal, row=self.count, line=self.line, column=column))

    def _add(self, problem: Problem) -> None:
        self.problems.append(problem)
        if len(self.problems) >= self.limits.max_problems:
            self.problems.append(_TOO_MANY_PROBLEMS)
            raise _Stop


def _cell_reader(column: Column, conversion: Conversion, profile: Profile) -> Callable[[str], Value]:
    read_cell = text_reader(column, conversion)
    if is_guarded(column, profile):
        return lambda text: read_cell(unguard(text))
    return read_cell


def _bounded(stream: BinaryIO, limit: int) -> bytes:
    """Return at most ``limit`` bytes and one more, which tells that there are more."""
    chunks = []
    left = limit + 1
    while left > 0:
        chunk = stream.read(min(left, 1024 * 1024))
        if not chunk:
            break
        chunks.append(chunk)
        left -= len(chunk)
    return b"".join(chunks)


def _shape_notices(text: str, profile: Profile) -> list[Problem]:
    """Return notices where line ends or the end of the file differ from the profile."""
    notices = []
    found = _first_line_end(text)
    if found and found != profile.line_end.value:
        names = {"\r\n": "CRLF", "\n": "LF", "\r": "CR"}
        notices.append(
            Problem(
                "layouts.line_end_differs",
                Message("改行の種類が取り決めと違います。", "The line ends differ from the profile."),
                Message(
                    f"{profile.line_end.name}のはずですが、{names[found]}です。",
                    f"They should be {profile.line_end.name} and are {names[found]}.",
                ),
                Message(
                    "そのまま読みました。送り主に形式を確かめてください。",
                    "The file was read. Ask the sender about the profile.",
                ),
                Severity.NOTICE,
                line=1,
            )
        )
    if profile.ends_with_newline and not text.endswith(found or profile.line_end.value):  # a CR may be half a CRLF
        notices.append(_NO_LAST_NEWLINE)
    return notices


def _first_line_end(text: str) -> str:
    """Return the first line end outside quotes, empty where there is none."""
    quoted = False
    for match in re.finditer('"|\r\n|\r|\n', text):
        if match[0] == '"':
            quoted = not quoted
        elif not quoted:
            return match[0]
    return ""


def _wrong_width(row: int, line: int, expected: int, found: int) -> Problem:
    return Problem(
        "layouts.wrong_column_count",
        Message("列の数が違います。", "The number of columns is wrong."),
        Message(f"{expected}列のはずですが、{found}列あります。", f"There should be {expected} and are {found}."),
        Message(
            "コンマや改行を含む値が引用符で囲まれているか、空の行がないか確かめてください。",
            "Check that values with commas or line breaks are quoted and that no line is empty.",
        ),
        row=row,
        line=line,
    )


def _broken_csv(line: int, error: str) -> Problem:
    if "field larger" in error:
        why = Message(
            "引用符が閉じていないか、一つの値が長すぎます。", "A quote is not closed, or one value is too long."
        )
    elif "unexpected end" in error:
        why = Message("引用符の途中でファイルが終わっています。", "The file ends within quotes.")
    else:
        why = Message("引用符の使い方が合っていません。", "Quotes are not used as they should be.")
    return Problem(
        "layouts.broken_csv",
        Message("ここから先を読めません。", "From here on the file cannot be read."),
        why,
        Message("ファイルが途中で切れていないか確かめてください。", "Check that the file was not cut off."),
        line=line,
    )


def _too_large(limit: int) -> Problem:
    return Problem(
        "layouts.file_too_large",
        Message("ファイルが大きすぎます。", "The file is too large."),
        Message(f"{limit:,}バイトまでです。", f"It may have {limit:,} bytes."),
        Message("分けて送ってもらってください。", "Have it sent in parts."),
    )


def _too_many_rows(limit: int) -> Problem:
    return Problem(
        "layouts.too_many_rows",
        Message("行が多すぎます。", "The file has too many rows."),
        Message(f"{limit:,}行までです。", f"It may have {limit:,} rows."),
        Message("分けて送ってもらってください。", "Have it sent in parts."),
        row=limit + 1,
    )


_TOO_MANY_PROBLEMS = Problem(
    "layouts.too_many_problems",
    Message("問題が多いため、途中で読むのをやめました。", "Reading stopped because there are too many problems."),
    Message("同じ原因の問題が続いていると思われます。", "They probably have one cause."),
    Message("項目定義の版と形式が合っているか確かめてください。", "Check the version of the layout and the profile."),
)
_HEADER_FOUND = Problem(
    "layouts.header_found",
    Message("先頭に見出しの行があります。", "The file begins with a header."),
    Message("形式の取り決めでは見出しなしです。", "The profile says there is none."),
    Message("見出しを除くか、見出しのある形式を選んでください。", "Take it away, or choose a profile with a header."),
    line=1,
)
_NO_LAST_NEWLINE = Problem(
    "layouts.no_last_newline",
    Message("最後の行に改行がありません。", "The last line has no line end."),
    Message("途中で切れたファイルにも見られます。", "Files that were cut off look so, too."),
    Message("件数を送り主の件数と比べてください。", "Compare the number of rows with the sender's."),
    Severity.NOTICE,
)
