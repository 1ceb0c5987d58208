"""The office's own files (様式): forms begun with them, and answers printed back into them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from madoguchi.faces.desk.building import PUBLISH
from madoguchi.ground.foundation.public import Actor, body_scope, localdate, permissions, who_looked
from madoguchi.line.forms import public as forms
from madoguchi.line.intake import public as intake
from madoguchi.line.inventory import public as inventory
from madoguchi.line.review import public as review

PRINT = "review.case.read"


@dataclass(frozen=True, slots=True)
class Printed:
    """A case's answers in the sheet of its version."""

    receipt: str
    applicant: str
    name: str
    media_type: str
    filled: forms.Filled


def kept(procedure_id: UUID, actor: Actor) -> list[forms.KeptSheet]:
    """Return the sheets that forms of a procedure were begun with.

    Raises:
        inventory.Procedure.DoesNotExist, NotPermitted
    """
    _permitted(procedure_id, actor)
    with body_scope(actor.body_id):
        return forms.kept_sheets(procedure_id)


def read_of_work(procedure_id: UUID, actor: Actor) -> forms.SheetRead | None:
    """Return what was read in the sheet of the form in progress."""
    _permitted(procedure_id, actor)
    with body_scope(actor.body_id):
        return forms.sheet_of_work(procedure_id)


def file(procedure_id: UUID, sheet_id: UUID, actor: Actor) -> tuple[str, str, bytes]:
    """Return the name, media type and bytes of a sheet, as it came.

    Raises:
        inventory.Procedure.DoesNotExist, NotPermitted, forms.SheetUnknown
    """
    _permitted(procedure_id, actor)
    with body_scope(actor.body_id):
        return forms.sheet_file(procedure_id, sheet_id)


def map_text(procedure_id: UUID, sheet_id: UUID, actor: Actor) -> str:
    """Return the draft of a sheet with its map, for ``madoguchi forms fill``.

    Raises:
        inventory.Procedure.DoesNotExist, NotPermitted, forms.SheetUnknown
    """
    _permitted(procedure_id, actor)
    with body_scope(actor.body_id):
        return forms.sheet_map(procedure_id, sheet_id)


def printed(case_id: UUID, actor: Actor, *, at: datetime) -> Printed:
    """Return a case's answers in the sheet of its version; that this person looked is recorded.

    Raises:
        review.Case.DoesNotExist, NotPermitted
        forms.SheetUnknown: the version came from no sheet.
        forms.WordNotFilled
    """
    with body_scope(actor.body_id, write=True):
        case = review.case_view(case_id, actor, on=localdate(at))
        row = review.Case.objects.get(pk=case_id)
        version = forms.version(case.procedure_version_id)
        sheet = forms.sheet_named(row.procedure_id, version.definition.parts)
        if sheet is None:
            raise forms.SheetUnknown
        who_looked.record(actor=actor, subject=row, matter_id=case.application_id, purpose="review", at=at)
        application = intake.application(case.application_id)
        answers, _ = intake.answers_and_origins(case.application_id)
        name, media_type, filled = forms.printed_sheet(row.procedure_id, sheet.id, answers, version.form)
    return Printed(application.receipt_shown, application.applicant_name, name, media_type, filled)


def named(procedure_id: UUID, definition: Mapping[str, object], actor: Actor) -> forms.SheetOfForm | None:
    """Return the sheet that the answers to a definition in progress can go back into."""
    with body_scope(actor.body_id):
        return forms.sheet_named(procedure_id, definition)


def tried(
    procedure_id: UUID, definition: Mapping[str, object], answers: forms.Answers, form: forms.Form, actor: Actor
) -> tuple[str, str, forms.Filled]:
    """Return name, media type and content of the sheet of a form in progress with the answers that it is tried with.

    Raises:
        forms.SheetUnknown, forms.WordNotFilled
    """
    _permitted(procedure_id, actor)
    with body_scope(actor.body_id):
        sheet = forms.sheet_named(procedure_id, definition)
        if sheet is None:
            raise forms.SheetUnknown
        return forms.printed_sheet(procedure_id, sheet.id, answers, form)


def _permitted(procedure_id: UUID, actor: Actor) -> None:
    found = inventory.procedure(actor.body_id, procedure_id)
    permissions.require(actor, PUBLISH, division_id=found.division_id)
