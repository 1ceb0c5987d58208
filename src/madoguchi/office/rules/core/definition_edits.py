"""Editing a draft: its own definitions, as they were typed, faults and all. Documents in, documents out, as text."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from madoguchi.ground.kernel.errors import Message, Refused
from madoguchi.office.rules.core.findings import Finding, NotAccepted
from madoguchi.office.rules.core.functions import HOUSEHOLD_MEMBERS
from madoguchi.office.rules.core.package import Package
from madoguchi.office.rules.core.parser import parse
from madoguchi.office.rules.core.plain_json import read_json
from madoguchi.office.rules.core.sentences import read_back

_FIRST_DAY: Final = date(2000, 4, 1)


class DefinitionNotThere(Refused):
    """The draft has no definition of its own at this place."""

    code = "rules.definition_not_there"
    status = 404
    what = Message("この定義はありません。", "There is no such definition.")
    why = Message(
        "この下書きの定義ではないか、すでに消されています。", "It is not the draft's own, or it was deleted already."
    )
    mend = Message("下書きを開き直して、定義を選んでください。", "Please open the draft again and choose one.")


@dataclass(frozen=True, slots=True)
class TableTyped:
    """A decision table as it was typed: how rows count, formulas of the columns, rows of cells, the result last."""

    hit: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class DefinitionTyped:
    """A definition as it was typed. ``table`` is None for a formula; ``entity`` "" is that of the package."""

    name: str
    formula: str
    table: TableTyped | None = None
    entity: str = ""
    article: str = ""
    passes: str = ""
    fails: str = ""


@dataclass(frozen=True, slots=True)
class DefinitionAt:
    """A definition of a draft and its place: which version of the document (from 0), which definition in it."""

    version: int
    place: int
    typed: DefinitionTyped

    @property
    def path(self) -> str:
        """Where findings about it lie."""
        return f"versions/{self.version}/definitions/{self.place}"


@dataclass(frozen=True, slots=True)
class VersionAt:
    """A version of a draft's own document; its days as they were typed."""

    start: str
    end: str
    definitions: tuple[DefinitionAt, ...]


def definitions_of(document: str) -> list[VersionAt]:
    """Return the definitions that a draft holds itself; what is no definition at all, or several at once, is left out.

    Raises:
        TextNotReadable
    """
    found = []
    for number, version in enumerate(_list(_plain(document), "versions")):
        given = version if isinstance(version, Mapping) else {}
        every = [
            DefinitionAt(number, place, typed)
            for place, each in enumerate(_list(given, "definitions"))
            if (typed := _typed(each)) is not None
        ]
        found.append(VersionAt(str(given.get("from", "")), str(given.get("to", "") or ""), tuple(every)))
    return found


def definition_at(document: str, version: int, place: int) -> DefinitionAt:
    """Return a definition by its place. Raises DefinitionNotThere, TextNotReadable."""
    every = [each for one in definitions_of(document) for each in one.definitions]
    found = next((each for each in every if (each.version, each.place) == (version, place)), None)
    if found is None:
        raise DefinitionNotThere
    return found


def with_definition(document: str, upper: Package | None, at: DefinitionAt | None, given: DefinitionTyped) -> str:
    """Return the document with a definition as it is typed now: in the place of ``at``, else as the last one.

    A new one comes into the last version of the document; where there is none yet, into one that holds as long as the
    last version of ``upper`` does, or since 2000.

    Raises:
        DefinitionNotThere, TextNotReadable
    """
    plain = _plain(document)
    versions = _list(plain, "versions")
    if at is not None:
        definition_at(document, at.version, at.place)
        every = versions[at.version]["definitions"]
        every[at.place] = _written(every[at.place], given)
    elif versions and isinstance(versions[-1], dict):
        versions[-1]["definitions"] = [*_list(versions[-1], "definitions"), _written({}, given)]
    else:
        start = upper.versions[-1].start if upper is not None and upper.versions else _FIRST_DAY
        versions = [{"from": start.isoformat(), "definitions": [_written({}, given)]}]
    return json.dumps({**plain, "versions": versions}, ensure_ascii=False, indent=2)


def without_definition(document: str, at: DefinitionAt) -> str:
    """Return the document without a definition; a version that then has none goes too.

    Raises:
        DefinitionNotThere, TextNotReadable
    """
    definition_at(document, at.version, at.place)
    plain = _plain(document)
    versions = _list(plain, "versions")
    every = versions[at.version]["definitions"]
    del every[at.place]
    if not every:
        del versions[at.version]
    return json.dumps({**plain, "versions": versions}, ensure_ascii=False, indent=2)


def read_formula(text: str, groups: Sequence[str] = (HOUSEHOLD_MEMBERS,)) -> tuple[str, Sequence[Finding]]:
    """Return a formula read back in Japanese, or "" and what keeps it from being read."""
    try:
        return read_back(parse(text), groups), ()
    except NotAccepted as refused:
        return "", refused.findings


def _written(before: Mapping[str, Any], given: DefinitionTyped) -> dict[str, Any]:
    """A definition of the document; members that the form does not show stay as they were."""
    shown: dict[str, Any] = {"entity": given.entity, "article": given.article}
    for name, text in (("passes", given.passes), ("fails", given.fails)):
        is_same = _japanese(before.get(name)) == text
        shown[name] = before.get(name) if is_same else text and {"ja": text, "en": text}
    explained = {name: value for name, value in shown.items() if value}
    if given.table is None:
        kept = {"type": before["type"]} if "type" in before else {}
        return {"name": given.name, "expression": given.formula, **kept, **explained}
    results = [each for each in _list(before, "results") if isinstance(each, Mapping)]
    result = {**(results[0] if results else {}), "name": given.name}
    return {
        "table": before.get("table") or given.name,
        "hit": given.table.hit,
        "columns": list(given.table.columns),
        "results": [result],
        "rows": [list(row) for row in given.table.rows],
        **({"collect": before["collect"]} if given.table.hit == "collect" and "collect" in before else {}),
        **explained,
    }


def _typed(plain: object) -> DefinitionTyped | None:
    if not isinstance(plain, Mapping):
        return None
    texts = {name: str(plain.get(name, "") or "") for name in ("entity", "article")}
    texts |= {name: _japanese(plain.get(name)) for name in ("passes", "fails")}
    if "table" not in plain:
        return DefinitionTyped(str(plain.get("name", "")), str(plain.get("expression", "")), None, **texts)
    results = _list(plain, "results")
    if len(results) != 1 or not isinstance(results[0], Mapping):
        return None
    rows = tuple(tuple(str(cell) for cell in row) for row in _list(plain, "rows") if isinstance(row, list))
    table = TableTyped(str(plain.get("hit", "")), tuple(str(each) for each in _list(plain, "columns")), rows)
    return DefinitionTyped(str(results[0].get("name", "")), "", table, **texts)


def _japanese(plain: object) -> str:
    return str(plain.get("ja", "")) if isinstance(plain, Mapping) else ""


def _list(plain: Mapping[str, Any], name: str) -> list[Any]:
    found = plain.get(name)
    return found if isinstance(found, list) else []


def _plain(document: str) -> dict[str, Any]:
    plain = read_json(document)
    return dict(plain) if isinstance(plain, Mapping) else {}
