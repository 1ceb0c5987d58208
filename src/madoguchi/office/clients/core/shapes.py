"""One description, two uses: frozen dataclasses become JSON, and their annotations become JSON Schema (2020-12)."""

import types
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import MISSING, fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints
from uuid import UUID

from madoguchi.ground.kernel.errors import Message

Json = Any  # JSON is open-ended by nature
Schema = dict[str, Any]

_SIMPLE: Mapping[type, Schema] = {
    str: {"type": "string"},
    bool: {"type": "boolean"},
    int: {"type": "integer"},
    UUID: {"type": "string", "format": "uuid"},
    datetime: {"type": "string", "format": "date-time"},
    date: {"type": "string", "format": "date"},
}
_WORDS: Schema = {
    "type": "object",
    "description": "One sentence in both languages.",
    "required": ["ja", "en"],
    "properties": {"ja": {"type": "string"}, "en": {"type": "string"}},
}


def schema(shape: Any, named: dict[str, Schema]) -> Schema:  # Any: a type expression
    """Return the JSON Schema of a type; dataclasses go into ``named`` and are pointed to.

    Known: dataclasses, ``str bool int UUID datetime date``, enumerations of texts, :class:`Message`, ``X | None``,
    ``tuple[X, ...]``, ``dict[str, Any]``. ``Annotated[X, "words", {"maxLength": 3}]`` adds a description and keywords.

    Raises:
        TypeError: a type that has no schema here.
    """
    origin = get_origin(shape)
    if origin is Annotated:
        inner, *notes = get_args(shape)
        found = dict(schema(inner, named))
        for note in notes:
            found |= {"description": note} if isinstance(note, str) else note
        return found
    if origin in (Union, types.UnionType):
        options = [one for one in get_args(shape) if one is not type(None)]
        return {"anyOf": [*(schema(one, named) for one in options), {"type": "null"}]}
    if origin is tuple:
        return {"type": "array", "items": schema(get_args(shape)[0], named)}
    if origin is dict:
        return {"type": "object"}
    if shape is Message:
        named["Words"] = deepcopy(_WORDS)
        return {"$ref": "#/components/schemas/Words"}
    if shape in _SIMPLE:
        return dict(_SIMPLE[shape])
    if isinstance(shape, type) and issubclass(shape, Enum):
        return {"type": "string", "enum": [one.value for one in shape]}
    if isinstance(shape, type) and is_dataclass(shape):
        if shape.__name__ not in named:
            named[shape.__name__] = {}  # a shape may hold itself
            named[shape.__name__] = _object(shape, named)
        return {"$ref": f"#/components/schemas/{shape.__name__}"}
    raise TypeError(f"{shape} has no schema")


def _object(shape: Any, named: dict[str, Schema]) -> Schema:
    hints = get_type_hints(shape, include_extras=True)
    said = (shape.__doc__ or "").split("\n", 1)[0]
    known = fields(shape)
    needed = [one.name for one in known if one.default is MISSING]
    return {
        "type": "object",
        "description": said,
        **({"required": needed} if needed else {}),
        "properties": {one.name: schema(hints[one.name], named) for one in known},
    }


def plain(value: Any) -> Json:
    """Return a value of such a type as JSON."""
    if isinstance(value, Message):
        return {"ja": value.ja, "en": value.en}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, datetime | date):
        return value.isoformat()
    if is_dataclass(value):
        return {one.name: plain(getattr(value, one.name)) for one in fields(value)}
    if isinstance(value, tuple):
        return [plain(one) for one in value]
    return value
