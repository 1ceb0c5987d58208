"""Which questions of a page are laid out for given answers, and on what each still depends on the page itself.

A condition that looks at an earlier page is settled before the page is made. One that looks at the same page stays
open: the question is laid out with its condition, a script hides it while the condition does not hold, and without
script its help text tells for whom it is.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from madoguchi.ground.kernel.errors import Message
from madoguchi.line.forms.core.answers import cleaned
from madoguchi.line.forms.core.condition_words import condition_words
from madoguchi.line.forms.core.conditions import holds, leaves
from madoguchi.line.forms.core.fields import Answers, Chosen, Condition, Every, Field, Form, Kind, Page, Some
from madoguchi.line.forms.core.messages import say

Shape = tuple[bool, ...]
"""Truth of the conditions a page has on earlier pages, in the order of ``Outline.settled``."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as laid out. ``open`` is what its showing still depends on; ``fields`` those of a group's item."""

    field: Field
    open: Condition | None
    hint: Message | None
    fields: "tuple[Asked, ...]" = ()


@dataclass(frozen=True, slots=True)
class Outline:
    """A page of a form with the comparisons on earlier pages that decide its shape."""

    form: Form
    page: Page
    settled: tuple[Chosen, ...]

    def shape(self, answers: Answers) -> Shape:
        """Return the shape the page has for these answers."""
        if not self.settled:
            return ()
        kept = cleaned(self.form, answers)
        return tuple(holds(leaf, kept) for leaf in self.settled)


def outline(form: Form, page_id: str) -> Outline:
    """Return the outline of a page; ``KeyError`` where there is none."""
    page = form.page(page_id)
    here = {field.id for field in page.fields}
    found: dict[Chosen, None] = {}
    for field in page.fields:
        for one in (field, *field.fields):
            found |= {leaf: None for leaf in leaves(one.show_when) if not leaf.beside and leaf.field not in here}
    return Outline(form, page, tuple(found))


def asked(of: Outline, shape: Shape) -> tuple[Asked, ...]:
    """Return the questions to lay out for a shape, in order."""
    truth = dict(zip(of.settled, shape, strict=True))
    labels = {field.id: field for field in of.page.fields}
    return _asked(of.page.fields, truth, labels, {}, frozenset())


def asked_of_everybody(form: Form, page_id: str) -> tuple[Asked, ...]:
    """Return every question of a page, each with the whole of its condition, whatever was answered before."""
    top = {field.id: field for field in form.fields()}
    ids = [page.id for page in form.pages]
    before = frozenset(field.id for page in form.pages[: ids.index(page_id)] for field in page.fields)
    return _asked(form.page(page_id).fields, {}, top, {}, before)


def page_hint(form: Form, page: Page) -> Message | None:
    """Return for whom a page is, None where it is for everybody."""
    top = {field.id: field for field in form.fields()}
    return None if page.show_when is None else _hint(page.show_when, {}, top)


def _asked(
    fields: tuple[Field, ...],
    truth: Mapping[Chosen, bool],
    top: Mapping[str, Field],
    beside: Mapping[str, Field],
    outer: frozenset[str],
) -> tuple[Asked, ...]:
    laid_out: list[Asked] = []
    there = set(outer)
    for field in fields:
        rest = _rest(
            field.show_when, truth, there, frozenset() if not beside else frozenset(one.field.id for one in laid_out)
        )
        if rest is False:
            continue
        condition = None if rest is True else rest
        hint = None if condition is None else _hint(condition, {**top, **beside}, top)
        inside: tuple[Asked, ...] = ()
        if field.kind is Kind.GROUP:
            inside = _asked(field.fields, truth, top, {one.id: one for one in field.fields}, frozenset(there))
        laid_out.append(Asked(field, condition, hint, inside))
        if not beside:
            there.add(field.id)
    return tuple(laid_out)


def _rest(
    condition: Condition | None, truth: Mapping[Chosen, bool], there: set[str], siblings: frozenset[str]
) -> Condition | bool:
    """Return what is left of a condition once all that is known is put in; conditions have no negation."""
    if condition is None:
        return True
    if isinstance(condition, Chosen):
        if condition.beside:
            return condition if condition.field in siblings else False
        if condition in truth:
            return truth[condition]
        return condition if condition.field in there else False
    parts = [_rest(one, truth, there, siblings) for one in condition.of]
    open_parts = tuple(part for part in parts if not isinstance(part, bool))
    if isinstance(condition, Every):
        if any(part is False for part in parts):
            return False
        return _joined(Every, open_parts) if open_parts else True
    if any(part is True for part in parts):
        return True
    return _joined(Some, open_parts) if open_parts else False


def _joined(kind: type[Every] | type[Some], parts: tuple[Condition, ...]) -> Condition:
    return parts[0] if len(parts) == 1 else kind(parts)


_ONLY = Message("{condition}方だけお答えください。", "Only if {condition}.", "{condition}人だけ 書いてください。")


def _hint(condition: Condition, near: Mapping[str, Field], top: Mapping[str, Field]) -> Message:
    return say(_ONLY, condition=condition_words(condition, near, top))
