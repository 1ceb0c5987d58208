"""A three-way comparison of definitions by meaning: what both began with, what the others made of it, what we did.

Whatever one side alone changed is taken or kept; where both changed the same thing differently, a person chooses.
Nothing is left out without a record that says so.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from madoguchi.line.forms.core.definition_tree import (
    EMPTY_LIST,
    Branch,
    Node,
    leaf,
    page_of,
    plain,
    put_together,
    take_apart,
)

Definition = Mapping[str, object]
Path = tuple[str, ...]
ORDER = "@order"
#: What each body says for itself: whose work it is, and who decides.
LOCAL: tuple[Path, ...] = (("review", "division"), ("approval", "route"))
_FIELDS, _PAGES = ("form", "fields"), ("form", "pages")


class Side(StrEnum):
    """Whose value holds."""

    OURS = "ours"
    THEIRS = "theirs"


class Outcome(StrEnum):
    """What became of something that is not as it was."""

    TAKEN = "taken"  # they alone changed it
    KEPT = "kept"  # we alone changed it
    SAME = "same"  # both changed it alike
    CONFLICT = "conflict"  # both changed it, differently
    HELD = "held"  # a page that one side took away stays, because a question of the other stands on it
    EMPTIED = "emptied"  # a page goes, because each side took away some of its questions


@dataclass(frozen=True, slots=True)
class Merged:
    """One thing that differs. Values are JSON, None where there is nothing; ``chosen``: None until somebody chooses."""

    path: Path
    outcome: Outcome
    base: object
    theirs: object
    ours: object
    chosen: Side | None

    @property
    def address(self) -> str:
        """The path as people and programs name it: ``form/fields/name/label/ja`` (``~`` and ``/`` as in RFC 6901)."""
        return address(self.path)


@dataclass(frozen=True, slots=True)
class Merge:
    """What came of it. While a conflict waits for a choice, ``definition`` holds our value there."""

    definition: dict[str, object]
    records: tuple[Merged, ...]

    @property
    def waiting(self) -> tuple[Merged, ...]:
        """The conflicts that nobody has settled."""
        return tuple(one for one in self.records if one.chosen is None)

    @property
    def changed_by_them(self) -> int:
        """How many things they changed: questions, pages, values of other parts."""
        return len({thing(one.path) for one in self.records if one.base != one.theirs})

    @property
    def overridden(self) -> int:
        """How many of these we had changed too, differently."""
        return len({thing(one.path) for one in self.records if one.outcome is Outcome.CONFLICT})


def merge(base: Definition, theirs: Definition, ours: Definition, choices: Mapping[str, Side]) -> Merge:
    """Return what comes of two definitions that began as one.

    Args:
        base: what ours began as; theirs too.
        choices: by :attr:`Merged.address`, whose value shall hold; also where only one side changed something.
            Addresses of nothing that differs are left alone: :func:`unknown_choices` names them.

    All three are definitions that ``parse_definition`` can read. What comes of them may be none (a condition on a
    question that the other side took away): it is checked like any other.
    """
    merging = _Merging(choices)
    ours_local = {path: _at(ours, path) for path in LOCAL}
    trees = [take_apart(_with(one, ours_local)) for one in (base, theirs, ours)]
    made = merging.branch((), trees[0], trees[1], trees[2])
    return Merge(put_together(made), tuple(merging.records.values()))


def localised(definition: Definition, values: Mapping[Path, object]) -> dict[str, object]:
    """Return a definition with a body's own values at the ``LOCAL`` paths; those without a value stay as they are."""
    return _with(definition, values)


def unknown_choices(made: Merge, choices: Iterable[str]) -> list[str]:
    """Return the choices that are about nothing that differs."""
    known = {one.address for one in made.records}
    return [one for one in choices if one not in known]


def address(path: Path) -> str:
    """Return a path as text."""
    return "/".join(step.replace("~", "~0").replace("/", "~1") for step in path)


def thing(path: Path) -> Path:
    """Return what a reader would count as one thing: a question, a page, a key of another part."""
    if path[:2] == _FIELDS and len(path) >= 5 and path[3] == "fields":
        return path[:5]
    return path[:3] if path[:2] in (_FIELDS, _PAGES) else path[:2]


