"""Approval on a screen of any width: what waits for me, one proposal, my act."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_GET, require_POST

from madoguchi.ground.foundation.public import Request, now, staff_page
from madoguchi.ground.kernel.errors import Refused
from madoguchi.ground.ui.public import done, page
from madoguchi.office.approval import selectors, services
from madoguchi.office.approval.models import Proposal


@dataclass(frozen=True, slots=True)
class ProposalsPage:
    """My approvals."""

    to_approve: tuple[selectors.ProposalRow, ...]
    to_confirm: tuple[selectors.ProposalRow, ...]
    mine: tuple[selectors.ProposalRow, ...]


@dataclass(frozen=True, slots=True)
class OneProposal:
    """One proposal with what was typed, so that a refusal loses nothing."""

    shown: selectors.ProposalPage
    comment: str = ""


@require_GET
@staff_page("approval.proposal.read")
def proposals(request: Request) -> HttpResponse:
    """What waits for me, what deputies decided for me, what I proposed."""
    at = now()
    data = ProposalsPage(
        tuple(selectors.waiting_for(request.actor, at)),
        tuple(selectors.to_confirm(request.actor)),
        tuple(selectors.proposed_by(request.actor)),
    )
    return page(request, "approval/proposals.html", data)


@require_GET
@staff_page("approval.proposal.read")
def proposal(request: Request, proposal_id: UUID) -> HttpResponse:
    """One proposal."""
    return _proposal(request, proposal_id)


def _proposal(request: Request, proposal_id: UUID, refusal: Refused | None = None) -> HttpResponse:
    try:
        shown = selectors.proposal_page(proposal_id, request.actor, now())
    except Proposal.DoesNotExist as error:
        raise Http404 from error
    data = OneProposal(shown, request.POST.get("comment", ""))
    return page(request, "approval/proposal.html", data, refusal=refusal, status=refusal.status if refusal else 200)


def _act(request: Request, proposal_id: UUID, service: Callable[..., Any], **more: str | int) -> HttpResponse:
    try:
        service(proposal_id=proposal_id, actor=request.actor, at=now(), **more)
    except Proposal.DoesNotExist as error:
        raise Http404 from error
    except Refused as refusal:
        return _proposal(request, proposal_id, refusal)
    return done(request, to="approval:proposal", proposal_id=proposal_id)


def _words(request: Request) -> dict[str, str | int]:
    step = request.POST.get("step", "")
    return {
        "content_hash": request.POST.get("content_hash", ""),
        "step": int(step) if step.isascii() and step.isdecimal() and len(step) < 3 else -1,  # no step is ever -1
        "comment": request.POST.get("comment", "")[:1000],
    }


@require_POST
@staff_page("approval.proposal.act", is_sensitive=True)
def approve(request: Request, proposal_id: UUID) -> HttpResponse:
    """決裁, or 代決 for somebody absent."""
    return _act(request, proposal_id, services.approve, **_words(request))


@require_POST
@staff_page("approval.proposal.act")
def send_back(request: Request, proposal_id: UUID) -> HttpResponse:
    """差戻し."""
    return _act(request, proposal_id, services.send_back, **_words(request))


@require_POST
@staff_page("approval.proposal.act")
def withdraw(request: Request, proposal_id: UUID) -> HttpResponse:
    """取下げ of my own."""
    return _act(request, proposal_id, services.withdraw)


@require_POST
@staff_page("approval.proposal.act")
def confirm(request: Request, proposal_id: UUID) -> HttpResponse:
    """後閲."""
    return _act(request, proposal_id, services.confirm)
