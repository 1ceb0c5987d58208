"""What comes of a definition that two governments changed: everything of both, or a question to a person."""

from __future__ import annotations

import json
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from madoguchi.line.forms.core.definition import canonical
from madoguchi.line.forms.core.definition_tree import put_together, take_apart
from madoguchi.line.forms.core.merging import Merge, Outcome, Side, merge, unknown_choices
from tests.support.edits import EDITS
from tests.support.procedures import definition

Json = dict[str, Any]  # Any: JSON


def text(word: str) -> Json:
    return {"ja": word}


def question(name: str, **more: Any) -> Json:
    return {"id": name, "type": "text", "label": text(f"質問{name}"), **more}


def page(name: str, *fields: Json) -> Json:
    return {"id": name, "title": text(f"頁{name}"), "fields": list(fields)}


def form(*pages: Json, **parts: Any) -> Json:
    review = {"period_days": 10, "division": "ka", "checks": [{"id": "c1", "label": text("確認")}]}
    return {"format": 1, "form": {"pages": list(pages), "applicant": {"name": "a"}}, "review": review, **parts}


def base() -> Json:
    return form(page("p", question("a"), question("b")), page("q", question("c"), question("d")))


def outcomes(made: Merge) -> dict[str, Outcome]:
    return {one.address: one.outcome for one in made.records}


def ids(made: Merge | Json) -> dict[str, list[str]]:
    whole: Json = made.definition if isinstance(made, Merge) else made
    return {one["id"]: [field["id"] for field in one["fields"]] for one in whole["form"]["pages"]}


def test_what_one_side_changed_is_taken_or_kept_and_both_is_asked() -> None:
    theirs, ours = base(), base()
    theirs["form"]["pages"][0]["fields"][0]["label"]["ja"] = "県の言葉"
    theirs["form"]["pages"][0]["fields"][1]["help"] = text("県の説明")
    theirs["review"]["period_days"] = 20
    ours["form"]["pages"][0]["fields"][0]["label"]["ja"] = "市の言葉"
    ours["form"]["pages"][1]["title"]["ja"] = "市の頁"
    made = merge(base(), theirs, ours, {})
    assert outcomes(made) == {
        "form/fields/a/label/ja": Outcome.CONFLICT,
        "form/fields/b/help": Outcome.TAKEN,
        "form/pages/q/title/ja": Outcome.KEPT,
        "review/period_days": Outcome.TAKEN,
    }
    assert (made.changed_by_them, made.overridden) == (3, 1)
    [conflict] = made.waiting
    assert (conflict.base, conflict.theirs, conflict.ours) == ("質問a", "県の言葉", "市の言葉")
    chosen = merge(base(), theirs, ours, {conflict.address: Side.THEIRS, "review/period_days": Side.OURS})
    assert not chosen.waiting
    expected = json.loads(json.dumps(theirs))
    expected["form"]["pages"][1]["title"]["ja"] = "市の頁"
    expected["review"]["period_days"] = 10
    assert canonical(chosen.definition) == canonical(expected)
    assert unknown_choices(made, ["form/fields/zzz", conflict.address]) == ["form/fields/zzz"]


def test_a_question_taken_away_there_and_changed_here_is_asked() -> None:
    theirs, ours = base(), base()
    del theirs["form"]["pages"][0]["fields"][1]
    ours["form"]["pages"][0]["fields"][1]["label"]["ja"] = "市の言葉"
    made = merge(base(), theirs, ours, {})
    [conflict] = made.waiting
    assert (conflict.address, conflict.theirs) == ("form/fields/b", None)
    assert ids(merge(base(), theirs, ours, {"form/fields/b": Side.THEIRS})) == {"p": ["a"], "q": ["c", "d"]}
    assert ids(merge(base(), theirs, ours, {"form/fields/b": Side.OURS})) == {"p": ["a", "b"], "q": ["c", "d"]}


def test_a_question_that_moved_is_the_same_question() -> None:
    theirs, ours = base(), base()
    theirs["form"]["pages"][1]["fields"].append(theirs["form"]["pages"][0]["fields"].pop(1))
    ours["form"]["pages"][0]["fields"][1]["label"]["ja"] = "市の言葉"
    made = merge(base(), theirs, ours, {})
    assert not made.waiting
    assert ids(made) == {"p": ["a"], "q": ["c", "d", "b"]}
    moved = take_apart(made.definition)
    assert "市の言葉" in str(moved)
    assert [one.address for one in made.records] == ["form/fields/b/label/ja", "form/fields/b/@page"]


