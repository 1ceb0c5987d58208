"""What is wrong with an expression or a rule package: each with its place, what, why and how to mend it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from madoguchi.ground.kernel.errors import Detail, Message, Refused
from madoguchi.office.rules.core.draft_words import DRAFT_WORDS
from madoguchi.office.rules.core.finding_words import WORDS
from madoguchi.office.rules.core.package_words import PACKAGE_WORDS
from madoguchi.office.rules.core.tree import Span

_WORDS = {**WORDS, **PACKAGE_WORDS, **DRAFT_WORDS}


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault. ``path``: its place in the document (``versions/0/definitions/3/expression``); ``span``: in it."""

    code: str
    path: str
    span: Span | None
    what: Message
    why: Message
    mend: Message

    def at(self, path: str) -> "Finding":
        """Return the same fault with ``path`` put before its own place."""
        return replace(self, path="/".join(part for part in (path, self.path) if part))


def finding(code: str, *, path: str = "", span: Span | None = None, **facts: object) -> Finding:
    """Return the fault of this code, its words filled with ``facts``; a fact may be a Message of its own."""
    return noted(code, path, span, facts)


def noted(code: str, path: str, span: Span | None, facts: Mapping[str, object]) -> Finding:
    """The same with the facts in one mapping."""
    what, why, mend = (_filled(each, facts) for each in _WORDS[code])
    return Finding(code, path, span, what, why, mend)


def _filled(words: Message, facts: Mapping[str, object]) -> Message:
    japanese = {name: fact.ja if isinstance(fact, Message) else fact for name, fact in facts.items()}
    english = {name: fact.en if isinstance(fact, Message) else fact for name, fact in facts.items()}
    return Message(words.ja.format(**japanese), words.en.format(**english))


class NotAccepted(Refused):
    """An expression, table or package holds faults; ``findings`` has all of them, in the order of the document."""

    code = "rules.not_accepted"
    status = 422
    what = Message("この規則はまだ使えません。", "This rule cannot be used yet.")
    why = Message("{count}か所に直すところがあります。", "{count} things in it need mending.")
    mend = Message("示された箇所を直して、もう一度確かめてください。", "Please mend the places shown and check again.")

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings: Sequence[Finding] = tuple(findings)
        self.details = tuple(Detail(each.path, each.code, each.what) for each in self.findings)
        super().__init__(count=len(self.findings))

    def __str__(self) -> str:
        return "; ".join(f"{each.path or '-'} {each.span or ''} {each.code}: {each.what.en}" for each in self.findings)


class TreeNotReadable(Refused):
    """Plain data is no tree of an expression."""

    code = "rules.tree_not_readable"
    status = 422
    what = Message("式のデータを読み取れませんでした。", "The stored expression could not be read.")
    why = Message("決められた形になっていません。", "It does not have the documented shape.")
    mend = Message(
        "式を文字で書いて、読み込み直してください。", "Please write the expression as text and load it again."
    )
