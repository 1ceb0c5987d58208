"""A draft of rules as the desk shows it: what it says, what it changes, what is wrong with it; what is done to it."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from madoguchi.faces.desk.rule_book import WRITE, book_of
from madoguchi.ground.foundation.public import Actor, permissions
from madoguchi.ground.kernel.errors import Message, Refused
from madoguchi.office.rules import public as rules


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that keeps a draft from being proposed: where in words, what, why, how to mend it.

    ``parameter``: the value it is in, "" where it is in none; ``definition``: version and place of the one it is in;
    ``mark``: the formula or cell that it is in.
    """

    where: Message
    parameter: str
    definition: tuple[int, int] | None
    finding: rules.Finding
    mark: rules.Marked | None = None


@dataclass(frozen=True, slots=True)
class DraftShown:
    """A draft. ``parameters`` is None where its values cannot be read; ``versions`` is empty where it holds faults.

    ``passed_count`` of ``case_count`` golden cases come out as they should.
    """

    draft: rules.DraftPage
    title: Message
    parameters: Sequence[rules.ParameterShown] | None
    versions: Sequence[rules.VersionShown]
    own: Sequence[rules.VersionAt]
    faults: Sequence[Fault]
    case_count: int
    passed_count: int
    may_write: bool

    @property
    def change_count(self) -> int:
        compared = self.draft.compared
        return 0 if compared is None else len(compared.differences)


@dataclass(frozen=True, slots=True)
class ValueShown:
    """One parameter of a draft to be changed; ``own``: the days from which values of the draft itself begin."""

    draft: rules.DraftPage
    title: Message
    edited: rules.EditedParameter
    shown: rules.ParameterShown


def start(package_id: str, actor: Actor, at: datetime) -> UUID:
    """Begin a draft with what was adopted last, else with what is shipped.

    Raises:
        what ``rules.start_draft`` raises.
    """
    permissions.require(actor, WRITE)
    book = book_of(package_id, actor, at)
    last = book.planned[-1] if book.planned else book.current
    based_on = None if last is None else last.id
    return rules.start_draft(package_id=package_id, based_on=based_on, actor=actor, at=at).id


def draft_shown(draft_id: UUID, actor: Actor) -> DraftShown:
    """Return a draft. Raises ``rules.DraftUnknown``."""
    draft = rules.draft_page(draft_id, actor)
    composed = draft.looked.composed
    tried = draft.looked.tried
    return DraftShown(
        draft,
        title_of(draft),
        _parameters(draft),
        () if composed is None else rules.shown(composed.rules.package).versions,
        _own(draft),
        _faults(draft),
        len(tried),
        sum(not one.findings for one in tried) if composed is not None else 0,
        draft.proposed is None and permissions.allowed(actor, WRITE),
    )


def value_shown(draft_id: UUID, name: str, actor: Actor) -> ValueShown:
    """Return a parameter of a draft.

    Raises:
        rules.DraftUnknown, rules.ParameterNotThere, and what keeps its values from being read.
    """
    permissions.require(actor, WRITE)
    draft = rules.draft_page(draft_id, actor)
    every = rules.parameters_of(draft.document, draft.looked.upper)
    found = next((one for one in every if one.parameter.name == name), None)
    if found is None:
        raise rules.ParameterNotThere(name=name)
    return ValueShown(draft, title_of(draft), found, rules.parameter_shown(found.parameter))


def change_value(page: ValueShown, version: int, given: rules.Dated, actor: Actor, at: datetime) -> None:
    """Let a parameter have another value from a day on. Raises what ``rules.save_draft`` raises."""
    draft = page.draft
    changed = rules.with_value(draft.document, draft.looked.upper, page.shown.name, given)
    rules.save_draft(draft_id=draft.id, version=version, document=changed, note=draft.note, actor=actor, at=at)


