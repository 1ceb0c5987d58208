"""A body's own rules: written, proposed, approved by another person, in force from their day, remembered for ever."""

from __future__ import annotations

import hashlib
from datetime import date, timedelta

import pytest
import time_machine
from django.db import DatabaseError, IntegrityError, transaction

from madoguchi.ground.foundation.models import LoggedEvent
from madoguchi.ground.foundation.public import NotPermitted, body_scope, localdate, now
from madoguchi.ground.kernel.errors import Refused
from madoguchi.office.rules import compiled, packages, refusals
from madoguchi.office.rules import public as rules
from madoguchi.office.rules.core.states import RevisionEnded
from madoguchi.office.rules.models import RuleDraft, RuleRevision, RuleText
from tests.support.bodies import Staffed
from tests.support.rule_books import ALLOWANCE, adopt, case, compiled_shipped, layer, propose

pytestmark = pytest.mark.django_db
TODAY = date(2026, 4, 15)
OLD = case("四月", "2026-04-01", 5000)
NEW = case("五月", "2026-05-01", 7000)
CHILD = rules.Case(members={"子1": {"生年月日": "2016-02-29"}}, groups={"子": ["子1"]})


@pytest.fixture(autouse=True)
def shipped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packages, "shipped", compiled_shipped)


def told(staffed: Staffed) -> list[str]:
    with body_scope(staffed.body):
        names = LoggedEvent.objects.order_by("id").values_list("name", flat=True)
        return [name.removeprefix("rules.") for name in names if name.startswith("rules.")]


def in_force(staffed: Staffed, at: date) -> rules.Adopted:
    with body_scope(staffed.body):
        return rules.rules_in_force(ALLOWANCE, at=at)


def amount(found: rules.Rules, on: date) -> object:
    program = found.on(on)
    assert program is not None
    return rules.Engine(program, on).run(CHILD).whole["月額"]


def test_rules_are_written_proposed_approved_and_in_force_from_their_day(
    staffed: Staffed, clock: time_machine.Traveller
) -> None:
    day = TODAY + timedelta(days=10)
    proposed = propose(staffed, layer(), OLD, NEW, since=day)
    with body_scope(staffed.body):
        assert rules.adopted_rules(at=day) == []
    clock.shift(timedelta(days=1))
    adopted = rules.approve(revision_id=proposed.id, actor=staffed.actor("manager"), at=now())
    assert (adopted.number, adopted.state, adopted.title) == (1, "adopted", "見本手当")

    with pytest.raises(refusals.NoRules):
        in_force(staffed, day - timedelta(days=1))
    found = in_force(staffed, day)
    assert (amount(found.rules, date(2026, 4, 30)), amount(found.rules, date(2026, 5, 1))) == (5000, 7000)
    assert (found.package_id, found.effective_from) == (ALLOWANCE, day)
    with body_scope(staffed.body):
        assert rules.rules_in_force("見本手当", at=day) == found
        assert rules.adopted_rules(at=day) == [found]
        text = RuleText.objects.get(sha256=found.hash).text
        assert hashlib.sha256(text.encode()).hexdigest() == found.hash
        assert not RuleDraft.objects.exists()
    saved = ["draft.saved", "draft.saved"]
    assert told(staffed) == ["draft.started", *saved, "revision.proposed", "revision.adopted"]


