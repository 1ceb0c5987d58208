"""Which questions of many forms are nearly the same: clusters, each pairing with its reason and its measure.

Two questions are one where a single answer by the same person would do for both. They must be about the same person,
agree in what distinguishes (start or end, old or new), be answered in ways that can be brought together, and have the
same data item or (nearly) the same words.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from madoguchi.ground.kernel.errors import Message
from madoguchi.line.forms.core.asked import FILE, Question
from madoguchi.line.forms.core.messages import say
from madoguchi.line.forms.core.question_words import head

THRESHOLD: Final = 0.8
"""Measure from which two questions are one."""
#: Kinds that ask one thing in several ways; what is told apart by them loses a little of the measure.
_FAMILIES: Final = (
    frozenset({"text", "name"}),
    frozenset({"text", "kana"}),
    frozenset({"text", "long_text"}),
    frozenset({"text", "address"}),
    frozenset({"text", "phone"}),
    frozenset({"text", "email"}),
    frozenset({"text", "number"}),
    frozenset({"text", "choice"}),
    frozenset({"text", "relationship"}),
    frozenset({"choice", "relationship"}),
    frozenset({"choice", "choices"}),
    frozenset({"choice", "yesno"}),
    frozenset({"date", "birth_date"}),
    frozenset({"text", "date"}),
    frozenset({"date", "year_month"}),
    frozenset({"consent", "declaration"}),
)
_OTHER_KIND: Final = 0.95
_SHARED: Final = THRESHOLD / (2 - THRESHOLD)
"""Of the pairs of letters of the one, the share that another has at the threshold: 2s / (n + m) ≥ t with m ≥ s."""

SAME_ITEM = Message("データ項目が同じ（{item}）", "same data item ({item})")
SAME_WORDS = Message("言葉をそろえると同じ（{topic}）", "the same once the words are folded ({topic})")
NEAR_WORDS = Message("言葉が近い（{percent}％）", "near words ({percent} %)")
OTHER_KINDS = Message("{reason}。答え方は違う", "{reason}; answered in another way")


@dataclass(frozen=True, slots=True)
class Likeness:
    """How alike two questions are, 0 to 1, and why: ``item`` is the data item that both have."""

    measure: float
    topic: str = ""
    item: str = ""
    is_near: bool = False
    in_other_kinds: bool = False

    @property
    def reason(self) -> Message:
        """Why they are one, for people."""
        if self.item:
            return say(SAME_ITEM, item=self.item)
        why = say(NEAR_WORDS, percent=int(self.measure * 100)) if self.is_near else say(SAME_WORDS, topic=self.topic)
        return say(OTHER_KINDS, reason=why) if self.in_other_kinds else why


@dataclass(frozen=True, slots=True)
class Cluster:
    """Questions that are one, in the order of their places. ``measure`` is the least of its pairings."""

    questions: tuple[Question, ...]
    measure: float
    reasons: tuple[Message, ...]

    @property
    def forms(self) -> tuple[str, ...]:
        """Codes of the procedures that ask it, in order, each once."""
        return tuple(sorted({one.form for one in self.questions}))

    @property
    def label(self) -> Message:
        """The words that most of its questions have; the shorter, then the earlier in order, among equals."""
        counts = Counter(one.label.ja for one in self.questions)
        ranked = sorted(self.questions, key=lambda one: (-counts[one.label.ja], len(one.label.ja), one.label.ja))
        return ranked[0].label

    @property
    def is_attachment(self) -> bool:
        """Whether papers are asked for."""
        return self.questions[0].is_attachment


def likeness(one: Question, other: Question) -> Likeness | None:
    """Return how alike two questions are and why; None where they ask for different things. Symmetric."""
    return _likeness(_signature(one), _signature(other))


def clusters(asked: Iterable[Question]) -> tuple[Cluster, ...]:
    """Return the clusters of questions asked more than once, those of most forms first.

    Within a cluster every pair reaches :data:`THRESHOLD` (complete linkage), so that a chain of small steps does not
    bring together what its ends would not. The order of the questions given does not matter.
    """
    members: dict[_Signature, list[Question]] = defaultdict(list)
    for question in sorted(asked, key=lambda one: one.place):
        members[_signature(question)].append(question)
    links = _links(members)
    together: dict[_Signature, frozenset[_Signature]] = {one: frozenset((one,)) for one in members}
    for left, right in sorted(links, key=lambda pair: (-links[pair].measure, pair)):
        mine, theirs = together[left], together[right]
        if mine is not theirs and all(_pair(a, b) in links for a in mine for b in theirs):
            for one in (joined := mine | theirs):
                together[one] = joined
    made = (_cluster(one, members, links) for one in dict.fromkeys(together.values()))
    several = (one for one in made if len(one.questions) > 1)
    return tuple(sorted(several, key=lambda one: (-len(one.forms), -len(one.questions), one.questions[0].place)))


# --- signatures: what of a question decides its likeness

_Signature = tuple[tuple[str, ...], tuple[str, ...], str, str, str]  # roles, facets, kind, topic, data item
_Key = tuple[tuple[str, ...], tuple[str, ...], str]


def _signature(of: Question) -> _Signature:
    said = of.meaning
    return tuple(sorted(said.roles)), tuple(sorted(said.facets)), of.kind, said.topic, of.core_item


def _pair(left: _Signature, right: _Signature) -> tuple[_Signature, _Signature]:
    return (left, right) if left <= right else (right, left)


def _likeness(left: _Signature, right: _Signature) -> Likeness | None:
    roles, facets, kind, topic, item = left
    if roles != right[0] or (kind == FILE) is not (right[2] == FILE):
        return None
    kinds = 1.0 if kind == right[2] else _OTHER_KIND if frozenset((kind, right[2])) in _FAMILIES else 0.0
    if not kinds or (item and right[4] and item != right[4]):
        return None
    if item and item == right[4]:
        return Likeness(1.0, item=item)
    if facets != right[1] or ((mine := head(topic)) and (other := head(right[3])) and mine != other):
        return None
    words = 1.0 if topic == right[3] else _dice(topic, right[3])
    is_near = words < 1.0
    return Likeness(words * kinds, "" if is_near else topic, is_near=is_near, in_other_kinds=kinds < 1.0)


@lru_cache(maxsize=20_000)
def _pairs_of_letters(topic: str) -> frozenset[str]:
    return frozenset(topic[n : n + 2] for n in range(len(topic) - 1)) or frozenset((topic,))


def _dice(one: str, other: str) -> float:
    mine, theirs = _pairs_of_letters(one), _pairs_of_letters(other)
    return 2 * len(mine & theirs) / (len(mine) + len(theirs))


class _Index:
    """Signatures by what two that are alike must share.

    Where :data:`THRESHOLD` is reached, at least two thirds of the pairs of letters of either are shared; so one of the
    rarest third is. Only those are looked up (prefix filtering), which leaves out nothing.
    """

    def __init__(self, signatures: Iterable[_Signature]) -> None:
        kept = list(signatures)
        self._counts = Counter(pair for one in kept for pair in _pairs_of_letters(one[3]))
        self._by_key: dict[_Key, list[_Signature]] = defaultdict(list)
        for one in kept:
            for key in self._keys(one):
                self._by_key[key].append(one)

    def alike(self, one: _Signature) -> dict[_Signature, Likeness]:
        """Return those that reach the threshold, besides the signature itself."""
        near = {other for key in self._keys(one) for other in self._by_key.get(key, ())} - {one}
        compared = {other: _likeness(one, other) for other in near}
        return {other: found for other, found in compared.items() if found and found.measure >= THRESHOLD}

    def _keys(self, one: _Signature) -> list["_Key"]:
        roles, facets, _, topic, item = one
        pairs = sorted(_pairs_of_letters(topic), key=lambda pair: (self._counts[pair], pair))
        rarest = len(pairs) - math.ceil(len(pairs) * _SHARED - 1e-9) + 1
        return [(roles, facets, pair) for pair in pairs[:rarest]] + ([(roles, (), f"={item}")] if item else [])


class AskedQuestions:
    """Questions of many forms, made ready to be asked which of them are one with a question."""

    def __init__(self, asked: Iterable[Question]) -> None:
        self._members: dict[_Signature, list[Question]] = defaultdict(list)
        for question in sorted(asked, key=lambda one: one.place):
            self._members[_signature(question)].append(question)
        self._index = _Index(self._members)

    def same_as(self, question: Question) -> tuple[Question, ...]:
        """Return those that are one with a question, in the order of their places; the question itself too."""
        signature = _signature(question)
        near = [signature, *self._index.alike(signature)]
        return tuple(sorted((one for key in near for one in self._members.get(key, ())), key=lambda one: one.place))


def _links(signatures: Collection[_Signature]) -> dict[tuple[_Signature, _Signature], Likeness]:
    """Return every pair of signatures that reaches the threshold."""
    index = _Index(signatures)
    return {_pair(one, other): alike for one in signatures for other, alike in index.alike(one).items()}


def _cluster(
    together: frozenset[_Signature],
    members: Mapping[_Signature, Sequence[Question]],
    links: Mapping[tuple[_Signature, _Signature], Likeness],
) -> Cluster:
    ordered = sorted(together)
    pairs = [links[left, right] for n, left in enumerate(ordered) for right in ordered[n + 1 :]]
    pairs += [Likeness(1.0, "" if one[4] else one[3], one[4]) for one in ordered if len(members[one]) > 1]
    asked = sorted((question for one in ordered for question in members[one]), key=lambda one: one.place)
    reasons = tuple(dict.fromkeys(one.reason for one in sorted(pairs, key=lambda one: (-one.measure, one.topic))))
    return Cluster(tuple(asked), min((one.measure for one in pairs), default=1.0), reasons)
