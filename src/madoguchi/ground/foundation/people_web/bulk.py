"""人事異動 of many at once: a file or pasted cells, looked at line by line, then saved as a whole."""

from collections.abc import Sequence

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from madoguchi.ground.foundation import people_bulk
from madoguchi.ground.foundation.clock import now
from madoguchi.ground.foundation.people_bulk import Move
from madoguchi.ground.foundation.people_services import MANAGE
from madoguchi.ground.foundation.permissions import NotPermitted
from madoguchi.ground.foundation.web.decorators import staff_page
from madoguchi.ground.foundation.web.requests import Request
from madoguchi.ground.kernel.errors import Refused


@staff_page(MANAGE)
@require_http_methods(["GET", "POST"])
def moves(request: Request) -> HttpResponse:
    """The form; posted, what would come of each line. Nothing is saved."""
    if request.method != "POST":
        return _page(request, "")
    typed = request.POST.get("table", "")
    try:
        upload = request.FILES.get("file")
        if upload is not None:
            typed = people_bulk.decoded(upload.read(people_bulk.MOST_BYTES + 1))
        if not typed.strip():
            return _page(
                request, typed, errors=[("table", _("ファイルを選ぶか、表を貼り付けてください。"))], status=422
            )
        if len(typed) > people_bulk.MOST_BYTES:
            return _page(request, "", errors=[("file", _("表が大きすぎます。500行までに分けてください。"))], status=422)
        tried = people_bulk.rehearse(people_bulk.read(typed), actor=request.actor, at=now())
    except NotPermitted:
        raise
    except Refused as refusal:
        return _page(request, typed, refusal=refusal, status=refusal.status)
    status = 422 if any(move.fault is not None for move in tried) else 200
    return _page(request, typed, tried=tried, status=status)


@staff_page(MANAGE)
@require_POST
def carry_out(request: Request) -> HttpResponse:
    """Save all lines, or none and say why."""
    typed = request.POST.get("table", "")[: people_bulk.MOST_BYTES]
    try:
        lines = people_bulk.read(typed)
        done = people_bulk.carry_out(lines, actor=request.actor, at=now())
    except people_bulk.MovesNotClean as refusal:
        tried = people_bulk.rehearse(lines, actor=request.actor, at=now())
        return _page(request, typed, tried=tried, refusal=refusal, status=refusal.status)
    except people_bulk.TableNotReadable as refusal:
        return _page(request, typed, refusal=refusal, status=refusal.status)
    return render(request, "people/moved.html", {"moves": done})


def _page(
    request: Request,
    typed: str,
    *,
    tried: Sequence[Move] = (),
    errors: Sequence[tuple[str, str]] = (),
    refusal: Refused | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "typed": typed,
        "tried": tried,
        "wrong": sum(move.fault is not None for move in tried),
        "columns": ",".join(people_bulk.COLUMNS),
        "errors": errors,
        "error": {"table": "", "file": "", **dict(errors)},
        "refusal": refusal,
    }
    return render(request, "people/moves.html", context, status=status)
