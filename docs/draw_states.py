"""Draw every state table (``NEXT`` in a room's core) into docs/develop/states.md: ``make docs``."""

import sys
from collections.abc import Iterator, Mapping
from enum import StrEnum
from importlib import import_module
from inspect import getdoc
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SRC = ROOT / "src"
PAGE = ROOT / "docs" / "develop" / "states.md"
TABLE = "NEXT: Mapping["
HEADING = """# States

What may follow what, drawn from the state tables of the rooms by `make docs`. Do not edit by hand.
"""


def state_tables() -> Iterator[tuple[str, Mapping[StrEnum, frozenset[StrEnum]]]]:
    """Yield the room (``line.intake``) and the table of every core module that has one, in the order of their names."""
    for path in sorted((SRC / "madoguchi").glob("*/*/core/*.py")):
        if TABLE in path.read_text(encoding="utf-8"):
            module = ".".join(path.relative_to(SRC).with_suffix("").parts)
            yield ".".join(module.split(".")[1:3]), import_module(module).NEXT


def page() -> str:
    """Return the whole page."""
    return "\n".join([HEADING, *(_section(room, table) for room, table in state_tables())])


def _section(room: str, table: Mapping[StrEnum, frozenset[StrEnum]]) -> str:
    first = next(iter(table))
    arrows = [f"    {state.value} --> {after.value}" for state in table for after in sorted(table[state])]
    ends = [f"    {state.value} --> [*]" for state in table if not table[state]]
    drawing = "\n".join(["```mermaid", "stateDiagram-v2", f"    [*] --> {first.value}", *arrows, *ends, "```"])
    return f"## {room}\n\n{getdoc(type(first))}\n\n{drawing}\n"


if __name__ == "__main__":
    sys.path.insert(0, str(SRC))
    PAGE.write_text(page(), encoding="utf-8")
