"""The rows of ``survey`` as what they are: questions, groups and repeats inside each other."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from madoguchi.line.forms.core.xlsform.notes import Notes
from madoguchi.line.forms.core.xlsform.tables import Row

GROUP, REPEAT = "begin_group", "begin_repeat"
MOST_DEPTH = 20
_TYPES = {
    "select one": "select_one", "select1": "select_one", "select multiple": "select_multiple",
    "select all that apply": "select_multiple",
    "begin group": GROUP, "begin repeat": REPEAT, "begin loop": REPEAT,
    "begin_loop": REPEAT, "end group": "end_group", "end repeat": "end_repeat", "end loop": "end_repeat",
    "end_loop": "end_repeat", "begin_group": GROUP, "begin_repeat": REPEAT,
}  # fmt: skip
_TYPED = re.compile(
    r"(?P<type>select_one_from_file|select_multiple_from_file|rank|"
    r"select[ _](?:one|multiple|all that apply)(?: from)?|select1)\s+(?P<list>\S+)"
    r"(?P<other>\s+(?:or_other|or specify other))?",
    re.IGNORECASE,
)


@dataclass(slots=True)
class Node:
    """A row, its type without the list, and what stands inside of it. ``other``: その他 is offered."""

    row: Row
    type: str
    listed: str = ""
    other: bool = False
    inside: list["Node"] = field(default_factory=list)

    @property
    def name(self) -> str:
        """Its name there."""
        return self.row.get("name")

    def every(self) -> Iterator["Node"]:
        """Yield what stands inside of it, however deep, in order."""
        for one in self.inside:
            yield one
            yield from one.every()


def read_nodes(rows: Sequence[Row], notes: Notes) -> list[Node]:
    """Return what stands at the top. Rows that cannot be understood are noted and left out."""
    top: list[Node] = []
    open_nodes: list[Node] = []
    for row in rows:
        written = " ".join(row.get("type").split())
        if not written or written.startswith("#"):
            if row.cells or row.texts:
                notes.add("row_broken", row=row.number, column="type", text=row.get("name"))
            continue
        if row.get("disabled").lower() in ("yes", "true", "true()", "1"):
            notes.add("column_lost", row=row.number, column="disabled", text=row.get("name"))
            continue
        node = _node(row, written)
        if node.type in ("end_group", "end_repeat"):
            wanted = GROUP if node.type == "end_group" else REPEAT
            if open_nodes and open_nodes[-1].type == wanted:
                open_nodes.pop()
            else:
                notes.add("row_broken", row=row.number, column="type", text=written)
            continue
        if not node.name and not (node.type == GROUP or node.type == "note"):
            notes.add("row_broken", row=row.number, column="name", text=written)
            if node.type != REPEAT:
                continue
        (open_nodes[-1].inside if open_nodes else top).append(node)
        if node.type in (GROUP, REPEAT):
            if len(open_nodes) < MOST_DEPTH:
                open_nodes.append(node)
            else:
                notes.add("row_broken", row=row.number, column="type", text=written)
    for node in open_nodes:
        notes.add("row_broken", row=node.row.number, column="type", text=node.row.get("type"))
    return top


def _node(row: Row, written: str) -> Node:
    found = _TYPED.fullmatch(written)
    if found is not None:
        kind = found["type"].lower().removesuffix(" from")
        return Node(row, _TYPES.get(kind, kind), found["list"], found["other"] is not None)
    folded = written.lower()
    return Node(row, _TYPES.get(folded, folded))
