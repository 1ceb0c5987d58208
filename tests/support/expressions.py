"""Random programs with random cases, from a seed: well typed, and hostile in their values.

Back ends are compared on these: ``for seed in range(n): program, cases = work(seed)``. The same seed gives the same
work on every machine. Every node of the language occurs; numbers lie near zero, near round amounts and near 2^53, dates
near month ends, 1 April, leap days and the ends of the calendar; inputs are missing and broken.
"""

import json
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from math import isfinite
from random import Random
from typing import Final

from madoguchi.office.rules.core import tree, typed
from madoguchi.office.rules.core.check import check
from madoguchi.office.rules.core.engine import Case
from madoguchi.office.rules.core.functions import COUNT, LEAST, MOST, PLAIN, SUM, Default, Rounding
from madoguchi.office.rules.core.parameters import Dated, Parameter, Rows
from madoguchi.office.rules.core.program import Definition, Input, Program
from madoguchi.office.rules.core.scope import Declared, Scope, Sort
from madoguchi.office.rules.core.types import BOOL, BOUND, DATE, INT, TEXT, YEN, Kind, Level, Type, Value

KIND: Final = Type(Kind.ENUM, "区分", ("一般", "障害", "ひとり親"))
TYPES: Final = (YEN, INT, DATE, BOOL, TEXT, KIND)
ON: Final = date(2025, 4, 1)

_LEVEL = {"世": Level.WHOLE, "人": Level.MEMBER}
_WORD = {YEN: "金額", INT: "数", DATE: "日付", BOOL: "真偽", TEXT: "文字", KIND: "区分"}
INPUTS: Final = (
    *(Input(f"{side}の{_WORD[each]}", each, level) for side, level in _LEVEL.items() for each in TYPES),
    Input("もう一つの数", INT),
    Input("もう一つの金額", YEN, Level.MEMBER),
    Input("生年月日", DATE, Level.MEMBER),
)
GROUPS: Final = ("世帯員", "子", "親")
PARAMETERS: Final = {
    each.name: each
    for each in (
        Parameter("基準額", YEN, False, (Dated(date(2000, 4, 1), date(2025, 4, 1), 10_000), Dated(ON, None, 11_030))),
        Parameter("上限年齢", INT, False, (Dated(date(2000, 4, 1), None, 18),)),
        Parameter("終わった額", YEN, False, (Dated(date(2000, 4, 1), ON, 5_000),)),
        Parameter(
            "限度額", YEN, True, (Dated(date(2000, 4, 1), None, Rows(0, (490_000, 870_000, 1_250_000), 380_000)),)
        ),
        Parameter("点数", INT, True, (Dated(date(2000, 4, 1), None, Rows(1, (10, 8, 5))),)),
    )
}

_TEXTS = ("", "髙橋", "辻󠄀", "𠮷野", "a", "みなも市", "みなも", '「引用」"\\', "葛󠄁飾", "e\u0301")
_BROKEN: tuple[object, ...] = (
    None, True, 1.5, float("nan"), float("inf"), BOUND, -BOUND, "", "2025-02-29", "2025-4-1", "一般 ", "\ud800", [], {},
    "20250401", "２０２５-04-01", -0.0, 3.0, 1e300,
)  # fmt: skip


def work(seed: int, *, definitions: int = 4, depth: int = 4, cases: int = 4) -> tuple[Program, list[Case]]:
    """Return a program and cases for it, to be run on ON.

    Args:
        seed: any number; the same gives the same.
        definitions: how many, in alternating levels; each may use those before it.
        depth: of each expression, at most.
        cases: how many; each has up to five members.
    """
    random = Random(seed)
    program = _Maker(random).program(definitions, depth)
    return program, [case(random) for _ in range(cases)]


def case(random: Random) -> Case:
    """Return a household with hostile and friendly values."""
    ids = random.sample(("a", "b", "c", "Z", "あ", "𠮷", "ﾊ"), random.randint(0, 5))  # 𠮷 is before ﾊ in UTF-16 only
    whole = {each.name: _given(random, each.type) for each in INPUTS if each.level == Level.WHOLE}
    members = {
        member: {each.name: _given(random, each.type) for each in INPUTS if each.level == Level.MEMBER}
        for member in ids
    }
    groups = {
        name: [member for member in ids if random.random() < 0.6] for name in ("子", "親") if random.random() < 0.9
    }
    if random.random() < 0.1 and ids:
        groups["子"] = [*ids, ids[0], "だれもいない"]
    return Case(whole, members, groups)