def test_an_old_case_explains_itself_by_the_old_rule_whatever_is_adopted_or_shipped_later(
    staffed: Staffed, clock: time_machine.Traveller, monkeypatch: pytest.MonkeyPatch
) -> None:
    adopt(staffed, layer(), NEW)
    old = in_force(staffed, TODAY)
    clock.shift(timedelta(days=30))
    monkeypatch.setattr(packages, "shipped", lambda: compiled_shipped(amount=6000))  # the product is upgraded
    assert in_force(staffed, TODAY) == old
    adopt(staffed, layer(9000, since="2026-06-01"), case("四月", "2026-04-01", 6000), based_on=_newest(staffed).id)
    new = in_force(staffed, TODAY + timedelta(days=30))
    assert new.hash != old.hash
    assert in_force(staffed, TODAY) == old  # by what was decided then

    compiled._kept.clear()  # another process
    with body_scope(staffed.body):
        assert amount(rules.rules_of(old.hash), date(2026, 6, 1)) == 7000
        assert amount(rules.rules_of(new.hash), date(2026, 6, 1)) == 9000
        told_again = rules.explained(old.hash, CHILD, date(2026, 4, 1))
        assert told_again.result is not None
        assert told_again.result.whole["月額"] == 5000
        (by,) = [each for each in told_again.explanations if each.definition == "月額"]
        assert by.article == "見本条例 第3条"
        assert [(each.name, each.entry.source, each.entry.layer) for each in by.parameters if each.entry] == [
            ("基本額", "見本の告示", "national")
        ]
        outside = rules.explained(old.hash, CHILD, date(2020, 1, 1))
        assert (outside.program, outside.result, outside.explanations) == (None, None, ())
        with pytest.raises(refusals.RevisionUnknown):
            rules.rules_of("0" * 64)


def _newest(staffed: Staffed) -> RuleRevision:
    with body_scope(staffed.body):
        found: RuleRevision = RuleRevision.objects.order_by("-number")[0]
        return found


def test_another_body_has_none_of_it(staffed: Staffed, other_body: Staffed) -> None:
    adopt(staffed, layer(), NEW)
    known = in_force(staffed, TODAY)  # compiled in this process now
    with body_scope(other_body.body):
        assert rules.adopted_rules(at=TODAY) == []
        with pytest.raises(refusals.RevisionUnknown):
            rules.rules_of(known.hash)


def test_a_draft_keeps_what_was_typed_and_cannot_be_proposed_with_faults(staffed: Staffed) -> None:
    officer, at = staffed.actor("officer"), now()
    draft = rules.start_draft(package_id=ALLOWANCE, actor=officer, at=at)
    typed = layer().replace("7000", '"七千"') + "\n\n"
    save = {"draft_id": draft.id, "actor": officer, "at": at}
    rules.save_draft(version=1, document=typed, note="", **save)
    rules.save_cases(version=2, cases="{broken\n" + NEW, **save)
    with body_scope(staffed.body):
        kept = RuleDraft.objects.get()
        assert (kept.document, kept.version) == (typed, 3)
    ask = {"effective_from": TODAY, **save}
    with pytest.raises(refusals.NotReady) as refused:
        rules.propose(version=3, **ask)
    assert [(each.path, each.code) for each in refused.value.findings] == [
        ("parameters/0/entries/0/value", "value_not_readable"), ("cases/1", "rules.text_not_readable"),
    ]  # fmt: skip
    assert len(refused.value.details) == 2

    rules.save_draft(version=3, document=layer(), note="", **save)
    rules.save_cases(version=4, cases=case("五月", "2026-05-01", 5000), **save)
    with pytest.raises(refusals.NotReady) as refused:
        rules.propose(version=5, **ask)
    (failed,) = refused.value.findings
    assert (failed.path, failed.code) == ("cases/1/expect/0", "case_failed")
    assert "期待した5,000ではなく7,000" in failed.what.ja
    rules.save_cases(version=5, cases="\n", **save)
    with pytest.raises(refusals.NotReady, match="1 things"):
        rules.propose(version=6, **ask)
    rules.save_cases(version=6, cases=NEW, **save)
    with pytest.raises(refusals.NoteMissing):
        rules.propose(version=7, **ask)
    rules.save_draft(version=7, document=layer(), note="改めた。", **save)
    with pytest.raises(refusals.DayOver):
        rules.propose(version=8, **{**ask, "effective_from": TODAY - timedelta(days=1)})
    with pytest.raises(refusals.DraftChangedMeanwhile):
        rules.propose(version=7, **ask)
    rules.propose(version=8, **ask)
    for act in (
        lambda: rules.save_draft(version=8, document="", note="", **save),
        lambda: rules.discard_draft(version=8, **save),
        lambda: rules.propose(version=8, **ask),
    ):
        with pytest.raises(refusals.ProposalWaits):
            act()


