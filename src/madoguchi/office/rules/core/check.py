"""From the tree to the checked tree: names resolved, types settled, every fault found at once."""

from collections.abc import Iterable
from difflib import get_close_matches
from itertools import chain
from typing import Final

from madoguchi.ground.kernel.errors import Message
from madoguchi.office.rules.core import tree, typed
from madoguchi.office.rules.core.check_calls import CALLS, call_plain
from madoguchi.office.rules.core.findings import Finding, NotAccepted, noted
from madoguchi.office.rules.core.functions import JAPANESE, NAMES, ON, PLAIN
from madoguchi.office.rules.core.parser import parse
from madoguchi.office.rules.core.scope import Scope, Sort
from madoguchi.office.rules.core.types import ARITHMETIC, BOOL, DATE, INT, TEXT, YEN, Kind, Level, Type

_ONLY_BY_CONTEXT: Final = (tree.Text, tree.Undecided)  # literals that take their type from what stands beside them


def check(node: tree.Expression, scope: Scope, level: Level, expected: Type | None = None) -> typed.Typed:
    """Return the checked tree of ``node``, evaluated at ``level``, of type ``expected`` where one is given.

    Raises:
        NotAccepted: with every fault of the expression.
    """
    checker = Checker(scope, level)
    checked = checker.expression(node, expected) if expected is None else checker.want(node, expected)
    if checked is None or checker.findings:
        raise NotAccepted(checker.findings)
    return checked


def read(text: str, scope: Scope, level: Level, expected: Type | None = None) -> typed.Typed:
    """Parse and check in one. Raises NotAccepted."""
    return check(parse(text), scope, level, expected)


