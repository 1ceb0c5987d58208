"""A three-way comparison in the words of an office: where, what, and what stood and stands there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from madoguchi.ground.kernel.errors import Message
from madoguchi.line.forms.core import definition_words as words
from madoguchi.line.forms.core.definition_tree import PAGE
from madoguchi.line.forms.core.merging import ORDER, Definition, Merge, Merged, Outcome, Path, Side
from madoguchi.line.forms.core.messages import say

_NOTHING = Message("", "")
_TOLD = Message("{maker}が{changed}項目を変更", "{maker} changed {changed} things")
_OVERRIDDEN = Message(
    "{told}、うち{overridden}項目は貴団体が上書き", "{told}, {overridden} of which you had overridden"
)
_UNCHANGED = Message("{maker}の変更はありません", "{maker} changed nothing")
_ORDER = Message("並び順", "Order")
_ON_PAGE = Message("置くページ", "Page it stands on")
_QUESTION, _WHOLE_PAGE = Message("質問の全体", "The whole question"), Message("ページの全体", "The whole page")
_OPTION = Message("選択肢「{value}」", "Option “{value}”")
_FORM_ITSELF = Message("様式の全体", "The form as a whole")
_KEYS = {**words.FIELD_KEYS, PAGE: _ON_PAGE, ORDER: _ORDER}


@dataclass(frozen=True, slots=True)
class MergedShown:
    """One thing that differs, for reading. Texts are empty where there was or is nothing."""

    address: str
    outcome: Outcome
    where: Message
    what: Message
    base: Message
    theirs: Message
    ours: Message
    chosen: Side | None

    @property
    def is_to_choose(self) -> bool:
        """Whether a person says whose value holds: what both changed; what the others alone changed may be left out."""
        return self.outcome in (Outcome.CONFLICT, Outcome.TAKEN)


def told(made: Merge, maker: str, maker_en: str) -> Message:
    """Return the comparison in a sentence: 「県が3項目を変更、うち1項目は貴団体が上書き」."""
    named = Message(maker, maker_en)
    if not made.changed_by_them:
        return say(_UNCHANGED, maker=named)
    sentence = say(_TOLD, maker=named, changed=made.changed_by_them)
    return say(_OVERRIDDEN, told=sentence, overridden=made.overridden) if made.overridden else sentence


def in_words(
    records: Sequence[Merged], definitions: Sequence[Definition], parts: Mapping[str, words.PartWords]
) -> tuple[MergedShown, ...]:
    """Return records for reading, what is to be decided first.

    Args:
        definitions: where pages and questions are looked up for their names, in this order.
        parts: the words of the rooms' parts.
    """
    names = _Names(definitions, parts)
    order = [Outcome.CONFLICT, Outcome.TAKEN, Outcome.HELD, Outcome.EMPTIED, Outcome.KEPT, Outcome.SAME]
    return tuple(names.shown(one) for one in sorted(records, key=lambda one: order.index(one.outcome)))


class _Names:
    """What pages and questions are called."""

    def __init__(self, definitions: Sequence[Definition], parts: Mapping[str, words.PartWords]) -> None:
        self.parts = parts
        self.pages: dict[str, Message] = {}
        self.labels: dict[tuple[str, ...], Message] = {}
        self.page_of: dict[str, str] = {}
        for page in (page for one in definitions for page in _entries(one.get("form"), "pages")):
            self.pages.setdefault(str(page["id"]), words.page(page))
            for question in _entries(page, "fields"):
                question_id = str(question["id"])
                self.page_of.setdefault(question_id, str(page["id"]))
                self.labels.setdefault((question_id,), _label(question))
                for inner in _entries(question, "fields"):
                    self.labels.setdefault((question_id, str(inner["id"])), _label(inner))

    def shown(self, one: Merged) -> MergedShown:
        where, what, rest = self._place(one.path)
        base, theirs, ours = (self._value(rest, value) for value in (one.base, one.theirs, one.ours))
        return MergedShown(one.address, one.outcome, where, what, base, theirs, ours, one.chosen)

    def _place(self, path: Path) -> tuple[Message, Message, Path]:
        """Return where something is, what it is, and the rest of its path within the question, page or part."""
        if path[:2] == ("form", "fields") and len(path) > 2:
            where = self.pages.get(self.page_of.get(path[2], ""), words.FORM)
            is_inner = len(path) > 4 and path[3] == "fields" and path[4] != ORDER
            of, rest = ((path[2], path[4]), path[5:]) if is_inner else ((path[2],), path[3:])
            label = self.labels.get(of, Message(of[-1], of[-1]))
            return where, say(words.OF, whole=label, part=_called(rest) if rest else _QUESTION), rest
        if path[:2] == ("form", "pages") and len(path) > 2:
            page = self.pages.get(path[2], Message(path[2], path[2]))
            if path[2] == ORDER:
                return words.FORM, words.ORDER_OF_PAGES, path[2:]
            if path[3:] == (ORDER,):
                return page, words.ORDER_OF_QUESTIONS, path[3:]
            return words.FORM, say(words.OF, whole=page, part=_called(path[3:]) if path[3:] else _WHOLE_PAGE), path[3:]
        if path[:2] == ("form", "applicant"):
            return words.APPLICANT, words.called(path[2:], words.APPLICANT_KEYS), path[2:]
        if path[0] == "form":
            return words.FORM, _called(path[1:]) if path[1:] else _FORM_ITSELF, path[1:]
        own = words.PROCEDURE if path[0] == "procedure" else self.parts.get(path[0])
        label = own.label if own is not None else Message(path[0], path[0])
        keys = {} if own is None else own.keys
        return label, words.called(path[1:], {**keys, ORDER: _ORDER}) if path[1:] else label, path[1:]

    def _value(self, rest: Path, value: object) -> Message:
        if value is None:
            return _NOTHING
        last = rest[-1] if rest else ""
        if last == ORDER and isinstance(value, list):
            return words.listed([self._called_here(str(one)) for one in value])
        if last == PAGE:
            return self.pages.get(str(value), words.plain(str(value)))
        if isinstance(value, Mapping) and not rest:
            return words.described(value) if "type" in value else words.title(value)
        if isinstance(value, list):
            return words.listed([_entry(one) for one in value])
        if isinstance(value, Mapping):
            return words.plain(value)
        return words.shown(last, value)

    def _called_here(self, name: str) -> Message:
        return self.labels.get((name,)) or self.pages.get(name) or words.plain(name)


def _entry(one: object) -> Message:
    return words.option(one) if isinstance(one, Mapping) and "value" in one else words.plain(one)


def _called(rest: Path) -> Message:
    if rest[0] == "options" and len(rest) > 1 and rest[1] != ORDER:
        return say(_OPTION, value=rest[1])
    return words.called(rest, _KEYS)


def _label(question: Mapping[str, object]) -> Message:
    return words.text(question.get("label")) or Message("？", "?")


def _entries(data: object, key: str) -> list[Mapping[str, object]]:
    found = data.get(key) if isinstance(data, Mapping) else None
    return [one for one in found if isinstance(one, Mapping)] if isinstance(found, list) else []
