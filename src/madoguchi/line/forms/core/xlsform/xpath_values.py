"""Values in an expression of XLSForm: answers, numbers, days and what is reckoned of them, as the rules have them."""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from datetime import date
from functools import reduce
from typing import Final

from madoguchi.ground.kernel.errors import Message
from madoguchi.line.forms.core.xlsform import xpath as x
from madoguchi.line.forms.core.xlsform.answers import Answer, Scope, Sort
from madoguchi.line.forms.core.xlsform.logic import inverted
from madoguchi.office.rules.language import (
    COUNT,
    IF,
    IS_UNKNOWN,
    LEAST,
    MOST,
    ON,
    SUM,
    Binary,
    Call,
    Day,
    Expression,
    Name,
    Negated,
    Number,
    Text,
    Undecided,
)

_YEARS: Final = ("365.25", "365.2425", "365.242", "365", "365.24")
_WHOLE: Final = ("int", "floor", "round", "number")
_PARTS: Final = {"%Y": "年", "%m": "月", "%n": "月", "%d": "日", "%e": "日"}


class NotSayable(Exception):
    """There is no such expression here; ``why`` says what stands in the way."""

    def __init__(self, ja: str, en: str) -> None:
        super().__init__(en)
        self.why = Message(ja, en)


@dataclass(frozen=True, slots=True)
class Typed:
    """An expression and what it gives; ``answer`` where it is an answer itself, ``literal`` where it is a text."""

    node: Expression
    sort: Sort
    answer: Answer | None = None
    literal: str | None = None


