"""Files of a layout: rows to bytes. Either every row fits and the file is made, or every problem is told."""

import csv
import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from madoguchi.ground.kernel.charsets import CODECS, Charset
from madoguchi.ground.kernel.spreadsheet import guard
from madoguchi.office.layouts.core import value_refusals as no
from madoguchi.office.layouts.core.encoding import code_points, cp932_keeps, to_cp932_text
from madoguchi.office.layouts.core.layout import UNKNOWN_DATE_SUFFIX, Column, DataType, Group, Layout
from madoguchi.office.layouts.core.notices import Notices
from madoguchi.office.layouts.core.problems import Problem, RowsRefused, problem_of
from madoguchi.office.layouts.core.profile import Header, LineEnd, Missing, Profile
from madoguchi.office.layouts.core.values import Conversion, text_writer

MOST_PROBLEMS = 1_000  # told at once; beyond that the cause is one and the list helps nobody


@dataclass(frozen=True, slots=True)
class Replacement:
    """One character the encoding lacked and what was written in its place."""

    row: int  # data row from 1
    column: str  # official item name
    character: str  # with its variation selector
    code_points: str  # "U+8FBB U+E0100"
    written: str

    def as_json(self) -> dict[str, object]:
        """Return the replacement as JSON data."""
        return {
            "row": self.row,
            "column": self.column,
            "character": self.character,
            "code_points": self.code_points,
            "written": self.written,
        }


@dataclass(frozen=True, slots=True)
class WrittenFile:
    """A finished file: its bytes and what a receiver and an auditor want to know of it."""

    content: bytes
    count: int  # data rows
    sha256: str
    layout: Layout
    group: str  # code of the group
    profile: Profile
    replacements: tuple[Replacement, ...] = ()
    notices: tuple[Problem, ...] = ()


class _Lines:
    """Takes the records that a ``csv.writer`` writes, so that each can get the line end of the profile.

    The csv module quotes a field with a line break only where the break is part of its own line end, so it always
    writes CRLF here and LF is put in afterwards.
    """

    def __init__(self, line_end: LineEnd) -> None:
        self.lines: list[str] = []
        self._cuts = line_end is LineEnd.LF

    def write(self, record: str) -> int:
        self.lines.append(record[:-2] + "\n" if self._cuts else record)
        return len(record)


def write(layout: Layout, rows: Iterable[Mapping[str, object]], profile: Profile, *, group: str = "") -> WrittenFile:
    """Return rows as a file of one group of a layout.

    Args:
        layout: the layout.
        rows: one mapping per row, romaji item name to value (see ``values``); items left out are empty.
        profile: encoding, line ends, header.
        group: code of the group; may be left out where the layout has one.

    Raises:
        GroupUnknown: no single group is meant.
        RowsRefused: with every value that doesn't fit, by row and column, and every repeated key; nothing is written.

    Source: 共通機能標準仕様書 §2.2 (庁内データ連携, comma-separated files); RFC 4180 for quoting.
    """
    part = layout.group(group)
    rows_writer = _RowsWriter(layout, part, profile)
    for row in rows:
        rows_writer.add(row)
    return rows_writer.finish()


def unknown_date_pairs(part: Group) -> list[tuple[int, int, str]]:
    """Return (place of the date, place of its words, name of the words) for dates that may be unknown (日付不詳)."""
    places = {c.name: n for n, c in enumerate(part.columns)}
    return [
        (n, places[c.name + UNKNOWN_DATE_SUFFIX], c.name + UNKNOWN_DATE_SUFFIX)
        for n, c in enumerate(part.columns)
        if c.allows_unknown_date
    ]


