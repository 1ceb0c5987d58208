"""An operation of the API as data: its address, the check of a request and the document are made from it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from madoguchi.ground.kernel.errors import Message, Refused
from madoguchi.office.clients.core.scopes import Scope
from madoguchi.office.clients.core.shapes import Schema

_PLACE = re.compile(r"<(?P<kind>\w+):(?P<name>\w+)>")
_KINDS: Mapping[str, Schema] = {
    "uuid": {"type": "string", "format": "uuid"},
    "slug": {"type": "string", "pattern": "^[-a-zA-Z0-9_]+$"},
    "int": {"type": "integer", "minimum": 1, "maximum": 2147483647},
    "str": {"type": "string", "minLength": 1},
}


@dataclass(frozen=True, slots=True)
class Parameter:
    """A field of the query, or a header (``place`` is ``query`` or ``header``)."""

    name: str
    says: str
    schema: Schema
    place: str = "query"
    needed: bool = False
    example: str | None = None


@dataclass(frozen=True, slots=True)
class Content:
    """What is sent or answered that is no shape of ours: media types, and a schema where there is one."""

    media_types: tuple[str, ...]
    schema: Schema = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Operation:
    """One method of one address.

    ``path`` is written as Django writes it, below ``api/v1/``. ``answers`` by status: a frozen dataclass, or
    :class:`Content`. ``refusals``: the classes it may answer with beside those every operation may. ``scope`` None:
    open to anybody.
    """

    id: str
    method: str
    path: str
    tag: str
    summary: Message
    says: str
    answers: Mapping[int, tuple[str, Any]]  # status → what it means, its shape
    scope: Scope | None = None
    parameters: tuple[Parameter, ...] = ()
    body: Any = None  # a dataclass or Content
    refusals: tuple[type[Refused], ...] = ()
    security: str | None = "token"  # token, basic or None
    answer_headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def address(self) -> str:
        """The path as OpenAPI writes it."""
        return "/" + _PLACE.sub(r"{\g<name>}", self.path)

    @property
    def places(self) -> list[tuple[str, Schema]]:
        """The parameters that stand in the path."""
        return [(one["name"], _KINDS[one["kind"]]) for one in _PLACE.finditer(self.path)]


class ParameterWrong(Refused):
    """A field of the query is not what the document says."""

    code = "clients.parameter_wrong"
    status = 422
    what = Message("リクエストを受け付けませんでした。", "The request was not accepted.")
    why = Message("「{name}」の値が正しくありません（{wanted}）。", "The value of “{name}” is not valid ({wanted}).")
    mend = Message("公開されているAPIの仕様を確かめてください。", "See the published description of the API.")


def read(parameters: tuple[Parameter, ...], query: Mapping[str, str]) -> dict[str, Any]:
    """Return the declared fields of a query as values; those that were not sent are left out.

    Raises:
        ParameterWrong: with the field's name; undeclared fields are passed over.
    """
    found = {}
    for one in parameters:
        if one.place == "query" and one.name in query:
            found[one.name] = _value(one, query[one.name])
        elif one.place == "query" and one.needed:
            raise ParameterWrong(pointer=one.name, name=one.name, wanted="required")
    return found


def _value(parameter: Parameter, text: str) -> Any:  # Any: what the schema says
    schema = parameter.schema
    if schema["type"] == "integer":
        least, most = schema["minimum"], schema["maximum"]
        if not re.fullmatch(r"[0-9]{1,9}", text) or not least <= int(text) <= most:
            raise ParameterWrong(pointer=parameter.name, name=parameter.name, wanted=f"{least}–{most}")
        return int(text)
    longest, pattern = schema.get("maxLength"), schema.get("pattern")
    if longest is not None and len(text) > longest:
        raise ParameterWrong(pointer=parameter.name, name=parameter.name, wanted=f"≤ {longest}")
    if pattern is not None and not re.search(pattern, text):
        raise ParameterWrong(pointer=parameter.name, name=parameter.name, wanted=pattern)
    return text
