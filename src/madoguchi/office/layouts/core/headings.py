"""Matching the header of a file to the columns of a layout: exact, folded, by alias; everything but exact is told.

Public files write 「コ―ド」 with U+2015 for ー, change the width of letters and leave blanks. Headings are folded to be
compared; rows never are.
"""

import re
import unicodedata
from collections.abc import Sequence

from madoguchi.ground.kernel.errors import Message
from madoguchi.office.layouts.core.layout import Column, Group
from madoguchi.office.layouts.core.problems import Problem, Severity
from madoguchi.office.layouts.core.profile import Header, Profile

_DASHES = re.compile("[-\u2010-\u2015\u2212\u30fc\ufe63\uff0d\uff70]")


def fold_heading(text: str) -> str:
    """Return a heading in the form in which spellings meet: one width, no blanks, one dash."""
    return _DASHES.sub("ー", re.sub(r"\s", "", unicodedata.normalize("NFKC", text))).casefold()


def label(column: Column, profile: Profile) -> str:
    """Return the heading that the profile wants for a column."""
    return column.field if profile.header is Header.FIELDS else column.name


def is_header(record: Sequence[str], part: Group) -> bool:
    """Return whether a record is the header of this group: more than half of its cells are headings."""
    known = {fold_heading(n) for c in part.columns for n in (c.name, c.field)}
    return sum(fold_heading(cell) in known for cell in record if cell) * 2 > len(record)


def columns_in_order(record: Sequence[str], part: Group, profile: Profile) -> tuple[list[int] | None, list[Problem]]:
    """Return the place in the file of each column of the group, and what was found.

    None where a column is missing, unknown or twice. Unknown headings are told by their place, not their text:
    in a file without a header they are somebody's data.
    """
    wanted = [label(c, profile) for c in part.columns]
    if list(record) == wanted:
        return list(range(len(wanted))), []
    exact = {heading: n for n, heading in enumerate(wanted)}
    folded = _folded(part.columns, profile)
    places: dict[int, int] = {}
    problems: list[Problem] = []
    for at, heading in enumerate(record):
        column_at = exact.get(heading)
        if column_at is None:
            column_at = folded.get(fold_heading(heading))
            if column_at is None:
                problems.append(_unknown(at))
                continue
            problems.append(_spelling(heading, wanted[column_at]))
        if column_at in places:
            problems.append(_twice(at, wanted[column_at]))
        places[column_at] = at
    problems += [_missing(wanted[n]) for n in range(len(wanted)) if n not in places]
    if any(p.severity is Severity.ERROR for p in problems):
        return None, problems
    order = [places[n] for n in range(len(wanted))]
    if order != sorted(order):
        problems.append(_REORDERED)
    return order, problems


def _folded(columns: Sequence[Column], profile: Profile) -> dict[str, int]:
    """Return folded headings and aliases; those that mean two columns are left out rather than guessed."""
    found: dict[str, set[int]] = {}
    for n, column in enumerate(columns):
        for heading in (label(column, profile), column.name, column.field, *column.aliases):
            found.setdefault(fold_heading(heading), set()).add(n)
    return {heading: min(places) for heading, places in found.items() if len(places) == 1}


def _unknown(at: int) -> Problem:
    return Problem(
        "layouts.heading_unknown",
        Message(
            f"{at + 1}列目の見出しが項目定義にありません。", f"The heading of column {at + 1} is not in the layout."
        ),
        Message(
            "項目定義の版が違うか、見出しの行がないファイルです。",
            "The layout has another version, or the file has no header.",
        ),
        Message("項目定義の版と形式を確かめてください。", "Check the version of the layout and the profile."),
        line=1,
    )


def _missing(name: str) -> Problem:
    return Problem(
        "layouts.heading_missing",
        Message("見出しがありません。", "A heading is missing."),
        Message("この項目の列が見つかりません。", "No column for this item was found."),
        Message(
            "列を加えるか、項目定義の版を確かめてください。", "Add the column, or check the version of the layout."
        ),
        line=1,
        column=name,
    )


def _twice(at: int, name: str) -> Problem:
    return Problem(
        "layouts.heading_twice",
        Message("同じ見出しが2回あります。", "A heading appears twice."),
        Message(f"{at + 1}列目でもう一度現れます。", f"It appears again in column {at + 1}."),
        Message("どちらかの列を除いてください。", "Take one of the columns away."),
        line=1,
        column=name,
    )


def _spelling(found: str, name: str) -> Problem:
    return Problem(
        "layouts.heading_spelling",
        Message(f"見出し「{found}」を「{name}」として読みました。", f"The heading “{found}” was read as “{name}”."),
        Message("つづりが項目定義と少し違います。", "It is spelt a little differently from the layout."),
        Message("違う項目なら、見出しを直してください。", "If it is another item, correct the heading."),
        Severity.NOTICE,
        line=1,
        column=name,
    )


_REORDERED = Problem(
    "layouts.columns_reordered",
    Message("列の順序が項目定義と違います。", "The columns are in another order than in the layout."),
    Message("見出しによって読み分けました。", "They were read by their headings."),
    Message(
        "順序を決めている受け取り先には渡さないでください。", "Don't pass the file on to a receiver that goes by order."
    ),
    Severity.NOTICE,
    line=1,
)
