"""A workbook that we wrote and that comes back: what somebody changed is taken, everything else is as it was."""

from collections.abc import Mapping
from typing import Final

from madoguchi.line.forms.core.field_reading import keys_of
from madoguchi.line.forms.core.fields import Kind
from madoguchi.line.forms.core.reading import DefinitionRefused
from madoguchi.line.forms.core.xlsform.called import Called
from madoguchi.line.forms.core.xlsform.drafting import Draft, Hint, JsonObject
from madoguchi.line.forms.core.xlsform.notes import Notes
from madoguchi.line.forms.core.xlsform.reading import read_rows
from madoguchi.line.forms.core.xlsform.tables import KEPT, Tables, plain_copy
from madoguchi.line.forms.core.xlsform.writing import write_tables

_OF_ROWS: Final = frozenset({"id", "fields"})


def returned(tables: Tables, kept: Mapping[str, object], notes: Notes) -> tuple[Draft, Mapping[str, object]] | None:
    """Return the draft with everything of before that nobody changed, and the definition of before.

    None where that definition cannot be read; it is noted, and the rows alone are to be read.
    """
    try:
        before, names = write_tables(kept, Notes())
    except DefinitionRefused:
        notes.add("extra_unreadable", sheet=KEPT, row=1)
        return None
    hints = _hints(names, kept)
    known, found = Notes(), Notes()
    base = read_rows(before, known, hints, names)
    draft = read_rows(tables, found, hints, names)
    told = {(one.code, one.column, one.text) for one in known.all()}  # of what was written, nothing is lost
    notes.found |= {one: None for one in found.all() if (one.code, one.column, one.text) not in told}
    originals = _originals(names, kept)
    for name, made in draft.by_name.items():
        if name in originals and name in base.by_name:
            _merge(made, base.by_name[name], originals[name], draft.rows.get(id(made), 0), notes)
            if draft.boxes.get(name) != base.boxes.get(name):
                notes.add("part_changed", row=draft.rows.get(id(made), 0), column="type", text=name)
    return draft, kept


def _merge(made: JsonObject, base: JsonObject, original: Mapping[str, object], row: int, notes: Notes) -> None:
    """Take each key from before where the row says of it what it said then."""
    kind = made.get("type")
    allowed = None if kind is None else keys_of(Kind(str(kind)))
    for key in list(dict.fromkeys((*original, *made))):
        if key in _OF_ROWS or made.get(key) != base.get(key):
            continue
        if key not in original:
            made.pop(key, None)
        elif allowed is not None and key not in allowed:
            notes.add("key_dropped", row=row, column="type", text=key)
            made.pop(key, None)
        else:
            made[key] = original[key]


def _originals(names: Called, kept: Mapping[str, object]) -> dict[str, Mapping[str, object]]:
    """Return pages and questions of before by their names there."""
    copied = plain_copy(kept)
    found: dict[str, Mapping[str, object]] = {}
    for page in _objects(copied["form"], "pages"):
        found[names.places[f"page:{page['id']}"]] = page
        for field in _objects(page, "fields"):
            found[names.places[str(field["id"])]] = field
            for inner in _objects(field, "fields"):
                found[names.places[f"{field['id']}/{inner['id']}"]] = inner
    return found


def _hints(names: Called, kept: Mapping[str, object]) -> dict[str, Hint]:
    return {
        name: Hint(
            str(one["id"]), Kind(str(one["type"])) if "type" in one else None, one.get("result") == "yen"
        )
        for name, one in _originals(names, kept).items()
    }  # fmt: skip


def _objects(data: object, key: str) -> list[dict[str, object]]:
    listed = data.get(key) if isinstance(data, Mapping) else None
    return [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []
