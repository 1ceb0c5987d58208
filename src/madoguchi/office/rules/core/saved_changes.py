"""What one save of a draft changed, told without compiling anything: the draft may hold faults before and after."""

import difflib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from madoguchi.ground.kernel.errors import Message
from madoguchi.office.rules.core.plain_json import TextNotReadable, read_json

_MOST_LINES: Final = 5_000  # of a text whose lines are compared
_MOST_SHOWN: Final = 200
_HEAD: Final = ("title", "unit", "entity", "groups", "enums", "birth", "inputs", "asked")
_HEAD_WORDS: Final = {
    "title": Message("名前", "The title"),
    "inputs": Message("項目", "The inputs"),
    "asked": Message("住民への質問", "What residents are asked"),
}
_OTHER: Final = Message("規則全体の設定", "Settings of all the rules")
_TEXT: Final = Message("原文", "The text")
_NOTE: Final = Message("変えた点と理由", "What was changed and why")


@dataclass(frozen=True, slots=True)
class Saved:
    """A draft as it was saved: its document, its golden cases (one on each line), what was said of it."""

    document: str
    cases: str
    note: str


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a text that came or went."""

    is_new: bool
    text: str


def touched(before: Saved, after: Saved) -> list[Message]:
    """Return what a save changed: values and definitions by their names, how many cases, anything else as a whole."""
    found = list(dict.fromkeys(_documents(before.document, after.document)))
    gone, come = case_changes(before, after)
    if gone or come:
        kept = len(set(gone) & set(come))
        facts = {"come": len(come) - kept, "gone": len(gone) - kept, "changed": kept}
        found.append(
            Message(
                "確認事例（加えた{come}件、変えた{changed}件、消した{gone}件）",
                "Golden cases ({come} new, {changed} changed, {gone} deleted)",
            ).with_facts(**facts)
        )
    if before.note != after.note:
        found.append(_NOTE)
    return found


def case_changes(before: Saved, after: Saved) -> tuple[list[str], list[str]]:
    """Return the names of golden cases that are not there any more as they were, and of those that were not before."""
    one, other = (dict.fromkeys(line for line in each.cases.split("\n") if line.strip()) for each in (before, after))
    return [_case(line) for line in one if line not in other], [_case(line) for line in other if line not in one]


def changed_lines(before: str, after: str) -> list[Line] | None:
    """Return the lines that came and went, the first 200; None where the texts are too long to compare."""
    texts = before.splitlines(), after.splitlines()
    if max(map(len, texts)) > _MOST_LINES:
        return None
    lines = difflib.unified_diff(*texts, n=0, lineterm="")
    return [
        Line(line[0] == "+", line[1:])
        for line in lines
        if line[:1] in ("+", "-") and not line.startswith(("+++", "---"))
    ][:_MOST_SHOWN]


def _documents(before: str, after: str) -> Iterator[Message]:
    if before == after:
        return
    try:
        one, other = _plain(before), _plain(after)
    except TextNotReadable:
        yield _TEXT
        return
    for name in _HEAD:
        if one.get(name) != other.get(name):
            yield _HEAD_WORDS.get(name, _OTHER)
    for words, read in (
        (Message("値「{name}」", "Value “{name}”"), _parameters),
        (Message("定義「{name}」", "Definition “{name}”"), _definitions),
    ):
        old, new = read(one), read(other)
        for name in dict.fromkeys((*old, *new)):
            if old.get(name) != new.get(name):
                yield words.with_facts(name=name)
    if json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True):
        yield Message("原文の書き方だけ", "Only how the text is written")


def _parameters(plain: Mapping[str, Any]) -> dict[str, object]:
    return {str(each.get("name", "?")): each for each in _mappings(plain.get("parameters"))}


def _definitions(plain: Mapping[str, Any]) -> dict[str, object]:
    """Every definition by its name, with the days of its versions."""
    found: dict[str, list[object]] = {}
    for version in _mappings(plain.get("versions")):
        for each in _mappings(version.get("definitions")):
            name = str(each.get("name") or each.get("table") or "?")
            found.setdefault(name, []).append((version.get("from"), version.get("to"), each))
    return dict(found)


def _mappings(plain: object) -> Sequence[Mapping[str, Any]]:
    return [each for each in plain if isinstance(each, Mapping)] if isinstance(plain, list) else []


def _plain(text: str) -> Mapping[str, Any]:
    found = read_json(text)
    return found if isinstance(found, Mapping) else {}


def _case(line: str) -> str:
    """The id of a golden case; a piece of its line where it has none."""
    try:
        name = _plain(line).get("id")
    except TextNotReadable:
        name = None
    return name if isinstance(name, str) and name else line[:40]
