"""What a package holds: rows and events as JSON lines, then the bytes of files.

Eight bytes say how long the JSON is. A line is ``{"row": table, "id": …, "values": {…}}``, ``{"event": {…}}`` or
``{"file": sha256, "size": bytes}``; the files' bytes follow in the order of their lines.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import models

from madoguchi.ground.foundation import events
from madoguchi.ground.foundation.events import RecordedEvent
from madoguchi.ground.foundation.zones.crossings import Carried
from madoguchi.ground.foundation.zones.refusals import NotAgreed


@dataclass(frozen=True, slots=True)
class PlainRow:
    """A row that crosses: its table's label, its key, its body, the values of the columns that cross."""

    table: str
    id: UUID
    body_id: UUID | None
    values: Mapping[str, Any]  # Any: the columns' own types


@dataclass(frozen=True, slots=True)
class PlainEvent:
    """An event that crosses, with the id of the request it was recorded in."""

    recorded: RecordedEvent
    request_id: str


@dataclass(slots=True)
class Contents:
    """The content of one package."""

    rows: dict[tuple[str, UUID], PlainRow] = field(default_factory=dict)
    events: list[PlainEvent] = field(default_factory=list)
    files: dict[str, bytes] = field(default_factory=dict)

    @property
    def file_bytes(self) -> int:
        """How many bytes the files have together."""
        return sum(map(len, self.files.values()))

    def encoded(self) -> bytes:
        """Return it as bytes."""
        lines = "\n".join(events.canonical(line) for line in self._lines()).encode()
        return len(lines).to_bytes(8, "big") + lines + b"".join(self.files.values())

    def _lines(self) -> Iterator[dict[str, Any]]:
        for row in self.rows.values():
            yield {"row": row.table, "id": row.id, "body": row.body_id, "values": dict(row.values)}
        for one in self.events:
            yield {"event": _event_line(one)}
        for digest, content in self.files.items():
            yield {"file": digest, "size": len(content)}


def plain_row(row: models.Model, how: Carried) -> PlainRow:
    """Return a row as it crosses."""
    values = {name: getattr(row, name) for name in how.columns}
    body_id: UUID | None = getattr(row, "body_id", None) if "body_id" not in how.columns else None
    return PlainRow(row._meta.label_lower, row.pk, body_id, values)


def _event_line(one: PlainEvent) -> dict[str, Any]:
    recorded = one.recorded
    return {
        "id": recorded.id, "name": recorded.name, "body": recorded.body_id, "subject_type": recorded.subject_type,
        "subject": recorded.subject_id, "matter": recorded.matter_id, "at": recorded.at,
        "actor": [
            recorded.actor_kind, recorded.actor_account_id, recorded.actor_person_id, recorded.actor_division_id
        ],
        "request": one.request_id, "facts": dict(recorded.facts),
    }  # fmt: skip


def decoded(raw: bytes, *, tables: Mapping[str, Carried], name: str) -> Contents:
    """Read the content of a package.

    Raises:
        NotAgreed: it is not of this form, names what is not declared, or a file's bytes are others.
    """
    try:
        return _decoded(raw, tables)
    except (ValueError, KeyError, TypeError, IndexError, AttributeError, ValidationError) as error:
        raise NotAgreed(name=name, reason=f"{type(error).__name__}: {error}"[:300]) from error


def _decoded(raw: bytes, tables: Mapping[str, Carried]) -> Contents:
    border = 8 + int.from_bytes(raw[:8], "big")
    contents = Contents()
    for text in filter(None, raw[8:border].decode().split("\n")):
        line = json.loads(text)
        if "row" in line:
            row = _row(line, tables)
            contents.rows[row.table, row.id] = row
        elif "event" in line:
            contents.events.append(_event(line["event"]))
        else:
            content = raw[border : border + line["size"]]
            border += line["size"]
            if sha256(content).hexdigest() != line["file"]:
                raise ValueError(f"the bytes of the file {line['file']} are others")
            contents.files[line["file"]] = content
    if border != len(raw):
        raise ValueError("bytes are left over")
    return contents


def _row(line: Mapping[str, Any], tables: Mapping[str, Carried]) -> PlainRow:
    how = tables[line["row"]]
    if set(line["values"]) != set(how.columns):
        raise ValueError(f"{line['row']} has other columns")
    fields = {one.attname: one for one in how.model._meta.concrete_fields}
    values = {name: _value(fields[name], value) for name, value in line["values"].items()}
    return PlainRow(line["row"], UUID(line["id"]), _id(line["body"]), values)


def _value(column: "models.Field[Any, Any]", value: Any) -> Any:  # Any: JSON in, the column's own type out
    if isinstance(column, models.JSONField) or value is None:
        return value
    target: Any = column.target_field if isinstance(column, models.ForeignKey) else column
    return target.to_python(value)


def _event(plain: Mapping[str, Any]) -> PlainEvent:
    event = events.declared[plain["name"]]
    kind, account, person, division = plain["actor"]
    facts = {name: _fact(event.facts[name], value) for name, value in plain["facts"].items()}
    recorded = RecordedEvent(
        UUID(plain["id"]), event, UUID(plain["body"]), str(plain["subject_type"]), UUID(plain["subject"]),
        _id(plain["matter"]), datetime.fromisoformat(plain["at"]), str(kind), _id(account), _id(person), _id(division),
        facts,
    )  # fmt: skip
    if recorded.at.tzinfo is None:
        raise ValueError("an instant without its zone of time")
    return PlainEvent(recorded, str(plain["request"]))


def _id(value: str | None) -> UUID | None:
    return None if value is None else UUID(value)


def _fact(kind: type, value: Any) -> Any:  # Any: JSON in, the fact's declared type out
    if value is None:
        return None
    if kind is UUID:
        return UUID(value)
    if kind is datetime:
        return datetime.fromisoformat(value)
    if kind is date:
        return date.fromisoformat(value)
    return value
