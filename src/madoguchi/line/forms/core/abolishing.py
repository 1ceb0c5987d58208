"""What need not be asked: questions and papers whose fact the body (or the state) already holds.

A draft for people. It says where the fact is held, on what ground it may be looked up instead, and what stands against.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from madoguchi.ground.kernel.errors import Message
from madoguchi.line.forms.core.asked import Json, Question, questions
from madoguchi.line.forms.core.held_facts import HELD_ITEMS, HELD_PAPERS, IDENTIFYING, OMISSION, OTHER_USE, Held


class Way(StrEnum):
    """What can be done."""

    ABOLISH = "abolish"  # the paper need not be brought
    FILL_IN = "fill_in"  # the answer can be filled in from the register, to be confirmed
    KEEP = "keep"  # needed to know who applies


WAYS: Mapping[Way, Message] = {
    Way.ABOLISH: Message("やめられる見込みの添付", "Papers that could be abolished"),
    Way.FILL_IN: Message("台帳から取り込める見込みの質問", "Questions that could be filled in from a register"),
    Way.KEEP: Message("本人を確かめるために残す質問", "Questions that stay, to know who applies"),
}


@dataclass(frozen=True, slots=True)
class Candidate:
    """A question or paper of one procedure whose fact is held already."""

    question: Question
    held: Held
    way: Way
    basis: str  # what the definition names as the legal basis of asking
    asked_yearly: int | None  # how many applicants a year; None: the inventory does not say


def candidates(definitions: Iterable[Json], yearly: Mapping[str, int | None]) -> tuple[Candidate, ...]:
    """Return what need not be asked: papers first, then by how many people a year are asked.

    Args:
        definitions: as ``parse_definition`` takes them.
        yearly: applications a year by procedure code, None where it is not known.
    """
    found: list[Candidate] = []
    for definition in definitions:
        for one in questions(definition):
            held = _held(one)
            if held is not None:
                basis = str(one.entry.get("legal_basis", ""))
                found.append(Candidate(one, held, _way(one), basis, yearly.get(one.form)))
    order: Sequence[Way] = tuple(Way)
    return tuple(
        sorted(found, key=lambda one: (order.index(one.way), -(one.asked_yearly or 0), one.question.place))
    )  # fmt: skip


def _held(question: Question) -> Held | None:
    """Return where the fact is: what the definition itself says, else the tables above."""
    said = question.entry.get("held")
    known = HELD_ITEMS.get(question.core_item) if not question.meaning.roles else None
    if question.is_attachment:
        known = next((held for words, held in HELD_PAPERS if words.search(question.label.ja)), None)
    if said is None:
        return known
    where = said["where"]
    told = Message(where["ja"], where.get("en", where["ja"]))
    return Held(told, known.ground if known else OMISSION, known.against if known else OTHER_USE)


def _way(question: Question) -> Way:
    if question.is_attachment:
        return Way.ABOLISH
    return Way.KEEP if question.core_item in IDENTIFYING else Way.FILL_IN
