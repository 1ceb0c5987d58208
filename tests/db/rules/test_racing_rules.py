"""Two people at the same rules at once, on PostgreSQL and on SQLite."""

from __future__ import annotations

from collections.abc import Callable
from threading import Barrier, Thread
from time import sleep
from typing import Any

import pytest
from django.db import connection

from madoguchi.ground.foundation.public import body_scope, localdate, now
from madoguchi.office.rules import packages, refusals, services
from madoguchi.office.rules import public as rules
from madoguchi.office.rules.models import RuleDraft, RuleRevision
from tests.support.bodies import Staffed
from tests.support.rule_books import ALLOWANCE, case, compiled_shipped, layer

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def shipped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packages, "shipped", compiled_shipped)


def beside(work: Callable[[], Any], results: list[object]) -> Thread:
    """Begin work on a connection of its own; what comes of it, or why not, goes to ``results``."""

    def run() -> None:
        try:
            results.append(work())
        except Exception as error:
            results.append(error)
        finally:
            connection.close()

    thread = Thread(target=run)
    thread.start()
    return thread


def test_a_draft_begun_by_several_at_once_is_one(staffed: Staffed) -> None:
    actor, barrier, results = staffed.actor("officer"), Barrier(4), list[object]()

    def begin() -> RuleDraft:
        barrier.wait()
        return rules.start_draft(package_id=ALLOWANCE, actor=actor, at=now())

    for thread in [beside(begin, results) for _ in range(4)]:
        thread.join()

    assert sorted(type(each).__name__ for each in results) == ["DraftExists"] * 3 + ["RuleDraft"]
    with body_scope(staffed.body):
        assert RuleDraft.objects.count() == 1


def test_a_draft_is_not_thrown_away_while_it_is_proposed(staffed: Staffed, monkeypatch: pytest.MonkeyPatch) -> None:
    usual: dict[str, Any] = {"actor": staffed.actor("officer"), "at": now()}
    draft = rules.start_draft(package_id=ALLOWANCE, **usual)
    usual["draft_id"] = draft.id
    rules.save_draft(version=1, document=layer(), note="改定", **usual)
    rules.save_cases(version=2, cases=case("五月", "2026-05-01", 7000), **usual)
    results, threads = list[object](), list[Thread]()
    require_new = services._require_new

    def meanwhile(*given: Any) -> None:
        threads.append(beside(lambda: rules.discard_draft(version=3, **usual), results))
        sleep(0.3)  # long enough to get where it must wait
        require_new(*given)

    monkeypatch.setattr(services, "_require_new", meanwhile)
    rules.propose(version=3, effective_from=localdate(now()), **usual)
    threads[0].join()

    assert [type(each) for each in results] == [refusals.ProposalWaits]
    with body_scope(staffed.body):
        assert (RuleDraft.objects.count(), RuleRevision.objects.count()) == (1, 1)