class Checker:
    """Checks one expression. A method that returns None has noted why, or met a name that is at fault elsewhere."""

    def __init__(self, scope: Scope, level: Level) -> None:
        self.scope, self.level = scope, level
        self.findings: list[Finding] = []

    def note(self, code: str, node: tree.Expression, **facts: object) -> typed.Typed | None:
        """Note a fault at the place of ``node``. Always None, for its caller to return."""
        self.findings.append(noted(code, "", node.span, facts))
        return None

    def want(self, node: tree.Expression, wanted: Type) -> typed.Typed | None:
        """Check ``node`` and that it is of type ``wanted``."""
        checked = self.expression(node, wanted)
        if checked is not None and checked.type != wanted:
            is_zero_yen = wanted == YEN and checked.type == INT and isinstance(node, tree.Number)
            self.note(
                "yen_needed" if is_zero_yen else "type_mismatch", node, wanted=wanted.words, found=checked.type.words
            )
            return None
        return checked

    def want_number(self, node: tree.Expression) -> typed.Typed | None:
        """Check ``node`` and that it is a yen or an int."""
        checked = self.expression(node, None)
        if checked is not None and not checked.type.is_number:
            self.note("number_needed", node, found=checked.type.words)
            return None
        return checked

    def expression(self, node: tree.Expression, expected: Type | None) -> typed.Typed | None:
        """Check ``node``; ``expected`` gives texts and 不明 their type and is not enforced."""
        match node:
            case tree.Number(value, is_yen):
                return typed.Const(YEN if is_yen else INT, value)
            case tree.Day(day):
                return typed.Const(DATE, day)
            case tree.Truth(truth):
                return typed.Const(BOOL, truth)
            case tree.Text(text):
                return self._text(node, text, expected)
            case tree.Undecided(reason):
                return self.note("type_undecided", node) if expected is None else typed.Undecided(expected, reason)
            case tree.Decimal():
                return self.note("decimal_outside", node)
            case tree.Name(name):
                return self._name(node, name)
            case tree.Negated(operand):
                number = self.want_number(operand)
                return None if number is None else typed.Negate(number.type, number)
            case tree.Inverted(operand):
                truth_value = self.want(operand, BOOL)
                return None if truth_value is None else typed.Not(BOOL, truth_value)
            case tree.Binary(operator) if operator in tree.ARITHMETIC:
                return self.arithmetic(node, self.want_number(node.left), self.want_number(node.right))
            case tree.Binary(operator) if operator in tree.COMPARISONS:
                return self._comparison(node)
            case tree.Binary(operator, left, right):
                one, other = self.want(left, BOOL), self.want(right, BOOL)
                if one is None or other is None:
                    return None
                made = typed.Both if operator == tree.BOTH else typed.Either
                return made(BOOL, one, other)
            case tree.Call():
                return self._call(node, expected)

    def _text(self, node: tree.Expression, text: str, expected: Type | None) -> typed.Typed | None:
        if expected is None or expected.kind != Kind.ENUM:
            return typed.Const(TEXT, text)
        if text not in expected.members:
            near = self._near(text, expected.members)
            return self.note("no_such_member", node, text=text, name=expected.name, near=near)
        return typed.Const(expected, text)

    def _name(self, node: tree.Expression, name: str) -> typed.Typed | None:
        declared = self.scope.names.get(name)
        if declared is None:
            return self._undeclared(node, name)
        if declared.type is None:
            return None
        match declared.sort:
            case Sort.TABLE:
                return self.note("table_without_key", node, name=name)
            case Sort.PARAMETER:
                return typed.Parameter(declared.type, name)
            case Sort.INPUT | Sort.DEFINITION:
                made = typed.Input if declared.sort == Sort.INPUT else typed.Defined
                found = made(declared.type, name)
        if declared.level == self.level:
            return found
        if declared.level == Level.WHOLE:
            return typed.OfWhole(found.type, found)
        return self.note("member_name_in_whole", node, name=name)

    def _undeclared(self, node: tree.Expression, name: str) -> typed.Typed | None:
        if name == ON:
            return typed.OnDate(DATE)
        function = JAPANESE.get(name, name)
        if function in PLAIN and PLAIN[function].least == 0:
            return call_plain(self, tree.Call(function, (), span=node.span))
        if function in NAMES:
            return self.note("function_without_brackets", node, name=function)
        if name in self.scope.groups:
            return self.note("group_alone", node, name=name)
        return self.note("unknown_name", node, name=name, near=self._near(name, self.scope.names, self.scope.groups))

    def arithmetic(self, node: tree.Binary, left: typed.Typed | None, right: typed.Typed | None) -> typed.Typed | None:
        """Return the operation on two numbers, or note that the table of arithmetic has no such entry."""
        if left is None or right is None:
            return None
        result = ARITHMETIC.get((node.operator, left.type, right.type))
        if result is None:
            return self.note(
                "no_such_arithmetic", node, sign=node.operator, left=left.type.words, right=right.type.words
            )
        return typed.Arithmetic(result, node.operator, left, right)

    def alike(self, nodes: tuple[tree.Expression, ...], expected: Type | None = None) -> list[typed.Typed] | None:
        """Check nodes that must have one type: that of ``expected``, else of the first that has one by itself."""
        first = next((each for each in nodes if not isinstance(each, _ONLY_BY_CONTEXT)), None)
        if expected is None and first is not None:
            leading = self.expression(first, None)
            if leading is None:  # the others are still looked at by themselves
                for each in nodes:
                    if each is not first and not isinstance(each, _ONLY_BY_CONTEXT):
                        self.expression(each, None)
                return None
            rest = [leading if each is first else self.want(each, leading.type) for each in nodes]
        else:
            if expected is None and any(isinstance(each, tree.Text) for each in nodes):
                expected = TEXT
            rest = [self.expression(each, None) if expected is None else self.want(each, expected) for each in nodes]
        found = [each for each in rest if each is not None]
        return found if len(found) == len(nodes) else None

    def _comparison(self, node: tree.Binary) -> typed.Typed | None:
        for side in (node.left, node.right):
            if isinstance(side, tree.Undecided):
                return self.note("compared_with_unknown", side)
        sides = self.alike((node.left, node.right))
        if sides is None:
            return None
        left, right = sides
        if node.operator not in ("=", "<>") and not left.type.is_ordered:
            return self.note("not_ordered", node, sign=node.operator, found=left.type.words)
        return typed.Compare(BOOL, node.operator, left, right)

    def _call(self, node: tree.Call, expected: Type | None) -> typed.Typed | None:
        if node.name in CALLS:
            return CALLS[node.name](self, node, expected)
        if node.name in PLAIN:
            return call_plain(self, node)
        declared = self.scope.names.get(node.name)
        if declared is not None and declared.sort == Sort.TABLE:
            if len(node.arguments) != 1:
                return self.note("argument_count", node, name=node.name, wanted="1", found=len(node.arguments))
            key = self.want(node.arguments[0], INT)
            return None if key is None or declared.type is None else typed.Row(declared.type, node.name, key)
        for argument in node.arguments:
            self.expression(argument, None)
        if declared is not None:
            return self.note("not_a_function", node, name=node.name)
        return self.note("unknown_function", node, name=node.name, near=self._near(node.name, NAMES))

    def _near(self, name: str, *known: Iterable[str]) -> Message:
        """Names that look alike, as the end of a sentence; empty where there is none, or enough have been offered."""
        found = get_close_matches(name, list(chain(*known)), n=3, cutoff=0.5) if self.scope.offers.take() else []
        if not found:
            return Message("", "")
        listed = "」「".join(found)
        return Message(f"「{listed}」ではありませんか。", f" Did you mean 「{listed}」?")
