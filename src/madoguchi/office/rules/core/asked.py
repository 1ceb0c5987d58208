"""What a page asks people about a package: which definition they want to know, in which words each input is asked.

Words lie beside the rules and are no part of what is computed. A lower layer may say them in its own way.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from madoguchi.ground.kernel.errors import Message
from madoguchi.office.rules.core.findings import Finding, finding
from madoguchi.office.rules.core.types import Kind, Value

if TYPE_CHECKING:
    from madoguchi.office.rules.core.package import Package
    from madoguchi.office.rules.core.program import Program

_OUTCOMES: Final = (Kind.YEN, Kind.INT, Kind.BOOL)


class People(StrEnum):
    """Whom a page counts to a group."""

    CHILDREN = "children"
    ADULTS = "adults"  # the spouse, parents and others who live with the person who asks
    MYSELF_AND_ADULTS = "myself_and_adults"  # that person too, as where the allowance is a child's own


@dataclass(frozen=True, slots=True)
class Question:
    """How one input is asked.

    ``hint`` says where to find the answer. ``choices`` are words for the members of an enum. With a ``situation`` the
    input is asked only where that applies; elsewhere it is ``otherwise``. With ``if_so`` it never is.
    """

    question: Message | None = None
    hint: Message | None = None
    choices: Mapping[str, Message] = field(default_factory=dict)
    situation: str = ""
    otherwise: Value | None = None
    if_so: Value | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """``outcome``: the definition people want to know; 0 or いいえ is nothing. ``people``: who is in which group.

    ``situations``: what a person can say in a word, shared by packages under the same key. ``questions``: by input.
    """

    outcome: str
    people: Mapping[str, People] = field(default_factory=dict)
    situations: Mapping[str, Message] = field(default_factory=dict)
    questions: Mapping[str, Question] = field(default_factory=dict)

    def under(self, lower: "Asked | None") -> "Asked":
        """Return this with what a lower layer says in its own way."""
        if lower is None:
            return self
        return replace(
            lower,
            people={**self.people, **lower.people},
            situations={**self.situations, **lower.situations},
            questions={
                **self.questions,
                **{name: _said_by(self.questions.get(name), each) for name, each in lower.questions.items()},
            },
        )


def _said_by(upper: Question | None, lower: Question) -> Question:
    """The words of a lower layer for a question; what follows from a situation stays the upper one's."""
    if upper is None:
        return lower
    words = {**upper.choices, **lower.choices}
    return replace(upper, question=lower.question or upper.question, hint=lower.hint or upper.hint, choices=words)


def asked_findings(package: "Package", programs: Iterable["Program"]) -> Iterator[Finding]:
    """Yield what does not fit the rules: names that are not there, an outcome of another sort, words for no choice."""
    asked = package.asked
    if asked is None:
        return
    for program in programs:
        outcome = program.definition.get(asked.outcome)
        if outcome is None or outcome.type.kind not in _OUTCOMES:
            wanted = "どの版にもある、金額・整数・はい/いいえの定義の名前"
            yield _misfit("asked/outcome", wanted, "A definition of every version: yen, int or bool")
    for group in asked.people:
        if group not in package.groups:
            yield _misfit(f"asked/people/{group}", "この規則の群の名前", "A group of these rules")
    types = {each.name: each.type for each in package.inputs}
    for name, question in asked.questions.items():
        path = f"asked/questions/{name}"
        if name not in types:
            yield _misfit(path, "この規則の項目の名前", "An input of these rules")
        elif question.situation and question.situation not in asked.situations:
            yield _misfit(f"{path}/situation", "situations にある名前", "A name that stands in situations")
        elif not set(question.choices) <= set(types[name].members):
            yield _misfit(f"{path}/choices", "この項目の選択肢", "The choices of this input")


def _misfit(path: str, wanted: str, wanted_en: str) -> Finding:
    return finding("shape", path=path, wanted=wanted, wanted_en=wanted_en)