class _RowsWriter:
    """Turns rows into records one by one, remembering problems, keys and replacements."""

    def __init__(self, layout: Layout, part: Group, profile: Profile) -> None:
        self.layout, self.part, self.profile = layout, part, profile
        self.notices = Notices()
        conversion = Conversion(profile.width, profile.repeat_separator, layout.code_lists, self.notices)
        self.writers = [(c.field, _cell_writer(c, conversion, profile)) for c in part.columns]
        self.fields = frozenset(c.field for c in part.columns)
        self.keys = [n for n, c in enumerate(part.columns) if c.is_key]
        self.seen: dict[tuple[str, ...], int] = {}
        self.pairs = unknown_date_pairs(part)
        self.out = _Lines(profile.line_end)
        self.write_record = csv.writer(
            self.out, quoting=csv.QUOTE_ALL if profile.quotes_all else csv.QUOTE_MINIMAL, lineterminator="\r\n"
        ).writerow
        self.problems: list[Problem] = []
        self.replacements: list[Replacement] = []
        self.count = 0
        if profile.header is not Header.NONE:
            labels = [c.name if profile.header is Header.NAMES else c.field for c in part.columns]
            self.write_record(self._encodable(0, labels))

    def add(self, row: Mapping[str, object]) -> None:
        """Write one row, or remember why it doesn't fit."""
        self.count += 1
        self.notices.row = self.count
        get = row.get
        try:
            texts = [write_cell(get(field)) for field, write_cell in self.writers]
        except no.ValueRefused:
            self._refuse_cells(row)
            return
        if not self.fields.issuperset(row):
            self._refuse_unknown_fields(row)
        if self.keys:
            key = tuple([texts[n] for n in self.keys])
            first = self.seen.setdefault(key, self.count)
            if first != self.count:
                self._refuse(repeated_key(self.part, first))
        for date_at, words_at, words in self.pairs:
            if is_unknown_date_text(texts[date_at]) and not texts[words_at]:
                self._refuse(no.UnknownDateNeedsWords(words=words), self.part.columns[date_at].name)
        if self.profile.charset is Charset.CP932 and not cp932_keeps("".join(texts)):
            texts = self._encodable(self.count, texts)
        self.write_record(texts)

    def finish(self) -> WrittenFile:
        """Return the file.

        Raises:
            RowsRefused: some row didn't fit.
        """
        if self.problems:
            raise RowsRefused(self.problems)
        text = "".join(self.out.lines)
        if not self.profile.ends_with_newline:
            text = text.removesuffix("\n").removesuffix("\r")
        content = text.encode(CODECS[self.profile.charset])
        return WrittenFile(
            content,
            self.count,
            hashlib.sha256(content).hexdigest(),
            self.layout,
            self.part.code,
            self.profile,
            tuple(self.replacements),
            self.notices.all(),
        )

    def _refuse(self, refusal: no.ValueRefused, column: str = "") -> None:
        self.problems.append(problem_of(refusal, row=self.count or None, column=column))
        if len(self.problems) >= MOST_PROBLEMS:
            raise RowsRefused(self.problems)

    def _refuse_cells(self, row: Mapping[str, object]) -> None:
        self.notices.is_muted = True
        for column, (name, write_cell) in zip(self.part.columns, self.writers, strict=True):
            try:
                write_cell(row.get(name))
            except no.ValueRefused as refusal:
                self._refuse(refusal, column.name)
        self.notices.is_muted = False
        self._refuse_unknown_fields(row)

    def _refuse_unknown_fields(self, row: Mapping[str, object]) -> None:
        for name in sorted(set(row) - self.fields):
            self._refuse(no.FieldUnknown(given=name))

    def _encodable(self, row: int, texts: list[str]) -> list[str]:
        """Return the cells as cp932 can hold them; row 0 is the header, which is refused rather than changed."""
        if self.profile.charset is not Charset.CP932:
            return texts
        fitted = []
        for column, text in zip(self.part.columns, texts, strict=True):
            written, lost = to_cp932_text(text)
            fitted.append(written)
            for character, stand_in in lost:
                if self.profile.missing is Missing.REFUSE or row == 0:
                    self._refuse(
                        no.NotInEncoding(
                            character=character, code_points=code_points(character), charset="Shift_JIS (cp932)"
                        ),
                        column.name,
                    )
                else:
                    self.replacements.append(Replacement(row, column.name, character, code_points(character), stand_in))
        return fitted


def repeated_key(part: Group, first: int) -> no.KeyRepeated:
    """Return the refusal of a row whose key an earlier row has."""
    return no.KeyRepeated(keys="・".join(f"「{c.name}」" for c in part.keys), first=first)


def is_unknown_date_text(text: str) -> bool:
    """Return whether the text of a DATE has an unknown part."""
    return "-00" in text or (text.startswith("0000") and text != "0000-01-01")


def is_guarded(column: Column, profile: Profile) -> bool:
    """Return whether cells of this column get the guard against formulas: text does, checked numbers and days can't."""
    return profile.guards_formulas and column.data_type in (DataType.HALF, DataType.FULL)


def _cell_writer(column: Column, conversion: Conversion, profile: Profile) -> Callable[[object], str]:
    write_cell = text_writer(column, conversion)
    if is_guarded(column, profile):
        return lambda value: guard(write_cell(value))
    return write_cell
