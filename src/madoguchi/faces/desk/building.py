"""Making a form: the form in progress of a procedure, for whoever publishes it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from madoguchi.ground.foundation.public import Actor, body_scope, localdate, permissions
from madoguchi.line.forms import public as forms
from madoguchi.line.inventory import public as inventory

PUBLISH = "forms.version.publish"


@dataclass(frozen=True, slots=True)
class FormShown:
    """A procedure and its form in progress; ``work`` is None where nobody is at work on it."""

    id: UUID
    code: str
    name: str
    division: str
    is_published: bool
    is_prepared: bool
    work: forms.Work | None
    comments: tuple[forms.Comment, ...]

    @property
    def open_comments(self) -> tuple[forms.Comment, ...]:
        """The comments that nobody has marked done."""
        return tuple(one for one in self.comments if one.is_open)

    def needed(self) -> forms.Work:
        """Return the form in progress.

        Raises:
            NoWork
        """
        if self.work is None:
            raise forms.NoWork
        return self.work


def shown(procedure_id: UUID, actor: Actor, *, at: datetime) -> FormShown:
    """Return a procedure with its form in progress, checked as of today.

    Raises:
        inventory.Procedure.DoesNotExist
        NotPermitted: it is another division's.
    """
    found, today = _procedure(procedure_id, actor), localdate(at)
    with body_scope(actor.body_id):
        work = forms.work_in_progress(procedure_id, on=today)
        comments = forms.work_comments(procedure_id) if work else ()
        is_published = procedure_id in forms.newest_versions()
        is_prepared = procedure_id in forms.prepared_procedures()
    return FormShown(found.id, found.code, found.name, found.division, is_published, is_prepared, work, comments)


def steps(procedure_id: UUID, actor: Actor) -> list[forms.WorkStep]:
    """Return what was done to the form in progress, newest first."""
    _procedure(procedure_id, actor)
    with body_scope(actor.body_id):
        return forms.work_steps(procedure_id)


def _procedure(procedure_id: UUID, actor: Actor) -> inventory.ProcedureShown:
    found = inventory.procedure(actor.body_id, procedure_id)
    permissions.require(actor, PUBLISH, division_id=found.division_id)
    return found
