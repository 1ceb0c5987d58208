"""What a change of the published document breaks, and the copy of it that is kept.

``python -m tests.support.api_document`` writes the copy anew after an additive change. A change that may break a
client is refused unless the first number of ``info.version`` rises.

A client breaks when something it may call or read goes (a path, a method, a status of success, a field of an answer,
an event), when something more is asked of it (a needed parameter, field or scope), when what it may send is narrowed
(a type, an enumeration, a bound), or when what it is sent is widened (a type; a value new in an enumeration it
switches on is told too, as it may not know it).
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

COPY = Path(__file__).resolve().parents[2] / "docs" / "develop" / "openapi.json"
SERVER = "https://HOST/BODY"
Json = Any  # JSON
_LOWER = ("minimum", "minLength", "minItems")
_UPPER = ("maximum", "maxLength", "maxItems")


def published() -> dict[str, Json]:
    """Return the document of a body whose address is spelt out in capitals."""
    from django.conf import settings
    from django.urls import get_resolver

    from madoguchi.office.clients.api import described

    assert get_resolver().url_patterns  # every room has described its operations now
    text = json.dumps(described("BODY"), ensure_ascii=False)
    found: dict[str, Json] = json.loads(text.replace(f"{settings.SITE_ADDRESS}/BODY", SERVER))
    return found


def kept() -> dict[str, Json]:
    """Return the copy."""
    found: dict[str, Json] = json.loads(COPY.read_text(encoding="utf-8"))
    return found


def write(document: Mapping[str, Json]) -> None:
    """Keep a copy."""
    COPY.write_text(json.dumps(document, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def broken(old: Mapping[str, Json], new: Mapping[str, Json]) -> list[str]:
    """Return what may break a client of ``old`` that meets ``new``; empty when the first number rose."""
    if _major(new) > _major(old):
        return []
    return list(_Comparison(old, new).paths())


def _major(document: Mapping[str, Json]) -> int:
    return int(document["info"]["version"].split(".")[0])


class _Comparison:
    """Walks both documents beside each other."""

    def __init__(self, old: Mapping[str, Json], new: Mapping[str, Json]) -> None:
        self.old, self.new = old, new
        self._seen: set[tuple[str, str, bool]] = set()

    def paths(self) -> Iterator[str]:
        for path, methods in self.old["paths"].items():
            for method, old in methods.items():
                new = self.new["paths"].get(path, {}).get(method)
                where = f"{method.upper()} {path}"
                if new is None:
                    yield f"{where}: gone"
                else:
                    yield from self._operation(where, old, new)
        for name, hook in self.old["webhooks"].items():
            if name not in self.new["webhooks"]:
                yield f"webhook {name}: gone"
            else:
                pair = (one["post"]["requestBody"] for one in (hook, self.new["webhooks"][name]))
                yield from self._contents(f"webhook {name}", *pair, sent_by_client=False)

    def _operation(self, where: str, old: Json, new: Json) -> Iterator[str]:
        if _scopes(new) - _scopes(old):
            yield f"{where}: needs more ({', '.join(sorted(_scopes(new) - _scopes(old)))})"
        before = {(one["in"], one["name"]): one for one in old.get("parameters", ())}
        after = {(one["in"], one["name"]): one for one in new.get("parameters", ())}
        for key, one in after.items():
            if one["required"] and not before.get(key, {"required": False})["required"]:
                yield f"{where}: parameter {key[1]} is needed now"
        for key, one in before.items():
            if key not in after:
                yield f"{where}: parameter {key[1]} is gone"
            else:
                yield from self._schema(
                    f"{where}: parameter {key[1]}", one["schema"], after[key]["schema"], sent_by_client=True
                )
        if "requestBody" in new and "requestBody" not in old:
            yield f"{where}: a body is needed now"
        if "requestBody" in old and "requestBody" in new:
            yield from self._contents(f"{where}: body", old["requestBody"], new["requestBody"], sent_by_client=True)
        for status, answer in old["responses"].items():
            if status not in new["responses"]:
                if status.startswith("2"):
                    yield f"{where}: answer {status} is gone"
            else:
                there = new["responses"][status]
                for name in answer.get("headers", {}).keys() - there.get("headers", {}).keys():
                    yield f"{where}: header {name} of answer {status} is gone"
                yield from self._contents(f"{where}: answer {status}", answer, there, sent_by_client=False)

    def _contents(self, where: str, old: Json, new: Json, *, sent_by_client: bool) -> Iterator[str]:
        for media_type, content in old.get("content", {}).items():
            there = new.get("content", {}).get(media_type)
            if there is None:
                yield f"{where}: {media_type} is gone"
            else:
                yield from self._schema(where, content["schema"], there["schema"], sent_by_client=sent_by_client)

    def _schema(self, where: str, old: Json, new: Json, *, sent_by_client: bool) -> Iterator[str]:
        """Compare two schemas: what a client sends may only widen, what it is sent may only narrow."""
        if "$ref" in old and "$ref" in new:
            pair = (old["$ref"], new["$ref"], sent_by_client)
            if pair in self._seen:
                return
            self._seen.add(pair)
            where = old["$ref"].rpartition("/")[2]
        old, new = _resolved(self.old, old), _resolved(self.new, new)
        narrow, wide = (old, new) if sent_by_client else (new, old)  # ``narrow`` must fit into ``wide``
        kinds = _kinds(self.old if sent_by_client else self.new, narrow)
        if not kinds <= _kinds(self.new if sent_by_client else self.old, wide):
            yield f"{where}: was {_said(old)}, is {_said(new)}"
            return
        if wide.get("enum") is not None and not set(narrow.get("enum", [...])) <= set(wide["enum"]):
            yield f"{where}: was one of {old.get('enum', 'any')}, is one of {new.get('enum', 'any')}"
        for word, is_upper in [*((one, False) for one in _LOWER), *((one, True) for one in _UPPER)]:
            if word in wide and not _within(narrow.get(word), wide[word], is_upper):
                yield f"{where}: {word} was {old.get(word)}, is {new.get(word)}"
        for word in ("format", "pattern", "const"):
            if word in wide and narrow.get(word) != wide[word]:
                yield f"{where}: {word} was {old.get(word)}, is {new.get(word)}"
        if "items" in old and "items" in new:
            yield from self._schema(f"{where}[]", old["items"], new["items"], sent_by_client=sent_by_client)
        yield from self._fields(where, old, new, sent_by_client=sent_by_client)
        for one, other in zip(old.get("anyOf", ()), new.get("anyOf", ()), strict=False):
            yield from self._schema(where, one, other, sent_by_client=sent_by_client)

    def _fields(self, where: str, old: Json, new: Json, *, sent_by_client: bool) -> Iterator[str]:
        before, after = old.get("properties", {}), new.get("properties", {})
        for name, field in before.items():
            if name not in after:
                yield f"{where}.{name}: gone"
            else:
                yield from self._schema(f"{where}.{name}", field, after[name], sent_by_client=sent_by_client)
        now_needed = set(new.get("required", ())) - set(old.get("required", ()))
        no_longer = set(old.get("required", ())) - set(new.get("required", ()))
        if sent_by_client:
            yield from (f"{where}.{name}: is needed now" for name in sorted(now_needed))
        else:
            yield from (f"{where}.{name}: may be missing now" for name in sorted(no_longer & after.keys()))


def _resolved(document: Mapping[str, Json], schema: Json) -> Json:
    return document["components"]["schemas"][schema["$ref"].rpartition("/")[2]] if "$ref" in schema else schema


def _kinds(document: Mapping[str, Json], schema: Json) -> set[str]:
    """Return the JSON types a schema lets through; every one where it names none."""
    schema = _resolved(document, schema)
    if "anyOf" in schema:
        return set().union(*(_kinds(document, one) for one in schema["anyOf"]))
    if "const" in schema:
        return {"string"}
    return {schema["type"]} if "type" in schema else {"object", "array", "string", "integer", "boolean", "null"}


def _within(narrow: int | None, wide: int, is_upper: bool) -> bool:
    return narrow is not None and (narrow <= wide if is_upper else narrow >= wide)


def _scopes(operation: Json) -> set[str]:
    return {
        f"{kind} {scope}".strip()
        for one in operation["security"]
        for kind, scopes in one.items()
        for scope in (scopes or [""])
    }


def _said(schema: Json) -> str:
    return str(
        schema.get("type") or [one.get("type", one.get("$ref")) for one in schema.get("anyOf", ())] or "anything"
    )


def main() -> int:
    """Write the copy anew, unless that would break a client."""
    import os

    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "madoguchi.config.settings")
    django.setup()
    found = published()
    if COPY.exists() and (breaks := broken(kept(), found)):
        print(
            "These may break a client; raise the first number of openapi.VERSION, or take them back:", *breaks, sep="\n"
        )
        return 1
    write(found)
    return 0


if __name__ == "__main__":
    sys.exit(main())