def to_json(case_: Case) -> str:
    """Return a case as JSON for a back end in another language; NaN and infinities as a list, which is as invalid."""

    def plain(given: Mapping[str, object]) -> dict[str, object]:
        return {name: [] if isinstance(each, float) and not isfinite(each) else each for name, each in given.items()}

    return json.dumps(
        {
            "whole": plain(case_.whole),
            "members": {member: plain(given) for member, given in case_.members.items()},
            "groups": {name: list(group) for name, group in case_.groups.items()},
        },
        allow_nan=False,
    )


def value(random: Random, type_: Type) -> Value:
    """Return a known value of a type, near the edges where faults live."""
    match type_.kind:
        case Kind.YEN:
            return random.choice((0, 1, -1, 999, 1_000, 10_004, 10_005, -10_005, 380_000, BOUND - 1, 1 - BOUND,
                                  random.randint(-10**7, 10**7), random.randint(-BOUND + 1, BOUND - 1)))  # fmt: skip
        case Kind.INT:
            return random.choice((0, 1, 2, 3, -1, -7, 12, 18, 10_000, BOUND - 1, 1 - BOUND, random.randint(-30, 30),
                                  random.randint(-BOUND + 1, BOUND - 1)))  # fmt: skip
        case Kind.DATE:
            year = random.choice((1, 1900, 2000, 2007, 2020, 2024, 2025, 9999, random.randint(1930, 2030)))
            month = random.choice((1, 2, 3, 4, 12, random.randint(1, 12)))
            first = date(year, month, 1)
            offset = random.choice((0, 1, 14, 27, 28, 29, 30))
            return first + timedelta(days=offset) if (date.max - first).days >= offset else first
        case Kind.BOOL:
            return random.random() < 0.5
        case Kind.TEXT:
            return random.choice(_TEXTS)
        case Kind.ENUM:
            return random.choice(type_.members)


def _given(random: Random, type_: Type) -> object:
    """What may be given for an input: mostly a value, in each way it can be written; else missing or broken."""
    if random.random() < 0.12:
        return random.choice(_BROKEN)
    known = value(random, type_)
    if isinstance(known, date):
        return known.isoformat()
    if isinstance(known, int) and not isinstance(known, bool) and abs(known) < 10**9 and random.random() < 0.05:
        return float(known)
    return known