def take_back_value(page: ValueShown, version: int, day: date, actor: Actor, at: datetime) -> None:
    """Take back a value of the draft. Raises what ``rules.save_draft`` raises, and ``rules.ParameterNotThere``."""
    draft = page.draft
    changed = rules.without_value(draft.document, draft.looked.upper, page.shown.name, day)
    rules.save_draft(draft_id=draft.id, version=version, document=changed, note=draft.note, actor=actor, at=at)


def propose(draft_id: UUID, version: int, note: str, effective_from: date, actor: Actor, at: datetime) -> UUID:
    """Keep what was said of the draft, and ask for approval. Returns the id of the revision.

    Raises:
        what ``rules.save_draft`` and ``rules.propose`` raise.
    """
    draft = rules.draft_page(draft_id, actor)
    if draft.note != note.strip():
        saved = rules.save_draft(
            draft_id=draft_id, version=version, document=draft.document, note=note, actor=actor, at=at
        )
        version = saved.version
    made = rules.propose(draft_id=draft_id, version=version, effective_from=effective_from, actor=actor, at=at)
    return made.id


def version_of(text: str) -> int:
    """Return the version of a draft as a form carries it; 0, which none has, where it is no number."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def title_of(draft: rules.DraftPage) -> Message:
    """Return the title of what a draft is of; its id where none can be read."""
    composed, upper = draft.looked.composed, draft.looked.upper
    if composed is not None:
        return composed.rules.package.title
    if upper is not None:
        return upper.title
    return rules.title_in(draft.document) or Message(draft.package_id, draft.package_id)


def _parameters(draft: rules.DraftPage) -> list[rules.ParameterShown] | None:
    try:
        every = rules.parameters_of(draft.document, draft.looked.upper)
    except Refused:
        return None
    return [rules.parameter_shown(one.parameter) for one in every]


def _own(draft: rules.DraftPage) -> list[rules.VersionAt]:
    try:
        return rules.definitions_of(draft.document)
    except Refused:
        return []


def _faults(draft: rules.DraftPage) -> list[Fault]:
    try:
        document = json.loads(draft.document)
    except ValueError:
        document = None
    return [_fault(each, document) for each in draft.looked.faults]


def _fault(found: rules.Finding, document: object) -> Fault:
    section, *rest = found.path.split("/")
    number = int(rest[0]) if rest and rest[0].isdecimal() else None
    match section:
        case "parameters" if number is not None:
            name = _name(document, "parameters", number)
            return Fault(Message(f"値「{name}」", f"Value “{name}”"), name, None, found)
        case "versions" if number is not None and len(rest) > 2:
            place = int(rest[2]) if rest[2].isdecimal() else -1
            name = _name(document, "versions", number, "definitions", place)
            where = Message(f"定義「{name}」", f"Definition “{name}”")
            return Fault(where, "", (number, place), found, _mark(found, document))
        case "cases" if number is not None:
            return Fault(Message(f"確認事例の{number}行目", f"Line {number} of the golden cases"), "", None, found)
        case "cases":
            return Fault(Message("確認事例", "The golden cases"), "", None, found)
        case _:
            return Fault(Message("原文", "The text"), "", None, found)


def _mark(found: rules.Finding, document: object) -> rules.Marked | None:
    """The formula or the cell that a fault is in, with its place."""
    way = [int(step) if step.isdecimal() else -1 if step == "result" else step for step in found.path.split("/")]
    text = _at(document, *way)
    return rules.marked(text, found.span) if isinstance(text, str) else None


def _at(plain: object, *way: str | int) -> object:
    """What lies at the end of a way through a document; -1 is the last of several. None: nothing does."""
    at = plain
    for step in way:
        if isinstance(step, int) and isinstance(at, list) and -1 <= step < len(at) and at:
            at = at[step]
        elif isinstance(step, str) and isinstance(at, Mapping):
            at = at.get(step)
        else:
            return None
    return at


def _name(plain: object, *way: str | int) -> str:
    """The name of what lies at the end of a way through a document, or ? where it has none."""
    at = _at(plain, *way)
    return str(at.get("name", at.get("table", "?"))) if isinstance(at, Mapping) else "?"
