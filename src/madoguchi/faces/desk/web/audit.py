"""The audit page and what is taken away from it."""

from django.http import HttpResponse
from django.views.decorators.http import require_GET, require_POST

from madoguchi.faces.desk import audit_page
from madoguchi.ground.foundation.public import Request, localtime, now, staff_page
from madoguchi.ground.kernel import spreadsheet
from madoguchi.ground.kernel.errors import Refused
from madoguchi.ground.ui.public import page

MOST_TYPED = 100  # characters of a condition


def _typed(given: dict[str, str]) -> audit_page.Typed:
    names = ("number", "who", "kind", "first", "last", "before")
    return audit_page.Typed(**{name: given.get(name, "").strip()[:MOST_TYPED].replace("\0", "") for name in names})


@require_GET
@staff_page("foundation.log.read")
def log(request: Request) -> HttpResponse:
    """Entries of the log, the newest first, by the conditions in the address."""
    return _log(request, _typed(request.GET.dict()))


def _log(request: Request, typed: audit_page.Typed, refusal: Refused | None = None) -> HttpResponse:
    shown = audit_page.audit_page(typed, request.actor, language=request.language)
    status = refusal.status if refusal else 422 if shown.errors else 200
    return page(request, "desk/audit.html", shown, refusal=refusal, status=status)


@require_POST
@staff_page("foundation.log.read")
def log_csv(request: Request) -> HttpResponse:
    """Every entry that the conditions ask for, for Excel; that it was taken away is an entry itself."""
    typed = _typed(request.POST.dict())
    try:
        rows = audit_page.exported(typed, request.actor, at=now(), language=request.language)
    except Refused as refusal:
        return _log(request, typed, refusal)
    if rows is None:
        return _log(request, typed)
    text = spreadsheet.csv_text(
        ["日時", "種類", "種類の記号", "だれ", "所属", "受付番号", "申請の記号", "内容", "対象", "要求の番号", "封印"],
        (
            [
                localtime(one.at).isoformat(timespec="seconds"),
                one.label.text(request.language),
                one.name,
                one.who,
                one.division,
                one.receipt,
                str(one.matter_id or ""),
                "、".join(f"{key}={value}" for key, value in one.facts),
                one.subject,
                one.request_id,
                one.seal_number,
            ]
            for one in rows
        ),
    )
    response = HttpResponse(text, content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="audit.csv"'
    response.headers["Cache-Control"] = "no-store"
    return response
