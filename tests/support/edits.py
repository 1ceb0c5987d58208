"""Random edits of a procedure's definition, of every kind a person makes in the builder; each can be published."""

from __future__ import annotations

import json
from collections.abc import Callable
from random import Random
from typing import Any

from madoguchi.line.forms import public as forms

Definition = dict[str, Any]  # Any: JSON


def edited(definition: Definition, random: Random) -> Definition:
    """Return a definition that differs in one to four places and can be published."""
    while True:
        made: Definition = json.loads(json.dumps(definition))
        for edit in random.choices(EDITS, k=random.randint(1, 4)):
            edit(made, random)
        try:
            forms.parse_definition(made)
        except forms.DefinitionRefused:
            continue
        if made != definition:
            return made


def _page(made: Definition, random: Random) -> dict[str, Any]:
    page: dict[str, Any] = random.choice(made["form"]["pages"])
    return page


def _field(made: Definition, random: Random) -> dict[str, Any]:
    field: dict[str, Any] = random.choice(_page(made, random)["fields"])
    return field


def _words(random: Random) -> dict[str, str]:
    word = "".join(random.choices("あいうえお山川氏名住所", k=6))
    return {"ja": word, "en": f"Question {random.randint(1, 999)}", "easy": f"{word} です"}


def relabel(made: Definition, random: Random) -> None:
    _field(made, random)["label"] = _words(random)


def explain(made: Definition, random: Random) -> None:
    _field(made, random)["help"] = _words(random)


def require(made: Definition, random: Random) -> None:
    field = _field(made, random)
    field["required"] = not field.get("required", False)


def shorten(made: Definition, random: Random) -> None:
    field = _field(made, random)
    if field["type"] in ("name", "kana", "text", "long_text"):
        field["max_length"] = random.randint(1, 40)


def add(made: Definition, random: Random) -> None:
    fields = _page(made, random)["fields"]
    kind = random.choice(["text", "number", "yen", "yesno", "date", "phone", "choice"])
    field = {"id": f"new_{random.randint(0, 10**6)}", "type": kind, "label": _words(random), "required": True}
    if kind == "choice":
        field["options"] = [{"value": value, "label": _words(random)} for value in ("a", "b")]
    if kind == "number":
        field["unit"] = _words(random)
    fields.insert(random.randint(0, len(fields)), field)


def remove(made: Definition, random: Random) -> None:
    page = _page(made, random)
    if len(page["fields"]) > 1:
        page["fields"].pop(random.randrange(len(page["fields"])))


def move(made: Definition, random: Random) -> None:
    field = _page(made, random)["fields"]
    field.append(field.pop(random.randrange(len(field))))


def turn_pages(made: Definition, random: Random) -> None:
    pages = made["form"]["pages"]
    pages.append(pages.pop(random.randrange(len(pages))))


def retitle(made: Definition, random: Random) -> None:
    _page(made, random)["title"] = _words(random)


def offer(made: Definition, random: Random) -> None:
    field = _field(made, random)
    if "options" in field:
        field["options"].append({"value": f"v{random.randint(0, 10**6)}", "label": _words(random)})
        field["options"][0]["label"] = _words(random)


def rename(made: Definition, random: Random) -> None:
    made["procedure"]["name"] = _words(random)


def hurry(made: Definition, random: Random) -> None:
    made["review"]["period_days"] = random.randint(1, 60)


def check_else(made: Definition, random: Random) -> None:
    made["review"]["checks"][0]["label"] = _words(random)
    made["review"]["correction_reasons"][0]["label"] = _words(random)


def keep(made: Definition, random: Random) -> None:
    made["retention"]["years"] = random.randint(1, 30)


EDITS: list[Callable[[Definition, Random], None]] = [
    relabel, explain, require, shorten, add, remove, move, turn_pages, retitle, offer, rename, hurry, check_else, keep,
]  # fmt: skip
