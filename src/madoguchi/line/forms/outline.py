"""Which questions of a page are laid out for given answers, and on what each still depends on the page itself.

A comparison that looks at earlier pages alone is settled before the page is made. One that looks at the same page
stays open: the question is laid out with what is left of its condition, the script of the version hides it while the
condition does not hold, and without script its help text tells for whom it is.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from madoguchi.ground.kernel.errors import Message
from madoguchi.line.forms.core.condition_words import condition_words, only_for
from madoguchi.line.forms.core.expressions import joined
from madoguchi.line.forms.core.fields import UNANSWERED, Answers, Field, Form, Kind, Page
from madoguchi.line.forms.core.naming import Named, base_name
from madoguchi.office.rules.language import BOTH, EITHER, Binary, Expression, names

Shape = tuple[bool, ...]
"""Truth of the conditions a page has on earlier pages, in the order of ``Outline.settled``."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as laid out. ``open`` is what its showing still depends on; ``fields`` those of a group's item.

    ``group``: the group it stands in.
    """

    field: Field
    open: Expression | None
    hint: Message | None
    fields: "tuple[Asked, ...]" = ()
    group: str = ""


@dataclass(frozen=True, slots=True)
class Outline:
    """A page of a form with the comparisons on earlier pages that decide its shape."""

    form: Form
    page: Page
    settled: tuple[Expression, ...]

    def shape(self, answers: Answers) -> Shape:
        """Return the shape the page has for these answers."""
        return self.form.logic.truth(self.page, answers)


def outline(form: Form, page_id: str) -> Outline:
    """Return the outline of a page; ``KeyError`` where there is none."""
    page = form.page(page_id)
    return Outline(form, page, form.logic.settled(page))


def asked(of: Outline, shape: Shape) -> tuple[Asked, ...]:
    """Return the questions to lay out for a shape, in order."""
    return _Layer(of.form.logic.named, dict(zip(of.settled, shape, strict=True)), {}).asked(of.page.fields)


def asked_of_everybody(form: Form, page_id: str) -> tuple[Asked, ...]:
    """Return every question of a page, each with the whole of its condition, whatever was answered before."""
    return _Layer(form.logic.named, {}, {}).asked(form.page(page_id).fields)


def page_hint(form: Form, page: Page) -> Message | None:
    """Return for whom a page is, None where it is for everybody."""
    return None if page.show_when is None else only_for(page.show_when, page.for_whom, form.logic.named)


@dataclass(frozen=True, slots=True)
class _Layer:
    """Lays questions out. ``left_out`` has those that were not, by what rules call them."""

    named: Mapping[str, Named]
    truth: Mapping[Expression, bool]
    left_out: dict[str, bool]

    def asked(self, fields: tuple[Field, ...], group: str = "") -> tuple[Asked, ...]:
        laid_out: list[Asked] = []
        for field in fields:
            rest = True if field.show_when is None else self._rest(field.show_when)
            if rest is False:
                self.left_out[base_name(field, group)] = True
                continue
            condition = None if rest is True else rest
            hint = None if condition is None else self._words(field, condition)
            inside = self.asked(field.fields, field.id) if field.kind is Kind.GROUP else ()
            laid_out.append(Asked(field, condition, hint, inside, group))
        return tuple(laid_out)

    def _words(self, field: Field, rest: Expression) -> Message | None:
        return only_for(rest, field.for_whom, self.named, is_answered=field.kind not in UNANSWERED)

    def _rest(self, condition: Expression) -> Expression | bool:
        """Return what is left of a condition once all that is known is put in.

        Above comparisons there are only かつ and または, so one that is not known to hold counts as one that does not.
        """
        if isinstance(condition, Binary) and condition.operator in (BOTH, EITHER):
            parts = [self._rest(condition.left), self._rest(condition.right)]
            decides = condition.operator == EITHER
            if any(part is decides for part in parts):
                return decides
            rest = joined(condition.operator, [part for part in parts if not isinstance(part, bool)])
            return not decides if rest is None else rest
        if condition in self.truth:
            return self.truth[condition]
        bases = {self._base(name) for name in names(condition)}
        is_left_out = len(bases) == 1 and bases <= self.left_out.keys() and condition_words(condition, self.named)
        return False if is_left_out else condition  # choices and comparisons do not hold where nothing is asked

    def _base(self, name: str) -> str:
        one = self.named.get(name)
        return name if one is None else base_name(one.field, one.group)
