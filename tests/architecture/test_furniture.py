"""Rooms are furnished alike, modules stay small, and faults are not swallowed."""

import ast
import re
from pathlib import Path

import pytest

from tests.architecture.house import PACKAGE, ROOT, SRC, python_files, rooms

MOST_LINES = 400
# Modules whose public functions other people call: they must say what, units, errors, source.
DOCUMENTED = {"services", "public", "selectors", "core", "kernel"}
# The outermost edges, where a fault is reported and a calm answer given: path under src/madoguchi, and why.
CATCHES_ALL = {
    "config/command_line.py": "the edge of a command: says that the database is away, raises all else again",
    "ground/foundation/repeating.py": "the edge of a thread: logged, and done again next time",
    "ground/foundation/tasks/schedules.py": "the edge of a schedule: logged, and tried again when it comes round",
    "ground/foundation/tasks/worker.py": "the edge of a task and of the worker's threads: logged, retried",
}
UNFINISHED = re.compile(r"\b(TO" r"DO|FIX" r"ME|X" r"XX)\b(?!\(#\d+\))")

FILES = [pytest.param(path, id=str(path.relative_to(SRC / PACKAGE))) for path in python_files()]


def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def test_every_room_says_what_it_is() -> None:
    silent = [room.name for room in rooms() if not ast.get_docstring(_tree(room / "__init__.py"))]
    assert silent == []


def test_no_module_is_named_for_nothing() -> None:
    assert [str(path) for path in python_files() if path.stem in {"utils", "helpers", "misc", "common"}] == []


def test_modules_stay_readable_in_one_sitting() -> None:
    long = {
        str(path.relative_to(SRC)): count
        for path in python_files()
        if (count := _line_count(path)) > MOST_LINES and "migrations" not in path.parts
    }
    assert long == {}


def test_nothing_is_left_to_be_done_without_an_issue() -> None:
    folders = [ROOT / name for name in ("src", "tests", "demo", "benchmarks", "docs")]
    files = [
        path
        for folder in folders
        for path in folder.rglob("*")
        if path.suffix in {".py", ".html", ".css", ".js", ".md"}
    ]
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in files
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if UNFINISHED.search(line)
    ]
    assert found == []


def test_only_the_named_edges_catch_everything() -> None:
    catching = {str(path.relative_to(SRC / PACKAGE)) for path in python_files() if _catches_everything(_tree(path))}
    assert catching == set(CATCHES_ALL), "a new edge needs its reason here; one that is gone leaves the list"


@pytest.mark.parametrize("path", FILES)
def test_what_others_call_says_what_it_does(path: Path) -> None:
    if not DOCUMENTED & {*path.relative_to(SRC).with_suffix("").parts}:
        return
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)  # a refusal, a state or a value is told by its own lines
    public = [node for node in _tree(path).body if isinstance(node, kinds) and not node.name.startswith("_")]
    assert [node.name for node in public if not ast.get_docstring(node) and not _overloads(node)] == []


def _line_count(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def _catches_everything(tree: ast.Module) -> bool:
    """Whether an ``except`` names nothing, Exception or BaseException, alone or among others."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ExceptHandler):
            names = (
                {name.id for name in ast.walk(node.type) if isinstance(name, ast.Name)} if node.type else {"Exception"}
            )
            if names & {"Exception", "BaseException"}:
                return True
    return False


def _overloads(node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    return any(isinstance(mark, ast.Name) and mark.id == "overload" for mark in node.decorator_list)


@pytest.mark.parametrize(
    "code, caught",
    [
        ("try:\n    pass\nexcept Exception:\n    pass", True),
        ("try:\n    pass\nexcept (OSError, BaseException):\n    pass", True),
        ("try:\n    pass\nexcept:\n    pass", True),
        ("try:\n    pass\nexcept OSError:\n    pass", False),
    ],
)
def test_the_search_for_swallowed_faults_finds_them(code: str, caught: bool) -> None:
    assert _catches_everything(ast.parse(code)) is caught