def test_nobody_approves_what_they_wrote(staffed: Staffed) -> None:
    manager, chief, at = staffed.actor("manager"), staffed.actor("chief"), now()
    draft = rules.start_draft(package_id=ALLOWANCE, actor=manager, at=at)
    save = {"draft_id": draft.id, "actor": chief, "at": at}
    rules.save_draft(version=1, document=layer(), note="改めた。", **save)
    rules.save_cases(version=2, cases=NEW, **save)
    made = rules.propose(version=3, effective_from=TODAY, **save)
    for person, refusal in ((manager, refusals.WrittenByYou), (chief, refusals.WrittenByYou)):
        with pytest.raises(refusal):
            rules.approve(revision_id=made.id, actor=person, at=at)
    for role in ("officer", "administrator"):
        with pytest.raises(NotPermitted):
            rules.approve(revision_id=made.id, actor=staffed.actor(role), at=at)
    with pytest.raises(NotPermitted):
        rules.start_draft(package_id=ALLOWANCE, actor=staffed.actor("administrator"), at=at)
    with body_scope(staffed.body, write=True), pytest.raises(IntegrityError), transaction.atomic():
        RuleRevision.objects.filter(pk=made.id).update(
            state="adopted", adopted_at=at, approved_by=staffed.people["chief"]
        )


def test_what_was_sent_back_or_withdrawn_can_be_mended(staffed: Staffed, clock: time_machine.Traveller) -> None:
    officer, manager = staffed.actor("officer"), staffed.actor("manager")
    made = propose(staffed, layer(), NEW)
    with pytest.raises(refusals.CommentMissing):
        rules.send_back(revision_id=made.id, comment=" ", actor=manager, at=now())
    rules.send_back(revision_id=made.id, comment="附則を確かめてください。", actor=manager, at=now())
    with body_scope(staffed.body):
        draft = RuleDraft.objects.get()
    again = {"draft_id": draft.id, "version": draft.version, "actor": officer, "at": now()}
    second = rules.propose(effective_from=TODAY, **again)
    rules.withdraw(revision_id=second.id, comment="日を改める。", actor=officer, at=now())
    third = rules.propose(effective_from=TODAY + timedelta(days=5), **again)
    rules.approve(revision_id=third.id, actor=manager, at=now())
    with pytest.raises(RevisionEnded):
        rules.send_back(revision_id=third.id, comment="もう一度", actor=manager, at=now())
    with pytest.raises(NotPermitted):  # what was adopted is an approver's to take back
        rules.withdraw(revision_id=third.id, comment="やめる。", actor=officer, at=now())
    rules.withdraw(revision_id=third.id, comment="議会で修正された。", actor=manager, at=now())
    with body_scope(staffed.body):
        assert rules.adopted_rules(at=TODAY + timedelta(days=5)) == []
    fourth = adopt(staffed, layer(), NEW)
    with pytest.raises(refusals.InForceAlready):
        rules.withdraw(revision_id=fourth.id, comment="やめる。", actor=manager, at=now())
    waiting = propose(staffed, layer(8000), case("五月", "2026-05-01", 8000), based_on=fourth.id)
    clock.shift(timedelta(days=1))
    with pytest.raises(refusals.DayOver):
        rules.approve(revision_id=waiting.id, actor=manager, at=now())
    assert told(staffed).count("revision.withdrawn") == 2


def test_what_is_in_force_already_is_not_adopted_again(staffed: Staffed) -> None:
    made = adopt(staffed, layer(), NEW)
    with pytest.raises(refusals.NothingChanged):
        propose(staffed, layer(), NEW, based_on=made.id)
    with pytest.raises(refusals.DraftExists):
        rules.start_draft(package_id=ALLOWANCE, actor=staffed.actor("officer"), at=now())
    with body_scope(staffed.body):
        draft = RuleDraft.objects.get()
    gone = {"draft_id": draft.id, "version": draft.version, "actor": staffed.actor("chief"), "at": now()}
    rules.discard_draft(**gone)
    with pytest.raises(refusals.DraftUnknown):
        rules.discard_draft(**gone)


