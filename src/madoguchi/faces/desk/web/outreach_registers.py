"""What lists are made from: the registers, and who has applied elsewhere."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from madoguchi.faces.desk import outreach_opt_outs
from madoguchi.faces.desk.outreach_lists import MANAGE
from madoguchi.ground.foundation.public import Request, now, permissions, staff_page
from madoguchi.ground.kernel.errors import Message, Refused
from madoguchi.ground.kernel.reading import day_of
from madoguchi.ground.ui.public import done, page

MOST_BYTES = 10 * 1024 * 1024
MOST_TOLD = 50  # faults of a file that the page tells


@dataclass(frozen=True, slots=True)
class RegistersPage:
    """The registers, what was typed, and what is wrong with it or with the file, line by line."""

    shown: outreach_opt_outs.Registers
    rules: str
    as_of: str
    error: dict[str, str]
    faults: tuple[Message, ...] = ()
    more: int = 0  # faults that are not told

    @property
    def errors(self) -> list[tuple[str, str]]:
        """What is wrong, for the summary."""
        return [(name, fault) for name, fault in self.error.items() if fault]


@require_http_methods(["GET", "POST"])
@staff_page(MANAGE)
def shown(request: Request) -> HttpResponse:
    """The registers and who has applied elsewhere; a post takes in a file of these."""
    if request.method != "POST":
        return _show(request, {})
    rules, as_of = request.POST.get("rules", "").replace("\0", ""), day_of(request.POST.get("as_of", ""))
    file = request.FILES.get("file")
    content = b"" if file is None else file.read(MOST_BYTES + 1)
    error = {
        "rules": "" if rules else _("どの手当の申請かを選んでください。"),
        "as_of": "" if as_of else _("いつの時点の一覧かを、日付で入れてください。"),
        "file": (
            _("ファイルを選んでください。")
            if not content
            else _("10MB以下のファイルを選んでください。")
            if len(content) > MOST_BYTES
            else ""
        ),
    }
    if as_of is None or any(error.values()):
        return _show(request, error, status=422)
    try:
        outreach_opt_outs.import_applied(
            content=content, name=(file.name if file else "") or "", rules=rules, as_of=as_of, actor=request.actor,
            at=now(),
        )  # fmt: skip
    except permissions.NotPermitted:
        raise
    except Refused as refusal:
        return _show(request, {}, refusal=refusal, status=refusal.status)
    return done(request, to="desk:outreach_registers")


def _show(
    request: Request, error: dict[str, str], *, refusal: Refused | None = None, status: int = 200
) -> HttpResponse:
    found = outreach_opt_outs.registers(request.actor, at=now(), language=request.language)
    details = refusal.details if refusal else ()
    data = RegistersPage(
        found, request.POST.get("rules", ""), request.POST.get("as_of", ""),
        {"rules": "", "as_of": "", "file": "", **error}, tuple(each.message for each in details[:MOST_TOLD]),
        max(0, len(details) - MOST_TOLD),
    )  # fmt: skip
    return page(request, "desk/outreach/registers.html", data, refusal=refusal, status=status)
