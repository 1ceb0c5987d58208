"""Random definitions of forms, always valid, with every kind of field and conditions of every shape.

They are made from a seed, not drawn piece by piece: a hundred times faster, at the price of poorer shrinking.
"""

from datetime import date
from random import Random
from typing import Any

from hypothesis import strategies as st

from madoguchi.line.forms.core.definition import DefinitionRefused, parse_form
from madoguchi.line.forms.core.fields import Form, Kind
from tests.support.answers import valid_answers

TODAY = date(2026, 4, 15)
SEEDS = st.integers(0, 2**40)
PLAIN = tuple(kind.value for kind in Kind if kind is not Kind.GROUP)
DECIDING = ("yesno", "choice", "choices", "consent")


def label(text: str) -> dict[str, str]:
    return {"ja": text, "en": f"{text} (en)"}


def condition(random: Random, asked: list[dict[str, Any]], depth: int = 0) -> dict[str, Any]:
    """Return a condition over some of the deciding fields ``asked``."""
    if depth < 2 and random.random() < 0.25:
        parts = [condition(random, asked, depth + 1) for _ in range(random.randint(1, 3))]
        return {random.choice(("all", "any")): parts}
    field = random.choice(asked)
    if field["type"] == "consent":
        return {"field": field["id"], "is": True}
    values = ["yes", "no"] if field["type"] == "yesno" else [one["value"] for one in field["options"]]
    if random.random() < 0.5:
        return {"field": field["id"], "in": random.sample(values, random.randint(1, len(values)))}
    return {"field": field["id"], "is": random.choice(values)}


def definition(random: Random) -> dict[str, Any]:
    """Return the JSON of a form; conditions that happen to be impossible are taken out."""
    asked: list[dict[str, Any]] = [{"id": "name", "type": "name", "label": label("氏名"), "required": True}]
    pages: list[dict[str, Any]] = [{"id": "p0", "title": label("はじめ"), "fields": [asked[0]]}]
    for n in range(1, random.randint(2, 4)):
        page: dict[str, Any] = {"id": f"p{n}", "title": label(f"ページ{n}"), "fields": []}
        _maybe_condition(page, random, asked, 0.3)
        for _ in range(random.randint(1, 6)):
            field = _field(random, f"f{len(asked)}", (*PLAIN, "group", "group"), asked)
            page["fields"].append(field)
            asked.append(field)
        pages.append(page)
    made = {"pages": pages, "applicant": {"name": "name"}}
    while True:
        try:
            parse_form(made)
        except DefinitionRefused as refused:
            if not all(problem.path.endswith("/show_when") for problem in refused.problems):
                raise
            for problem in refused.problems:
                _drop(made, problem.path)
        else:
            return made


def _field(random: Random, name: str, kinds: tuple[str, ...], asked: list[dict[str, Any]]) -> dict[str, Any]:
    kind = random.choice(kinds)
    field: dict[str, Any] = {"id": name, "type": kind, "label": label(f"質問{name}")}
    if kind == "calculation":
        numbers = [one["id"] for one in asked if one["type"] == "number"]
        field |= {"result": "number", "calculation": " + ".join(numbers) or "1"}
    if kind not in {"guidance", "group", "calculation", "heading"}:
        field["required"] = random.random() < 0.5
    if kind in {"choice", "choices", "matrix"}:
        field["options"] = [{"value": value, "label": label(value)} for value in ("a", "b", "c")]
    if kind in {"number", "choices"}:
        field["max"] = random.randint(1, 3)
    if kind in {"text", "name", "long_text"}:
        field["max_length"] = random.randint(1, 40)
    if kind == "name" and random.random() < 0.3:
        field |= {"parts": "family_given", "max_length": 20}
    if kind == "matrix":
        field["rows"] = [{"value": value, "label": label(value)} for value in ("r", "s")]
    if kind == "period":
        field |= random.choice([{}, {"open_end": True}, {"earliest": "today"}])
    if kind == "year_month":
        field |= random.choice([{}, {"earliest": "2024-10", "latest": "today"}])
    if kind == "relationship" and random.random() < 0.5:
        field["relations"] = ["child", "spouse"]
    if kind == "date":
        field |= random.choice(
            [{}, {"earliest": "today"}, {"latest": "2026-04-01"}, {"earliest": "2024-10-01", "latest": "today"}]
        )
    if kind in {"guidance", "declaration"}:
        field["text"] = label("読んでください。")
    if kind == "group":
        least = random.randint(0, 2)
        field |= {"item_label": label("お子さま"), "min": least, "max": random.randint(max(least, 1), 4), "fields": []}
        for n in range(random.randint(1, 5)):
            field["fields"].append(_field(random, f"g{n}", PLAIN, asked + field["fields"]))
    _maybe_condition(field, random, asked, 0.4)
    return field


def _maybe_condition(holder: dict[str, Any], random: Random, asked: list[dict[str, Any]], chance: float) -> None:
    deciding = [one for one in asked if one["type"] in DECIDING]
    numbers = [one["id"] for one in asked if one["type"] == "number"]
    if numbers and random.random() < chance / 4:
        holder["show_when"] = f"{random.choice(numbers)} <= {random.randint(0, 3)}"
    elif deciding and random.random() < chance:
        holder["show_when"] = condition(random, deciding)


def _drop(made: Any, path: str) -> None:
    *way, last = path.split("/")[1:]
    for step in way:
        made = made[int(step) if step.isdecimal() else step]
    del made[last]


def definitions() -> st.SearchStrategy[dict[str, Any]]:
    return SEEDS.map(lambda seed: definition(Random(seed)))


def forms() -> st.SearchStrategy[Form]:
    return definitions().map(parse_form)


def filled_forms() -> st.SearchStrategy[tuple[Form, dict[str, Any]]]:
    """Forms with valid answers to them."""

    def filled(seed: int) -> tuple[Form, dict[str, Any]]:
        random = Random(seed)
        form = parse_form(definition(random))
        return form, valid_answers(form, random, today=TODAY)

    return SEEDS.map(filled)


TEXT = st.text(st.characters(exclude_categories=()), max_size=20)  # lone surrogates too
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner, max_size=4),
    max_leaves=12,
)