def test_a_draft_begins_with_what_is_there_and_keeps_what_can_be_kept(staffed: Staffed) -> None:
    start = {"actor": staffed.actor("officer"), "at": now()}
    with pytest.raises(refusals.NoRules):
        rules.start_draft(package_id="senketsu", **start)
    with pytest.raises(refusals.RevisionUnknown):
        rules.start_draft(package_id="senketsu", based_on=staffed.body.id, **start)
    draft = rules.start_draft(package_id=ALLOWANCE, **start)
    for text in ("あ" * 2_000_001, "\x00"):
        with pytest.raises(refusals.TextNotKept):
            rules.save_draft(draft_id=draft.id, version=1, document=text, note="", **start)


@pytest.mark.parametrize("change", [{"note": "別"}, {"effective_from": date(2020, 1, 1)}, {"writers": []}])
def test_a_revision_stays_as_it_was_proposed(staffed: Staffed, change: dict[str, object]) -> None:
    made = propose(staffed, layer(), NEW)
    with body_scope(staffed.body, write=True):
        for work in (
            lambda: RuleRevision.objects.filter(pk=made.id).update(**change),
            lambda: RuleText.objects.filter(pk=made.composed_id).update(text="{}"),
            lambda: RuleRevision.objects.filter(pk=made.id).delete(),
        ):
            with pytest.raises(DatabaseError, match="stay as written"), transaction.atomic():
                work()


def test_refusals_are_told_in_both_languages(staffed: Staffed) -> None:
    assert localdate(now()) == TODAY
    with body_scope(staffed.body), pytest.raises(Refused) as refused:
        rules.rules_in_force("見本手当", at=TODAY)
    assert "見本手当" in refused.value.what.ja
    assert "2026-04-15" in refused.value.why.en


def test_pages_show_the_books_the_draft_and_what_a_revision_changes(
    staffed: Staffed, clock: time_machine.Traveller
) -> None:
    chief, manager = staffed.actor("chief"), staffed.actor("manager")
    adopt(staffed, layer(), NEW)
    later = TODAY + timedelta(days=20)
    adopt(staffed, layer(8000), case("五月", "2026-05-01", 8000), since=later, based_on=_newest(staffed).id)
    made = propose(staffed, layer(9000), case("五月", "2026-05-01", 9000), based_on=_newest(staffed).id)

    (book,) = rules.books(chief, now())
    assert (book.is_shipped, book.title.ja) == (True, "見本手当")
    assert book.current is not None
    assert book.proposed is not None
    assert [book.current.number, *(row.number for row in book.planned), book.proposed.number] == [1, 2, 3]
    assert (book.current.approved_by, book.current.proposed_by) == ("manager", "officer")
    assert [row.number for row in rules.history(ALLOWANCE, chief)] == [3, 2, 1]

    page = rules.revision_page(made.id, manager, now())
    assert page.compared is not None
    assert page.compared.number == 1  # in force on its day; number 2 comes later
    assert [each.words.ja for each in page.compared.differences] == [
        "パラメーター「基本額」の値（2026-05-01から）：7,000円 → 9,000円"
    ]
    assert (page.may_approve, page.may_withdraw, page.writers) == (True, True, ["officer"])
    assert [each.case.id for each in page.tried if each.case] == ["五月"]
    assert not rules.revision_page(made.id, staffed.actor("officer"), now()).may_approve

    assert book.draft_id is not None
    draft = rules.draft_page(book.draft_id, chief)
    assert draft.proposed == page.row
    assert draft.looked.faults == ()
    assert draft.compared is not None
    assert draft.compared.number == 2  # the newest that was adopted
    with pytest.raises(refusals.RevisionUnknown):
        rules.revision_page(staffed.body.id, chief, now())
