"""JSON Schema (2020-12) of a procedure's definition, for whoever writes one with a tool of their own.

It is made from the tables that the reader uses: which keys a kind of field has, which it needs, how much there may be
of anything. It says what stands where; what the parts of a definition have to do with each other (names asked before
they are read, a least above a most, conditions that can come true) only ``parse_definition`` says, and that a whole
number is not written ``1.0``. It refuses nothing that the reader accepts.

Run as a program it writes the published file, ``static/forms/definition.schema.json``.
"""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from madoguchi.line.forms.core import field_reading as fields
from madoguchi.line.forms.core.definition import APPLICANT_KINDS, FORMAT, MOST_KEYWORDS, MOST_NEEDED, MOST_PAGES, PART
from madoguchi.line.forms.core.expressions import DEEPEST_CONDITION, MOST_PARTS, MOST_VALUES
from madoguchi.line.forms.core.field_standing import DAY, MOST_YEARS
from madoguchi.line.forms.core.fields import TEXTS, Kind, Sensitivity
from madoguchi.line.forms.core.linking import MOST_CHECKS
from madoguchi.line.forms.core.reading import CODE, ID, LANGUAGES, LONGEST_TEXT
from madoguchi.line.forms.core.relations import RELATIONS

Schema = dict[str, Any]  # JSON Schema is open-ended by nature

DIALECT = "https://json-schema.org/draft/2020-12/schema"
_TEXT: Schema = {"$ref": "#/$defs/text"}
_MAYBE_TEXT: Schema = {"anyOf": [_TEXT, {"type": "null"}]}
_RULE: Schema = {"type": "string", "pattern": r"\S"}


def _exact(pattern: str) -> Schema:
    return {"type": "string", "pattern": f"^(?:{pattern})$"}


def _plain(most: int) -> Schema:
    return {"type": "string", "maxLength": most, "pattern": "^[^\\u0000]*$"}


def _whole(least: int, most: int) -> Schema:
    return {"type": "integer", "minimum": least, "maximum": most}


def _list(items: Schema, least: int, most: int) -> Schema:
    return {"type": "array", "minItems": least, "maxItems": most, "items": items}


def _object(properties: Mapping[str, Schema], needed: Iterable[str] = ()) -> Schema:
    return {
        "type": "object",
        "additionalProperties": False,
        "required": list(needed),
        "properties": dict(properties),
    }


def _day(pattern: str) -> Schema:
    return {"anyOf": [{"const": "today"}, _exact(pattern), {"type": "null"}]}


def _options(value: Schema, most: int) -> Schema:
    return _list(_object({"value": value, "label": _TEXT}, ("value", "label")), 1, most)


_KEYS: Mapping[str, Schema] = {
    "id": _exact(ID),
    "label": _TEXT,
    "help": _MAYBE_TEXT,
    "show_when": {"anyOf": [_RULE, {"$ref": "#/$defs/condition1"}]},
    "for_whom": _MAYBE_TEXT,
    "checks": _list(_object({"rule": _RULE, "message": _TEXT}, ("rule", "message")), 0, MOST_CHECKS),
    "core_item": _plain(60),
    "portal_item": _plain(60),
    "rules_input": _plain(60),
    "legal_basis": _plain(200),
    "reason": _MAYBE_TEXT,
    "retention_years": _whole(1, MOST_YEARS),
    "sensitivity": {"enum": list(Sensitivity)},
    "held": _object({"where": _TEXT, "since": {"anyOf": [_exact(DAY), {"type": "null"}]}}, ("where",)),
    "required": {"type": "boolean"},
    "unit": _MAYBE_TEXT,
    "earliest": _day(DAY),
    "latest": _day(DAY),
    "open_end": {"type": "boolean"},
    "parts": {"enum": list(fields.BOXES_OF_NAME)},
    "relations": {**_list({"enum": [one.value for one in RELATIONS]}, 1, len(RELATIONS)), "uniqueItems": True},
    "options": _options(_exact(CODE), fields.MOST_OPTIONS),
    "rows": _options(_exact(ID), fields.MOST_ROWS),
    "text": _MAYBE_TEXT,
    "item_label": _MAYBE_TEXT,
    "calculation": _RULE,
    "result": {"enum": ["yen", "number"]},
}
"""What stands under a key of a field, where nothing else is said of its kind."""
_AMOUNT = fields.MOST_AMOUNT
_OF_KIND: Mapping[Kind, Mapping[str, Schema]] = {
    Kind.NUMBER: {"min": _whole(-_AMOUNT, _AMOUNT), "max": _whole(-_AMOUNT, _AMOUNT)},
    Kind.YEN: {"min": _whole(0, _AMOUNT), "max": _whole(0, _AMOUNT)},
    Kind.CHOICES: {"min": _whole(0, fields.MOST_OPTIONS), "max": _whole(1, fields.MOST_OPTIONS)},
    Kind.FILE: {"min": _whole(0, fields.MOST_FILES), "max": _whole(1, fields.MOST_FILES)},
    Kind.GROUP: {
        "min": _whole(0, fields.MOST_ITEMS),
        "max": _whole(1, fields.MOST_ITEMS),
        "fields": _list({"$ref": "#/$defs/field_in_group"}, 1, fields.MOST_FIELDS),
    },
    Kind.YEAR_MONTH: {"earliest": _day(fields.MONTH), "latest": _day(fields.MONTH)},
    Kind.DECLARATION: {"text": _TEXT},
    Kind.MATRIX: {"options": _options(_exact(CODE), fields.MOST_COLUMNS)},
    **{kind: {"max_length": _whole(1, fields.LONGEST)} for kind in TEXTS},
}