def test_orders_are_merged_by_page_and_new_questions_stand_after_their_neighbours() -> None:
    theirs, ours = base(), base()
    theirs["form"]["pages"][0]["fields"].reverse()
    theirs["form"]["pages"][1]["fields"].insert(1, question("e"))
    ours["form"]["pages"][1]["fields"].insert(1, question("f"))
    ours["form"]["pages"].reverse()
    made = merge(base(), theirs, ours, {})
    assert not made.waiting
    assert ids(made) == {"q": ["c", "f", "e", "d"], "p": ["b", "a"]}
    assert list(ids(made)) == ["q", "p"]
    both = merge(base(), theirs, {**base(), "form": {**base()["form"], "pages": [
        page("p", question("x"), question("a"), question("b")), base()["form"]["pages"][1],
    ]}}, {})  # fmt: skip
    assert ids(both)["p"] == ["x", "b", "a"]
    three = form(page("p", question("a"), question("b"), question("c")))
    one, two = json.loads(json.dumps(three)), json.loads(json.dumps(three))
    one["form"]["pages"][0]["fields"].reverse()
    two["form"]["pages"][0]["fields"].append(two["form"]["pages"][0]["fields"].pop(0))
    asked = merge(three, one, two, {})
    assert [record.address for record in asked.waiting] == ["form/pages/p/@order"]
    assert ids(merge(three, one, two, {"form/pages/p/@order": Side.THEIRS})) == {"p": ["c", "b", "a"]}


def test_a_page_stays_for_a_question_that_stands_on_it_and_goes_when_it_is_empty() -> None:
    theirs, ours = base(), base()
    theirs["form"]["pages"].pop(1)
    ours["form"]["pages"][1]["fields"].append(question("e"))
    made = merge(base(), theirs, ours, {})
    assert ids(made) == {"p": ["a", "b"], "q": ["e"]}
    assert outcomes(made)["form/pages/q"] is Outcome.HELD
    theirs, ours = base(), base()
    theirs["form"]["pages"][1]["fields"].pop(0)
    ours["form"]["pages"][1]["fields"].pop(1)
    made = merge(base(), theirs, ours, {})
    assert ids(made) == {"p": ["a", "b"]}
    assert outcomes(made)["form/pages/q"] is Outcome.EMPTIED


def test_another_kind_of_question_is_chosen_as_a_whole() -> None:
    theirs, ours = base(), base()
    theirs["form"]["pages"][0]["fields"][1].update(type="number", unit=text("人"))
    ours["form"]["pages"][0]["fields"][1]["max_length"] = 5
    made = merge(base(), theirs, ours, {})
    assert outcomes(made) == {"form/fields/b": Outcome.CONFLICT}


def test_options_are_known_by_their_values_and_words_of_lists_by_themselves() -> None:
    def choice(*values: tuple[str, str], words: list[str]) -> Json:
        options = [{"value": value, "label": text(label)} for value, label in values]
        return form(page("p", {**question("a"), "type": "choice", "options": options}), procedure={"keywords": words})

    began = choice(("x", "ア"), ("y/z", "イ"), words=["一", "二"])
    theirs = choice(("x", "ア"), ("y/z", "県"), ("w", "ウ"), words=["一", "二", "三"])
    ours = choice(("x", "市"), ("y/z", "市"), words=["零", "二"])
    made = merge(began, theirs, ours, {})
    assert [one.address for one in made.waiting] == ["form/fields/a/options/y~1z/label/ja"]
    whole: Json = made.definition
    assert [one["value"] for one in whole["form"]["pages"][0]["fields"][0]["options"]] == ["x", "y/z", "w"]
    assert whole["procedure"]["keywords"] == ["零", "二", "三"]


def test_whose_work_it_is_stays_ours_without_being_counted() -> None:
    theirs, ours = base(), base()
    theirs["review"]["division"] = "ken-ka"
    ours["review"]["division"] = "shi-ka"
    made = merge(base(), theirs, ours, {})
    assert not made.records
    assert canonical(made.definition) == canonical(ours)


def carry(made: Json, random: Random) -> None:
    """A question goes to another page."""
    pages = made["form"]["pages"]
    one, other = random.choice(pages), random.choice(pages)
    if len(one["fields"]) > 1:
        other["fields"].insert(random.randint(0, len(other["fields"])), one["fields"].pop())


def tear(made: Json, random: Random) -> None:
    """A page goes with all its questions."""
    pages = made["form"]["pages"]
    if len(pages) > 1:
        pages.pop(random.randrange(len(pages)))


