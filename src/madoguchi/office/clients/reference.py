"""The published document as a page: what a person reads, made from what programs read."""

from dataclasses import dataclass
from typing import Any

from madoguchi.office.clients.core.shapes import Schema

_TAGS = ("Tokens", "Procedures", "Applications", "Documents", "Hand-overs", "Sandbox")


@dataclass(frozen=True, slots=True)
class Row:
    """A field, a parameter or an answer: its name, its type in a word or two, what it says."""

    name: str
    type: str
    says: str
    needed: bool = False
    shape: str = ""  # a shape described below


@dataclass(frozen=True, slots=True)
class OperationShown:
    """One operation."""

    id: str
    method: str
    path: str
    summary_en: str
    summary_ja: str
    says: str
    scope: str
    parameters: tuple[Row, ...]
    body: tuple[Row, ...]
    answers: tuple[Row, ...]

    @property
    def parameters_id(self) -> str:
        """Id of the table of parameters."""
        return f"{self.id}-parameters"

    @property
    def answers_id(self) -> str:
        """Id of the table of answers."""
        return f"{self.id}-answers"


@dataclass(frozen=True, slots=True)
class ShapeShown:
    """A named shape and its fields."""

    name: str
    says: str
    fields: tuple[Row, ...]

    @property
    def table_id(self) -> str:
        """Id of the table of fields."""
        return f"fields-{self.name}"


@dataclass(frozen=True, slots=True)
class ReferencePage:
    """Everything on the page."""

    version: str
    server: str
    groups: tuple[tuple[str, tuple[OperationShown, ...]], ...]
    webhooks: tuple[Row, ...]
    shapes: tuple[ShapeShown, ...]


def page_of(document: Schema) -> ReferencePage:
    """Return the document as the page shows it."""
    shown: dict[str, list[OperationShown]] = {tag: [] for tag in _TAGS}
    for path, methods in document["paths"].items():
        for method, one in methods.items():
            shown[one["tags"][0]].append(_operation(method, path, one))
    return ReferencePage(
        document["info"]["version"],
        document["servers"][0]["url"],
        tuple((tag, tuple(found)) for tag, found in shown.items() if found),
        tuple(_webhook(name, one["post"]) for name, one in document["webhooks"].items()),
        tuple(_shape(name, one) for name, one in document["components"]["schemas"].items()),
    )


def _webhook(name: str, one: Schema) -> Row:
    return Row(name, "", f"{one['description']}（{one['summary']}）")


def _operation(method: str, path: str, one: Schema) -> OperationShown:
    says, _, summary_ja = one["description"].rpartition("\n\n")
    scopes = [scope for security in one["security"] for given in security.values() for scope in given]
    parameters = [
        Row(found["name"], _type(found["schema"])[0], found.get("description", ""), found["required"])
        for found in one.get("parameters", ())
    ]
    return OperationShown(
        one["operationId"], method.upper(), path, one["summary"], summary_ja, says.replace("`", ""), " ".join(scopes),
        tuple(parameters),
        tuple(_contents(one.get("requestBody", {}))),
        tuple(
            Row(status, row.type, answer["description"].replace("`", ""), shape=row.shape)
            for status, answer in one["responses"].items()
            for row in _contents(answer) or [Row("", "", "")]
        ),
    )  # fmt: skip


def _contents(holder: Schema) -> list[Row]:
    found = []
    for media_type, content in holder.get("content", {}).items():
        _, shape = _type(content["schema"])
        found.append(Row(media_type, media_type, content["schema"].get("description", ""), shape=shape))
    return found


def _shape(name: str, one: Schema) -> ShapeShown:
    needed = one.get("required", ())
    fields = []
    for field, found in one["properties"].items():
        kind, shape = _type(found)
        fields.append(Row(field, kind, found.get("description", "").replace("`", ""), field in needed, shape))
    return ShapeShown(name, one.get("description", ""), tuple(fields))


def _type(schema: Any) -> tuple[str, str]:  # Any: JSON Schema
    """Return a type in a word or two, and the name of the shape it points to."""
    if "$ref" in schema:
        return "", schema["$ref"].rpartition("/")[2]
    if "anyOf" in schema:
        kinds = [_type(one) for one in schema["anyOf"]]
        return " | ".join(kind or shape for kind, shape in kinds), next((shape for _, shape in kinds if shape), "")
    if schema.get("type") == "array":
        kind, shape = _type(schema["items"])
        return f"[{kind or shape}]", shape
    if "const" in schema:
        return f"“{schema['const']}”", ""
    if "enum" in schema:
        return " | ".join(str(one) for one in schema["enum"]), ""
    return schema.get("format", schema.get("type", "")), ""
