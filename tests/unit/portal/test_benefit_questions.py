"""What is asked on 「もらえる手当を調べる」, whatever a body calls the inputs of its own rules."""

from __future__ import annotations

from datetime import date

from madoguchi.faces.portal.benefit_questions import Check
from madoguchi.faces.portal.core.benefit_answers import Answers
from madoguchi.office.rules.public import compile_package, read_package

OWN = {
    "format": "madoguchi.rules/1", "id": "own", "title": {"ja": "独自の給付", "en": "Own"}, "entity": "household",
    "unit": "once", "asked": {"outcome": "額"}, "inputs": [{"name": "situations", "type": "bool"}],
    "versions": [{"from": "2012-04-01", "definitions": [
        {"name": "額", "type": "yen", "expression": "もし(situations, 100円, 0円)"}]}],
}  # fmt: skip


def test_an_input_called_as_a_page_of_its_own_is_asked_all_the_same() -> None:
    rules = compile_package(read_package(OWN))
    asked = Check([rules], date(2026, 4, 1), Answers(children=(), adults=()))
    assert asked.next_page() == "own/situations"
    assert asked.people_asked("own/situations") == ("",)

    answered = asked.answers.with_values("own/situations", {"": True}).answered("own/situations")
    found = Check([rules], date(2026, 4, 1), answered)
    assert found.next_page() is None
    assert found.case(rules).whole == {"situations": True}
