"""Expressions of XLSForm, read into a tree: XPath 1.0 as far as forms use it, with ``${name}`` and ``.``.

Source: XML Path Language 1.0, 3 (expressions); ODK XForms specification; pyxform for ``${}``.
Nothing of it is ever evaluated.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

MOST_CHARACTERS: Final = 10_000
MOST_DEPTH: Final = 48
_TOKEN: Final = re.compile(
    r"(?P<space>\s+)|(?P<text>\"[^\"]*\"|'[^']*')|\$\{\s*(?P<ref>[^{}\s]+)\s*\}|(?P<number>[0-9]+(?:\.[0-9]*)?|\.[0-9]+)"
    r"|(?P<step>\.\.|\./|//)|(?P<name>[^\W\d][\w.:-]*)|(?P<sign>!=|<=|>=|[-+*=<>(),./\[\]])"
)
_QUOTES: Final = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"'})
_LEVELS: Final = (("or",), ("and",), ("=", "!="), ("<", "<=", ">", ">="), ("+", "-"), ("*", "div", "mod"))


class XPathUnreadable(ValueError):
    """The text is no expression. ``at`` is the place of the fault, from 0."""

    def __init__(self, at: int) -> None:
        super().__init__(f"at {at}")
        self.at = at


@dataclass(frozen=True, slots=True)
class Literal:
    """A text in quotes."""

    value: str


@dataclass(frozen=True, slots=True)
class Digits:
    """A number as it is written."""

    text: str


@dataclass(frozen=True, slots=True)
class Ref:
    """``${name}``, or ``${name}[within]/tail``: items of a repeat for which something holds, a question of each."""

    name: str
    within: "XPath | None" = None
    tail: str = ""


@dataclass(frozen=True, slots=True)
class Here:
    """``.``: the answer that the expression stands with."""


@dataclass(frozen=True, slots=True)
class Step:
    """``./name`` or a bare name: a question of the same item, inside of ``[…]``. Other paths are kept as ``path``."""

    path: str


@dataclass(frozen=True, slots=True)
class Function:
    """A call."""

    name: str
    arguments: tuple["XPath", ...]


@dataclass(frozen=True, slots=True)
class Operation:
    """Two operands."""

    operator: str
    left: "XPath"
    right: "XPath"


@dataclass(frozen=True, slots=True)
class Minus:
    """``-x``."""

    operand: "XPath"


XPath = Literal | Digits | Ref | Here | Step | Function | Operation | Minus


def parse_xpath(text: str) -> XPath:
    """Return the tree of an expression. Curly quotes, which word processors make, are read as straight ones.

    Raises:
        XPathUnreadable: with the place of the first fault; also for what is too long or nested too deeply.
    """
    if len(text) > MOST_CHARACTERS:
        raise XPathUnreadable(MOST_CHARACTERS)
    reader = _Reader(text.translate(_QUOTES))
    found = reader.expression()
    reader.end()
    return found


class _Reader:
    def __init__(self, text: str) -> None:
        self.tokens: list[tuple[str, str, int]] = []
        at = 0
        while at < len(text):
            match = _TOKEN.match(text, at)
            if match is None or match.lastgroup is None:
                raise XPathUnreadable(at)
            if match.lastgroup != "space":
                self.tokens.append((match.lastgroup, match[match.lastgroup], at))
            at = match.end()
        self.tokens.append(("end", "", at))
        self.at = self.depth = self.chain = 0

    def end(self) -> None:
        if self.tokens[self.at][0] != "end":
            raise self._fault()

    def _fault(self) -> XPathUnreadable:
        return XPathUnreadable(self.tokens[self.at][2])

    def _take(self, *texts: str) -> str:
        """Return the next sign, or operator written as a word, if it is one of these, and go on."""
        kind, text, _ = self.tokens[self.at]
        if kind in ("sign", "name", "step") and text in texts:
            self.at += 1
            return text
        return ""

    def _need(self, text: str) -> None:
        if not self._take(text):
            raise self._fault()

    def expression(self) -> XPath:
        return self._deeper(lambda: self._level(0))

    def _deeper(self, part: Callable[[], XPath]) -> XPath:
        self.depth += 1
        if self.depth > MOST_DEPTH:
            raise self._fault()
        found = part()
        self.depth -= 1
        return found

    def _level(self, level: int) -> XPath:
        if level == len(_LEVELS):
            return self._signed()
        left = self._level(level + 1)
        length = 0
        while operator := self._take(*_LEVELS[level]):
            length += 1
            if length > MOST_DEPTH:  # a chain nests without a bracket
                raise self._fault()
            left = Operation(operator, left, self._level(level + 1))
        return left

    def _signed(self) -> XPath:
        if self._take("-"):
            return Minus(self._deeper(self._signed))
        return self._primary()

    def _primary(self) -> XPath:
        kind, text, _ = self.tokens[self.at]
        match kind, text:
            case "text", _:
                self.at += 1
                return Literal(text[1:-1])
            case "number", _:
                self.at += 1
                return Digits(text)
            case "ref", _:
                self.at += 1
                return self._reference(text)
            case "sign", "(":
                self.at += 1
                inner = self.expression()
                self._need(")")
                return inner
            case "sign", ".":
                self.at += 1
                return Here()
            case "name", _ if self.tokens[self.at + 1][:2] == ("sign", "("):
                self.at += 2
                return self._call(text)
            case _:
                return self._path()

    def _reference(self, name: str) -> XPath:
        within: XPath | None = None
        tail = ""
        if self._take("["):
            within = self.expression()
            self._need("]")
        if self._take("/"):
            kind, tail, _ = self.tokens[self.at]
            if kind != "name":
                raise self._fault()
            self.at += 1
        return Ref(name, within, tail)

    def _call(self, name: str) -> XPath:
        arguments: list[XPath] = []
        while not self._take(")"):
            if arguments:
                self._need(",")
            arguments.append(self.expression())
        return Function(name, tuple(arguments))

    def _path(self) -> XPath:
        """Read ``./name``, a bare name, or a longer path, which is kept as text."""
        pieces: list[str] = []
        while True:
            kind, text, _ = self.tokens[self.at]
            after_name = bool(pieces) and pieces[-1] not in ("..", "./", "//", "/")
            is_name = kind == "name" and not after_name
            if not is_name and kind != "step" and (kind, text) != ("sign", "/"):
                break
            pieces.append(text)
            self.at += 1
        if not pieces:
            raise self._fault()
        path = "".join(pieces)
        return Step(path.removeprefix("./"))