@dataclass
class _Merging:
    choices: Mapping[str, Side]
    records: dict[Path, Merged] = field(default_factory=dict)

    def node(self, path: Path, base: Node | None, theirs: Node | None, ours: Node | None) -> Node | None:
        if theirs == ours:
            if base != ours:
                self._note(path, Outcome.SAME, base, theirs, ours)
            return ours
        branches = _as_branches(base, theirs, ours)
        if branches is not None and not _other_kind(base, theirs, ours):
            return self.branch(path, *branches)
        outcome = Outcome.KEPT if theirs == base else Outcome.TAKEN if ours == base else Outcome.CONFLICT
        return theirs if self._note(path, outcome, base, theirs, ours) is Side.THEIRS else ours

    def branch(self, path: Path, base: Branch, theirs: Branch, ours: Branch) -> Branch:
        items: dict[str, Node] = {}
        names = dict.fromkeys((*ours.items, *theirs.items, *base.items))
        for name in sorted(names, key=lambda one: one != "ja"):  # of a text the Japanese comes first
            sides = (one.items.get(name) for one in (base, theirs, ours))
            if (found := self.node((*path, name), *sides)) is not None:
                items[name] = found
        if path == ("form",):
            return self._form(items, base, theirs, ours)
        if not ours.key or path in (_PAGES, _FIELDS):  # pages and questions are put in order together
            return Branch(ours.key, items)
        order = self._order(path, [one.order for one in (base, theirs, ours)], tuple(items))
        return Branch(ours.key, items, order)

    def _form(self, items: dict[str, Node], base: Branch, theirs: Branch, ours: Branch) -> Branch:
        """Bring pages and questions together: no question without its page, no page without a question."""
        sides = [(_branch(one, "pages"), _branch(one, "fields")) for one in (base, theirs, ours)]
        questions = _as(items, "fields").items
        pages = dict(_as(items, "pages").items)
        used = {page_of(one) for one in questions.values()}
        for page_id in sorted(used - pages.keys()):
            versions = [found.items.get(page_id) for found, _ in sides]
            kept = versions[2] or versions[1] or versions[0]
            if kept is not None:
                pages[page_id] = kept
                self._note((*_PAGES, page_id), Outcome.HELD, *versions)
        asked = {path[2] for path, one in self.records.items() if path[:2] == _PAGES and one.chosen is None}
        for page_id in sorted((pages.keys() | asked) - used - {ORDER}):
            versions = [found.items.get(page_id) for found, _ in sides]
            pages.pop(page_id, None)
            for path in [one for one in self.records if one[:3] == (*_PAGES, page_id)]:
                del self.records[path]
            self._note((*_PAGES, page_id), Outcome.EMPTIED, *versions)
        page_order = self._order(_PAGES, [found.order for found, _ in sides], tuple(pages))
        order: list[str] = []
        for page_id in page_order:
            members = tuple(name for name, one in questions.items() if page_of(one) == page_id)
            stood = [tuple(name for name in found.order if page_of(found.items[name]) == page_id) for _, found in sides]
            order += self._order((*_PAGES, page_id), stood, members)
        whole = {"pages": Branch("id", pages, page_order), "fields": Branch("@", questions, tuple(order))}
        return Branch("", {**items, **whole})

    def _order(self, path: Path, sides: Sequence[Sequence[str]], members: Sequence[str]) -> tuple[str, ...]:
        """Return the order of the members: of those that all sides have as somebody put them, new ones after theirs."""
        everywhere = [name for name in sides[2] if name in members and name in sides[1]]
        base, theirs, ours = ([name for name in side if name in everywhere] for side in sides)
        known = set(base)
        unmoved = [[name for name in side if name in known] == base for side in (theirs, ours)]
        placed = ours
        if theirs != ours:
            outcome = {(True, False): Outcome.KEPT, (False, True): Outcome.TAKEN}.get(
                (unmoved[0], unmoved[1]), Outcome.CONFLICT
            )
            if self._note((*path, ORDER), outcome, leaf(base), leaf(theirs), leaf(ours)) is Side.THEIRS:
                placed = theirs
        elif not unmoved[1]:
            self._note((*path, ORDER), Outcome.SAME, leaf(base), leaf(theirs), leaf(ours))
        order = list(placed)
        for side_order in (sides[1], sides[2], members):
            before = -1
            for name in side_order:
                if name in order:
                    before = order.index(name)
                elif name in members:
                    before += 1
                    order.insert(before, name)
        return tuple(order)

    def _note(
        self, path: Path, outcome: Outcome, base: Node | None, theirs: Node | None, ours: Node | None
    ) -> Side | None:
        chosen: Side | None = {Outcome.TAKEN: Side.THEIRS, Outcome.CONFLICT: None}.get(outcome, Side.OURS)
        was, there, here = (None if one is None else plain(one) for one in (base, theirs, ours))
        record = Merged(path, outcome, was, there, here, chosen)
        if outcome in (Outcome.TAKEN, Outcome.KEPT, Outcome.CONFLICT):
            chosen = self.choices.get(record.address, chosen)
            record = Merged(path, outcome, record.base, record.theirs, record.ours, chosen)
        self.records[path] = record
        return chosen


def _as_branches(base: Node | None, theirs: Node | None, ours: Node | None) -> tuple[Branch, Branch, Branch] | None:
    """Return all three as branches of one kind, where both sides have the thing and have not put another in its place.

    What is missing in the base is empty there; an empty list is one of whatever entries the others have.
    """
    if theirs is None or ours is None:
        return None
    like = next((one for one in (ours, theirs, base) if isinstance(one, Branch)), None)
    if like is None:
        return None
    found = [
        Branch(like.key, {}) if one is None or (one == EMPTY_LIST and like.key) else one for one in (base, theirs, ours)
    ]
    first, second, third = found
    if not (isinstance(first, Branch) and isinstance(second, Branch) and isinstance(third, Branch)):
        return None
    return (first, second, third) if first.key == second.key == third.key else None


def _other_kind(base: Node | None, theirs: Node | None, ours: Node | None) -> bool:
    """Whether a question got another kind on one side while the other side changed it too: parts would not fit."""
    kinds = [one.items.get("type") if isinstance(one, Branch) else None for one in (base, theirs, ours)]
    return base not in (theirs, ours) and kinds[1] != kinds[2]


def _at(definition: Definition, path: Path) -> object:
    part = definition.get(path[0])
    return part.get(path[1]) if isinstance(part, Mapping) else None


def _with(definition: Definition, values: Mapping[Path, object]) -> dict[str, object]:
    made = dict(definition)
    for (part, key), value in values.items():
        own = made.get(part)
        if value is not None and isinstance(own, Mapping):
            made[part] = {**own, key: value}
    return made


def _branch(tree: Branch, name: str) -> Branch:
    return _as(tree.items, name)


def _as(items: Mapping[str, Node], name: str) -> Branch:
    found = items.get(name)
    return found if isinstance(found, Branch) else Branch("id", {})