class _Maker:
    def __init__(self, random: Random) -> None:
        self.random = random
        self.names: dict[str, Declared] = {each.name: Declared(Sort.INPUT, each.type, each.level) for each in INPUTS}
        for name, each in PARAMETERS.items():
            self.names[name] = Declared(Sort.TABLE if each.is_table else Sort.PARAMETER, each.type)
        self.level = Level.WHOLE

    def program(self, count: int, depth: int) -> Program:
        made: list[Definition] = []
        for number in range(count):
            self.level = self.random.choice((Level.WHOLE, Level.MEMBER))
            type_ = self.random.choice(TYPES)
            scope = Scope(self.names, frozenset(GROUPS), "生年月日")
            name = f"定義{number}"
            if self.random.random() < 0.15:
                body: typed.Typed = self.table(type_, depth, scope)
            else:
                body = check(self.make(type_, depth), scope, self.level, type_)
            made.append(Definition(name, body, self.level))
            self.names[name] = Declared(Sort.DEFINITION, body.type, self.level)
        return Program(INPUTS, tuple(made), PARAMETERS, GROUPS, "生年月日")

    def make(self, type_: Type, depth: int) -> tree.Expression:
        """An expression of a type, to be evaluated at the level of the maker."""
        if depth <= 1 or self.random.random() < 0.1:
            return self.leaf(type_)
        makers: list[Callable[[Type, int], tree.Expression]] = [self.choice, self.leaf_of]
        if type_ in (YEN, INT):
            makers += [self.sum, self.product, self.negated, self.rounded, self.extreme, self.total, self.farthest]
        if type_ == INT:
            makers += [self.plain, self.plain, self.counted, self.division]
            if self.level == Level.MEMBER:
                makers += [self.ranked]
        if type_ == DATE:
            makers += [self.plain, self.plain, self.extreme, self.farthest]
        if type_ == BOOL:
            makers += [self.comparison, self.comparison, self.words, self.words, self.inverted, self.member_of,
                       self.is_unknown, self.quantified, self.plain]  # fmt: skip
        return self.random.choice(makers)(type_, depth - 1)

    def leaf_of(self, type_: Type, depth: int) -> tree.Expression:
        return self.leaf(type_)

    def leaf(self, type_: Type) -> tree.Expression:
        here = [
            name
            for name, each in self.names.items()
            if each.type == type_
            and each.sort != Sort.TABLE
            and (each.level == Level.WHOLE or self.level == Level.MEMBER)
        ]
        if type_ == DATE:
            here.append("基準日")
        if type_ in (YEN, INT) and self.random.random() < 0.1:
            return tree.Call("限度額" if type_ == YEN else "点数", (self.leaf(INT),))
        if self.random.random() < 0.65:
            return tree.Name(self.random.choice(here))
        return self.literal(type_)

    def literal(self, type_: Type) -> tree.Expression:
        known = value(self.random, type_)
        if self.random.random() < 0.03:
            # beside nothing a type is needed, so that 不明 stands in a もし
            return tree.Call(
                "もし", (tree.Truth(True), tree.Undecided(self.random.choice(("", "調査中"))), self.leaf(type_))
            )
        match known:
            case bool():
                return tree.Truth(known)
            case int():
                number = tree.Number(abs(known), type_ == YEN)
                return tree.Negated(number) if known < 0 else number
            case str():
                # a member alone has the type of what stands beside it, which here may be another such literal
                return tree.Text(known) if type_ == TEXT else tree.Name("世の区分")
            case date():
                return tree.Day(known)

    def choice(self, type_: Type, depth: int) -> tree.Expression:
        count = self.random.randint(1, 3)
        parts: list[tree.Expression] = []
        for _ in range(count):
            parts += [self.make(BOOL, depth), self.make(type_, depth)]
        last = self.make(type_, depth)
        if type_ == KIND and self.random.random() < 0.5:
            last = tree.Text(self.random.choice(KIND.members))
        return tree.Call("もし", (*parts, last))

    def sum(self, type_: Type, depth: int) -> tree.Expression:
        return tree.Binary(self.random.choice("+-"), self.make(type_, depth), self.make(type_, depth))

    def product(self, type_: Type, depth: int) -> tree.Expression:
        sides = [self.make(type_, depth), self.make(INT, depth)]
        operator = self.random.choice(("*", "*", "//", "%"))
        if operator == "*" and self.random.random() < 0.5:
            sides.reverse()
        return tree.Binary(operator, *sides)

    def division(self, type_: Type, depth: int) -> tree.Expression:
        return tree.Binary("//", self.make(YEN, depth), self.make(YEN, depth))

    def negated(self, type_: Type, depth: int) -> tree.Expression:
        operand = self.make(type_, depth)
        return tree.Negated(operand) if self.random.random() < 0.5 else tree.Call("絶対値", (operand,))

    def rounded(self, type_: Type, depth: int) -> tree.Expression:
        number: tree.Expression = self.make(type_, depth)
        digits = tree.Decimal(self.random.choice((5, 25, 243007, 37483, 1)), self.random.choice((1, 2, 3, 7)))
        match self.random.randint(0, 3):
            case 0:
                number = tree.Binary("*", number, digits)
            case 1:
                number = tree.Binary("*", digits, tree.Negated(number))
            case 2:
                other = tree.Binary("*", self.make(type_, depth), tree.Decimal(15, 2))
                number = tree.Binary("-", tree.Binary("*", number, digits), other)
            case _:
                pass
        unit = tree.Number(self.random.choice((1, 3, 10, 100, 1_000)), type_ == YEN)
        return tree.Call(self.random.choice(list(Rounding)).value, (number, unit))

    def extreme(self, type_: Type, depth: int) -> tree.Expression:
        arguments = tuple(self.make(type_, depth) for _ in range(self.random.randint(2, 3)))
        return tree.Call(self.random.choice((MOST, LEAST)), arguments)

    def plain(self, type_: Type, depth: int) -> tree.Expression:
        function = self.random.choice([each for each in PLAIN.values() if each.result == type_])
        arguments = [self.make(each.type, depth) for each in function.parameters]
        has_birth = any(each.default == Default.BIRTH for each in function.parameters)
        if has_birth and self.level == Level.MEMBER and self.random.random() < 0.5:
            arguments = [] if function.least == 0 else arguments[1:]
        return tree.Call(function.name, tuple(arguments))

    def comparison(self, type_: Type, depth: int) -> tree.Expression:
        compared = self.random.choice(TYPES)
        signs = tree.COMPARISONS if compared.is_ordered else ("=", "<>")
        right = self.make(compared, depth)
        if compared == KIND:
            right = tree.Text(self.random.choice(KIND.members))
        return tree.Binary(self.random.choice(signs), self.make(compared, depth), right)

    def words(self, type_: Type, depth: int) -> tree.Expression:
        return tree.Binary(self.random.choice((tree.BOTH, tree.EITHER)), self.make(BOOL, depth), self.make(BOOL, depth))

    def inverted(self, type_: Type, depth: int) -> tree.Expression:
        return tree.Inverted(self.make(BOOL, depth))

    def is_unknown(self, type_: Type, depth: int) -> tree.Expression:
        return tree.Call("不明か", (self.make(self.random.choice(TYPES), depth),))

    def member_of(self, type_: Type, depth: int) -> tree.Expression:
        compared = self.random.choice(TYPES)
        if compared == KIND:
            members: list[tree.Expression] = [tree.Text(each) for each in self.random.sample(KIND.members, 2)]
            return tree.Call("いずれか", (tree.Name("世の区分"), *members))
        known = [value(self.random, compared) for _ in range(self.random.randint(1, 3))]
        return tree.Call("いずれか", (self.make(compared, depth), *(_literal(each, compared) for each in known)))

    def inside(self, made: Callable[[], tree.Expression]) -> tree.Expression:
        """Make a part that is evaluated for each member."""
        outer, self.level = self.level, Level.MEMBER
        part = made()
        self.level = outer
        return part

    def group(self) -> tree.Name:
        return tree.Name(self.random.choice(GROUPS))

    def condition(self, depth: int) -> tuple[tree.Expression, ...]:
        return () if self.random.random() < 0.3 else (self.inside(lambda: self.make(BOOL, depth)),)

    def counted(self, type_: Type, depth: int) -> tree.Expression:
        return tree.Call(COUNT, (self.group(), *self.condition(depth)))

    def total(self, type_: Type, depth: int) -> tree.Expression:
        return tree.Call(SUM, (self.group(), self.inside(lambda: self.make(type_, depth)), *self.condition(depth)))

    def farthest(self, type_: Type, depth: int) -> tree.Expression:
        most = self.random.choice((MOST, LEAST))
        return tree.Call(most, (self.group(), self.inside(lambda: self.make(type_, depth)), *self.condition(depth)))

    def quantified(self, type_: Type, depth: int) -> tree.Expression:
        return tree.Call(
            self.random.choice(("どれか", "すべて")), (self.group(), self.inside(lambda: self.make(BOOL, depth)))
        )

    def ranked(self, type_: Type, depth: int) -> tree.Expression:
        return tree.Call("順位", (self.group(), *self.condition(depth)))

    def table(self, type_: Type, depth: int, scope: Scope) -> typed.Typed:
        """A decision table, made of checked parts; its rows may overlap, as under ``first``."""
        columns = [self.random.choice((YEN, INT, DATE, BOOL, KIND, TEXT)) for _ in range(self.random.randint(1, 3))]
        collects: Mapping[Kind, tuple[str | None, ...]] = {
            Kind.INT: (None, SUM, MOST, LEAST, COUNT),
            Kind.YEN: (None, SUM, MOST, LEAST),
            Kind.DATE: (None, MOST, LEAST),
        }
        collect = self.random.choice(collects.get(type_.kind, (None,)))
        rows = []
        for _ in range(self.random.randint(1, 5)):
            result: typed.Typed = typed.Const(BOOL, True)
            if collect != COUNT:
                result = check(self.make(type_, 2), scope, self.level, type_)
            rows.append(typed.TableRow(tuple(self.cell(each) for each in columns), result))
        checked = tuple(check(self.make(each, depth - 1), scope, self.level, each) for each in columns)
        return typed.Table(type_, checked, tuple(rows), collect)

    def cell(self, type_: Type) -> typed.Cell:
        if self.random.random() < 0.3:
            return None
        known = [value(self.random, type_) for _ in range(2)]
        keys = [each.toordinal() if isinstance(each, date) else each for each in known]
        if not type_.is_ordered or self.random.random() < 0.2:
            return frozenset(keys)
        low, high = sorted(each for each in keys if isinstance(each, int))
        return self.random.choice((typed.Span(low, high), typed.Span(None, high), typed.Span(low, None)))


def _literal(known: Value, type_: Type) -> tree.Expression:
    match known:
        case bool():
            return tree.Truth(known)
        case int():
            return tree.Negated(tree.Number(-known, type_ == YEN)) if known < 0 else tree.Number(known, type_ == YEN)
        case str():
            return tree.Text(known)
        case date():
            return tree.Day(known)