def changed(whole: Json, seed: int) -> Json:
    random = Random(seed)
    made: Json = json.loads(json.dumps(whole))
    for edit in random.choices([*EDITS, carry, tear], k=random.randint(1, 6)):
        edit(made, random)
    return made


def facts(whole: Json) -> dict[tuple[str, ...], str]:
    """Every key of every question, page and other part, told apart by a reading of its own."""
    found: dict[tuple[str, ...], str] = {}
    for one in whole["form"]["pages"]:
        for key, value in one.items():
            if key not in ("id", "fields"):
                found["form", "pages", one["id"], key] = canonical({"": value})
        for field in one["fields"]:
            for key, value in {**field, "@page": one["id"]}.items():
                if key != "id":
                    found["form", "fields", field["id"], key] = canonical({"": value})
    for part in ("procedure", "review", "retention", "decisions"):
        for key, value in whole[part].items():
            found[part, key] = canonical({"": value})
    return found


SEEDS = st.integers(0, 2**32)
CODES = ("jido-teate", "home-helper")


@settings(max_examples=50)
@given(st.sampled_from(CODES), SEEDS, SEEDS)
def test_random_edits_of_both_sides_are_all_there_or_told(code: str, seed: int, other: int) -> None:
    began = definition(code)
    theirs, ours = changed(began, seed), changed(began, other)
    made = merge(began, theirs, ours, {})
    was, theirs_are, ours_are, now = (facts(one) for one in (began, theirs, ours, made.definition))
    told = {one.path for one in made.records}
    for path in sorted({*was, *theirs_are, *ours_are}):
        values = [one.get(path) for one in (was, theirs_are, ours_are)]
        is_told = any(path[: len(one)] == one or one[: len(path)] == path for one in told)
        if values[0] == values[1] == values[2]:  # nobody touched it
            assert now.get(path) == values[0] or is_told, path
        else:
            assert is_told, path
        if is_told and any(one[: len(path)] == path or path[: len(one)] == one for one in _asked(made)):
            continue
        if values[0] == values[1] or values[1] == values[2]:
            assert now.get(path) == values[2], path
        elif values[0] == values[2]:
            assert now.get(path) == values[1], path


def _asked(made: Merge) -> set[tuple[str, ...]]:
    whole = (Outcome.HELD, Outcome.EMPTIED)
    return {one.path for one in made.records if one.chosen is None or one.outcome in whole}


@settings(max_examples=25)
@given(st.sampled_from(CODES), SEEDS, SEEDS)
def test_who_is_called_ours_changes_no_fact_that_is_not_asked(code: str, seed: int, other: int) -> None:
    began = definition(code)
    one, two = changed(began, seed), changed(began, other)
    settled, turned = decided(began, one, two, Side.OURS), decided(began, two, one, Side.THEIRS)
    assert outcomes(settled).keys() == outcomes(turned).keys()
    assert facts(settled.definition) == facts(turned.definition)


def decided(began: Json, theirs: Json, ours: Json, side: Side) -> Merge:
    """Everything chosen for one side, as often as something is asked."""
    choices: dict[str, Side] = {}
    while waiting := (made := merge(began, theirs, ours, choices)).waiting:
        choices |= {one.address: side for one in waiting}
    return made


@settings(max_examples=25)
@given(st.sampled_from(CODES), SEEDS)
def test_one_side_alone_is_taken_as_it_is(code: str, seed: int) -> None:
    began = definition(code)
    one = changed(began, seed)
    assert canonical(put_together(take_apart(one))) == canonical(one)
    for made in (merge(began, one, began, {}), merge(began, began, one, {}), merge(began, one, one, {})):
        assert canonical(made.definition) == canonical(one)
        assert not made.waiting
    assert merge(began, one, began, {}).overridden == 0


@pytest.mark.parametrize("side", list(Side))
def test_seven_hundred_questions_are_merged_at_once(side: Side) -> None:
    began = form(*(page(f"p{n}", *(question(f"f{n}_{m}") for m in range(50))) for n in range(14)))
    theirs, ours = json.loads(json.dumps(began)), json.loads(json.dumps(began))
    for n, whole in enumerate((theirs, ours)):
        for one in whole["form"]["pages"]:
            for field in one["fields"]:
                field["label"]["ja"] += "県市"[n]
    asked = merge(began, theirs, ours, {})
    assert len(asked.waiting) == asked.overridden == 700
    made = merge(began, theirs, ours, {one.address: side for one in asked.waiting})
    assert canonical(made.definition) == canonical(theirs if side is Side.THEIRS else ours)