def definition_schema() -> Schema:
    """Return the schema of a whole definition; parts of other rooms are objects of which it knows nothing."""
    return {
        "$schema": DIALECT,
        "title": "Definition of a procedure (手続きの定義)",
        "type": "object",
        "required": ["format", "procedure", "form"],
        "properties": {"format": {"const": FORMAT}, "procedure": _procedure(), "form": _form()},
        "propertyNames": _exact(PART),
        "additionalProperties": {"type": "object"},
        "$defs": {
            "text": _texts(),
            **{f"key_{key}": schema for key, schema in _KEYS.items()},
            "page": _page(),
            "field": _any_of_kinds(list(Kind)),
            "field_in_group": _any_of_kinds([kind for kind in Kind if kind is not Kind.GROUP]),
            **{f"kind_{kind.value}": _field(kind) for kind in Kind},
            **{f"condition{depth}": _condition(depth) for depth in range(1, DEEPEST_CONDITION + 1)},
        },
    }


def _texts() -> Schema:
    written = {"type": "string", "maxLength": LONGEST_TEXT, "pattern": "^[^\\u0000]*[^\\s\\u0000][^\\u0000]*$"}
    stale = _list({"enum": list(LANGUAGES)}, 0, len(LANGUAGES))
    return _object({**dict.fromkeys(LANGUAGES, written), "stale": stale}, ("ja",))


def _procedure() -> Schema:
    return _object(
        {
            "code": _exact(CODE),
            "name": _TEXT,
            "summary": _MAYBE_TEXT,
            "keywords": _list({"type": "string", "minLength": 1, "maxLength": 50}, 0, MOST_KEYWORDS),
            "minutes_to_fill": _whole(1, 240),
            "needed": _list(_TEXT, 0, MOST_NEEDED),
        },
        ("code", "name"),
    )


def _form() -> Schema:
    return _object(
        {
            "pages": _list({"$ref": "#/$defs/page"}, 1, MOST_PAGES),
            "applicant": _object(dict.fromkeys(APPLICANT_KINDS, _exact(ID)), ("name",)),
            "rules": _plain(60),
            "languages": {**_list({"enum": list(LANGUAGES)}, 0, len(LANGUAGES)), "uniqueItems": True},
        },
        ("pages", "applicant"),
    )


def _page() -> Schema:
    return _object(
        {
            "id": _exact(ID),
            "title": _TEXT,
            "intro": _MAYBE_TEXT,
            "show_when": _KEYS["show_when"],
            "for_whom": _MAYBE_TEXT,
            "fields": _list({"$ref": "#/$defs/field"}, 1, fields.MOST_FIELDS),
        },
        ("id", "title", "fields"),
    )


def _any_of_kinds(kinds: list[Kind]) -> Schema:
    """A field: its kind first, so that what is wrong is told of that kind alone."""
    return {
        "type": "object",
        "required": ["type"],
        "properties": {"type": {"enum": [kind.value for kind in kinds]}},
        "allOf": [
            {
                "if": {"properties": {"type": {"const": kind.value}}},
                "then": {"$ref": f"#/$defs/kind_{kind.value}"},
            }
            for kind in kinds
        ],
    }


def _field(kind: Kind) -> Schema:
    own = {"type": {"const": kind.value}, **_OF_KIND.get(kind, {})}
    keys = sorted(fields.keys_of(kind))
    shared = {key: {"$ref": f"#/$defs/key_{key}"} for key in keys if key in _KEYS}
    return _object({**shared, **own}, fields.needed_of(kind))


def _condition(depth: int) -> Schema:
    """The older shape of conditions, ``depth`` levels down from the outermost."""
    value = {"type": "string", "minLength": 1}
    asked = {"field": _exact(ID)}
    shapes = [
        _object({**asked, "is": {"anyOf": [value, {"const": True}]}}, ("field", "is")),
        _object({**asked, "in": _list(value, 1, MOST_VALUES)}, ("field", "in")),
    ]
    if depth < DEEPEST_CONDITION:
        inner = _list({"$ref": f"#/$defs/condition{depth + 1}"}, 1, MOST_PARTS)
        shapes += [_object({key: inner}, (key,)) for key in ("all", "any")]
    return {"anyOf": shapes}


def written() -> str:
    """Return the text of the published file: one line for each part, so that a change can be read."""
    schema = definition_schema()
    parts = ",\n".join(f"{_line(name)}: {_line(part)}" for name, part in schema.pop("$defs").items())
    head = ",\n".join(f"{_line(name)}: {_line(part)}" for name, part in schema.items())
    return f'{{\n{head},\n"$defs": {{\n{parts}\n}}\n}}\n'


def _line(data: object) -> str:
    return json.dumps(data, ensure_ascii=False)


if __name__ == "__main__":
    print(written(), end="")  # noqa: T201  a program that writes
