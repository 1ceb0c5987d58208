"""A definition that some room could not work with is refused when it is published, with every fault and its place."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from madoguchi.ground.foundation.models import Division
from madoguchi.ground.foundation.public import body_scope, localdate, now
from madoguchi.line.decisions.core import outcomes
from madoguchi.line.forms import parts
from madoguchi.line.forms import public as forms
from madoguchi.line.forms.models import ProcedureVersion
from madoguchi.line.linkage.core import mapping
from madoguchi.line.review.core import part as review_part
from tests.support.offices import CODE, Office
from tests.support.procedures import CODES, definition

pytestmark = pytest.mark.django_db


def refused(office: Office, made: dict[str, Any]) -> list[str]:
    with body_scope(office.body):
        before = ProcedureVersion.objects.count()
    with pytest.raises(forms.DefinitionRefused) as caught:
        forms.publish(procedure_code=CODE, definition=made, actor=office.founder, at=now())
    with body_scope(office.body):
        assert ProcedureVersion.objects.count() == before
    for problem in caught.value.problems:
        assert problem.message.ja.strip()
        assert problem.message.en.strip()
    return [problem.path for problem in caught.value.problems]


def test_all_faults_of_all_rooms_are_told_at_once(office: Office) -> None:
    made = definition(CODE)
    made["procedure"]["minutes_to_fill"] = 0
    made["review"] |= {"period_days": 0, "division": "nowhere"}
    made["review"]["checks"][1] |= {"id": made["review"]["checks"][0]["id"]}
    made["review"]["correction_reasons"].append({"id": "other", "label": {"en": "Other"}})
    made["decisions"] |= {"outcomes": ["granted", "granted", "perhaps"]}
    made["decisions"]["grant_items"][0]["type"] = "dollar"
    made["linkage"]["map"] |= {"shimei": {"from": "form.name", "as": "shout"}, "jidosu": "children"}
    del made["approval"]
    made["retention"] = {"years": "five"}
    last = len(made["review"]["correction_reasons"]) - 1

    assert refused(office, made) == [
        "procedure/minutes_to_fill",
        "review/period_days",
        "review/division",
        "review/checks/1/id",
        f"review/correction_reasons/{last}/id",
        f"review/correction_reasons/{last}/label/ja",
        "retention/years",
        "decisions/outcomes/1",
        "decisions/outcomes/2",
        "decisions/grant_items/0/type",
        "approval",
        "linkage/map/shimei/as",
        "linkage/map/jidosu",
    ]


def test_what_is_named_must_be_in_the_form_and_in_the_layout(office: Office) -> None:
    made = definition(CODE)
    made["review"]["checks"][0]["fields"] = ["name", "children/name", "nobody", "children/nobody"]
    made["linkage"]["map"] |= {"shimei": "form.nobody", "nothing": "form.name"}
    made["linkage"]["groups"] = {"nofile": {"each": "form.name", "map": {"a": "each.name"}}}

    assert refused(office, made) == [
        "review/checks/0/fields/2",
        "review/checks/0/fields/3",
        "linkage/map/nothing",
        "linkage/groups/nofile",
        "linkage/map/shimei",
    ]

    made = definition(CODE)
    made["linkage"]["layout"] = "no-such-layout"
    assert refused(office, made) == ["linkage/layout"]


def test_the_refusal_names_the_divisions_there_are(office: Office) -> None:
    office.divide("fukushi")
    with body_scope(office.body, write=True):
        Division.objects.filter(code="fukushi").update(valid_until=localdate(now()))  # closed today
    office.divide("kotsu")
    made = definition(CODE)
    made["review"]["division"] = "fukushi"

    with pytest.raises(forms.DefinitionRefused) as caught:
        forms.publish(procedure_code=CODE, definition=made, actor=office.founder, at=now())

    assert "ある課: kodomo、kotsu" in caught.value.why.ja
    assert "Those there are: kodomo, kotsu" in caught.value.why.en


def test_every_room_that_reads_a_part_checks_it() -> None:
    """Every demo procedure's part has its checker, as has the sheet's; the first two are read by forms itself."""
    written = {"sheet"} | {part for code in CODES for part in definition(code)} - {"format", "procedure", "form"}
    assert set(parts._checkers) == written


def test_a_good_definition_is_published_again(office: Office) -> None:
    made = definition(CODE)
    made["review"]["period_days"] = 366
    del made["linkage"]
    row = forms.publish(procedure_code=CODE, definition=made, actor=office.founder, at=now() + timedelta(hours=1))
    assert row.number == 2


READ = {"review": review_part.parse, "decisions": outcomes.parse, "linkage": mapping.parse}
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 400) | st.sampled_from(["", "name", "granted", "form.name", "yen"]),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(
        st.sampled_from(
            ["layout", "map", "groups", "each", "from", "as", "codes", "when", "id", "label", "ja", "type", "fields",
             "checks", "period_days", "division", "outcomes", "grant_items", "appeal", "years", "route"]
        ), inner, max_size=4,
    ),
    max_leaves=12,
)  # fmt: skip


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(part=st.sampled_from(["review", "retention", "decisions", "approval", "linkage"]), data=JSON)
def test_whatever_stands_in_a_part_is_read_or_refused(office: Office, part: str, data: Any) -> None:
    problems: tuple[forms.Problem, ...] = ()
    with body_scope(office.body):
        try:
            parts.checked({**definition(CODE), part: data}, on=localdate(now()))
        except forms.DefinitionRefused as refusal:
            problems = refusal.problems
    assert {problem.path.split("/")[0] for problem in problems} <= {part}
    if not problems and part in READ:
        READ[part](data)
