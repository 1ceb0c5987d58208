"""Answers that were not typed but taken from elsewhere, such as the applicant's card; the person confirms each.

Where an answer came from is known as long as it stands as it was taken: whoever changes it has typed it.
"""

from collections.abc import Mapping
from typing import Any

from madoguchi.line.forms.core.fields import Answers, Form, Json, Kind

Taken = Mapping[str, Mapping[str, Any]]  # Any: JSON; by field id: {"from": source, "value": the answer as taken}


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
            found[field_id] = said
    if who.address and card["address"]:
        before = answers.get(who.address)
        code = before.get("postal_code", "") if isinstance(before, Mapping) else ""
        found[who.address] = {"postal_code": code, "text": card["address"], "building": ""}
    if who.sex and card["sex"] in {one.value for one in form.field(who.sex).options}:
        found[who.sex] = card["sex"]
    return found


def asks_of_card(form: Form, page_id: str) -> bool:
    """Whether a page asks something that a card can say."""
    who = form.applicant
    wanted = {who.name, who.birth_date, who.address, who.sex} - {None}
    return any(field.id in wanted for field in form.page(page_id).fields)


def origins(form: Form, answers: Answers, taken: Taken) -> dict[str, str]:
    """Return where answers come from: by field id, those that still stand as they were taken."""
    return {
        field_id: str(one["from"])
        for field_id, one in taken.items()
        if field_id in answers and _same(form.field(field_id).kind, answers[field_id], one["value"])
    }


def _same(kind: Kind, answer: Json, value: Json) -> bool:
    if kind is not Kind.ADDRESS:
        return answer == value
    if not isinstance(answer, Mapping) or not isinstance(value, Mapping):
        return False
    parts = ("text", "building")  # the postal code is typed
    return all(answer.get(part, "") == value.get(part, "") for part in parts)
