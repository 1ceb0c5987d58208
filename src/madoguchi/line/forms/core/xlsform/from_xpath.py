"""From an expression of XLSForm to one of the rules' language, or the reason why there is none.

An answer that is not there is an empty text in XPath and 不明 here. What asks for it (``x = ''``) is kept; that
``!=`` and ``not()`` hold for nothing answered is not: ``says_not`` of the outcome tells it.
"""

from dataclasses import dataclass
from typing import Final

from madoguchi.line.forms.core.xlsform import xpath as x
from madoguchi.line.forms.core.xlsform.answers import Answer, Scope, Sort
from madoguchi.line.forms.core.xlsform.logic import both_of, either_of, inverted, joined_choices, joined_exclusions
from madoguchi.line.forms.core.xlsform.xpath_values import NotSayable, Typed, Values, unread
from madoguchi.office.rules.language import (
    IF,
    IS_UNKNOWN,
    Binary,
    Call,
    Expression,
    Name,
    Truth,
)

_COMPARED: Final = {"=": "=", "!=": "<>", "<": "<", "<=": "<=", ">": ">", ">=": ">="}
_TURNED: Final = {"=": "=", "<>": "<>", "<": ">", "<=": ">=", ">": "<", ">=": "<="}


@dataclass(frozen=True, slots=True)
class Translated:
    """The expression. ``says_not``: it holds for unanswered questions there, and does not here."""

    expression: Expression
    sort: Sort
    says_not: bool


def translated(rule: str | x.XPath, scope: Scope, *, wants_truth: bool) -> Translated:
    """Return the expression of the rules for one that is text, or read already.

    Raises:
        NotSayable: it cannot be read, or says something that rules cannot.
    """
    try:
        tree = x.parse_xpath(rule) if isinstance(rule, str) else rule
    except x.XPathUnreadable as error:
        raise NotSayable(
            f"{error.at + 1}文字目から、式として読めません。", f"It cannot be read from character {error.at + 1} on."
        ) from error
    translator = _Translator(scope)
    if wants_truth:
        return Translated(translator.truth(tree), Sort.BOOL, translator.says_not)
    found = translator.number(tree)
    return Translated(found.node, found.sort, translator.says_not)