class Values(ABC):
    """Reads values; conditions in them are read by ``truth``."""

    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        self.inside = scope.group  # the repeat whose items are looked at

    @abstractmethod
    def truth(self, tree: x.XPath) -> Expression:
        """Return a condition.

        Raises:
            NotSayable
        """

    def is_option(self, answer: Answer, value: str) -> Expression:
        found = answer.is_value(value)
        if found is None:
            raise _no_option(value)
        return found

    def member(self, answer: Answer, value: str) -> Expression:
        found = answer.member(value)
        if found is None:
            raise _no_option(value)
        return found

    def number(self, tree: x.XPath) -> Typed:
        """Return what gives a number or yen."""
        found = self.value(tree)
        if found.sort not in (Sort.INT, Sort.YEN) or found.literal is not None:
            raise NotSayable(
                "計算は、整数か金額になる式だけが使えます。", "A calculation gives a whole number or an amount."
            )
        return found

    def value(self, tree: x.XPath) -> Typed:
        match tree:
            case x.Literal(text):
                return Typed(Text(text), Sort.TEXT, literal=text)
            case x.Digits(text):
                return Typed(Number(_whole(text)), Sort.INT)
            case x.Minus(inner):
                found = self.number(inner)
                return Typed(Negated(found.node), found.sort)
            case x.Here():
                return self._answer(self.scope.own)
            case x.Step(path) if "/" not in path.removeprefix("../"):
                return self._answer(path.removeprefix("../"))
            case x.Ref(name, None, ""):
                return self._answer(name)
            case x.Operation("+" | "-" | "*" | "mod" as operator, left, right):
                return self._arithmetic("%" if operator == "mod" else operator, left, right)
            case x.Operation("div", _, _):
                raise NotSayable(
                    "割り算は、int(… div …) と整数にするときだけ使えます。", "Division is for int(… div …) alone."
                )
            case x.Function(name, arguments):
                return self._call(name, arguments)
            case x.Operation():
                return Typed(self.truth(tree), Sort.BOOL)
        raise NotSayable("ほかの質問への道すじ（パス）は使えません。", "Paths to other questions are not read.")

    def _answer(self, name: str) -> Typed:
        answer = self.scope.answers.get(name)
        if answer is None:
            if name in self.scope.groups:
                raise NotSayable(
                    "くり返しそのものは、count() と sum() の中でだけ使えます。", "A repeat stands in count() and sum()."
                )
            raise NotSayable(f"「{name}」という質問がありません。", f"There is no question “{name}”.")
        if answer.group and answer.group != self.inside:
            raise NotSayable(
                f"「{name}」はくり返しの中の質問で、ここからは1つに決まりません。",
                f"“{name}” is asked of each item; from here it is not one answer.",
            )
        sort = Sort.BOOL if answer.sort in (Sort.YES_NO, Sort.AGREED) else answer.sort
        return Typed(Name(answer.name), sort, answer)

    def alike(self, first: Typed, second: Typed) -> tuple[Expression, Expression]:
        """Return both sides as values of one type."""
        if Sort.UNREAD in (first.sort, second.sort):
            raise unread()
        if first.sort is second.sort and first.sort is not Sort.SEVERAL:
            return first.node, second.node
        for one, other, turn in ((first, second, False), (second, first, True)):
            node = None if one.literal is not None else self._as(one.sort, other)
            if node is not None:
                return (node, one.node) if turn else (one.node, node)
        raise NotSayable("種類の違うものは比べられません。", "Values of different kinds are not compared.")

    def _as(self, sort: Sort, other: Typed) -> Expression | None:
        """Return a literal as a value of a type."""
        if sort is Sort.YEN and isinstance(other.node, Number):
            return Number(other.node.value, is_yen=True)
        if sort is Sort.YEN and isinstance(other.node, Negated) and isinstance(other.node.operand, Number):
            return Negated(Number(other.node.operand.value, is_yen=True))
        if sort is Sort.DATE and other.literal is not None:
            return _day(other.literal)
        if sort is Sort.INT and other.literal is not None and other.literal.strip().isdecimal():
            return Number(_whole(other.literal.strip()))
        return None

    def _arithmetic(self, operator: str, left: x.XPath, right: x.XPath) -> Typed:
        first, second = self.value(left), self.value(right)
        if first.sort is Sort.DATE and operator in ("+", "-"):
            if second.sort is Sort.DATE and operator == "-":
                return Typed(Call("日数", (second.node, first.node)), Sort.INT)
            if second.sort is Sort.INT:
                days = second.node if operator == "+" else _negative(second.node)
                return Typed(Call("日を足す", (first.node, days)), Sort.DATE)
        sorts = {first.sort, second.sort}
        if not sorts <= {Sort.INT, Sort.YEN} or first.literal is not None or second.literal is not None:
            raise NotSayable("数と金額だけが計算できます。", "Numbers and amounts alone are reckoned with.")
        if operator == "*" and sorts == {Sort.YEN}:
            raise NotSayable("金額と金額は掛けられません。", "An amount is not multiplied by an amount.")
        if operator != "*" and len(sorts) == 2:
            one, other = self.alike(first, second)
            return Typed(Binary(operator, one, other), Sort.YEN)
        return Typed(Binary(operator, first.node, second.node), Sort.YEN if Sort.YEN in sorts else Sort.INT)

    def _call(self, name: str, arguments: tuple[x.XPath, ...]) -> Typed:
        match name, arguments:
            case ("today" | "now", ()):
                return Typed(Name(ON), Sort.DATE)
            case ("date", (x.Literal(text),)) if (day := _day(text)) is not None:
                return Typed(day, Sort.DATE)
            case ("date", (inner,)) if (found := self.value(inner)).sort is Sort.DATE:
                return found
            case (whole, (x.Operation("div", of, by), *_)) if whole in _WHOLE[:2]:
                return self._quotient(of, by)
            case (whole, (x.Function("format-date", (day, x.Literal(part))),)) if whole in _WHOLE and part in _PARTS:
                found = self.value(day)
                if found.sort is not Sort.DATE:
                    raise NotSayable("format-date() は日付に使います。", "format-date() is for days.")
                return Typed(Call(_PARTS[part], (found.node,)), Sort.INT)
            case (whole, (inner, *rest)) if whole in _WHOLE and rest in ([], [x.Digits("0")]):
                return self.number(inner)
            case ("if", (condition, first, second)):
                return self._choice(self.truth(condition), first, second)
            case ("coalesce", (first, second)):
                one, other = self.value(first), self.value(second)
                left, right = self.alike(one, other)
                if one.answer is None:
                    raise NotSayable("coalesce() の1つ目は答えにしてください。", "coalesce() begins with an answer.")
                asked = Call(IS_UNKNOWN, (Name(one.answer.known_by()),))
                return Typed(Call(IF, (asked, right, left)), one.sort)
            case ("count-selected", (of,)):
                return self._count_selected(of)
            case ("string-length", (of,)):
                return Typed(Call("文字数", (self.text(of),)), Sort.INT)
            case ("abs", (inner,)):
                found = self.number(inner)
                return Typed(Call("絶対値", (found.node,)), found.sort)
            case ("min" | "max", (_, _, *_)):
                values = [self.number(one) for one in arguments]
                return Typed(Call(MOST if name == "max" else LEAST, tuple(one.node for one in values)), values[0].sort)
            case ("min" | "max" | "sum" | "count", (x.Ref() as of,)):
                return self._aggregate(name, of)
        raise NotSayable(f"{name}() にあたる関数がありません。", f"There is no function like {name}().")

    def _choice(self, condition: Expression, first: x.XPath, second: x.XPath) -> Typed:
        """Read ``if``; ``if(c, a, if(not c, b, ''))`` is もし(c, a, b), as an empty text stands for 不明."""
        match second:
            case x.Function("if", (again, other, x.Literal(""))) if self.truth(again) == inverted(condition):
                second = other
            case x.Literal(""):
                found = self.value(first)
                return Typed(Call(IF, (condition, found.node, Undecided())), found.sort)
        one, two = self.value(first), self.value(second)
        left, right = self.alike(one, two)
        sort = Sort.YEN if Sort.YEN in (one.sort, two.sort) else one.sort
        if isinstance(right, Call) and right.name == IF:
            return Typed(Call(IF, (condition, left, *right.arguments)), sort)
        return Typed(Call(IF, (condition, left, right)), sort)

    def text(self, tree: x.XPath) -> Expression:
        found = self.value(tree)
        if found.sort is Sort.UNREAD:
            raise unread()
        if found.sort is not Sort.TEXT:
            raise NotSayable("文字の答えだけに使えます。", "It is for texts alone.")
        return found.node

    def _quotient(self, of: x.XPath, by: x.XPath) -> Typed:
        """Read a whole quotient, or the whole years between two days."""
        match of, by:
            case x.Operation("-", later, earlier), x.Digits(days) if days in _YEARS:
                first, second = self.value(later), self.value(earlier)
                if first.sort is second.sort is Sort.DATE:
                    return Typed(Call("満年齢", (second.node, first.node)), Sort.INT)
        first, second = self.number(of), self.number(by)
        if second.sort is Sort.YEN and first.sort is Sort.INT:
            raise NotSayable("数を金額では割れません。", "A number is not divided by an amount.")
        is_yen = first.sort is Sort.YEN and second.sort is Sort.INT
        return Typed(Binary("//", first.node, second.node), Sort.YEN if is_yen else Sort.INT)

    def _count_selected(self, of: x.XPath) -> Typed:
        answer = self.value(of).answer
        if answer is None or answer.sort is not Sort.SEVERAL or not 1 <= len(answer.values) <= 30:
            raise NotSayable(
                "count-selected() は、30個までの選択肢に使えます。", "count-selected() is for at most 30 choices."
            )
        each: list[Expression] = [
            Call(IF, (self.is_option(answer, value), Number(1), Number(0))) for value in answer.values
        ]
        return Typed(reduce(lambda one, other: Binary("+", one, other), each[1:], each[0]), Sort.INT)

    # items of a repeat

    def group(self, name: str) -> str:
        if name not in self.scope.groups:
            raise NotSayable(f"「{name}」というくり返しがありません。", f"There is no repeat “{name}”.")
        return self.scope.groups[name]

    def of_items(self, name: str, within: x.XPath) -> Expression:
        outer, self.inside = self.inside, self.group(name)
        try:
            return self.truth(within)
        finally:
            self.inside = outer

    def _aggregate(self, name: str, of: x.Ref) -> Typed:
        if of.name in self.scope.groups:
            group, tail = self.group(of.name), of.tail
            condition = () if of.within is None else (self.of_items(of.name, of.within),)
        else:
            inner = self.scope.answers.get(of.name)
            if inner is None or not inner.group or of.within is not None:
                raise NotSayable(f"「{of.name}」はくり返しではありません。", f"“{of.name}” is no repeat.")
            group, tail, condition = inner.group, of.name, ()
        if name == "count":
            asked = condition
            if tail and not condition:
                answer = self.scope.answers.get(tail)
                if answer is None or answer.sort is Sort.UNREAD:
                    raise unread()
                asked = (inverted(Call(IS_UNKNOWN, (Name(answer.known_by()),))),)
            return Typed(Call(COUNT, (Name(group), *asked)), Sort.INT)
        outer, self.inside = self.inside, group
        try:
            found = self.number(x.Step(tail))
        finally:
            self.inside = outer
        function = {"sum": SUM, "max": MOST, "min": LEAST}[name]
        return Typed(Call(function, (Name(group), found.node, *condition)), found.sort)


def _no_option(value: str) -> NotSayable:
    return NotSayable(f"「{value}」という選択肢がありません。", f"There is no choice “{value}”.")


def unread() -> NotSayable:
    """Return the refusal to read a question of a kind that the language of rules does not know."""
    return NotSayable("この種類の質問は、規則では読めません。", "Rules do not read questions of this kind.")


def _negative(node: Expression) -> Expression:
    return node.operand if isinstance(node, Negated) else Negated(node)


def _whole(text: str) -> int:
    whole, _, fraction = text.partition(".")
    if fraction.strip("0") or not whole or len(whole) > 15:
        raise NotSayable("小数や大きすぎる数は使えません。", "Decimals, and numbers that are too large, are not used.")
    return int(whole)


def _day(text: str) -> Day | None:
    try:
        return Day(date.fromisoformat(text))
    except ValueError:
        return None
