"""Every page in its states, for axe, narrow windows and pictures.

A scene brings people to one page after the other, in the order of a day, and stops at each: ``(name, visitor)``. It
names the addresses (of the URL conf) that it shows; ``NOT_SHOWN`` gives the reason for all others. A new page that is
in neither fails ``test_pages``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from tests.support.visitors import Visitor

Visit = Callable[..., Visitor]
Stops = Iterator[tuple[str, Visitor]]


@dataclass(frozen=True, slots=True)
class Scene:
    """``play(visit)`` stops at every page; ``shows`` are the names of the addresses they lie at."""

    name: str
    shows: frozenset[str]
    play: Callable[[Visit], Stops]


SCENES: list[Scene] = []


def scene(*shows: str) -> Callable[[Callable[[Visit], Stops]], Callable[[Visit], Stops]]:
    """Register a scene that shows these addresses."""

    def registered(play: Callable[[Visit], Stops]) -> Callable[[Visit], Stops]:
        SCENES.append(Scene(play.__name__, frozenset(shows), play))
        return play

    return registered


POSTED = "answers posts only; the page it leads to is shown"
FILE = "answers with a file or data"
MACHINES = "for programs: JSON, plain text"
NOT_SHOWN = {
    **dict.fromkeys(
        [
            "approval:confirm", "approval:send_back", "approval:withdraw",
            "clients:rotate", "clients:rotate_webhook", "clients:scopes", "clients:send_again",
            "clients:stop", "clients:stop_webhook", "clients:try_webhook", "desk:assign",
            "desk:check", "desk:discard_prepared", "desk:drop_package",
            "desk:review_version", "desk:unschedule_version",
            "desk:form_act", "desk:form_add", "desk:form_hand_in",
            "desk:package_rules", "desk:propose", "desk:start", "desk:end_yearly_closure",
            "desk:make_outreach",
            "desk:save_acting", "desk:save_naming", "desk:save_procedure_move", "desk:start_series",
            "desk:rule_draft_go", "desk:rule_start", "desk:withdraw_acting", "desk:withdraw_naming",
            "desk:withdraw_procedure_move", "intake:correction_submit",
            "intake:draft_submit", "intake:entry_submit", "inventory:note_obstacle", "inventory:resolve_obstacle",
            "inventory:stage", "linkage:make", "messages:revive", "people:end_absence",
            "people:withdraw_assignment",
            "people:link_identity", "people:unlink_identity", "people:withdraw_renewal", "portal:leave",
            "signin_end_everywhere", "signin_end_one", "signin_oidc_connect", "signin_passkey", "ui:language",
            "ui:text_size",
        ],
        POSTED,
    ),
    **dict.fromkeys(
        [
            "desk:attachment", "desk:audit_csv", "desk:cases_csv", "desk:holds_csv",
            "desk:acting_csv", "desk:procedure_moves_csv", "desk:rule_values_csv", "desk:series_csv",
            "desk:outreach_csv", "desk:rule_impact_csv", "desk:outreach_xlsx", "desk:rule_impact_xlsx",
            "desk:definition", "desk:document", "desk:history_json", "desk:large_paper", "desk:operation_csv",
            "desk:paper", "desk:pack", "desk:form_texts_file", "desk:sheet_file", "desk:sheet_map",
            "desk:unify_csv", "desk:unify_held_csv", "desk:unify_form_json",
            "evidence:measures_csv", "evidence:measures_json", "intake:correction_file", "intake:draft_file",
            "intake:entry_file", "intake:entry_receipt_pdf", "intake:file", "intake:receipt_pdf", "intake:rules_script",
            "inventory:procedures_csv", "linkage:file",
            "linkage:manifest", "people:directory_csv", "linkage:sheet", "portal:large_paper", "portal:notice",
            "portal:paper",
        ],
        FILE,
    ),
    **dict.fromkeys(
        [
            "signin_passkey_add_options", "signin_passkey_options",
            "clients_api:document_file", "clients_api:revoke_token", "clients_api:token",
            "decisions_api:document_pdf", "decisions_api:documents", "foundation:healthz", "foundation:metrics",
            "foundation:readyz", "intake_api:application", "intake_api:changes", "intake_api:procedures",
            "intake_api:receipt", "intake_api:schema", "intake_api:schema_of_version", "intake_api:submit",
            "intake_api:upload", "linkage_api:hand_over_file", "linkage_api:hand_overs",
            "intake_api:correction", "intake_api:answer_correction", "intake_api:withdraw", "sandbox_api:officers_step",
        ],
        MACHINES,
    ),
    "desk:rule_find_revision": "leads to desk:rule_recount",
    "desk:case_sheet": "needs a case whose form came from a sheet: tests/web/desk/test_sheet_pages.py",
    "mfa_index": "the same page as account_home",
    "signin_oidc": "leads to an identity provider",
    "signin_oidc_answer": "an identity provider leads here; it leads on, or shows signin/provider_refused.html",
    "signin_passkey_change": "needs a passkey: tests/browser/test_passkeys.py, which asks axe there",
    "account_reauthenticate": "asked only of a sign-in that is minutes old; mfa_reauthenticate shows the same shell",
}  # fmt: skip
