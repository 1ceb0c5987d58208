"""JSON Schema (2020-12) of the answers to a form, for the OpenAPI description of an application."""

from collections.abc import Iterable, Mapping
from typing import Any

from madoguchi.line.forms.core.fields import ACCOUNT_KINDS, UNANSWERED, Field, Form, Kind, declared_texts
from madoguchi.line.forms.core.part_checks import (
    DEGREES,
    LONGEST_ADDRESS,
    LONGEST_BUILDING,
    LONGEST_HOLDER,
    LONGEST_PLACE,
    LONGEST_RELATION,
)
from madoguchi.office.rules.language import BOTH, Binary, Expression, print_expression

Schema = dict[str, Any]  # JSON Schema is open-ended by nature

_TEXT: Schema = {"type": "string", "minLength": 1}
_DAY: Schema = {"type": "string", "format": "date"}
_SIMPLE: Mapping[Kind, Schema] = {
    Kind.PHONE: {"type": "string", "pattern": "^0[0-9-]{9,14}$"},
    Kind.EMAIL: {"type": "string", "format": "email", "maxLength": 254},
    Kind.BIRTH_DATE: {"type": "string", "format": "date"},
    Kind.DATE: {"type": "string", "format": "date"},
    Kind.YEAR_MONTH: {"type": "string", "pattern": "^[0-9]{4}-(0[1-9]|1[0-2])$"},
    Kind.CORPORATE_NUMBER: {"type": "string", "pattern": "^[1-9][0-9]{12}$"},
    Kind.LOCATION: {
        "type": "object",
        "additionalProperties": False,
        "required": ["text"],
        "properties": {
            "text": {**_TEXT, "maxLength": LONGEST_PLACE},
            "latitude": {"type": "string", "pattern": f"^{DEGREES}$"},
            "longitude": {"type": "string", "pattern": f"^{DEGREES}$"},
        },
        "dependentRequired": {"latitude": ["longitude"], "longitude": ["latitude"]},
    },
    Kind.YESNO: {"type": "string", "enum": ["yes", "no"]},
    Kind.CONSENT: {"type": "boolean"},
    Kind.ADDRESS: {
        "type": "object",
        "additionalProperties": False,
        "required": ["postal_code", "text"],
        "properties": {
            "postal_code": {"type": "string", "pattern": "^[0-9]{7}$"},
            "text": {**_TEXT, "maxLength": LONGEST_ADDRESS},
            "building": {"type": "string", "maxLength": LONGEST_BUILDING},
        },
    },
    Kind.BANK_ACCOUNT: {
        "type": "object",
        "additionalProperties": False,
        "required": ["bank_code", "branch_code", "kind", "number", "holder"],
        "properties": {
            "bank_code": {"type": "string", "pattern": "^[0-9]{4}$"},
            "branch_code": {"type": "string", "pattern": "^[0-9]{3}$"},
            "kind": {"type": "string", "enum": [option.value for option in ACCOUNT_KINDS]},
            "number": {"type": "string", "pattern": "^[0-9]{7}$"},
            "holder": {**_TEXT, "maxLength": LONGEST_HOLDER},
        },
    },
}


def answers_schema(form: Form) -> Schema:
    """Return the schema of a whole set of answers.

    A question that only sometimes applies is not in ``required``; ``x-show-when`` tells when it applies, as
    an expression of the rules' language, and
    ``x-required-when-shown`` whether it is needed then. The checks of the engine say more (dates, katakana).
    """
    asked = [(field, _together(page.show_when, field.show_when)) for page in form.pages for field in page.fields]
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **_object(asked)}


def _together(outer: Expression | None, inner: Expression | None) -> Expression | None:
    return Binary(BOTH, outer, inner) if outer is not None and inner is not None else outer or inner


def _object(fields: Iterable[tuple[Field, Expression | None]]) -> Schema:
    asked = [(field, condition) for field, condition in fields if field.kind not in UNANSWERED]
    return {
        "type": "object",
        "additionalProperties": False,
        "required": [field.id for field, condition in asked if _is_needed(field) and condition is None],
        "properties": {field.id: _field(field, condition) for field, condition in asked},
    }


def _is_needed(field: Field) -> bool:
    return field.required or (field.kind is Kind.GROUP and field.least > 0)


def _field(field: Field, condition: Expression | None) -> Schema:
    schema: Schema = {
        "title": field.label.ja,
        "x-title-en": field.label.en,
        "x-kind": field.kind.value,
        **_value(field),
    }
    if field.help is not None:
        schema["description"] = field.help.ja
    if field.checks:
        schema["x-checks"] = [
            {"rule": print_expression(check.rule), "message": check.message.ja} for check in field.checks
        ]
    if condition is not None:
        schema["x-show-when"] = print_expression(condition)
        schema["x-required-when-shown"] = _is_needed(field)
    return schema


def _value(field: Field) -> Schema:
    match field.kind:
        case Kind.NAME | Kind.KANA | Kind.TEXT | Kind.LONG_TEXT:
            return {**_TEXT, "maxLength": 2 * field.max_length}  # the schema counts variation selectors, people do not
        case Kind.NUMBER | Kind.YEN:
            return {"type": "integer", "minimum": field.least, "maximum": field.most}
        case Kind.CHOICE:
            return _options(field)
        case Kind.CHOICES:
            return {**_array(field, _options(field)), "uniqueItems": True}
        case Kind.FILE:
            return _array(field, {"type": "string", "format": "uuid"})
        case Kind.GROUP:
            return _array(field, _object((one, one.show_when) for one in field.fields))
        case Kind.PERIOD:
            return _parts({"from": _DAY, "to": _DAY}, needed=("from",) if field.open_end else ("from", "to"))
        case Kind.RELATIONSHIP:
            written = {"type": "string", "maxLength": LONGEST_RELATION}
            return _parts({"relation": _options(field), "text": written}, needed=("relation",))
        case Kind.MATRIX:
            rows = {row.value: {"title": row.label.ja, **_options(field)} for row in field.rows}
            return _parts(rows, needed=tuple(rows) if field.required else ())
        case Kind.DECLARATION:
            return {"type": "string", "enum": list(dict.fromkeys(declared_texts(field).values()))}
        case Kind.CONSENT if field.required:
            return {"const": True}
        case _:
            return _SIMPLE[field.kind]


def _parts(properties: Schema, *, needed: Iterable[str]) -> Schema:
    return {"type": "object", "additionalProperties": False, "required": list(needed), "properties": properties}


def _options(field: Field) -> Schema:
    return {
        "type": "string",
        "enum": [option.value for option in field.options],
        "x-labels": {option.value: option.label.ja for option in field.options},
    }


def _array(field: Field, items: Schema) -> Schema:
    return {"type": "array", "minItems": field.least, "maxItems": field.most, "items": items}
