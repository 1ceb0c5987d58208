"""Who is told is what the rules say one by one; nobody is dropped, and why somebody is not told can be seen later."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from madoguchi.beside.outreach import public as outreach
from madoguchi.beside.outreach.models import PURPOSE_MOST, Run, RunContent
from madoguchi.beside.outreach.public import About, Outcome, RegisterSnapshot
from madoguchi.beside.outreach.refusals import (
    DefinitionUnknown,
    HouseholdUnknown,
    NoPurpose,
    NoRegister,
    NotCovered,
    NotForHouseholds,
    NotOptedOut,
    NumberNotUsable,
    OptedOutAlready,
    RunUnknown,
)
from madoguchi.config.command_line import main
from madoguchi.ground.foundation.models import LoggedEvent
from madoguchi.ground.foundation.public import Actor, NotPermitted, body_scope, permissions
from madoguchi.line.intake.models import Application
from madoguchi.office.rules.public import Engine, NoRules, Unknown, package
from tests.db.linkage.results import publish, seal
from tests.support.procedures import definition
from tests.support.registers import case_of, random_register
from tests.support.rule_books import adopt_shipped

if TYPE_CHECKING:
    from tests.support.bodies import Staffed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("adopted")]
ON = date(2025, 10, 1)
PURPOSE = "児童手当法に基づく未申請者への案内"
Take = Callable[..., RegisterSnapshot]
# Rules, and what tells who is entitled.
ASKED = [
    ("児童手当", "手当月額"), ("児童扶養手当", "手当月額"), ("特別児童扶養手当", "手当月額"),
    ("障害児福祉手当", "世帯の手当月額"), ("特別障害者手当", "手当月額"), ("就学援助", "対象の世帯"),
    ("住民税非課税判定", "世帯全員が非課税"), ("児童手当", "三歳未満の月"), ("就学援助", "対象の人数"),
]  # fmt: skip


def child(number: str, born: str | None) -> dict[str, Any]:
    return {"id": number, "groups": ["子"], **({} if born is None else {"生年月日": born})}


def family(number: str, *births: str | None) -> dict[str, Any]:
    return {"id": number, "members": [child(f"{number}-{place}", each) for place, each in enumerate(births)]}


FAMILIES = [family("S1", "2024-01-01"), family("S2", "1990-01-01"), family("S3", None), family("S4", "2015-05-05")]


def listed(actor: Actor, at: datetime, rules: str = "児童手当", **more: Any) -> outreach.RunView:
    return outreach.make_list(rules=rules, on=ON, purpose=PURPOSE, actor=actor, at=at, **more)


def outcomes(actor: Actor, at: datetime, run: outreach.RunView, *households: str) -> list[Outcome]:
    return [
        outreach.explain_household(household=each, run_id=run.id, actor=actor, at=at).line.outcome
        for each in households
    ]


def test_lists_of_a_random_register_are_what_the_closures_say(take: Take, boss: Actor, at: datetime) -> None:
    households = random_register(150, seed=11)
    take(households)
    for rules, wanted in ASKED:
        program = package(rules).on(ON)
        assert program is not None
        engine, is_yen = Engine(program, ON, [wanted]), program.definition[wanted].type.words.en == "yen"
        run = listed(boss, at, rules, definition=wanted)
        _, lines = outreach.open_list(run_id=run.id, actor=boss, at=at)
        found = {each.household: each for each in lines}
        assert [each.household for each in lines if each.outcome == Outcome.TOLD] == sorted(
            each.household for each in lines if each.outcome == Outcome.TOLD
        )
        told = {Outcome.TOLD: 0, Outcome.CHECK: 0, Outcome.NOT_ENTITLED: 0}
        for household in households:
            result = engine.run(case_of(household))
            values = [result.whole[wanted]] if wanted in result.whole else [
                each[wanted] for each in result.members.values()
            ]  # fmt: skip
            known = [each for each in values if not isinstance(each, Unknown)]
            unknown = [each.bits for each in values if isinstance(each, Unknown)]
            line = found.get(household["id"])
            if any(each > 0 for each in known if isinstance(each, int)):
                assert line is not None
                assert line.outcome == Outcome.TOLD
                assert line.amount_yen == (sum(each for each in known if isinstance(each, int)) if is_yen else None)
                assert line.reasons == ()
            elif unknown:
                bits = 0
                for each in unknown:
                    bits |= each
                assert line is not None
                assert line.outcome == Outcome.CHECK
                assert line.reasons == program.reasons.of(bits)
            else:
                assert line is None
            told[Outcome.NOT_ENTITLED if line is None else line.outcome] += 1
        assert (run.told, run.to_check, run.not_entitled) == tuple(told.values()), (rules, wanted)
        assert run.told_yen == (sum(each.amount_yen or 0 for each in lines) if is_yen else None)
        assert told[Outcome.TOLD] > 0, rules
        assert told[Outcome.CHECK] > 0, rules


def test_the_register_gives_the_same_household_as_a_case(take: Take, boss: Actor) -> None:
    households = random_register(20, seed=5)
    snapshot = take(households)
    with body_scope(boss.body_id):
        assert outreach.latest_register() == snapshot
        for each in households:
            found, wanted = snapshot.household(each["id"]), case_of(each)
            assert found is not None
            assert found.whole == {name: value for name, value in each.items() if name not in ("id", "members")}
            assert {key: dict(value) for key, value in found.members.items()} == {
                one["id"]: {name: value for name, value in one.items() if name not in ("id", "groups")}
                for one in each["members"]
            }
            assert {name: sorted(ids) for name, ids in found.groups.items()} == {
                name: sorted(ids) for name, ids in wanted.groups.items()
            }
        assert snapshot.household("S9999") is None


def test_who_applied_here_or_elsewhere_or_opted_out_is_not_told(
    staffed: Staffed, take: Take, boss: Actor, at: datetime, tmp_path: Path
) -> None:
    numbers = [f"S{number}" for number in range(8)]
    take([family(each, "2024-01-01") for each in numbers])
    content = definition("jido-teate")
    content["form"]["pages"][0]["fields"] += [
        {"id": code, "type": "text", "label": {"ja": code, "en": code}, "max_length": 40, "core_item": code}
        for code in ("atenabango", "setaibango")
    ]
    version = publish(staffed, "jido-teate", at=at, form=content["form"])
    seal(staffed, version, at=at, seed=1, atenabango="S0-0")
    seal(staffed, version, at=at, seed=2, setaibango="S1")
    withdrawn = seal(staffed, version, at=at, seed=3, setaibango="S2")
    with body_scope(staffed.body, write=True):
        Application.objects.filter(pk=withdrawn.id).update(state="withdrawn")
    elsewhere = tmp_path / "applied.csv"
    elsewhere.write_text("宛名番号,世帯番号\nS3-0,\n,S4\nS9-9,\n", encoding="cp932")
    assert outreach.import_applied(file=elsewhere, rules="児童手当", as_of=ON, actor=boss, at=at) == 3
    officer = staffed.actor("officer")
    outreach.opt_out(about=About.HOUSEHOLD, number="S5", rules="", actor=officer, at=at)
    outreach.opt_out(about=About.PERSON, number="S6-0", rules="児童手当", actor=officer, at=at)
    outreach.opt_out(about=About.HOUSEHOLD, number="S7", rules="就学援助", actor=officer, at=at)

    run = listed(boss, at)

    assert outcomes(boss, at, run, *numbers) == [
        *[Outcome.APPLIED] * 2, Outcome.TOLD, *[Outcome.APPLIED] * 2, *[Outcome.OPTED_OUT] * 2, Outcome.TOLD,
    ]  # fmt: skip
    assert (run.told, run.applied, run.opted_out) == (2, 4, 2)
    with pytest.raises(OptedOutAlready):
        outreach.opt_out(about=About.PERSON, number="S6-0", rules="jido-teate", actor=officer, at=at)
    assert {each.number for each in outreach.opted_out(officer)} == {"S5", "S6-0", "S7"}
    outreach.withdraw_opt_out(about=About.PERSON, number="S6-0", rules="児童手当", actor=officer, at=at)
    with pytest.raises(NotOptedOut):
        outreach.withdraw_opt_out(about=About.PERSON, number="S6-0", rules="児童手当", actor=officer, at=at)
    with pytest.raises(NumberNotUsable):
        outreach.opt_out(about=About.PERSON, number=" ", rules="", actor=officer, at=at)
    assert listed(boss, at).told == 3


def test_what_is_each_persons_own_is_settled_by_that_person_alone(
    take: Take, boss: Actor, at: datetime, tmp_path: Path
) -> None:
    disabled = {
        "生年月日": "1980-01-01", "特別障害者に該当": True, "施設に入所": False, "三か月を超える入院": False, "所得": 0,
        "扶養親族等の数": 0,
    }  # fmt: skip
    unclear = {name: value for name, value in disabled.items() if name != "所得"}
    others = [disabled, disabled, unclear, {**disabled, "所得": 99_999_999}]
    take([
        {"id": f"S{n}", "members": [{"id": f"S{n}-1", **disabled}, {"id": f"S{n}-2", **other}]}
        for n, other in enumerate(others)
    ])  # fmt: skip
    file = tmp_path / "applied.csv"
    file.write_text("宛名番号\nS0-1\nS1-1\nS1-2\nS2-1\nS3-1\n", encoding="utf-8")
    outreach.import_applied(file=file, rules="特別障害者手当", as_of=ON, actor=boss, at=at)

    run = listed(boss, at, "特別障害者手当")
    assert outcomes(boss, at, run, "S0", "S1", "S2", "S3") == [
        Outcome.TOLD, Outcome.APPLIED, Outcome.CHECK, Outcome.APPLIED,
    ]  # fmt: skip
    _, lines = outreach.open_list(run_id=run.id, actor=boss, at=at)
    assert [each.amount_yen for each in lines] == [29_590, None]  # of the one who has not applied

    outreach.opt_out(about=About.PERSON, number="S0-2", rules="", actor=boss, at=at)
    assert outcomes(boss, at, listed(boss, at, "特別障害者手当"), "S0", "S2") == [Outcome.APPLIED, Outcome.CHECK]


def test_a_benefit_of_a_year_is_applied_for_each_year(take: Take, boss: Actor, at: datetime, tmp_path: Path) -> None:
    take([{"id": "S1", "生活保護": True, "members": [child("P1", "2015-05-05")]}])
    file = tmp_path / "applied.jsonl"
    file.write_text('{"household": "S1"}\n', encoding="utf-8")
    outreach.import_applied(file=file, rules="就学援助", as_of=date(2025, 3, 31), actor=boss, at=at)
    assert listed(boss, at, "就学援助").applied == 0
    outreach.import_applied(file=file, rules="就学援助", as_of=date(2025, 4, 1), actor=boss, at=at)
    assert listed(boss, at, "就学援助").applied == 1
    file.write_text('{"household": "S2"}\n', encoding="utf-8")
    outreach.import_applied(file=file, rules="就学援助", as_of=date(2026, 4, 1), actor=boss, at=at)
    assert listed(boss, at, "就学援助").applied == 1  # who applied for the next year says nothing of this one


def test_why_shows_reasons_and_trace_and_who_looked_is_written(
    staffed: Staffed, take: Take, boss: Actor, at: datetime
) -> None:
    take(FAMILIES)
    run = listed(boss, at)
    why = outreach.explain_household(household="S2", run_id=None, actor=staffed.actor("officer"), at=at)
    assert why.line.outcome == Outcome.NOT_ENTITLED
    assert why.steps is not None
    assert ("支給対象児童", "S2-0", False) in [(each.definition, each.member, each.value) for each in why.steps]
    unknown = outreach.explain_household(household="S3", run_id=run.id, actor=boss, at=at)
    assert [(each.code.value, each.subject) for each in unknown.line.reasons] == [("missing", "生年月日")]
    with pytest.raises(HouseholdUnknown):
        outreach.explain_household(household="S9", run_id=run.id, actor=boss, at=at)
    with pytest.raises(RunUnknown):
        outreach.explain_household(household="S1", run_id=uuid4(), actor=boss, at=at)
    with body_scope(staffed.body):
        looks = LoggedEvent.objects.filter(
            name__in=("foundation.record.read", "outreach.household.explained"), subject_id=run.id
        ).order_by("arrival")
        assert [each.actor_kind for each in looks] == ["staff", "system"]
        assert looks[0].matter_id != looks[1].matter_id


def test_a_list_is_told_of_without_numbers_or_purpose(take: Take, boss: Actor, at: datetime) -> None:
    take(FAMILIES)
    run = listed(boss, at)
    outreach.open_list(run_id=run.id, actor=boss, at=at)
    outreach.opt_out(about=About.HOUSEHOLD, number="S4", rules="", actor=boss, at=at)
    with body_scope(boss.body_id):
        facts = [row.facts for row in LoggedEvent.objects.filter(name__startswith="outreach.").order_by("arrival")]
        made = LoggedEvent.objects.get(name="outreach.list.made")
    assert len(facts) == 4
    assert not [each for each in facts if "S4" in each or PURPOSE in each]
    assert json.loads(made.facts)["sha256"] == run.sha256
    assert (run.told, run.to_check, run.not_entitled, run.told_yen) == (2, 1, 1, 25_000)


def test_what_a_list_says_stays_as_it_was(take: Take, boss: Actor, at: datetime) -> None:
    take(FAMILIES)
    run = listed(boss, at)
    for model, change in ((Run, {"purpose": "別の目的"}), (Run, {"told_count": 3}), (RunContent, {"sets": []})):
        with pytest.raises(DatabaseError), body_scope(boss.body_id, write=True), transaction.atomic():
            model.objects.all().update(**change)
    take([family("S1", "1980-01-01")], as_of=date(2026, 1, 1))
    outreach.remove_registers(before=date(2026, 1, 1), actor=boss, at=at)
    why = outreach.explain_household(household="S1", run_id=run.id, actor=boss, at=at)
    assert (why.line.outcome, why.line.amount_yen, why.steps) == (Outcome.TOLD, 15_000, None)
    assert [each.id for each in outreach.runs(boss)] == [run.id]


@pytest.mark.parametrize("change", [{"purpose": ""}, {"told_count": 9}])
def test_the_database_wants_a_purpose_and_counts_that_add_up(
    take: Take, boss: Actor, at: datetime, change: dict[str, Any]
) -> None:
    take(FAMILIES)
    listed(boss, at)
    with body_scope(boss.body_id, write=True):
        row = Run.objects.get()
        row.pk, row._state.adding = uuid4(), True
        for name, value in change.items():
            setattr(row, name, value)
        with pytest.raises(IntegrityError), transaction.atomic():
            row.save()


def test_what_cannot_be_listed_is_refused(take: Take, boss: Actor, at: datetime) -> None:
    with pytest.raises(NoRegister):
        listed(boss, at)
    take(FAMILIES)
    for refusal, given in (
        (NoPurpose, {"purpose": "  "}),
        (NoPurpose, {"purpose": "あ" * (PURPOSE_MOST + 1)}),
        (NotCovered, {"on": date(2000, 1, 1)}),
        (NotForHouseholds, {"rules": "妊婦のための支援給付"}),
        (DefinitionUnknown, {"definition": "支給開始月"}),
        (DefinitionUnknown, {"definition": "ない"}),
    ):
        usual: dict[str, Any] = {"rules": "児童手当", "on": ON, "purpose": PURPOSE, "actor": boss, "at": at}
        with pytest.raises(refusal):
            outreach.make_list(**{**usual, **given})
    assert outreach.runs(boss) == []


def test_who_may_do_what(staffed: Staffed, take: Take, at: datetime) -> None:
    take(FAMILIES)
    run = listed(staffed.actor("chief"), at)
    assert run.asked_by == staffed.people["chief"].id
    officer = staffed.actor("officer")
    with pytest.raises(NotPermitted):
        listed(officer, at)
    with pytest.raises(NotPermitted):
        outreach.open_list(run_id=run.id, actor=officer, at=at)
    with pytest.raises(NotPermitted):
        take(FAMILIES, as_of=date(2025, 1, 1), actor=officer)
    assert not permissions.allowed(staffed.actor("administrator"), "outreach.household.explain")


def test_another_body_has_its_own_register_and_lists(
    other_body: Staffed, take: Take, boss: Actor, at: datetime
) -> None:
    take(FAMILIES)
    run = listed(boss, at)
    theirs = Actor.system(other_body.body.id)
    with pytest.raises(NoRules):
        listed(theirs, at)
    adopt_shipped(other_body, "jido-teate")
    with pytest.raises(NoRegister):
        listed(theirs, at)
    with pytest.raises(RunUnknown):
        outreach.open_list(run_id=run.id, actor=theirs, at=at)
    take([family("S1", "1980-01-01")], actor=theirs)
    assert listed(theirs, at).told == 0
    assert [each.id for each in outreach.runs(boss)] == [run.id]


def test_old_lists_go(take: Take, boss: Actor, at: datetime) -> None:
    take(FAMILIES)
    listed(boss, at - timedelta(days=400))
    newest = listed(boss, at)
    assert outreach.remove_lists(before=at.date(), actor=boss, at=at) == 1
    assert [each.id for each in outreach.runs(boss)] == [newest.id]
    with body_scope(boss.body_id):
        assert RunContent.objects.count() == 1


def test_the_command_line_does_all_of_it(staffed: Staffed, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from tests.support.registers import write_json_lines

    def run(*words: str) -> tuple[int, str, str]:
        status = main(["outreach", words[0], "--body", staffed.body.slug, *words[1:]])
        said = capsys.readouterr()
        return status, said.out, said.err

    file = write_json_lines(tmp_path / "r.jsonl", [*FAMILIES, family("=S5", "2025-01-01")])
    assert "5世帯" in run("import", str(file), "--as-of", "2025-10-01")[1]
    bad = tmp_path / "bad.jsonl"
    bad.write_text('{"id": "S1"}\n{"id": "S1", "ない項目": 1}\n', encoding="utf-8")
    status, _, err = run("import", str(bad), "--as-of", "2025-10-01")
    assert status == 2
    assert "2行目：「ない項目」" in err
    assert "2件" in err
    applied = tmp_path / "applied.csv"
    applied.write_text("世帯番号\nS1\n", encoding="utf-8")
    assert run("applied", str(applied), "--rules", "児童手当", "--as-of", "2025-10-01")[0] == 0
    assert run("opt-out", "--household", "S4")[0] == 0
    asked = ("list", "--rules", "児童手当", "--on", "2025-10-01", "--purpose", PURPOSE)
    made = json.loads(run(*asked, "--json")[1])
    assert (made["told"], made["to_check"], made["applied"], made["opted_out"]) == (1, 1, 1, 1)
    assert made["lines"] == [
        {"household": "=S5", "outcome": "told", "amount_yen": 15_000, "reasons": []},
        {"household": "S3", "outcome": "check", "amount_yen": None, "reasons": [["missing", "生年月日"]]},
    ]
    assert run("opt-out", "--household", "S4", "--withdraw")[0] == 0
    assert "お知らせ / to be told      2世帯" in run(*asked)[1]
    assert run(*asked, "--csv", str(tmp_path / "list.csv"))[0] == 0
    text = (tmp_path / "list.csv").read_bytes().decode()
    assert text.startswith("\ufeff世帯番号,区分,金額（円）,理由\r\n'=S5,お知らせ,15000,\r\n")
    assert run(*asked, "--csv", str(tmp_path))[0] == 2
    why = json.loads(run("why", "--household", "S2", "--json")[1])
    assert why["outcome"] == "not_entitled"
    assert (why["steps"][-1]["definition"], why["steps"][-1]["value"]["ja"]) == ("手当月額", "0円")
    assert "要確認" in run("why", "--household", "S3")[1]
    assert "1件" in run("remove", "--household", "S2")[1]
    assert run("remove", "--registers-before", "2027-01-01")[0] == 0
    assert run("remove", "--lists-before", "2027-01-01")[0] == 0
    assert run("why", "--household", "S3")[0] == 2
