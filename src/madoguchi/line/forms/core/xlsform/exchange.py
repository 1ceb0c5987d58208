"""An XLSForm in, a definition out, and back: the two functions that the command uses."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from madoguchi.line.forms.core.xlsform.drafting import JsonObject
from madoguchi.line.forms.core.xlsform.finishing import finished
from madoguchi.line.forms.core.xlsform.notes import Note, Notes
from madoguchi.line.forms.core.xlsform.reading import read_rows
from madoguchi.line.forms.core.xlsform.returning import returned
from madoguchi.line.forms.core.xlsform.tables import SETTINGS, Tables, read_tables, workbook_of
from madoguchi.line.forms.core.xlsform.writing import write_tables

_READ = frozenset({"form_title", "form_id", "default_language"})


@dataclass(frozen=True, slots=True)
class FromXlsForm:
    """``definition`` as JSON data, and everything that was not taken or was taken otherwise."""

    definition: Mapping[str, object]
    notes: tuple[Note, ...]


@dataclass(frozen=True, slots=True)
class ToXlsForm:
    """The workbook, and everything in the definition that ODK and Kobo make no use of."""

    content: bytes
    notes: tuple[Note, ...]


def from_xlsform(content: bytes) -> FromXlsForm:
    """Read a workbook. One that ``to_xlsform`` wrote returns what was written, changed where the sheets were changed.

    Raises:
        SheetUnreadable, SheetLocked, SheetHasMacros, SheetOldFormat, SheetTooLarge: it cannot be opened.
        NotXlsForm: it is no XLSForm.
    """
    notes = Notes()
    tables = read_tables(content, notes)
    back = None if tables.kept is None else returned(tables, tables.kept, notes)
    draft, kept = (read_rows(tables, notes), None) if back is None else back
    definition = finished(draft, _procedure(tables, kept, notes), kept, notes)
    return FromXlsForm(definition, notes.all())


def to_xlsform(definition: Mapping[str, object]) -> ToXlsForm:
    """Write a definition.

    Raises:
        DefinitionRefused: it is no definition.
    """
    notes = Notes()
    tables, _ = write_tables(definition, notes)
    return ToXlsForm(workbook_of(tables, definition), notes.all())


def _procedure(tables: Tables, kept: Mapping[str, object] | None, notes: Notes) -> JsonObject:
    row = tables.settings[0] if tables.settings else None
    title, code = ("", "") if row is None else (row.get("form_title"), row.get("form_id"))
    if row is not None:
        for column, text in row.cells.items():
            if column not in _READ:
                notes.add("column_lost", sheet=SETTINGS, row=row.number, column=column, text=text)
    made = re.sub(r"[^a-z0-9_-]+", "-", code.lower()).strip("-_")[:60] or "form"
    if code and made != code:
        notes.add("renamed", sheet=SETTINGS, row=2, column="form_id", text=made)
    before = kept.get("procedure") if kept is not None else None
    if not isinstance(before, Mapping):
        return {"code": made, "name": {"ja": title or code or "様式"}}
    name = before.get("name")
    is_same = isinstance(name, Mapping) and name.get("ja") == title
    return {
        **before,
        "code": made if code else before.get("code"),
        "name": name if is_same or not title else {"ja": title},
    }
