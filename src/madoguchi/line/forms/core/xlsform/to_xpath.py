"""From an expression of the rules to XPath for XLSForm, true there where it is known to hold here.

XPath has no 不明: an answer that is not there is an empty text, and a comparison with it is true or false. So each
condition can be written as it holds and as it fails, and asks for an answer where an empty text would tell otherwise.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from madoguchi.line.forms.core.fields import Kind
from madoguchi.line.forms.core.naming import Named
from madoguchi.line.forms.core.xlsform.answers import AGREED
from madoguchi.line.forms.core.xlsform.logic import OPPOSITE
from madoguchi.line.forms.core.xlsform.xpath_values import NotSayable
from madoguchi.office.rules.language import (
    ALL,
    ANY,
    BOTH,
    COUNT,
    EITHER,
    IF,
    IS_UNKNOWN,
    LEAST,
    MOST,
    ON,
    ONE_OF,
    SUM,
    Binary,
    Call,
    Day,
    Expression,
    Inverted,
    Name,
    Negated,
    Number,
    Text,
    Truth,
    Undecided,
)

_ARITHMETIC: Final = {"+": "+", "-": "-", "*": "*", "%": "mod"}
_PARTS: Final = {"年": "%Y", "月": "%n", "日": "%e"}


@dataclass(slots=True)
class Speaker:
    """Writes expressions. ``called``: names of the rules → name there; ``own``: the name written as ``.``."""

    named: Mapping[str, Named]
    called: Mapping[str, str]
    groups: Mapping[str, str]
    own: str = ""
    inside: str = ""  # the repeat whose items are looked at

    def holds(self, node: Expression) -> str:
        """Return what is true where the condition is known to hold.

        Raises:
            NotSayable
        """
        return self._truth(node, wanted=True)

    def fails(self, node: Expression) -> str:
        """Return what is true where the condition is known not to hold.

        Raises:
            NotSayable
        """
        return self._truth(node, wanted=False)

    def _truth(self, node: Expression, *, wanted: bool) -> str:
        match node:
            case Truth(value):
                return "true()" if value is wanted else "false()"
            case Undecided():
                return "false()"
            case Inverted(operand):
                return self._truth(operand, wanted=not wanted)
            case Name(name):
                return self._name_truth(name, wanted=wanted)
            case Binary(operator, left, right) if operator in (BOTH, EITHER):
                word = "and" if (operator == BOTH) is wanted else "or"
                return f"({self._truth(left, wanted=wanted)} {word} {self._truth(right, wanted=wanted)})"
            case Binary(operator, left, right) if operator in OPPOSITE:
                return self._comparison(operator if wanted else OPPOSITE[operator], left, right)
            case Call(name, arguments):
                return self._call_truth(name, arguments, wanted=wanted)
        raise _unsayable(node)

    def _name_truth(self, name: str, *, wanted: bool) -> str:
        found = self._found(name)
        match found.field.kind:
            case Kind.YESNO:
                return f"{self._ref(name)} = '{'yes' if wanted else 'no'}'"
            case Kind.CONSENT | Kind.DECLARATION:
                return f"{self._ref(name)} = '{AGREED}'" if wanted else "false()"
            case Kind.CHOICES:
                selected = f"selected({self._ref(name)}, '{found.of}')"
                return selected if wanted else f"({self._ref(name)} != '' and not({selected}))"
        raise NotSayable(f"「{name}」は条件になりません。", f"“{name}” is no condition.")

    def _comparison(self, operator: str, left: Expression, right: Expression) -> str:
        written = f"{self.value(left)} {'!=' if operator == '<>' else operator} {self.value(right)}"
        if operator in ("=", "<>"):
            # an empty text differs from everything, and equals another empty text
            sides = (left, right) if operator == "<>" else (left,) if not _is_literal(right) else ()
            guards = [f"{self._ref(name)} != ''" for side in sides for name in _plain_names(side, self.named)]
            if guards:
                return f"({' and '.join(dict.fromkeys([written, *guards]))})"
        return written

    def _call_truth(self, name: str, arguments: tuple[Expression, ...], *, wanted: bool) -> str:
        match name, arguments:
            case function, (answer, *values) if function == ONE_OF:
                written = [
                    self._comparison("=", answer, one) if wanted else f"{self.value(answer)} != {self.value(one)}"
                    for one in values
                ]
                if not wanted:
                    written += [f"{self._ref(one)} != ''" for one in _plain_names(answer, self.named)]
                return f"({(' or ' if wanted else ' and ').join(written)})"
            case function, (Name(answer),) if function == IS_UNKNOWN:
                return f"{self._ref(answer)} {'=' if wanted else '!='} ''"
            case function, (condition, first, *rest) if function == IF and rest:
                other: Expression = rest[0] if len(rest) == 1 else Call(IF, tuple(rest))
                yes = f"{self.holds(condition)} and {self._truth(first, wanted=wanted)}"
                return f"(({yes}) or ({self.fails(condition)} and {self._truth(other, wanted=wanted)}))"
            case function, (Name(group), condition) if function in (ANY, ALL):
                some = (function == ANY) is wanted
                inner = self._of_items(group, condition, wanted=wanted)
                counted = f"count(${{{self._group(group)}}}[{inner}])"
                return f"{counted} > 0" if some else f"{counted} = count(${{{self._group(group)}}})"
            case "含む" | "始まる", (whole, part):
                function = "contains" if name == "含む" else "starts-with"
                written_call = f"{function}({self.value(whole)}, {self.value(part)})"
                guards = [f"{self._ref(one)} != ''" for one in _plain_names(whole, self.named)]
                return f"({' and '.join([*guards, written_call if wanted else f'not({written_call})'])})"
        raise _unsayable(Call(name, arguments))

    def value(self, node: Expression) -> str:
        """Return a value: a number, a day, a text or an answer.

        Raises:
            NotSayable
        """
        match node:
            case Number(value):
                return str(value)
            case Day(day):
                return f"date('{day.isoformat()}')"
            case Text(text):
                return _quoted(text)
            case Undecided():
                return "''"
            case Name(name) if name == ON:
                return "today()"
            case Name(name):
                return self._ref(name)
            case Negated(operand):
                return f"-({self.value(operand)})"
            case Binary("//", left, right):
                return f"int({self.value(left)} div {self.value(right)})"
            case Binary(operator, left, right) if operator in _ARITHMETIC:
                return f"({self.value(left)} {_ARITHMETIC[operator]} {self.value(right)})"
            case Call(name, arguments):
                return self._call_value(name, arguments)
        raise _unsayable(node)

    def _call_value(self, name: str, arguments: tuple[Expression, ...]) -> str:
        match name, arguments:
            case function, (condition, first, *rest) if function == IF and rest:
                other: Expression = rest[0] if len(rest) == 1 else Call(IF, tuple(rest))
                yes, no = self.holds(condition), self.fails(condition)
                return f"if({yes}, {self.value(first)}, if({no}, {self.value(other)}, ''))"
            case function, (Name(group), *condition) if function == COUNT and group in self.groups:
                return f"count({self._items(group, condition)})"
            case function, (Name(group), Name(inner), *condition) if (
                function in (SUM, MOST, LEAST) and group in self.groups
            ):
                word = {SUM: "sum", MOST: "max", LEAST: "min"}[function]
                return f"{word}({self._items(group, condition)}/{self.called[self._found(inner).name]})"
            case function, (_, _, *_) if function in (MOST, LEAST):
                word = "max" if function == MOST else "min"
                return f"{word}({', '.join(self.value(one) for one in arguments)})"
            case "絶対値", (inner_value,):
                return f"abs({self.value(inner_value)})"
            case "文字数", (inner_value,):
                return f"string-length({self.value(inner_value)})"
            case "日を足す", (day, days):
                if isinstance(days, Negated):
                    return f"date({self.value(day)} - {self.value(days.operand)})"
                return f"date({self.value(day)} + {self.value(days)})"
            case "日数", (first, last):
                return f"({self.value(last)} - {self.value(first)})"
            case (("年" | "月" | "日"), (day,)):
                return f"int(format-date({self.value(day)}, '{_PARTS[name]}'))"
        raise _unsayable(Call(name, arguments))

    def _items(self, group: str, condition: list[Expression]) -> str:
        within = f"[{self._of_items(group, condition[0], wanted=True)}]" if condition else ""
        return f"${{{self._group(group)}}}{within}"

    def _of_items(self, group: str, condition: Expression, *, wanted: bool) -> str:
        outer, self.inside = self.inside, group
        try:
            return self._truth(condition, wanted=wanted)
        finally:
            self.inside = outer

    def _group(self, group: str) -> str:
        if group not in self.groups:
            raise NotSayable(f"「{group}」は書き出せません。", f"“{group}” cannot be written.")
        return self.groups[group]

    def _found(self, name: str) -> Named:
        if name not in self.named or name not in self.called:
            raise NotSayable(f"「{name}」は書き出せません。", f"“{name}” cannot be written.")
        return self.named[name]

    def _ref(self, name: str) -> str:
        found = self._found(name)
        if name == self.own or (self.own and self.called[name] == self.called.get(self.own)):
            return "."
        if found.group and found.group == self.inside:
            return f"./{self.called[name]}"
        return f"${{{self.called[name]}}}"


def _plain_names(node: Expression, named: Mapping[str, Named]) -> list[str]:
    """The answers that a value needs, in reading order; those inside of functions over items aside."""
    match node:
        case Name(name):
            return [name] if name in named else []
        case Negated(operand):
            return _plain_names(operand, named)
        case Binary(_, left, right):
            return [*_plain_names(left, named), *_plain_names(right, named)]
        case Call(name, arguments) if name not in (IF, COUNT, SUM, ANY, ALL, MOST, LEAST):
            return [found for one in arguments for found in _plain_names(one, named)]
        case _:
            return []


def _is_literal(node: Expression) -> bool:
    return isinstance(node, Number | Day | Text | Truth) and node != Text("")


def _quoted(text: str) -> str:
    if "'" not in text:
        return f"'{text}'"
    if '"' not in text:
        return f'"{text}"'
    raise NotSayable("' と \" を両方含む文字は書けません。", "A text with both ' and \" cannot be written.")


def _unsayable(node: Expression) -> NotSayable:
    name = node.name if isinstance(node, Call) else type(node).__name__
    return NotSayable(f"「{name}」にあたるものがXLSFormにありません。", f"XLSForm has nothing like “{name}”.")
