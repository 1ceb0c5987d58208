"""Every table and every event that applicants see says once whether it crosses."""

from __future__ import annotations

import runpy

from django.apps import apps

from madoguchi.ground.foundation.events import Reader, declared
from madoguchi.ground.foundation.models import Account, Assignment, Person
from madoguchi.ground.foundation.places import Zone
from madoguchi.ground.foundation.zones import crossings
from tests.architecture.house import ROOT


def test_every_table_says_whether_its_rows_cross() -> None:
    carried, local, _, _ = crossings.declared()
    tables = {model._meta.label_lower for model in apps.get_models(include_auto_created=True)}
    through = {label for label in tables if "_" in label.partition(".")[2]}  # Django's own, of groups and permissions
    assert tables - through == {*carried, *local}


def test_every_event_that_applicants_see_crosses_or_says_why_not() -> None:
    _, _, events, kept = crossings.declared()
    seen = {name for name, event in declared.items() if Reader.APPLICANT in event.seen_by}
    assert seen - {*events, *kept} == set()
    assert {*events} & {*kept} == set()


def test_nothing_that_crosses_points_at_people_or_accounts() -> None:
    carried, _, _, _ = crossings.declared()
    people = {Account, Person, Assignment}
    pointing = [
        f"{label}.{column.attname}"
        for label, how in carried.items()
        for column in how.model._meta.concrete_fields
        if column.attname in how.columns and column.related_model in people
    ]
    assert pointing == []


def test_every_column_left_behind_may_be_empty_or_has_a_default() -> None:
    carried, _, _, _ = crossings.declared()
    needed = [
        f"{label}.{column.attname}"
        for label, how in carried.items()
        for column in how.model._meta.concrete_fields
        if column.attname not in {*how.columns, "id", "body_id"} and not column.null and not column.has_default()
    ]
    assert needed == []


def test_what_crosses_points_only_at_what_crosses_too() -> None:
    carried, _, _, _ = crossings.declared()
    dangling = [
        f"{label}.{column.attname}"
        for label, how in carried.items()
        for column in how.model._meta.concrete_fields
        if column.attname in how.columns
        and column.related_model is not None
        and column.related_model._meta.label_lower not in carried
    ]
    assert dangling == []


def test_the_internet_writes_nothing_that_the_office_decides() -> None:
    carried, _, events, _ = crossings.declared()
    assert {label for label, how in carried.items() if Zone.INTERNET in how.by} == {
        "foundation.storedfile", "intake.application", "intake.answerrevision", "intake.attachment",
        "messages.outgoing",
    }  # fmt: skip
    assert carried["intake.correction"].kept_by == {Zone.INTERNET: ("answered_at", "answered_revision")}
    assert {name for name, how in events.items() if Zone.INTERNET in how.by} == {
        "intake.application.submitted", "intake.correction.answered", "intake.application.withdrawn",
        "messages.message.sent", "messages.message.failed", "messages.message.given_up",
        "messages.message.kept", "foundation.file.scanned",
    }  # fmt: skip


def test_the_page_on_what_crosses_is_up_to_date() -> None:
    drawing = runpy.run_path(str(ROOT / "docs" / "draw_crossings.py"))
    assert drawing["PAGE"].read_text(encoding="utf-8") == drawing["page"](), "make docs"
