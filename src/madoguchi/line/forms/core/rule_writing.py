"""The rules of a form as one program of the rules' language: what is shown, what is refused, what is worked out.

An answer to a question that is hidden is 不明 to every other rule, and a group that is hidden has nobody in it.
The names of the program:

======================  ====================================================================================
``id``, ``group・id``    an answer (``naming``); of a question with a condition, 不明 while it is hidden
``答え・…``               such an answer as it was given
``頁・page``             whether the page is asked, where it has a condition
``表示・…``               whether the question is asked (the group too, for a question in it), where it has one
``検査・…・n``            the n-th check of a field
``節・page・n``           the n-th comparison of a page that earlier pages settle (``outline``)
======================  ====================================================================================
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from madoguchi.ground.kernel.errors import Message
from madoguchi.line.forms.core.expressions import OVER_GROUPS
from madoguchi.line.forms.core.fields import Field, Kind, Page
from madoguchi.line.forms.core.naming import Named, base_name, named
from madoguchi.office.rules.language import (
    ALL,
    BOOL,
    BOTH,
    EITHER,
    IF,
    INT,
    LEAST,
    MOST,
    SUM,
    YEN,
    Binary,
    Call,
    Entity,
    Expression,
    Inverted,
    Name,
    Negated,
    Package,
    Type,
    Undecided,
    Unit,
    Version,
    WrittenDefinition,
    WrittenInput,
    is_name,
    names,
)

GIVEN, SHOWN, PAGE, CHECK, SETTLED = "答え・", "表示・", "頁・", "検査・", "節・"
_WITH_VALUE = frozenset({LEAST, MOST, SUM})


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of the program: what it is called and where it stands in the definition."""

    name: str
    body: Expression
    path: str

    @property
    def type(self) -> Type:
        """What it gives."""
        return BOOL


@dataclass(frozen=True, slots=True)
class FieldRule(Rule):
    """A rule of a field, of every item where that stands in a group. ``number``: of its check."""

    field: Field
    group: str
    number: int = 0

    @property
    def type(self) -> Type:
        """What it gives: a calculation, the number it is."""
        if not self.path.endswith("/calculation"):
            return BOOL
        return YEN if self.field.is_yen else INT


def leaves(condition: Expression | None) -> list[Expression]:
    """Return the comparisons that かつ and または put together, in reading order."""
    match condition:
        case None:
            return []
        case Binary(operator, left, right) if operator in (BOTH, EITHER):
            return [*leaves(left), *leaves(right)]
        case _:
            return [condition]


def settled_leaves(page: Page) -> tuple[Expression, ...]:
    """Return the comparisons of a page's questions that look at earlier pages alone."""
    here = {each.name for one in page.fields for each in named(one)}
    here |= {each.name for one in page.fields for inner in one.fields for each in named(inner, one.id)}
    here |= {one.id for one in page.fields if one.kind is Kind.GROUP}
    found = (leaf for one in page.fields for asked in (one, *one.fields) for leaf in leaves(asked.show_when))
    return tuple(dict.fromkeys(leaf for leaf in found if names(leaf).isdisjoint(here)))


