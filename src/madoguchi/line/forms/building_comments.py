"""What people at work on a form say to each other about it: at a page or question, or of the whole.

Comments are beside the definition: they are neither a step nor published, and go when the work ends. They hold no part
of the form, so writing one is never refused because somebody else changed it meanwhile. All functions open their own
scope.
"""

from datetime import datetime
from uuid import UUID

from madoguchi.ground.foundation import events
from madoguchi.ground.foundation.public import Actor, body_scope
from madoguchi.line.forms import events as told
from madoguchi.line.forms.core.texts import as_typed
from madoguchi.line.forms.models import WorkComment, WorkInProgress
from madoguchi.line.forms.refusals import CommentEmpty, CommentGone, NoWork
from madoguchi.line.forms.services import locked_procedure

LONGEST_COMMENT = 2000
"""Characters of one comment or answer."""


def comment(*, procedure_code: str, place: str, text: str, actor: Actor, at: datetime) -> WorkComment:
    """Write a comment at a page or question of the form in progress, or of the whole form (``place`` is empty).

    Raises:
        ProcedureUnknown, NoWork, CommentEmpty
    """
    with body_scope(actor.body_id, write=True):
        return _written(_work(procedure_code, actor), place[:100], None, text, actor, at)


def answer_comment(*, procedure_code: str, comment_id: UUID, text: str, actor: Actor, at: datetime) -> WorkComment:
    """Answer a comment that is open.

    Raises:
        ProcedureUnknown, NoWork, CommentEmpty
        CommentGone: it is done, an answer itself, or there is none.
    """
    with body_scope(actor.body_id, write=True):
        work = _work(procedure_code, actor)
        asked = _open(work, comment_id)
        return _written(work, asked.place, asked, text, actor, at)


def finish_comment(*, procedure_code: str, comment_id: UUID, actor: Actor, at: datetime) -> WorkComment:
    """Mark a comment done.

    Raises:
        ProcedureUnknown, NoWork
        CommentGone: it is done already, an answer, or there is none.
    """
    with body_scope(actor.body_id, write=True):
        work = _work(procedure_code, actor)
        done = _open(work, comment_id)
        done.done_at, done.done_by_id = at, actor.person_id
        done.save(update_fields=["done_at", "done_by"])
        events.record(
            told.WORK_COMMENT_DONE, subject=work, actor=actor, at=at,
            procedure=work.procedure.code, comment=str(done.pk), place=done.place,
        )  # fmt: skip
        return done


def _written(
    work: WorkInProgress, place: str, answers: WorkComment | None, text: str, actor: Actor, at: datetime
) -> WorkComment:
    typed = as_typed(text)
    if not 1 <= len(typed) <= LONGEST_COMMENT:
        raise CommentEmpty
    written: WorkComment = WorkComment.objects.create(
        work=work, answers=answers, place=place, text=typed, at=at, by_id=actor.person_id
    )
    events.record(
        told.WORK_COMMENTED, subject=work, actor=actor, at=at,
        procedure=work.procedure.code, comment=str(written.pk), place=place, is_answer=answers is not None,
    )  # fmt: skip
    return written


def _open(work: WorkInProgress, comment_id: UUID) -> WorkComment:
    found: WorkComment | None = WorkComment.objects.filter(
        work=work, pk=comment_id, answers__isnull=True, done_at__isnull=True
    ).first()
    if found is None:
        raise CommentGone
    return found


def _work(procedure_code: str, actor: Actor) -> WorkInProgress:
    """Return the work, guarded by its procedure's lock: it does not end while something is said of it."""
    procedure = locked_procedure(procedure_code, actor)
    found: WorkInProgress | None = WorkInProgress.objects.filter(procedure=procedure).first()
    if found is None:
        raise NoWork
    return found
