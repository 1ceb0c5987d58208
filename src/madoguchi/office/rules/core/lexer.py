"""From text to tokens. Written by us: nothing of an expression is ever given to Python to evaluate."""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from madoguchi.office.rules.core import tree
from madoguchi.office.rules.core.findings import Finding, NotAccepted, finding
from madoguchi.office.rules.core.literals import DAY, NUMBER, fold, is_grouped, read_day, read_number

NOT: Final = "ではない"


class Sort(StrEnum):
    """What a token is."""

    LITERAL = "literal"
    NAME = "name"
    WORD = "word"  # かつ, または, ではない
    SIGN = "sign"
    END = "end"


@dataclass(frozen=True, slots=True)
class Token:
    """``text`` is the canonical sign, word or name; ``literal`` its node; ``is_grouped``: see literals.is_grouped."""

    sort: Sort
    text: str
    span: tree.Span
    literal: tree.Expression | None = None
    is_grouped: bool = False


# As written (folded) -> canonical. A declared name cannot be one of these.
WORDS: Final = {
    "かつ": tree.BOTH, "and": tree.BOTH, "または": tree.EITHER, "又は": tree.EITHER, "or": tree.EITHER,
    NOT: NOT, "でない": NOT, "not": "not",
}  # fmt: skip
TRUTHS: Final = {"はい": True, "真": True, "true": True, "いいえ": False, "偽": False, "false": False}
UNDECIDED: Final = ("不明", "unknown")
RESERVED: Final = frozenset((*WORDS, *TRUTHS, *UNDECIDED))

_SIGNS: Final = {"≠": "<>", "!=": "<>", "≤": "<=", "≥": ">=", "==": "="}
_LETTER: Final = r"[^\W\d]|[々〇〆ヶ]"
NAME: Final = re.compile(rf"(?:{_LETTER})(?:\w|[々〇〆ヶ・ー])*")
_TOKEN: Final = re.compile(
    rf"(?P<space>\s+)|(?P<day>{DAY})|(?P<number>{NUMBER})|(?P<name>{NAME.pattern})"
    r"|(?P<sign>//|<>|!=|<=|>=|==|[-+*%=<>≠≤≥(),])|(?P<open>[「\"])"
)
_QUOTED: Final = re.compile(r'"((?:[^"\\]|\\["\\])*)"')


def is_name(name: str) -> bool:
    """Whether something can be declared and written under this name."""
    return NAME.fullmatch(name) is not None and name == fold(name) and name not in RESERVED and not name.endswith(NOT)


def is_shown(text: str) -> bool:
    """Whether a text can be written in an expression: no control characters, no lone surrogates."""
    return not any(unicodedata.category(sign) in ("Cc", "Cs") for sign in text)


def tokens(text: str) -> list[Token]:
    """Return the tokens of an expression, the last of sort END.

    Raises:
        NotAccepted: with the first character or literal that cannot be read.
    """
    if len(text) > tree.MOST_CHARACTERS:
        raise NotAccepted([finding("too_long", most=tree.MOST_CHARACTERS)])
    folded, at, found = fold(text), 0, []
    while at < len(text):
        match = _TOKEN.match(folded, at)
        if match is None:
            raise NotAccepted([_unreadable(text, at)])
        kind, span = match.lastgroup, match.span()
        if kind == "open":
            token = _text(text, at)
            found.append(token)
            at = token.span[1]
            continue
        if kind == "number":
            found.append(_literal(read_number(match[0], span), span, is_grouped(match[0])))
            if (after := NAME.match(folded, span[1])) is not None and after[0] not in WORDS:
                raise NotAccepted([finding("unit_unknown", span=after.span(), text=after[0])])
        elif kind == "day":
            found.append(_literal(read_day(match[0], span), span))
        elif kind == "name":
            found.extend(_names(match[0], span))
        elif kind == "sign":
            found.append(Token(Sort.SIGN, _SIGNS.get(match[0], match[0]), span))
        at = span[1]
    return [*found, Token(Sort.END, "", (len(text), len(text)))]


def _literal(read: tree.Expression | Finding, span: tree.Span, grouped: bool = False) -> Token:
    if isinstance(read, Finding):
        raise NotAccepted([read])
    return Token(Sort.LITERAL, "", span, read, grouped)


def _names(name: str, span: tree.Span) -> list[Token]:
    """A name or a word; ``対象者ではない`` written in one is the name and the word."""
    if name in WORDS:
        return [Token(Sort.WORD, WORDS[name], span)]
    if name in TRUTHS:
        return [Token(Sort.LITERAL, "", span, tree.Truth(TRUTHS[name], span=span))]
    if name in UNDECIDED:
        return [Token(Sort.LITERAL, "", span, tree.Undecided(span=span))]
    if name.endswith(NOT):
        middle = span[1] - len(NOT)
        return [*_names(name.removesuffix(NOT), (span[0], middle)), Token(Sort.WORD, NOT, (middle, span[1]))]
    return [Token(Sort.NAME, name, span)]


def _text(text: str, start: int) -> Token:
    """Read a text as written (never folded), from its opening sign on."""
    if text[start] == "「":
        end = text.find("」", start)
        value = text[start + 1 : end] if end > 0 else None
    else:
        match = _QUOTED.match(text, start)
        end, value = (match.end() - 1, re.sub(r"\\(.)", r"\1", match[1])) if match else (0, None)
    if value is None:
        raise NotAccepted([finding("text_not_closed", span=(start, len(text)))])
    for sign in value:
        if not is_shown(sign):
            raise NotAccepted([finding("character_not_readable", span=(start, end + 1), sign=f"U+{ord(sign):04X}")])
    span = (start, end + 1)
    return Token(Sort.LITERAL, "", span, tree.Text(value, span=span))


def _unreadable(text: str, at: int) -> Finding:
    code = "no_true_division" if text[at] in "/／÷" else "character_not_readable"
    return finding(code, span=(at, at + 1), sign=f"U+{ord(text[at]):04X}")
