"""The page of what people at work on a form say to each other about it."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from madoguchi.faces.desk import building
from madoguchi.faces.desk.web.building import shown_to
from madoguchi.ground.foundation.public import Request, now, permissions, staff_page
from madoguchi.ground.kernel.errors import Refused
from madoguchi.ground.ui.public import done, page
from madoguchi.line.forms import public as forms

_LONGEST = 100


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed and not saved: at which place, or to which comment (``comment``: its id as text)."""

    place: str = ""
    text: str = ""
    comment: str = ""


@dataclass(frozen=True, slots=True)
class Thread:
    """A comment with what its place is called; ``is_there``: the page or question was not taken away."""

    comment: forms.Comment
    title: str
    is_there: bool

    @property
    def anchor(self) -> str:
        """Its id on the page."""
        return f"comment-{self.comment.id}"


@dataclass(frozen=True, slots=True)
class CommentsPage:
    """What is open and what is done; ``places`` are those that may be commented on."""

    shown: building.FormShown
    open: tuple[Thread, ...]
    done: tuple[Thread, ...]
    places: tuple[tuple[str, str], ...]
    typed: Typed


@require_http_methods(["GET", "POST"])
@staff_page(building.PUBLISH)
def comments(request: Request, procedure_id: UUID) -> HttpResponse:
    """What was said of the form in progress; a post writes, answers or marks done (``act``)."""
    shown = shown_to(request, procedure_id)
    outline, post = shown.needed().outline, request.POST
    if request.method != "POST":
        place = request.GET.get("place", "")[:_LONGEST]
        return page(request, "desk/building/comments.html", _page(shown, Typed(place)))
    place, text = post.get("place", "")[:_LONGEST], post.get("text", "")
    what, _space, told = post.get("act", "").partition(" ")
    try:
        match what:
            case "write":
                if place and place not in {one.place for one in outline.everything()}:
                    raise forms.PlaceGone
                forms.comment(procedure_code=shown.code, place=place, text=text, actor=request.actor, at=now())
            case "answer":
                forms.answer_comment(
                    procedure_code=shown.code, comment_id=_id(told), text=text, actor=request.actor, at=now()
                )
            case "done":
                forms.finish_comment(procedure_code=shown.code, comment_id=_id(told), actor=request.actor, at=now())
            case _:
                raise Http404
    except permissions.NotPermitted:
        raise
    except Refused as refusal:
        data = _page(shown_to(request, procedure_id), Typed(place, text, told))
        return page(request, "desk/building/comments.html", data, refusal=refusal, status=refusal.status)
    if post.get("back") == "item" and place in {one.place for one in outline.everything()}:
        answer = done(request, to="desk:form_item", procedure_id=procedure_id, place=place)
    else:
        answer = done(request, to="desk:form_comments", procedure_id=procedure_id)
    answer.headers["Location"] += "#comments"
    return answer


def threads(comments: Sequence[forms.Comment], outline: forms.Outline) -> tuple[Thread, ...]:
    """Return comments with what their places are called."""
    titles = {one.place: one.title for one in outline.everything()}
    return tuple(
        Thread(one, titles.get(one.place) or (_("消した質問") if one.place else _("様式全体")), one.place in titles)
        for one in comments
    )


def _page(shown: building.FormShown, typed: Typed) -> CommentsPage:
    outline = shown.needed().outline
    said = threads(shown.comments, outline)
    return CommentsPage(
        shown,
        tuple(one for one in said if one.comment.is_open),
        tuple(one for one in said if not one.comment.is_open),
        tuple((one.place, one.title or one.place) for one in outline.everything()),
        typed,
    )


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise Http404 from error
