"""The technical log: one JSON object per line, without personal data.

Code of ours logs ``"event key=%s"``; the keys and values become fields. What libraries log keeps its words but loses
the texts put into them (addresses, header values), and an error keeps its kind and its frames but not what it says:
PostgreSQL quotes refused values there, Python what it could not parse.
"""

import json
import logging
import re
from datetime import UTC, datetime
from functools import lru_cache
from traceback import extract_tb
from typing import Any

from django.db import InterfaceError, OperationalError

from madoguchi.ground.foundation import request_ids

_OURS = re.compile(r"[a-z_]+( [a-z0-9_]+=(%[-+#0-9.]*[a-z]|[\w.-]+))*")
_FIELD = re.compile(r" ([a-z0-9_]+)=(\S+)")
_SLOT = re.compile(r"%(\([^)]*\))?[-+#0-9.]*[a-zA-Z]")
_line = json.JSONEncoder(ensure_ascii=False, default=str).encode  # json.dumps would make one for each line
_SAID = (OperationalError, InterfaceError)  # of the database as a whole, not of a row


class JsonLines(logging.Formatter):
    """Makes a record a line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            **_said(record),
        }
        kind, number = request_ids.current_with_kind()
        if number:
            line.setdefault(kind, number)
        if record.exc_info and record.exc_info[1] is not None:
            line |= _error(record.exc_info[1])
        return _line(line)


def _said(record: logging.LogRecord) -> dict[str, Any]:
    template = str(record.msg)
    values = record.args if isinstance(record.args, tuple) else ()
    if record.name.startswith("madoguchi") and (ours := _read(template)):
        event, fields = ours
        rest = iter(values)
        return {"event": event, **{key: _plain(next(rest)) if word is None else word for key, word in fields}}
    said: dict[str, Any] = {"event": "library", "text": _without_texts(template, values, record.name)}
    if isinstance(status := getattr(record, "status_code", None), int):
        said["status"] = status
    return said


@lru_cache(maxsize=1024)  # as many as there are lines of code that log
def _read(template: str) -> tuple[str, tuple[tuple[str, str | None], ...]] | None:
    """Return the event and its fields, each with its word, None where a value comes; None where it is not our form."""
    if not _OURS.fullmatch(template):
        return None
    fields = tuple((key, None if word.startswith("%") else word) for key, word in _FIELD.findall(template))
    return template.partition(" ")[0], fields


def _plain(value: object) -> object:
    return value if isinstance(value, (bool, int, float)) or value is None else str(value)


def _without_texts(template: str, values: tuple[object, ...], name: str) -> str:
    """Return a library's words with its numbers, but texts as ``…``."""
    if not values:  # words made beforehand: django.security quotes a header in them
        return "" if name.startswith("django.") else template.partition("\n")[0]
    numbers = iter(values)
    return _SLOT.sub(lambda _: _number(next(numbers, None)), template).partition("\n")[0]


def _number(value: object) -> str:
    return str(value) if isinstance(value, (int, float)) else "…"


def _error(error: BaseException) -> dict[str, Any]:
    frames = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in extract_tb(error.__traceback__)]
    told = {"error": error_name(error), "frames": frames}
    if isinstance(error, _SAID):
        told["error_text"] = str(error).partition("\n")[0]
    return told


def error_name(error: BaseException) -> str:
    """Return the full name of an error's class."""
    return f"{type(error).__module__}.{type(error).__qualname__}"
