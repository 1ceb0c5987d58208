"""Answers that were not typed into the form but taken from elsewhere: a card, or what the applicant answered before.

Where an answer came from is known as long as it stands as it was taken: whoever changes it has typed it.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any, Final

from madoguchi.line.forms.core import person_names
from madoguchi.line.forms.core.fields import DATES, NUMBERS, Answers, Field, Form, Json, Kind

Taken = Mapping[str, Mapping[str, Any]]  # Any: JSON; by path: {"from": source, "value": the answer as taken}
CARRIED: Final = "carried"
"""The source of what the applicant answered before the form. The office is not told: they answered it themselves."""
_MOST_CARRIED: Final = 50


def card_answers(form: Form, card: Mapping[str, str], answers: Answers) -> dict[str, Json]:
    """Return what a form would hold of a card: by field id, only what the form asks and the card says.

    Args:
        form: the form.
        card: ``name``, ``birth_date`` (ISO 8601), ``address`` (one line), ``sex`` (``male``, ``female``); may be empty.
        answers: those so far. A card has no postal code: the one that was typed stays.
    """
    who, found = form.applicant, dict[str, Json]()
    for field_id, said in ((who.name, card["name"]), (who.birth_date, card["birth_date"])):
        if field_id and said:
            found[field_id] = _as_boxes(said) if form.field(field_id).has_two_names else said
    if who.address and card["address"]:
        before = answers.get(who.address)
        code = before.get("postal_code", "") if isinstance(before, Mapping) else ""
        found[who.address] = {"postal_code": code, "text": card["address"], "building": ""}
    if who.sex and card["sex"] in {one.value for one in form.field(who.sex).options}:
        found[who.sex] = card["sex"]
    return found


def _as_boxes(name: str) -> str:
    """A name as two boxes give it back, so that it is known again where nobody changed it."""
    return person_names.joined(*person_names.split(name))


def asks_of_card(form: Form, page_id: str) -> bool:
    """Whether a page asks something that a card can say."""
    who = form.applicant
    wanted = {who.name, who.birth_date, who.address, who.sex} - {None}
    return any(field.id in wanted for field in form.page(page_id).fields)


def origins(form: Form, answers: Answers, taken: Taken) -> dict[str, str]:
    """Return where answers come from: by path, those that still stand as they were taken."""
    return {path: source for path, source in _standing(form, answers, taken) if source != CARRIED}


def carried(form: Form, answers: Answers, taken: Taken) -> tuple[str, ...]:
    """Return the paths of answers that were carried over from questions before the form, and still stand so."""
    return tuple(path for path, source in _standing(form, answers, taken) if source == CARRIED)


def carried_answers(form: Form, given: Mapping[str, object]) -> dict[str, Json]:
    """Return what a form would hold of inputs of its rules that somebody has answered: by field id.

    Args:
        form: its fields say which input of the rules they ask for.
        given: ``whole``, by input; ``groups``, by group a list of inputs by member. Whatever does not fit is left out.
    """
    whole, groups = given.get("whole"), given.get("groups")
    found = _answers_of([one for one in form.fields() if one.kind is not Kind.GROUP], whole)
    for group in form.fields():
        members = groups.get(group.rules_input) if isinstance(groups, Mapping) and group.rules_input else None
        if group.kind is Kind.GROUP and isinstance(members, list):
            most = min(group.most or _MOST_CARRIED, _MOST_CARRIED)
            items = [_answers_of(group.fields, member) for member in members[:most]]
            if items and any(items):
                found[group.id] = items
    return found


def taken_from(source: str, values: Mapping[str, Json]) -> dict[str, dict[str, Json]]:
    """Return what is noted of answers taken from a source: by path, those of a group item by item."""
    noted: dict[str, dict[str, Json]] = {}
    for name, value in values.items():
        if isinstance(value, list) and all(isinstance(item, Mapping) for item in value):
            for number, item in enumerate(value):
                for part, inner in item.items() if isinstance(item, Mapping) else ():
                    noted[f"{name}/{number}/{part}"] = {"from": source, "value": inner}
        else:
            noted[name] = {"from": source, "value": value}
    return noted


def _answers_of(fields: Iterable[Field], given: object) -> dict[str, Json]:
    if not isinstance(given, Mapping):
        return {}
    said = {one.id: _answer(one, given.get(one.rules_input)) for one in fields if one.rules_input}
    return {name: answer for name, answer in said.items() if answer is not None}


def _answer(field: Field, value: object) -> Json:
    """A value of the rules as this field holds it; None where it is none."""
    if isinstance(value, bool):
        return ("yes" if value else "no") if field.kind is Kind.YESNO else None
    if isinstance(value, int):
        return value if field.kind in NUMBERS and field.least <= value <= (field.most or value) else None
    if not isinstance(value, str):
        return None
    if field.kind in DATES:
        try:
            return date.fromisoformat(value).isoformat()
        except ValueError:
            return None
    return value if field.kind is Kind.CHOICE and value in {one.value for one in field.options} else None


def _standing(form: Form, answers: Answers, taken: Taken) -> Iterator[tuple[str, str]]:
    for path, one in taken.items():
        try:
            field = form.field(path)
        except KeyError:
            continue
        answer = _at(answers, path)
        if answer is not None and _same(field.kind, answer, one["value"]):
            yield path, str(one["from"])


def _at(answers: Answers, path: str) -> Json:
    """The answer at ``birth_date`` or ``children/0/birth_date``; None where there is none."""
    name, *inner = path.split("/")
    at = answers.get(name)
    for part in inner:
        if isinstance(at, list):
            at = at[int(part)] if part.isdecimal() and int(part) < len(at) else None
        elif isinstance(at, Mapping):
            at = at.get(part)
        else:
            return None
    return at


def _same(kind: Kind, answer: Json, value: Json) -> bool:
    if kind is not Kind.ADDRESS:
        return answer == value
    if not isinstance(answer, Mapping) or not isinstance(value, Mapping):
        return False
    parts = ("text", "building")  # the postal code is typed
    return all(answer.get(part, "") == value.get(part, "") for part in parts)
