"""The publishers' files as entries. Every row must be sound: half a directory would mislead people quietly.

Sources: 日本郵便「郵便番号データファイルの形式等」 (KEN_ALL.CSV in Shift_JIS, utf_ken_all.csv in UTF-8; 15 columns, no
headings); デジタル庁「アドレス・ベース・レジストリ 町字マスター」 (mt_town; headings in the first line); for banks the
columns in the order in which 統一金融機関コード is handed out (bank, branch, bank's kana and name, branch's kana and
name), or any order under headings of ours.
"""

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from madoguchi.ground.kernel.charsets import decoded
from madoguchi.ground.kernel.errors import Message
from madoguchi.ground.kernel.kana import to_full_katakana, to_half_width_digits
from madoguchi.office.directories.core.entries import Branch, Directory, Entry, Town
from madoguchi.office.directories.core.refusals import (
    DirectoryColumnsMissing,
    DirectoryEmpty,
    DirectoryNotText,
    DirectoryRowsBroken,
    DirectoryTooLarge,
)

MOST_BYTES = 256 * 1024 * 1024
MOST_ROWS = 1_000_000
_LONGEST = 120
_TOLD = 5

Row = tuple[int, Sequence[str]]  # number of the line, and its cells


@dataclass(frozen=True, slots=True)
class Broken:
    """A row that cannot be read, and why."""

    line: int
    why: Message


Reader = Callable[[str, Iterator[Row], date], Iterator[Entry | Broken]]

CELLS = Message("列の数が{count}です", "it has {count} columns")
NO_POSTAL_CODE = Message("郵便番号が7桁の数字ではありません", "its postal code is not 7 digits")
NO_CITY_CODE = Message("団体コードが5桁か6桁の数字ではありません", "its code of a municipality is not 5 or 6 digits")
NO_NAME = Message("名前が空か、長すぎます", "a name is empty or too long")
NO_BANK = Message("金融機関コードが4桁の数字ではありません", "its bank code is not 4 digits")
NO_BRANCH = Message("支店コードが3桁の数字ではありません", "its branch code is not 3 digits")
NEVER_CLOSED = Message("「（」が閉じていません", "a bracket is never closed")


def read_directory(directory: Directory, content: bytes, *, name: str, on: date) -> tuple[Entry, ...]:
    """Return what a publisher's file holds, each entry once, in its order.

    Args:
        directory: which list it is.
        content: the file as it was published, unpacked.
        name: what the file is called, for refusals.
        on: the day as of which it holds: towns that ended before are left out.

    Raises:
        DirectoryTooLarge, DirectoryNotText, DirectoryColumnsMissing, DirectoryRowsBroken, DirectoryEmpty
    """
    if len(content) > MOST_BYTES:
        raise DirectoryTooLarge(file=name, most=f"{MOST_BYTES // 1024 // 1024}MB")
    text = decoded(content)
    if text is None or "\0" in text:
        raise DirectoryNotText(file=name)
    found: dict[Entry, None] = {}
    broken: list[Broken] = []
    for one in _READERS[directory](name, _rows(text, name), on):
        if isinstance(one, Broken):
            broken.append(one)
        else:
            found[one] = None
    if broken:
        told = broken[:_TOLD]
        raise DirectoryRowsBroken(
            file=name, count=len(broken),
            rows_ja="、".join(f"{one.line}行目（{one.why.ja}）" for one in told),
            rows_en=", ".join(f"line {one.line} ({one.why.en})" for one in told),
        )  # fmt: skip
    if not found:
        raise DirectoryEmpty(file=name)
    return tuple(found)


def _rows(text: str, name: str) -> Iterator[Row]:
    reader = csv.reader(io.StringIO(text, newline=""))
    try:
        for count, cells in enumerate(reader):
            if count > MOST_ROWS:
                raise DirectoryTooLarge(file=name, most=f"{MOST_ROWS:,}")
            if cells:
                yield reader.line_num, cells
    except csv.Error as error:  # a cell without end
        why = Message("引用符が閉じていません", "a quotation mark is never closed")
        raise DirectoryRowsBroken(
            file=name,
            count=1,
            rows_ja=f"{reader.line_num}行目（{why.ja}）",
            rows_en=f"line {reader.line_num} ({why.en})",
        ) from error


# --- 郵便番号 ------------------------------------------------------------------------------------------

_POSTAL_CELLS = 15
_NO_TOWN: Final = ("以下に掲載がない場合", "の次に番地がくる場合")
_IN_BRACKETS: Final = re.compile("（.*")
_SEVERAL: Final = re.compile("[、～〜].*")
_STREETS: Final = re.compile("第?[０-９0-9]+地割.*")


