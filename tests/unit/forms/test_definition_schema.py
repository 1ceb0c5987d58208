"""The published JSON Schema and the reader say the same of how a definition is built."""

import json
from copy import deepcopy
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from jsonschema_rs import Draft202012Validator, meta

from madoguchi.line.forms.core import definition_schema as schemas
from madoguchi.line.forms.core.definition import DefinitionRefused, parse_definition
from madoguchi.line.forms.core.field_reading import keys_of, needed_of
from madoguchi.line.forms.core.fields import Kind
from tests.support.forms import SEEDS, definition, label

PUBLISHED = Path("src/madoguchi/line/forms/static/forms/definition.schema.json")
SCHEMA = Draft202012Validator(schemas.definition_schema())
NAME = {"id": "name", "type": "name", "label": label("氏名")}
NEEDED: dict[str, Any] = {
    "options": [{"value": "a", "label": label("a")}],
    "rows": [{"value": "r", "label": label("r")}],
    "text": label("文"),
    "calculation": "1 + 1",
    "result": "number",
    "item_label": label("お子さま"),
    "fields": [{"id": "inside", "type": "text", "label": label("中")}],
}
STANDING: dict[str, Any] = {
    "retention_years": 3,
    "sensitivity": "special",
    "portal_item": "shimei",
    "core_item": "shimei",
    "legal_basis": "児童手当法第7条",
    "held": {"where": label("住民基本台帳"), "since": "2026-04-01"},
}
ODD: tuple[Any, ...] = (None, True, 0, -1, 10**15, "", " ", "x", "2026-13-01", [], [[0]], {}, {"ja": "x"}, {"x": 1})


def whole(form: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"format": 1, "procedure": {"code": "try", "name": label("手続き")}, "form": form, **more}


def one_page(*fields: Any) -> dict[str, Any]:
    page = {"id": "p", "title": label("p"), "fields": [NAME, *fields]}
    return whole({"pages": [page], "applicant": {"name": "name"}})


def field(kind: Kind, **more: Any) -> dict[str, Any]:
    needed = {key: NEEDED[key] for key in needed_of(kind) if key in NEEDED}
    return {"id": "f", "type": kind.value, "label": label("質問"), **deepcopy(needed), **more}


def is_read(data: object) -> bool:
    try:
        parse_definition(data)
    except DefinitionRefused:
        return False
    return True


def test_the_published_file_is_what_the_code_says() -> None:
    meta.validate(schemas.definition_schema())
    assert PUBLISHED.read_text() == schemas.written()
    assert json.loads(PUBLISHED.read_text()) == schemas.definition_schema()


@pytest.mark.parametrize(
    "path", sorted(Path("demo/madoguchi_demo/procedures").glob("*.json")), ids=lambda one: one.stem
)
def test_procedures_of_the_demo_keep_to_it(path: Path) -> None:
    assert list(SCHEMA.iter_errors(json.loads(path.read_text()))) == []


@pytest.mark.parametrize("kind", list(Kind))
def test_every_kind_with_all_that_a_field_says_of_itself_is_read_and_valid(kind: Kind) -> None:
    data = one_page(field(kind, **STANDING))
    read = parse_definition(data).form.field("f")
    assert list(SCHEMA.iter_errors(data)) == []
    assert (read.retention_years, read.sensitivity, read.portal_item) == (3, "special", "shimei")
    assert read.held is not None
    assert read.held.where.ja == "住民基本台帳"


@pytest.mark.parametrize("kind", list(Kind))
def test_what_is_wrong_with_a_field_by_itself_is_refused_by_both(kind: Kind) -> None:
    wrong: list[dict[str, Any]] = [field(kind, colour="red")]
    for key in keys_of(kind):
        wrong.append(field(kind, **{key: [[0]]}))
        wrong.append(field(kind, **{key: {"colour": "red"}}))
        if key in needed_of(kind):
            wrong.append({name: value for name, value in field(kind).items() if name != key})
    for one in wrong:
        assert not is_read(one_page(one)), one
        assert not SCHEMA.is_valid(one_page(one)), one


@pytest.mark.parametrize(
    "data",
    [
        [],
        {},
        {**one_page(), "format": 2},
        {**one_page(), "Extra": {}},
        {**one_page(), "review": []},
        whole({"pages": [], "applicant": {"name": "name"}}),
        {**one_page(), "procedure": {"code": "Try", "name": label("x")}},
        {**one_page(), "procedure": {"code": "try", "name": label("x"), "minutes_to_fill": 0}},
        {**one_page(), "procedure": {"code": "try", "name": label("x"), "keywords": [""]}},
        one_page(field(Kind.TEXT, id="F")),
        one_page(field(Kind.TEXT, label={"ja": " "})),
        one_page(field(Kind.TEXT, label={"en": "x"})),
        one_page(field(Kind.TEXT, label={"ja": "x" * 4001})),
        one_page(field(Kind.TEXT, max_length=0)),
        one_page(field(Kind.NUMBER, min=True)),
        one_page(field(Kind.YEN, min=-1)),
        one_page(field(Kind.FILE, max=21)),
        one_page(field(Kind.DATE, earliest="2026-4-1")),
        one_page(field(Kind.YEAR_MONTH, earliest="2026-04-01")),
        one_page(field(Kind.MATRIX, rows=[{"value": "a-b", "label": label("x")}])),
        one_page(field(Kind.MATRIX, options=[{"value": f"v{n}", "label": label("x")} for n in range(11)])),
        one_page(field(Kind.RELATIONSHIP, relations=["child", "child"])),
        one_page(field(Kind.RELATIONSHIP, relations=["nephew"])),
        one_page(field(Kind.NAME, parts="three")),
        one_page(field(Kind.DECLARATION, text=None)),
        one_page(field(Kind.TEXT, retention_years=0)),
        one_page(field(Kind.TEXT, held={"since": "2026-04-01"})),
        one_page(field(Kind.TEXT, show_when={"all": []})),
        one_page(field(Kind.TEXT, show_when={"field": "name", "is": "x", "in": ["x"]})),
        one_page(field(Kind.GROUP, fields=[field(Kind.GROUP)])),
    ],
)  # fmt: skip
def test_a_definition_that_is_built_wrongly_is_refused_by_both(data: object) -> None:
    assert not is_read(data)
    assert not SCHEMA.is_valid(data)


def _change(random: Random, data: Any) -> None:
    """Put something odd somewhere in a definition."""
    places: list[tuple[Any, Any]] = []

    def walk(at: Any) -> None:
        for key in list(at) if isinstance(at, dict) else range(len(at)) if isinstance(at, list) else ():
            places.append((at, key))
            walk(at[key])

    walk(data)
    holder, key = random.choice(places)
    if isinstance(holder, dict) and random.random() < 0.3:
        del holder[key]
    else:
        holder[key] = random.choice(ODD)


@settings(max_examples=150, deadline=None)
@given(SEEDS)
def test_whatever_the_reader_accepts_is_valid(seed: int) -> None:
    random = Random(seed)
    data = whole(definition(random))
    assert SCHEMA.is_valid(data)
    _change(random, data)
    assert SCHEMA.is_valid(data) or not is_read(data)
