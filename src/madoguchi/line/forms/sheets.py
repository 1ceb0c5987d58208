"""The office's files (様式) that forms are begun with: taken in, kept as they came, compared, and filled in.

``take_sheet`` is called outside of a scope; all other functions join the scope of their caller.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from madoguchi.ground.foundation.public import Actor, files
from madoguchi.ground.kernel.errors import Message
from madoguchi.line.forms import parts
from madoguchi.line.forms.core.definition import canonical
from madoguchi.line.forms.core.definition_words import PartWords
from madoguchi.line.forms.core.fields import Answers, Form
from madoguchi.line.forms.core.reading import Reader
from madoguchi.line.forms.core.sheets import drawing
from madoguchi.line.forms.core.sheets.comparing import SheetRead, read_draft
from madoguchi.line.forms.core.sheets.filling import Filled
from madoguchi.line.forms.core.sheets.sheet_form import SheetForm, read_sheet
from madoguchi.line.forms.core.sheets.sheet_map import read_map
from madoguchi.line.forms.models import PreparedVersion, ProcedureVersion, Sheet, WorkInProgress
from madoguchi.line.forms.refusals import SheetUnknown
from madoguchi.line.forms.sheet_filling import fill_sheet

PART = "sheet"
"""The part of a definition that names the map of the sheet it goes back into."""
MOST_BYTES = files.SHEETS.most_bytes


@dataclass(frozen=True, slots=True)
class TakenSheet:
    """A file that was read, and whose bytes lie in the storage."""

    read: SheetForm
    file: files.Taken


@dataclass(frozen=True, slots=True)
class KeptSheet:
    """A sheet of a procedure: the name of its file, and since when it is kept, by whom."""

    id: UUID
    name: str
    taken_at: datetime
    taken_by: str


@dataclass(frozen=True, slots=True)
class SheetOfForm:
    """A kept sheet: the name of its file, and whether answers can be printed into it (not into Word)."""

    id: UUID
    name: str
    is_filled: bool


def take_sheet(content: bytes, name: str, actor: Actor) -> TakenSheet:
    """Read a sheet and keep its bytes, outside of a scope.

    Raises:
        what ``read_sheet`` raises, and ``files.take``: FileNameMismatch, FileInfected, StorageDown …
    """
    read = read_sheet(content, files.clean_name(name))
    return TakenSheet(read, files.take(content, name=name, body_id=actor.body_id, allowed=files.SHEETS))


def keep(procedure_id: UUID, taken: TakenSheet, actor: Actor, at: datetime) -> Sheet:
    """Keep a sheet of a procedure; the one that gave the same map before is found again."""
    address = hashlib.sha256(canonical(taken.read.map.as_json()).encode()).hexdigest()
    found: Sheet | None = Sheet.objects.filter(procedure_id=procedure_id, map_sha256=address).first()
    if found is not None:
        return found
    numbers = {one.path: n for n, one in enumerate((one for one in taken.read.fields if one.place), 1)}
    drawn = drawing.draw(taken.read.surfaces, taken.read.map, numbers)
    made: Sheet = Sheet.objects.create(
        procedure_id=procedure_id,
        file=files.keep(taken.file, at=at),
        map_sha256=address,
        draft=canonical(taken.read.as_json()),
        drawing=canonical({"surfaces": drawing.as_json(drawn)}),
        taken_at=at,
        taken_by_id=actor.person_id,
    )
    return made


def drop_unless_named(sheet: Sheet) -> None:
    """Forget a sheet that no version names, published or about to be; its file goes with the next sweep."""
    named = (
        rows.objects.filter(procedure_id=sheet.procedure_id, definition__contains=sheet.map_sha256).exists()
        for rows in (ProcedureVersion, PreparedVersion)
    )
    if not any(named):
        sheet.delete()


def named_in(procedure_id: UUID, definition: Mapping[str, object]) -> Sheet | None:
    """Return the sheet that a definition of a procedure names; None where it names none, or the file is elsewhere."""
    part = definition.get(PART)
    address = part.get("map") if isinstance(part, Mapping) else None
    if not isinstance(address, str):
        return None
    rows = Sheet.objects.filter(procedure_id=procedure_id, map_sha256=address).select_related("file")
    found: Sheet | None = rows.first()
    return found


def sheet_named(procedure_id: UUID, definition: Mapping[str, object]) -> SheetOfForm | None:
    """Return the sheet that the answers to a definition can go back into."""
    row = named_in(procedure_id, definition)
    return None if row is None else SheetOfForm(row.id, row.file.name, row.file.media_type != files.DOCX)


def sheet_of_work(procedure_id: UUID) -> SheetRead | None:
    """Return what was read in the sheet of the form in progress, to be compared; None where there is none."""
    work = WorkInProgress.objects.filter(procedure_id=procedure_id).select_related("sheet__file").first()
    if work is None or work.sheet is None:
        return None
    surfaces = json.loads(work.sheet.drawing)["surfaces"]
    return read_draft(json.loads(work.sheet.draft), drawing.read_json(surfaces), work.sheet.file.name)


def kept_sheets(procedure_id: UUID) -> list[KeptSheet]:
    """Return the sheets that forms of a procedure were begun with, newest first."""
    rows = Sheet.objects.filter(procedure_id=procedure_id).select_related("file", "taken_by")
    return [
        KeptSheet(one.id, one.file.name, one.taken_at, one.taken_by.name if one.taken_by else "")
        for one in rows.order_by("-taken_at", "-id")
    ]


def sheet_file(procedure_id: UUID, sheet_id: UUID) -> tuple[str, str, bytes]:
    """Return the name, media type and bytes of a procedure's sheet, as it came.

    Raises:
        SheetUnknown, files.FileNotScanned, files.FileInfected
    """
    stored, content = files.read(_sheet(procedure_id, sheet_id).file_id)
    return stored.name, stored.media_type, content


def sheet_map(procedure_id: UUID, sheet_id: UUID) -> str:
    """Return the draft of a procedure's sheet with its map, as ``from-xlsx --json`` writes it and ``fill`` reads it.

    Raises:
        SheetUnknown
    """
    return _sheet(procedure_id, sheet_id).draft


def printed_sheet(procedure_id: UUID, sheet_id: UUID, answers: Answers, form: Form) -> tuple[str, str, Filled]:
    """Return the name and media type of a sheet, and its copy with the answers.

    Raises:
        WordNotFilled, and what ``sheet_file`` raises.
    """
    name, media_type, content = sheet_file(procedure_id, sheet_id)
    draft = json.loads(sheet_map(procedure_id, sheet_id))
    return name, media_type, fill_sheet(content, read_map(draft["map"]), answers, form)


def _sheet(procedure_id: UUID, sheet_id: UUID) -> Sheet:
    found: Sheet | None = Sheet.objects.filter(pk=sheet_id, procedure_id=procedure_id).first()
    if found is None:
        raise SheetUnknown
    return found


def _check(reader: Reader, data: object, _form: Form | None, _on: date) -> None:
    found = reader.mapping(data, PART, needed=("map",))
    address = found.get("map")
    if not (isinstance(address, str) and len(address) == 64 and set(address) <= set("0123456789abcdef")):
        reader.refuse(f"{PART}/map", "対応表の番号（64けた）を書いてください。", "Write the 64 digits of a map.")


parts.register_part(
    parts.PartChecker(
        PART,
        _check,
        PartWords(Message("様式のファイル", "File of the form"), {"map": Message("対応表", "Map")}),
        is_needed=False,
    )
)
