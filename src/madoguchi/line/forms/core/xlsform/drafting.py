"""The draft of a form as it is read from the rows: pages and questions, ids and kinds, and where they stood."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from madoguchi.ground.kernel.errors import Message
from madoguchi.line.forms.core.fields import Field, Kind
from madoguchi.line.forms.core.naming import Named, base_name
from madoguchi.line.forms.core.sheets.words import known
from madoguchi.line.forms.core.xlsform.answers import Answer, Scope, Sort
from madoguchi.line.forms.core.xlsform.called import Called
from madoguchi.line.forms.core.xlsform.kinds import AS_WRITTEN, METADATA, NEAR, READ_AS, WHOLE
from madoguchi.line.forms.core.xlsform.lists import Choices, free
from madoguchi.line.forms.core.xlsform.nodes import GROUP, REPEAT, Node
from madoguchi.line.forms.core.xlsform.notes import Notes
from madoguchi.line.forms.core.xlsform.texts import message_of

JsonObject = dict[str, object]
GUESSED: Final[Mapping[str, frozenset[Kind]]] = {
    "text": frozenset({Kind.NAME, Kind.KANA, Kind.EMAIL, Kind.PHONE}),
    "date": frozenset({Kind.BIRTH_DATE}),
    "integer": frozenset({Kind.YEN}),
}
_SORTS: Final[Mapping[Kind, Sort]] = {
    Kind.NAME: Sort.TEXT, Kind.TEXT: Sort.TEXT, Kind.LONG_TEXT: Sort.TEXT, Kind.NUMBER: Sort.INT, Kind.YEN: Sort.YEN,
    Kind.BIRTH_DATE: Sort.DATE, Kind.DATE: Sort.DATE, Kind.YEAR_MONTH: Sort.DATE, Kind.PERIOD: Sort.DATE,
    Kind.CHOICE: Sort.ONE, Kind.RELATIONSHIP: Sort.ONE, Kind.MATRIX: Sort.ONE, Kind.CHOICES: Sort.SEVERAL,
    Kind.YESNO: Sort.YES_NO, Kind.CONSENT: Sort.AGREED, Kind.DECLARATION: Sort.AGREED, Kind.CALCULATION: Sort.INT,
    Kind.ADDRESS: Sort.TEXT,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Hint:
    """What a name was when the workbook was written: its id, its kind (None for a page), whether it gave yen."""

    id: str
    kind: Kind | None
    is_yen: bool = False


@dataclass(slots=True)
class Draft:
    """``pages`` as a definition has them; ``by_name``: both by their names there; ``rows`` by ``id()``."""

    pages: list[JsonObject] = field(default_factory=list)
    by_name: dict[str, JsonObject] = field(default_factory=dict)
    rows: dict[int, int] = field(default_factory=dict)
    boxes: dict[str, object] = field(default_factory=dict)  # what the boxes of an answer of several say, by name


class Names:
    """Ids and kinds of all questions, found before any expression is read."""

    def __init__(
        self,
        nodes: Sequence[Node],
        lists: Mapping[str, Choices],
        hints: Mapping[str, Hint],
        boxes: Called | None,
        notes: Notes,
    ) -> None:
        self.lists, self.hints, self.notes = lists, hints, notes
        self.answers: dict[str, Answer] = {}
        self.groups: dict[str, str] = {}
        self.ids: dict[int, str] = {}  # by row
        self.kinds: dict[int, Kind] = {}
        self.labels: dict[str, dict[str, str]] = {}
        self._boxes = {} if boxes is None else {boxes.names[name]: one for name, one in boxes.named.items()}
        self._top: set[str] = set()
        self._gather(nodes, "", self._top)

    def scope(self, group: str, own: str) -> Scope:
        """Return what an expression of a question may name."""
        return Scope(self.answers, self.groups, group, own)

    def kind(self, node: Node) -> Kind | None:
        """Return the kind of a question; None for groups that are no question, and for what is not taken."""
        return self.kinds.get(node.row.number)

    def _gather(self, nodes: Sequence[Node], group: str, taken: set[str]) -> None:
        for node in nodes:
            hint = self.hints.get(node.name)
            label = message_of(node.row, "label", Notes())
            if label is not None and node.name:
                self.labels[node.name] = label
            if node.type == GROUP and not (hint is not None and hint.kind in WHOLE):
                self._gather(node.inside, group, taken)
                continue
            kind = self._kind(node, hint, label)
            if kind is None or (kind is Kind.GROUP and group):
                continue
            name = self._id(node, hint, taken)
            self.ids[node.row.number], self.kinds[node.row.number] = name, kind
            if kind is Kind.GROUP:
                self.groups[node.name] = name
                self._gather(node.inside, name, set())
            elif kind in WHOLE:
                for one in node.inside:
                    self._box(one, group)
            elif node.name:
                self._answer(node, kind, hint, name, group)

    def _id(self, node: Node, hint: Hint | None, taken: set[str]) -> str:
        name = hint.id if hint is not None and hint.id not in taken else free(node.name or node.type, taken)
        if hint is None and node.name and name != node.name:
            self.notes.add("renamed", row=node.row.number, column="name", text=name)
        taken.add(name)
        return name

    def _kind(self, node: Node, hint: Hint | None, label: Mapping[str, str] | None) -> Kind | None:
        """Return the kind: that of before where the type is still its type, else by type, list and words."""
        if hint is not None and hint.kind is not None and AS_WRITTEN[hint.kind] == node.type:
            return hint.kind
        if node.type == REPEAT:
            return Kind.GROUP
        if node.type in METADATA:
            return None
        kind = READ_AS.get(node.type) or NEAR.get(node.type)
        if node.type in ("select_one", "select_multiple", "rank"):
            choices = self.lists.get(node.listed)
            if choices is None or not choices.options:
                return None
            return Kind.YESNO if node.type == "select_one" and choices.is_yes_no and not node.other else kind
        if kind is Kind.NUMBER and node.row.get("calculation") and node.row.get("read_only"):
            return Kind.CALCULATION
        what = None if label is None else known(label["ja"])
        if what is not None and what.kind in GUESSED.get(node.type, ()) and not what.part:
            return what.kind
        if kind is Kind.TEXT and "multiline" in node.row.get("appearance"):
            return Kind.LONG_TEXT
        if kind is Kind.DATE and "month-year" in node.row.get("appearance"):
            return Kind.YEAR_MONTH
        if (
            kind is Kind.GUIDANCE
            and label is not None
            and label["ja"].startswith("#")
            and not node.row.texts.get("hint")
        ):
            return Kind.HEADING
        return kind

    def _answer(self, node: Node, kind: Kind, hint: Hint | None, name: str, group: str) -> None:
        sort = _SORTS.get(kind, Sort.UNREAD)
        if kind is Kind.CALCULATION and hint is not None and hint.is_yen:
            sort = Sort.YEN
        values = dict(self.lists[node.listed].values) if node.listed in self.lists else {}
        if node.other:
            values.setdefault("other", "other")
        called = f"{group}・{name}" if group else _base(name)
        self.answers[node.name] = Answer(called, sort, group, values)

    def _box(self, node: Node, group: str) -> None:
        found: Named | None = self._boxes.get(node.name)
        if found is not None:
            values = {option.value: option.value for option in found.field.options}
            sort = _SORTS.get(found.field.kind, Sort.UNREAD)
            self.answers[node.name] = Answer(found.name, sort, group, values)


def _base(name: str) -> str:
    """What a field of an id is called: ``_`` goes before words of the language."""
    return base_name(Field(id=name, kind=Kind.TEXT, label=Message(name, name)))
