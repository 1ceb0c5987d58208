"""Rules on the pages of a form: worked out by the server, and given to browsers as a script that never changes."""

from __future__ import annotations

import hashlib
import re

import pytest

from madoguchi.office.rules.public import RUNTIME
from tests.web.intake.steps import PERSON, Resident, publish, text

pytestmark = pytest.mark.django_db
SCRIPT = re.compile(r'<script src="(/minamo/apply/rules/[^"]+)"')


def test_a_page_with_rules_names_the_script_of_its_version_and_others_load_nothing(resident: Resident) -> None:
    draft_id = resident.begin()
    assert not SCRIPT.search(resident.page(draft_id, "person").content.decode())
    resident.save(draft_id, "person", PERSON)
    shown = resident.page(draft_id, "receiving").content.decode()
    address = SCRIPT.findall(shown)[0]

    answer = resident.client.get(address)

    assert answer.headers["Content-Type"] == "text/javascript; charset=utf-8"
    assert answer.headers["Cache-Control"] == "private, max-age=31536000, immutable"
    assert "script-src 'self'" in answer.headers["Content-Security-Policy"]
    assert not answer.cookies
    assert address.endswith(f"/{hashlib.sha256(answer.content).hexdigest()}.js")
    key = re.findall(r'data-madoguchi-rules="(\w+)"', shown)[0]
    assert f'madoguchiRules.define("{key}"' in answer.content.decode()
    assert f"/rules/{RUNTIME.name.removesuffix('.js')}" in shown
    assert resident.client.get(address.replace(address[-10:-3], "0000000")).status_code == 404


def test_what_hangs_on_an_answer_is_asked_checked_and_told_by_the_server_alone(resident: Resident) -> None:
    draft_id = resident.begin()
    resident.save(draft_id, "person", PERSON)
    at_counter = resident.save(draft_id, "receiving", {"receive": "counter", "agree": "yes", "reissue": "no"})
    assert at_counter.status_code == 422
    assert 'href="#q-counter"' in at_counter.content.decode()
    by_post = {"receive": "post", "agree": "yes", "reissue": "no", "counter": "north"}
    assert resident.save(draft_id, "receiving", by_post).status_code == 303
    assert "受け取る窓口" not in text(resident.review(draft_id))


def birth(name: str, year: str, month: str = "5", day: str = "1") -> dict[str, str]:
    return {f"{name}-era": "W", f"{name}-year": year, f"{name}-month": month, f"{name}-day": day}


def test_a_childs_age_is_checked_and_children_are_counted_whatever_the_browser_says(resident: Resident) -> None:
    draft_id = resident.begin("jido-teate")
    older = {"children-item": "0", "older": "yes", "older_count": "2", "counted_children": "99"}
    wrong = resident.save(draft_id, "children", {**older, **birth("children-0-birth_date", "2008", "4", "1")})
    assert "18歳になったあとの3月31日を過ぎたお子さま" in text(wrong)
    kept = resident.save(draft_id, "children", {**older, **birth("children-0-birth_date", "2008", "4", "2")})
    assert (
        "18歳になったあとの3月31日を過ぎたお子さま" not in text(kept).split("お子さま 1", 1)[0]
    )  # the summary of errors
    assert re.search(r'<output [^>]*id="q-counted_children"[^>]*>3人</output>', kept.content.decode())
    assert "第3子以降を数えるときのお子さまの人数 3人" in text(resident.review(draft_id))


def test_help_at_home_cannot_begin_after_the_first_birthday(resident: Resident) -> None:
    publish(resident.office, "home-helper")
    draft_id = resident.begin("home-helper")
    need = {"stage": "after", **birth("born_on", "2025", "5", "1")}
    on_the_day = resident.save(draft_id, "need", {**need, **birth("from_on", "2026", "5", "1")})
    day_before = resident.save(draft_id, "need", {**need, **birth("from_on", "2026", "4", "30")})
    unborn = resident.save(draft_id, "need", {"stage": "before", **birth("from_on", "2027", "5", "1")})
    errors = [re.findall(r'href="#q-([a-z_]+)', one.content.decode()) for one in (on_the_day, day_before, unborn)]
    assert ["from_on" in found for found in errors] == [True, False, False]
