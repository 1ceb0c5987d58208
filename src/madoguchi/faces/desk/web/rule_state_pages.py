"""The pages of a draft's saved states: all of them, one, and the buttons that go back and forward."""

from uuid import UUID

from django.http import HttpResponse
from django.views.decorators.http import require_GET, require_POST

from madoguchi.faces.desk import rule_book, rule_drafts, rule_states
from madoguchi.ground.foundation.public import Request, now, permissions, staff_page
from madoguchi.ground.kernel.errors import Refused
from madoguchi.ground.ui.public import done, page
from madoguchi.office.rules import public as rules


@require_GET
@staff_page(rule_book.READ)
def states(request: Request, draft: UUID) -> HttpResponse:
    """Every saved state of a draft."""
    return page(request, "desk/rules/states.html", rule_states.states_shown(draft, request.actor))


@require_GET
@staff_page(rule_book.READ)
def state(request: Request, draft: UUID, state: int) -> HttpResponse:
    """One saved state: what that save changed."""
    return page(request, "desk/rules/state.html", rule_states.state_shown(draft, state, request.actor))


@require_POST
@staff_page(rule_book.WRITE)
def go(request: Request, draft: UUID, state: int) -> HttpResponse:
    """Let the draft be what it was in a state."""
    version = rule_drafts.version_of(request.POST.get("version", ""))
    try:
        rules.go_to_state(draft_id=draft, version=version, number=state, actor=request.actor, at=now())
    except permissions.NotPermitted:
        raise
    except Refused as refusal:
        data = rule_drafts.draft_shown(draft, request.actor)
        return page(request, "desk/rules/draft.html", data, refusal=refusal, status=refusal.status)
    return done(request, to="desk:rule_draft", draft=draft)
