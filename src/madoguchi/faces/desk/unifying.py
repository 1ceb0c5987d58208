"""様式の統一: what the body's forms ask alike, one form for several, and what need not be asked."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from madoguchi.ground.foundation.public import Actor, body_scope, permissions
from madoguchi.ground.kernel.errors import Message
from madoguchi.line.forms import public as forms
from madoguchi.line.inventory import public as inventory

READ = "inventory.procedure.read"


@dataclass(frozen=True, slots=True)
class SharedQuestion:
    """A question that several procedures ask."""

    label: Message
    is_attachment: bool
    procedures: tuple[Message, ...]
    codes: tuple[str, ...]
    labels: tuple[str, ...]  # the words in which it is asked, as they stand
    reasons: tuple[Message, ...]
    percent: int  # how alike the least alike are


@dataclass(frozen=True, slots=True)
class HeldFact:
    """A question or paper whose fact is held already."""

    procedure: Message
    code: str
    label: Message
    is_attachment: bool
    where: Message
    ground: str
    basis: str
    asked_yearly: int | None
    way: Message
    against: Message

    @property
    def volume_shown(self) -> str:
        """How many are asked a year, for reading: 12,345; empty where it is not known."""
        return "" if self.asked_yearly is None else f"{self.asked_yearly:,}"


@dataclass(frozen=True, slots=True)
class ShownRow:
    """A question of the common form, and how each procedure asks it."""

    label: Message
    is_asked_by_all: bool
    cells: tuple[tuple[Message, forms.Cell | None], ...]


@dataclass(frozen=True, slots=True)
class CommonForm:
    """Procedures to choose from, and the common form of those chosen; None where too few are."""

    choices: tuple[tuple[str, Message], ...]
    chosen: tuple[str, ...]
    proposal: forms.Proposal | None

    @property
    def headings(self) -> tuple[Message, ...]:
        """Names of the procedures chosen, in the order of the table's cells."""
        names = dict(self.choices)
        return () if self.proposal is None else tuple(names[code] for code in self.proposal.codes)

    @property
    def table(self) -> tuple["ShownRow", ...]:
        """The questions, each with the procedures' names beside its cells."""
        rows = () if self.proposal is None else self.proposal.rows
        return tuple(
            ShownRow(row.label, row.is_asked_by_all, tuple(zip(self.headings, row.cells, strict=True))) for row in rows
        )

    @property
    def common_count(self) -> int:
        """How many questions all of them ask."""
        return 0 if self.proposal is None else sum(row.is_asked_by_all for row in self.proposal.rows)


def shared_questions(actor: Actor, *, at: datetime) -> list[SharedQuestion]:
    """Return what several procedures that take applications ask, what most ask first."""
    permissions.require(actor, READ)
    with body_scope(actor.body_id):
        found = forms.open_forms(on=at)
        return [
            SharedQuestion(
                one.label, one.is_attachment, tuple(found.names[code] for code in one.forms), one.forms,
                tuple(dict.fromkeys(each.label.ja for each in one.questions)), one.reasons, int(one.measure * 100),
            )
            for one in forms.same_questions(found)
        ]  # fmt: skip


def common_form(actor: Actor, codes: Collection[str], *, at: datetime) -> CommonForm:
    """Return the common form of the procedures chosen.

    Raises:
        TooFewForms: one was chosen, or more than can be brought together.
        DefinitionRefused: the whole has more questions than a form may have.
    """
    permissions.require(actor, READ)
    with body_scope(actor.body_id):
        found = forms.open_forms(on=at)
        chosen = tuple(code for code in found.parts if code in codes)
        proposal = forms.common_form(found, chosen) if chosen else None
        return CommonForm(tuple(found.names.items()), chosen, proposal)


def held_facts(actor: Actor, *, at: datetime) -> list[HeldFact]:
    """Return what need not be asked, papers first, then by how many people a year are asked."""
    permissions.require(actor, READ)
    yearly = {one.code: one.yearly_volume for one in inventory.procedures(actor.body_id)}
    with body_scope(actor.body_id):
        found = forms.open_forms(on=at)
        return [
            HeldFact(
                found.names[one.question.form], one.question.form, one.question.label, one.question.is_attachment,
                one.held.where, one.held.ground, one.basis, one.asked_yearly, forms.WAYS[one.way], one.held.against,
            )
            for one in forms.held_already(found, yearly)
        ]  # fmt: skip
