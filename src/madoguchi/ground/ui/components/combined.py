"""More fields made of several boxes: months, periods, names in two parts, relations, places, tables of choices.

As in ``composite`` the posted names are ``name-part``, ``value`` maps parts to what was typed, and ``wrong`` names the
parts that the error is about (none = all).
"""

from collections.abc import Collection, Iterable, Mapping
from typing import Unpack

from django.utils.safestring import SafeString

from madoguchi.ground.ui.components._render import Common, Options, options_of, render_field
from madoguchi.ground.ui.components.composite import DATE_PARTS, typed_parts

NAME_PARTS = ("family", "given")
RELATION_PARTS = ("relation", "text")
LOCATION_PARTS = ("text", "latitude", "longitude")
MONTH_PARTS = DATE_PARTS[:3]
_MOST_COLUMNS_OF_TABLE = 4


def month_field(
    *, value: Mapping[str, str] | None = None, wrong: Collection[str] = (), **common: Unpack[Common]
) -> SafeString:
    """A year and month: ``name-era``, ``name-year``, ``name-month`` as in ``date_field``."""
    values, marked = typed_parts(value, MONTH_PARTS, common.get("error", ""), wrong)
    return render_field("ui/components/month_field.html", common, value=values, wrong=marked, birth=False)


def period_field(
    *,
    value: Mapping[str, str] | None = None,
    open_end: bool = False,
    wrong: Collection[str] = (),
    **common: Unpack[Common],
) -> SafeString:
    """Two dates: the parts of ``date_field`` under ``name-from`` and ``name-to``, so ``name-from-era`` and so on.

    ``value`` has ``from-era`` …; ``wrong`` may name a whole date (``from``). ``open_end``: the last day may stay empty.
    """
    given, error = value or {}, common.get("error", "")
    halves: dict[str, tuple[dict[str, str], set[str]]] = {}
    for half in ("from", "to"):
        inside = {part: given.get(f"{half}-{part}", "") for part in DATE_PARTS}
        mine = [one.removeprefix(f"{half}/") for one in wrong if one.startswith(f"{half}/")]
        is_about = not wrong or half in wrong or bool(mine)
        halves[half] = typed_parts(inside, DATE_PARTS, error if is_about else "", mine)
    name, (begin, begin_wrong), (end, end_wrong) = common["name"], halves["from"], halves["to"]
    return render_field(
        "ui/components/period_field.html", common,
        begin=begin, begin_wrong=begin_wrong, begin_name=f"{name}-from",
        end=end, end_wrong=end_wrong, end_name=f"{name}-to", end_id=f"{common['id']}-to",
        open_end=open_end, birth=False, without_day=False,
    )  # fmt: skip


def name_field(
    *,
    value: Mapping[str, str] | None = None,
    own: bool = False,
    wrong: Collection[str] = (),
    **common: Unpack[Common],
) -> SafeString:
    """A name in two boxes: ``name-family``, ``name-given``. ``own``: of the person who types, for the browser."""
    values, marked = typed_parts(value, NAME_PARTS, common.get("error", ""), wrong)
    return render_field("ui/components/name_field.html", common, value=values, wrong=marked, own=own)


def relation_field(
    *,
    options: Options,
    value: Mapping[str, str] | None = None,
    wrong: Collection[str] = (),
    **common: Unpack[Common],
) -> SafeString:
    """What somebody is to another (続柄): ``name-relation`` of a list, ``name-text`` where it is not in the list."""
    values, marked = typed_parts(value, RELATION_PARTS, common.get("error", ""), wrong or ("relation",))
    return render_field(
        "ui/components/relation_field.html", common, options=options_of(options), value=values, wrong=marked
    )


def matrix_field(
    *,
    rows: Iterable[tuple[str, str]],
    options: Options,
    value: Mapping[str, str] | None = None,
    wrong: Collection[str] = (),
    **common: Unpack[Common],
) -> SafeString:
    """The same choice for several things: one radio group a row, ``name-row`` each; a list, or a table of few.

    Args:
        rows: pairs of the row's part of the name and its label.
        options: what may be chosen in every row.
        value: what is chosen, by row.
        wrong: the rows that the error is about.
    """
    listed, given, choices = list(rows), value or {}, options_of(options)
    marked = set(wrong or [row for row, _ in listed]) if common.get("error") else set()
    shown = []
    for n, (row, label) in enumerate(listed):
        first = common["id"] if n == 0 else f"{common['id']}-{row}"
        shown.append({
            "label": label,
            "name": f"{common['name']}-{row}",
            "value": given.get(row, ""),
            "is_wrong": row in marked,
            "options": [
                {"id": f"{first}-{k}" if k > 1 else first, "value": option.value, "label": option.label}
                for k, option in enumerate(choices, 1)
            ],
        })  # fmt: skip
    return render_field(
        "ui/components/matrix_field.html", common, rows=shown, is_table=len(choices) <= _MOST_COLUMNS_OF_TABLE
    )


def location_field(
    *, value: Mapping[str, str] | None = None, wrong: Collection[str] = (), **common: Unpack[Common]
) -> SafeString:
    """A place: ``name-text`` in words, ``name-latitude`` and ``name-longitude`` in degrees where they are known.

    With script a button fills in where the device is, if the person lets it.
    """
    values, marked = typed_parts(value, LOCATION_PARTS, common.get("error", ""), wrong or ("text",))
    return render_field("ui/components/location_field.html", common, value=values, wrong=marked)