class _Translator(Values):
    def __init__(self, scope: Scope) -> None:
        super().__init__(scope)
        self.says_not = False

    def truth(self, tree: x.XPath) -> Expression:
        match tree:
            case x.Operation("and", left, right):
                return joined_exclusions(both_of(self.truth(left), self.truth(right)))
            case x.Operation("or", left, right):
                return joined_choices(either_of(self.truth(left), self.truth(right)))
            case x.Operation(operator, left, right) if operator in _COMPARED:
                return self._comparison(_COMPARED[operator], left, right)
            case x.Function("not", (inner,)):
                self.says_not = True
                return inverted(self.truth(inner))
            case x.Function("true" | "false" as name, ()):
                return Truth(name == "true")
            case x.Function("boolean" | "boolean-from-string", (inner,)):
                return self.truth(inner)
            case x.Function("selected", (of, x.Literal(value))):
                return self._chosen(of, value)
            case x.Function("selected", (of, x.Digits(value))):
                return self._chosen(of, value)
            case x.Function("contains", (whole, part)):
                return Call("含む", (self.text(whole), self.text(part)))
            case x.Function("starts-with", (whole, part)):
                return Call("始まる", (self.text(whole), self.text(part)))
            case x.Function("if", (condition, first, second)):
                return Call(IF, (self.truth(condition), self.truth(first), self.truth(second)))
            case x.Function("regex", _):
                raise NotSayable(
                    "正規表現（regex）は使えません。電話番号・メール・郵便番号などは、その種類の質問にすると確かめられます。",
                    "There are no regular expressions; questions of kinds (telephone, e-mail …) check what is typed.",
                )
            case x.Ref() | x.Here():
                found = self.value(tree)
                if found.sort is Sort.BOOL:
                    return found.node
        raise NotSayable("はい・いいえになる式ではありません。", "It does not give yes or no.")

    def _chosen(self, of: x.XPath, value: str) -> Expression:
        answer = self.value(of).answer
        if answer is None or answer.sort not in (Sort.ONE, Sort.YES_NO, Sort.SEVERAL):
            raise NotSayable("selected() は選択の質問にだけ使えます。", "selected() is for questions with choices.")
        if answer.sort is Sort.ONE:
            return Binary("=", Name(answer.name), self.member(answer, value))
        return self.is_option(answer, value)

    def _comparison(self, operator: str, left: x.XPath, right: x.XPath) -> Expression:
        if (found := self._over_items(operator, left, right)) is not None:
            return found
        if isinstance(left, x.Literal | x.Digits) and not isinstance(right, x.Literal | x.Digits):
            left, right, operator = right, left, _TURNED[operator]
        if isinstance(right, x.Literal) and not right.value.strip():
            return self._emptiness(operator, left)
        if (found := self._length(operator, left, right)) is not None:
            return found
        first = self.value(left)
        if first.answer is not None and isinstance(right, x.Literal | x.Digits):
            written = right.value if isinstance(right, x.Literal) else right.text
            if (found := self._against(operator, first, first.answer, written)) is not None:
                return found
        second = self.value(right)
        if operator == "<>":
            self.says_not = True
        one, other = self.alike(first, second)
        return Binary(operator, one, other)

    def _against(self, operator: str, first: Typed, answer: Answer, written: str) -> Expression | None:
        """Compare a choice, yes or no, or tick with one of its values; None for other answers."""
        if answer.sort not in (Sort.ONE, Sort.YES_NO, Sort.AGREED, Sort.SEVERAL):
            return None
        if operator not in ("=", "<>"):
            raise NotSayable("選択肢の大小は比べられません。", "Options have no order.")
        if answer.sort is Sort.SEVERAL:
            raise NotSayable(
                "いくつか選ぶ質問は selected() で調べてください。", "Ask questions of several choices by selected()."
            )
        self.says_not = self.says_not or operator == "<>"
        if answer.sort is Sort.ONE:
            return Binary(operator, first.node, self.member(answer, written))
        found = self.is_option(answer, written)
        return inverted(found) if operator == "<>" else found

    def _emptiness(self, operator: str, left: x.XPath) -> Expression:
        answer = self.value(left).answer
        if answer is None or operator not in ("=", "<>"):
            raise NotSayable("空の文字とは、答えだけを比べられます。", "Answers alone are compared with an empty text.")
        if answer.sort is Sort.UNREAD:
            raise unread()
        asked = Call(IS_UNKNOWN, (Name(answer.known_by()),))
        return asked if operator == "=" else inverted(asked)

    def _length(self, operator: str, left: x.XPath, right: x.XPath) -> Expression | None:
        """Read ``string-length(${x}) > 0`` as: there is an answer."""
        match left, right:
            case x.Function("string-length", (of,)), x.Digits("0") if operator in (">", "=", "<>"):
                return self._emptiness("=" if operator == "=" else "<>", of)
            case x.Function("count-selected", (of,)), x.Digits("0") if operator in (">", "=", "<>"):
                return self._emptiness("=" if operator == "=" else "<>", of)
        return None

    def _over_items(self, operator: str, left: x.XPath, right: x.XPath) -> Expression | None:
        """Read ``count(${g}[c]) > 0`` as どれか, ``count(${g}[c]) = count(${g})`` as すべて."""
        match left, right:
            case x.Function("count", (x.Ref(name, within, ""),)), x.Digits("0") if (
                operator == ">" and within is not None
            ):
                return Call("どれか", (Name(self.group(name)), self.of_items(name, within)))
            case (
                x.Function("count", (x.Ref(name, within, ""),)),
                x.Function("count", (x.Ref(other, None, ""),)),
            ) if operator == "=" and name == other and within is not None:
                return Call("すべて", (Name(self.group(name)), self.of_items(name, within)))
        return None
