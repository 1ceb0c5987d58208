"""Options as text, a line each: for long lists, and for pasting them from a sheet.

A line has the columns of ``COLUMNS`` with a tab between them, as sheets copy them; those at its end may be left out.
"""

from collections.abc import Mapping, Sequence
from typing import Final

from madoguchi.line.forms.core.editing import JsonObject

COLUMNS: Final = ("ja", "en", "easy", "value")
MOST_LINES: Final = 10_000
"""Characters of the box; longer lists come in by a file."""
_IN_A_LINE: Final = str.maketrans({"\n": " ", "\t": " "})


def as_text(options: Sequence[Mapping[str, object]]) -> str:
    """Return options as lines."""
    return "\n".join("\t".join(_columns(one)) for one in options)


def from_text(text: str, before: Sequence[Mapping[str, object]]) -> list[JsonObject]:
    """Return the options of lines, blank ones left out.

    Args:
        before: the options so far: one with the same Japanese keeps its other texts and its value where the line has
            only that, so that answers in the data keep their meaning.
    """
    known = {_columns(one)[0]: one for one in before}
    written: list[JsonObject] = []
    for line in text.split("\n"):
        cells = [cell.strip() for cell in line.split("\t")]
        ja = cells[0]
        if not any(cells):
            continue
        if not any(cells[1:]) and ja in known:
            written.append(dict(known.pop(ja)))
            continue
        given = dict(zip(COLUMNS, cells, strict=False))
        value = given.pop("value", "") or str(known.get(ja, {}).get("value") or "")
        known.pop(ja, None)
        written.append({"value": value, "label": {language: said for language, said in given.items() if said}})
    return with_values(written, "option")


def with_values(options: Sequence[Mapping[str, object]], called: str) -> list[JsonObject]:
    """Return options or rows; those without a value get a free one (``option_1`` …)."""
    taken = {str(one["value"]) for one in options if one.get("value")}
    written: list[JsonObject] = []
    for one in options:
        value = str(one.get("value") or "")
        number = len(written) + 1
        while not value or (value in taken and not one.get("value")):
            value, number = f"{called}_{number}", number + 1
        taken.add(value)
        written.append({**one, "value": value})
    return written


def _columns(option: Mapping[str, object]) -> list[str]:
    label = option.get("label")
    texts = label if isinstance(label, Mapping) else {}
    cells = [*(texts.get(key, "") for key in COLUMNS[:-1]), option.get("value", "")]
    return [str(cell).translate(_IN_A_LINE) for cell in cells]