def _postal(_name: str, rows: Iterator[Row], _on: date) -> Iterator[Entry | Broken]:
    held: list[tuple[str, str]] = []  # a town and its reading told in several rows, as long as its bracket is open
    began = 0
    for line, cells in rows:
        if len(cells) != _POSTAL_CELLS:
            yield Broken(line, CELLS.with_facts(count=len(cells)))
            continue
        city_code, postal_code, town_kana, prefecture, city, town = (cells[n] for n in (0, 2, 5, 6, 7, 8))
        if not re.fullmatch("[0-9]{7}", postal_code):
            yield Broken(line, NO_POSTAL_CODE)
            continue
        if not re.fullmatch("[0-9]{5}", city_code):
            yield Broken(line, NO_CITY_CODE)
            continue
        if not _are_names(prefecture, city) or not town:
            yield Broken(line, NO_NAME)
            continue
        if held or ("（" in town and "）" not in town):
            began = began or line
            held.append((town, town_kana))
            if "）" not in town:
                continue
            (town, town_kana), held, began = held[0], [], 0
        plain = _town_of(town, city)
        if len(plain) > _LONGEST:
            yield Broken(line, NO_NAME)
            continue
        kana = to_full_katakana(town_kana.partition("(")[0].partition("（")[0]) if plain else ""
        yield Town(postal_code, city_code, prefecture, city, plain, kana[:_LONGEST])
    if held:
        yield Broken(began, NEVER_CLOSED)


def _town_of(town: str, city: str) -> str:
    """The town as it stands in an address: without remarks on where in it the code holds."""
    if any(mark in town for mark in _NO_TOWN) or (
        town.endswith("一円") and town != "一円" and city.endswith(town[:-2])
    ):
        return ""
    return _STREETS.sub("", _SEVERAL.sub("", _IN_BRACKETS.sub("", town)))


# --- 町字 ------------------------------------------------------------------------------------------

_TOWN_COLUMNS: Final = ("lg_code", "machiaza_id", "pref", "county", "city", "ward", "oaza_cho", "chome", "koaza")


def _towns(name: str, rows: Iterator[Row], on: date) -> Iterator[Entry | Broken]:
    columns = _headings(name, rows, _TOWN_COLUMNS)
    for line, cells in rows:
        if len(cells) != len(columns):
            yield Broken(line, CELLS.with_facts(count=len(cells)))
            continue
        row = dict(zip(columns, (cell.strip() for cell in cells), strict=True))
        if not re.fullmatch("[0-9]{5,6}", row["lg_code"]):
            yield Broken(line, NO_CITY_CODE)
            continue
        postal_code = row.get("post_code", "").replace("-", "")
        if postal_code and not re.fullmatch("[0-9]{7}", postal_code):
            yield Broken(line, NO_POSTAL_CODE)
            continue
        city = row["county"] + row["city"] + row["ward"]
        town = row["oaza_cho"] + row["chome"] + row["koaza"]
        if not _are_names(row["pref"], city) or len(town) > _LONGEST:
            yield Broken(line, NO_NAME)
            continue
        ended = row.get("ablt_date", "")
        if town and not (ended and ended <= on.isoformat()):
            kana = to_full_katakana("".join(row.get(f"{part}_kana", "") for part in ("oaza_cho", "chome", "koaza")))
            yield Town(postal_code, row["lg_code"][:5], row["pref"], city, town, kana[:_LONGEST])


# --- 金融機関 ------------------------------------------------------------------------------------------

_BANK_COLUMNS: Final = ("金融機関コード", "支店コード", "金融機関名カナ", "金融機関名", "支店名カナ", "支店名")


def _banks(name: str, rows: Iterator[Row], _on: date) -> Iterator[Entry | Broken]:
    first = next(rows, None)
    if first is None:
        return
    columns: Sequence[str] = _BANK_COLUMNS  # as handed out; what follows these (addresses, telephones) is not kept
    if re.fullmatch("[0-9０-９]{1,4}", first[1][0].strip()):
        rows = _before(first, rows)
    else:
        columns = _headings(name, _before(first, rows), _BANK_COLUMNS)
    for line, cells in rows:
        if len(cells) < len(_BANK_COLUMNS):
            yield Broken(line, CELLS.with_facts(count=len(cells)))
            continue
        row = dict(zip(columns, (cell.strip(" \u3000") for cell in cells), strict=False))
        bank, branch = (to_half_width_digits(row.get(column, "")) for column in _BANK_COLUMNS[:2])
        if not re.fullmatch("[0-9]{4}", bank):
            yield Broken(line, NO_BANK)
        elif not re.fullmatch("[0-9]{3}", branch):
            yield Broken(line, NO_BRANCH)
        elif not _are_names(*(row.get(column, "") for column in _BANK_COLUMNS[2:])):
            yield Broken(line, NO_NAME)
        else:
            kana, name_, branch_kana, branch_name = (row[column] for column in _BANK_COLUMNS[2:])
            yield Branch(bank, branch, name_, to_full_katakana(kana), branch_name, to_full_katakana(branch_kana))


def _before(first: Row, rows: Iterator[Row]) -> Iterator[Row]:
    yield first
    yield from rows


def _headings(name: str, rows: Iterator[Row], needed: Iterable[str]) -> tuple[str, ...]:
    _, cells = next(rows, (0, ()))
    columns = tuple(cell.strip() for cell in cells)
    if missing := [one for one in needed if one not in columns]:
        raise DirectoryColumnsMissing(file=name, columns="、".join(missing))
    return columns


def _are_names(*names: str) -> bool:
    return all(name and len(name) <= _LONGEST for name in names)


_READERS: Mapping[Directory, Reader] = {
    Directory.POSTAL: _postal,
    Directory.TOWNS: _towns,
    Directory.BANKS: _banks,
}
