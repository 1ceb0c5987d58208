"""docs/develop/asvs.md answers every line of ASVS 4.0.3 on levels 1 and 2, and what it names exists."""

import ast
import re
from functools import cache

from tests.architecture.house import ROOT

# Section → one mark per requirement, in order: its level, or "." where it is of level 3 alone or was deleted.
SECTIONS = {
    "1.1": "2222222", "1.2": "2222", "1.4": "2..22", "1.5": "2222", "1.6": "2222", "1.7": "22", "1.8": "22",
    "1.9": "22", "1.10": "2", "1.11": "22.", "1.12": ".2", "1.14": "222222",
    "2.1": "111111111111", "2.2": "111....", "2.3": "122", "2.4": "22222", "2.5": "1111112", "2.6": "222",
    "2.7": "111122", "2.8": "1222222", "2.9": "222", "2.10": "2222",
    "3.1": "1", "3.2": "1112", "3.3": "1122", "3.4": "11111", "3.5": "222", "3.6": "..", "3.7": "1",
    "4.1": "111.1", "4.2": "11", "4.3": "112",
    "5.1": "11111", "5.2": "11111111", "5.3": "1111111111", "5.4": "222", "5.5": "1111",
    "6.1": "222", "6.2": "122222..", "6.3": "22.", "6.4": "22",
    "7.1": "1122", "7.2": "22", "7.3": "2.22", "7.4": "122",
    "8.1": "2222..", "8.2": "111", "8.3": "11112222",
    "9.1": "111", "9.2": "2222.",
    "10.1": ".", "10.2": "22....", "10.3": "111",
    "11.1": "11111222",
    "12.1": "122", "12.2": "2", "12.3": "111112", "12.4": "11", "12.5": "11", "12.6": "1",
    "13.1": "1.122", "13.2": "111.22", "13.3": "12", "13.4": "22",
    "14.1": "2222.", "14.2": "111222", "14.3": ".11", "14.4": "1111111", "14.5": "1112",
}  # fmt: skip
PAGE = (ROOT / "docs" / "develop" / "asvs.md").read_text(encoding="utf-8")
LINES = re.findall(r"^\| (\d+\.\d+\.\d+) \| ([^|]+) \| ([^|]+) \| ([^|]+) \|$", PAGE, re.MULTILINE)
STATES = {"met", "partly", "operator", "not met", "does not apply"}
TEST = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")
DOCUMENT = re.compile(r"(?:docs/[\w/-]+|CONTRIBUTING)\.md")


def test_every_line_of_levels_1_and_2_is_answered_once_and_in_order() -> None:
    expected = [
        f"{section}.{number}"
        for section, marks in SECTIONS.items()
        for number, mark in enumerate(marks, start=1)
        if mark != "."
    ]
    assert len(expected) == 259
    assert [number for number, *_ in LINES] == expected
    assert PAGE.count("\n| ") - PAGE.count("\n| line ") - PAGE.count("\n| state ") - len(STATES) == len(expected)


def test_every_line_has_a_state_and_what_stands_behind_it() -> None:
    for number, words, state, behind in LINES:
        assert state in STATES, number
        assert len(words) > 3, number
        if state == "met":
            assert TEST.search(behind) or DOCUMENT.search(behind), f"{number} is met, but nothing shows it"
        else:
            assert len(behind) > 5, f"{number} says why"


def test_every_named_test_and_page_exists() -> None:
    missing = [f"{file}::{name}" for file, name in TEST.findall(PAGE) if name not in _tests_of(file)]
    missing += [path for path in DOCUMENT.findall(PAGE) if not (ROOT / path).is_file()]
    assert sorted(set(missing)) == []
    named = re.findall(r"`(tests/[^`]*)`", PAGE)
    assert all(TEST.fullmatch(f"`{one}`") or (ROOT / one).is_file() for one in named)


@cache
def _tests_of(file: str) -> frozenset[str]:
    path = ROOT / file
    if not path.is_file():
        return frozenset()
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return frozenset(node.name for node in tree.body if isinstance(node, ast.FunctionDef))
