"""From tokens to the tree: recursive descent with bounded depth.

Precedence, loosest first: または · かつ (side by side only in brackets) · one comparison · + - · * // % · - · ではない.
"""

from collections.abc import Callable
from typing import Final

from madoguchi.office.rules.core import tree
from madoguchi.office.rules.core.findings import NotAccepted, finding
from madoguchi.office.rules.core.functions import JAPANESE
from madoguchi.office.rules.core.lexer import NOT, Sort, Token, tokens

_SUMS: Final = ("+", "-")
_PRODUCTS: Final = ("*", "//", "%")


def parse(text: str) -> tree.Expression:
    """Return the tree of an expression.

    Raises:
        NotAccepted: with the first fault of the text, its ``span`` in code points.
    """
    reader = _Reader(tokens(text))
    node = reader.logic()
    reader.end()
    if tree.depth(node) > tree.MOST_DEPTH:  # a long chain nests without a bracket
        raise NotAccepted([finding("too_deep", span=node.span, most=tree.MOST_DEPTH)])
    return node


class _Reader:
    def __init__(self, found: list[Token]) -> None:
        self._tokens, self._at, self._depth = found, 0, 0

    @property
    def _next(self) -> Token:
        return self._tokens[self._at]

    def _take(self) -> Token:
        self._at += 1
        return self._tokens[self._at - 1]

    def _is(self, *texts: str) -> bool:
        return self._next.sort in (Sort.SIGN, Sort.WORD) and self._next.text in texts

    def _since(self, start: int) -> tree.Span:
        """The place from the token numbered ``start`` to the one taken last."""
        return self._tokens[start].span[0], self._tokens[self._at - 1].span[1]

    def end(self) -> None:
        """Refuse what is left over."""
        if self._next.sort != Sort.END:
            raise self._unexpected()

    def _unexpected(self) -> NotAccepted:
        code = "ends_too_early" if self._next.sort == Sort.END else "unexpected"
        return NotAccepted([finding(code, span=self._next.span)])

    def _deeper(self, part: Callable[[], tree.Expression]) -> tree.Expression:
        self._depth += 1
        if self._depth > tree.MOST_DEPTH:
            raise NotAccepted([finding("too_deep", span=self._next.span, most=tree.MOST_DEPTH)])
        node = part()
        self._depth -= 1
        return node

    def _chain(self, signs: tuple[str, ...], part: Callable[[], tree.Expression]) -> tree.Expression:
        """``part sign part …``, grouped from the left."""
        start, left = self._at, part()
        while self._is(*signs):
            operator, right = self._take().text, part()
            left = tree.Binary(operator, left, right, span=self._since(start))
        return left

    def logic(self) -> tree.Expression:
        """かつ or または, of one sort unless bracketed."""
        start, left = self._at, self._comparison()
        word = self._next.text
        while self._is(tree.BOTH, tree.EITHER):
            if self._next.text != word:
                raise NotAccepted([finding("mixed_words", span=self._next.span)])
            operator, right = self._take().text, self._comparison()
            left = tree.Binary(operator, left, right, span=self._since(start))
        return left

    def _comparison(self) -> tree.Expression:
        start, left = self._at, self._sum()
        if self._is(*tree.COMPARISONS):
            operator, right = self._take().text, self._sum()
            left = tree.Binary(operator, left, right, span=self._since(start))
            if self._is(*tree.COMPARISONS):
                raise NotAccepted([finding("chained_comparison", span=self._next.span)])
        return left

    def _sum(self) -> tree.Expression:
        return self._chain(_SUMS, lambda: self._chain(_PRODUCTS, self._signed))

    def _signed(self) -> tree.Expression:
        start = self._at
        if self._is("-", "not"):
            sign, operand = self._take().text, self._deeper(self._signed)
            span = self._since(start)
            return tree.Negated(operand, span=span) if sign == "-" else tree.Inverted(operand, span=span)
        operand = self._primary()
        while self._is(NOT):
            self._take()
            operand = tree.Inverted(operand, span=self._since(start))
        return operand

    def _primary(self) -> tree.Expression:
        token = self._next
        if token.sort == Sort.NAME:
            self._take()
            return self._call(token.text) if self._is("(") else tree.Name(token.text, span=token.span)
        if token.literal is not None:
            self._take()
            if isinstance(token.literal, tree.Undecided) and self._is("("):
                return self._written_reason()
            return token.literal
        if self._is("("):
            self._take()
            inner = self._deeper(self.logic)
            self._close()
            return inner
        raise self._unexpected()

    def _close(self) -> None:
        if not self._is(")"):
            raise self._unexpected()
        self._take()

    def _call(self, name: str) -> tree.Expression:
        start = self._at - 1
        self._take()
        arguments: list[tree.Expression] = []
        while not self._is(")"):
            if arguments:
                if not self._is(","):
                    raise self._unexpected()
                self._take()
            first = self._at
            arguments.append(self._deeper(self.logic))
            for token in self._tokens[first : self._at]:
                if token.is_grouped:
                    raise NotAccepted([finding("number_grouped", span=token.span)])
        self._close()
        return tree.Call(JAPANESE.get(name, name), tuple(arguments), span=self._since(start))

    def _written_reason(self) -> tree.Expression:
        start = self._at - 1
        self._take()
        if not isinstance(self._next.literal, tree.Text):
            raise self._unexpected()
        reason = self._next.literal.value
        self._take()
        self._close()
        return tree.Undecided(reason, span=self._since(start))
