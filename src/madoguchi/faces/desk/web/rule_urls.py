"""Addresses of the pages on which rules are read and written."""

from django.urls import path

from madoguchi.faces.desk.web import (
    rule_definition_pages,
    rule_draft_pages,
    rule_new_pages,
    rule_pages,
    rule_revision_pages,
    rule_state_pages,
)

urlpatterns = [
    path("desk/rules/", rule_pages.listed, name="rules"),
    path("desk/rules/<str:package>/", rule_pages.rule, name="rule"),
    path("desk/rules/<str:package>/start/", rule_draft_pages.start, name="rule_start"),
    path("desk/rules/<str:package>/history/", rule_pages.history, name="rule_history"),
    path("desk/rules/<str:package>/difference/", rule_pages.difference, name="rule_difference"),
    path("desk/rules/<str:package>/values.csv", rule_pages.values_csv, name="rule_values_csv"),
    path("desk/rules/<str:package>/r/<uuid:revision>/", rule_revision_pages.revision, name="rule_revision"),
    path("desk/rules/<str:package>/r/<uuid:revision>/approve/", rule_revision_pages.approve, name="rule_approve"),
    path("desk/rules/<str:package>/r/<uuid:revision>/send-back/", rule_revision_pages.send_back, name="rule_send_back"),
    path("desk/rules/<str:package>/r/<uuid:revision>/withdraw/", rule_revision_pages.withdraw, name="rule_withdraw"),
    path("desk/rules/d/new/", rule_new_pages.new, name="rule_new"),
    path("desk/rules/d/<uuid:draft>/", rule_draft_pages.draft, name="rule_draft"),
    path("desk/rules/d/<uuid:draft>/value/<str:parameter>/", rule_draft_pages.parameter, name="rule_draft_parameter"),
    path(
        "desk/rules/d/<uuid:draft>/definition/",
        rule_definition_pages.new_definition,
        name="rule_draft_new_definition",
    ),
    path(
        "desk/rules/d/<uuid:draft>/definition/<int:version>/<int:place>/",
        rule_definition_pages.definition,
        name="rule_draft_definition",
    ),
    path("desk/rules/d/<uuid:draft>/states/", rule_state_pages.states, name="rule_draft_states"),
    path("desk/rules/d/<uuid:draft>/states/<int:state>/", rule_state_pages.state, name="rule_draft_state"),
    path("desk/rules/d/<uuid:draft>/states/<int:state>/go/", rule_state_pages.go, name="rule_draft_go"),
    path("desk/rules/d/<uuid:draft>/text/", rule_draft_pages.text, name="rule_draft_text"),
    path("desk/rules/d/<uuid:draft>/propose/", rule_draft_pages.propose, name="rule_propose"),
    path("desk/rules/d/<uuid:draft>/discard/", rule_draft_pages.discard, name="rule_discard"),
]
