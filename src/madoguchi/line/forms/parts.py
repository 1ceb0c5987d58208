"""The parts of a definition that other rooms read: each room checks its own when a version is published."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from madoguchi.ground.kernel.errors import Message
from madoguchi.line.forms.core.definition import Definition, parse_definition
from madoguchi.line.forms.core.definition_words import PartWords, place
from madoguchi.line.forms.core.fields import Form
from madoguchi.line.forms.core.reading import DefinitionRefused, Problem, Reader
from madoguchi.line.forms.core.translating import refuse_incomplete

#: Notes what is wrong with the part's data (inside a scope), as of a day. No form: it has faults of its own.
Check = Callable[[Reader, object, Form | None, date], None]


@dataclass(frozen=True, slots=True)
class PartChecker:
    """How a room checks its part of a definition, and its words for it. A part that ``is_needed`` may not be absent."""

    part: str
    check: Check
    words: PartWords
    is_needed: bool = True


@dataclass(frozen=True, slots=True)
class Found:
    """One thing to mend: where, in words, and what to write there."""

    place: Message
    message: Message


@dataclass(frozen=True, slots=True)
class CheckResult:
    """What the check of one part found: nothing, or what to mend."""

    label: Message
    found: tuple[Found, ...]


OWN = Message("手続きの説明と様式", "Description and form")
_checkers: dict[str, PartChecker] = {}


def register_part(checker: PartChecker) -> None:
    """Add a room's checker, in its ``parts`` module."""
    if _checkers.setdefault(checker.part, checker) is not checker:
        raise ValueError(f"the part {checker.part} is checked twice")


def checked(definition: Mapping[str, object], *, on: date) -> Definition:
    """Return a definition that every room can read on a day (inside a scope).

    Raises:
        DefinitionRefused: with every problem of every part and its path.
    """
    parsed, problems = None, list[Problem]()
    try:
        parsed = parse_definition(definition)
    except DefinitionRefused as refusal:
        problems += refusal.problems
    reader = Reader()
    if parsed is not None:
        refuse_incomplete(reader, definition)
    for checker in _checkers.values():
        if checker.part in definition:
            checker.check(reader, definition[checker.part], parsed.form if parsed else None, on)
        elif checker.is_needed:
            reader.refuse(checker.part, "この項目が必要です。", "This key is needed.")
    problems += reader.problems
    if problems or parsed is None:
        raise DefinitionRefused(tuple(dict.fromkeys(problems)))
    return parsed


def results(problems: Sequence[Problem], definition: object) -> tuple[CheckResult, ...]:
    """Return what each check found in a definition, the form's own first: all of them, those without fault too."""
    by_part: dict[str, list[Found]] = {"": [], **{part: [] for part in sorted(_checkers)}}
    for problem in problems:
        part = problem.path.lstrip("/").partition("/")[0]
        by_part[part if part in _checkers else ""].append(Found(place(definition, problem.path), problem.message))
    labels = {"": OWN, **{part: checker.words.label for part, checker in _checkers.items()}}
    return tuple(CheckResult(labels[part], tuple(found)) for part, found in by_part.items())


def part_words() -> Mapping[str, PartWords]:
    """Return the rooms' words for their parts, by part."""
    return {part: checker.words for part, checker in _checkers.items()}


def field_paths(form: Form) -> frozenset[str]:
    """Return the ids of a form's questions; those of repeated items as ``group/id``."""
    fields = [field for page in form.pages for field in page.fields]
    return frozenset([one.id for one in fields] + [f"{one.id}/{inner.id}" for one in fields for inner in one.fields])
