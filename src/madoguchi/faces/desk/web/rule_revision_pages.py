"""The pages of a revision of rules: read with what it changes, approved, sent back, withdrawn."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from django.http import HttpResponse
from django.views.decorators.http import require_GET, require_http_methods

from madoguchi.faces.desk import rule_book
from madoguchi.ground.foundation.public import Request, now, permissions, staff_page
from madoguchi.ground.kernel.errors import Refused
from madoguchi.ground.ui.public import done, page
from madoguchi.office.rules import public as rules

_LONGEST = 2000


@dataclass(frozen=True, slots=True)
class SurePage:
    """What is about to be done to a revision: ``act`` is approve, send_back or withdraw."""

    revision: rules.RevisionPage
    act: str
    comment: str

    @property
    def change_count(self) -> int:
        compared = self.revision.compared
        return 0 if compared is None else len(compared.differences)


@require_GET
@staff_page(rule_book.READ)
def revision(request: Request, package: str, revision: UUID) -> HttpResponse:
    """A revision: what it changes, how its golden cases come out, who wrote and who approved it."""
    return page(request, "desk/rules/revision.html", _revision(request, package, revision))


@require_http_methods(["GET", "POST"])
@staff_page(rule_book.APPROVE, is_sensitive=True)
def approve(request: Request, package: str, revision: UUID) -> HttpResponse:
    """Adopt a revision that somebody else wrote."""
    return _act(
        request, package, revision, "approve",
        lambda: rules.approve(revision_id=revision, actor=request.actor, at=now()),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@staff_page(rule_book.APPROVE)
def send_back(request: Request, package: str, revision: UUID) -> HttpResponse:
    """Give a proposal back with the reason."""
    comment = request.POST.get("comment", "")[:_LONGEST]
    return _act(
        request, package, revision, "send_back",
        lambda: rules.send_back(revision_id=revision, comment=comment, actor=request.actor, at=now()),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@staff_page(rule_book.WRITE)
def withdraw(request: Request, package: str, revision: UUID) -> HttpResponse:
    """Take back a proposal, or what is not in force yet; who may, the service says."""
    comment = request.POST.get("comment", "")[:_LONGEST]
    return _act(
        request, package, revision, "withdraw",
        lambda: rules.withdraw(revision_id=revision, comment=comment, actor=request.actor, at=now()),
    )  # fmt: skip


def _act(request: Request, package: str, revision: UUID, name: str, act: Callable[[], object]) -> HttpResponse:
    comment = request.POST.get("comment", "")[:_LONGEST]
    if request.method != "POST":
        data = SurePage(_revision(request, package, revision), name, comment)
        return page(request, "desk/rules/sure.html", data)
    try:
        act()
    except permissions.NotPermitted:
        raise
    except Refused as refusal:
        if refusal.status == 404:
            raise
        data = SurePage(_revision(request, package, revision), name, comment)
        return page(request, "desk/rules/sure.html", data, refusal=refusal, status=refusal.status)
    return done(request, to="desk:rule_revision", package=package, revision=revision)


def _revision(request: Request, package: str, revision: UUID) -> rules.RevisionPage:
    found = rules.revision_page(revision, request.actor, now())
    if found.row.package_id != package:
        raise rules.RevisionUnknown(revision=revision)
    return found