class WrittenRules:
    """The rules of pages written down as a package, which the language checks and compiles."""

    def __init__(self, pages: Sequence[Page]) -> None:
        self.named: dict[str, Named] = {}
        self.pages: list[Rule] = []
        self.settled: list[Rule] = []
        self.shown: list[FieldRule] = []
        self.checks: list[FieldRule] = []
        self.calculations: list[FieldRule] = []
        self._asked: dict[str, Expression] = {}  # by base name, where it depends: whether the question is asked
        for n, page in enumerate(pages):
            self._page(page, f"form/pages/{n}")
        self._groups = [one.id for page in pages for one in page.fields if one.kind is Kind.GROUP and is_name(one.id)]

    @property
    def rules(self) -> tuple[Rule, ...]:
        """Every rule that the definition holds."""
        return (*self.pages, *self.shown, *self.checks, *self.calculations)

    def _page(self, page: Page, path: str) -> None:
        asked: Expression | None = None
        if page.show_when is not None:
            asked = Name(PAGE + page.id)
            self.pages.append(Rule(PAGE + page.id, page.show_when, f"{path}/show_when"))
        for n, one in enumerate(page.fields):
            self._field(one, f"{path}/fields/{n}", asked)
        for n, leaf in enumerate(settled_leaves(page)):
            self.settled.append(Rule(f"{SETTLED}{page.id}・{n}", leaf, SETTLED))

    def _field(self, one: Field, path: str, asked: Expression | None, group: str = "") -> None:
        base = base_name(one, group)
        if one.show_when is not None:
            shown = one.show_when if asked is None else Binary(BOTH, asked, one.show_when)
            asked = Name(SHOWN + base)
            self.shown.append(FieldRule(SHOWN + base, shown, f"{path}/show_when", one, group))
        if asked is not None and not (group and one.show_when is None):
            self._asked[base] = asked
        self.named |= {each.name: each for each in named(one, group)}
        if one.calculation is not None:
            body = one.calculation if asked is None else Call(IF, (asked, one.calculation, Undecided()))
            self.calculations.append(FieldRule(base, body, f"{path}/calculation", one, group))
        for n, check in enumerate(one.checks):
            self.checks.append(FieldRule(f"{CHECK}{base}・{n}", check.rule, f"{path}/checks/{n}/rule", one, group, n))
        for n, inner in enumerate(one.fields):
            self._field(inner, f"{path}/fields/{n}", asked, one.id)

    def _without_hidden_groups(self, node: Expression) -> Expression:
        """Let functions over a group that has a condition see nobody while it does not hold."""
        match node:
            case Call(name, (Name(group) as first, *rest)) if name in OVER_GROUPS and group in self._asked:
                asked, inside = self._asked[group], [self._without_hidden_groups(one) for one in rest]
                if name == ALL:
                    inside[-1] = Binary(EITHER, Inverted(asked), inside[-1])
                elif len(inside) > (name in _WITH_VALUE):
                    inside[-1] = Binary(BOTH, asked, inside[-1])
                else:
                    inside.append(asked)
                return replace(node, arguments=(first, *inside))
            case Call(arguments=arguments):
                return replace(node, arguments=tuple(self._without_hidden_groups(one) for one in arguments))
            case Binary(left=left, right=right):
                return replace(node, left=self._without_hidden_groups(left), right=self._without_hidden_groups(right))
            case Inverted(operand=operand) | Negated(operand=operand):
                return replace(node, operand=self._without_hidden_groups(operand))
            case _:
                return node

    def package(self) -> Package:
        """Return the package: inputs and wrapped answers that some rule names, and the rules."""
        used = {name for rule in (*self.rules, *self.settled) for name in names(rule.body)}
        inputs: list[WrittenInput] = []
        written: list[WrittenDefinition] = []
        for name, one in self.named.items():
            if name not in used or one.field.kind is Kind.CALCULATION:
                continue
            entity = Entity.PERSON if one.group else Entity.APPLICATION
            asked = self._asked.get(base_name(one.field, one.group))
            inputs.append(WrittenInput(name if asked is None else GIVEN + name, one.type, entity, one.label))
            if asked is not None:
                body = Call(IF, (asked, Name(GIVEN + name), Undecided()))
                written.append(WrittenDefinition(name, entity, body, one.type))
        for rule in (*self.rules, *self.settled):
            is_inside = isinstance(rule, FieldRule) and rule.group
            seen = self._without_hidden_groups(rule.body)
            entity = Entity.PERSON if is_inside else Entity.APPLICATION
            written.append(WrittenDefinition(rule.name, entity, seen, rule.type, path=rule.path))
        enums = tuple({one.type.name: one.type for one in self.named.values() if one.type.members}.values())
        return Package(
            "form", Message("様式", "form"), Entity.APPLICATION, Unit.ONCE, enums=enums, groups=tuple(self._groups),
            inputs=tuple(inputs), versions=(Version(date.min, None, tuple(written)),),
        )  # fmt: skip
