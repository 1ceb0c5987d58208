"""A trace in words: what each definition came to, the sentence that says so, and what it rests on.

One rendering for the command line, the pages of staff and those of residents.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from madoguchi.ground.kernel.errors import Message
from madoguchi.ground.kernel.wareki import DateTooEarly, format_date
from madoguchi.office.rules.core.engine import Traced
from madoguchi.office.rules.core.parameters import Dated, Rows
from madoguchi.office.rules.core.program import Program
from madoguchi.office.rules.core.reasons import Code, Reason, Unknown
from madoguchi.office.rules.core.types import Kind, Type, Value
from madoguchi.office.rules.core.values import to_plain

_UNKNOWN: Final = Message("不明", "not known", "わかりません")
_OUTSIDE: Final = Message("未対応の期間", "period not covered")
_TRUTHS: Final = {True: Message("はい", "yes"), False: Message("いいえ", "no")}


@dataclass(frozen=True, slots=True)
class Used:
    """An input or definition that a definition names, as it was seen."""

    name: str
    value: Value | Unknown
    shown: Message


@dataclass(frozen=True, slots=True)
class Explanation:
    """How one definition came to its value. ``member`` is None for the whole.

    ``shown`` is the value in words; ``sentence`` the words of the rule for a yes or a no, what is missing where the
    value is not known, else the name and the value. ``reasons`` are sentences, one for each reason.
    """

    definition: str
    member: str | None
    value: Value | Unknown
    shown: Message
    sentence: Message
    reasons: tuple[Message, ...]
    article: str
    used: tuple[Used, ...]
    parameters: tuple["Held", ...]
    is_override: bool


@dataclass(frozen=True, slots=True)
class Held:
    """A parameter that a definition names, with the entry that held on the day; None: 未対応の期間."""

    name: str
    entry: Dated | None
    shown: Message


def explain(program: Program, traced: Iterable[Traced]) -> list[Explanation]:
    """Return a trace of this program in words, in the order of work."""
    types = {each.name: each.type for each in program.inputs} | {each.name: each.type for each in program.definitions}
    return [
        Explanation(
            each.definition.name,
            each.member,
            each.value,
            value_words(each.definition.type, each.value),
            _sentence(program, each),
            reasons_of(program, each.value),
            each.definition.article,
            tuple(Used(name, value, value_words(types[name], value)) for name, value in each.used),
            tuple(held(program, name, entry) for name, entry in each.parameters),
            each.is_override,
        )
        for each in traced
    ]


def held(program: Program, name: str, entry: Dated | None) -> Held:
    """Return a parameter with its entry of a day, in words."""
    return Held(name, entry, _OUTSIDE if entry is None else entry_words(program.parameters[name].type, entry))


def value_words(type_: Type, value: Value | Unknown) -> Message:
    """Return a value as people read it: 10,000円, はい, 令和7年4月1日, 不明."""
    if isinstance(value, Unknown):
        return _UNKNOWN
    if isinstance(value, bool):
        return _TRUTHS[value]
    if isinstance(value, date):
        return Message(_day(value), value.isoformat())
    if isinstance(value, int):
        return (
            Message(f"{value:,}円", f"{value:,} yen") if type_.kind == Kind.YEN else Message(f"{value:,}", f"{value:,}")
        )
    return Message(value, value)


def entry_words(type_: Type, entry: Dated) -> Message:
    """Return the version of a parameter that held: its value, since when and until when, and its source."""
    table = entry.value
    values = table.values if isinstance(table, Rows) else (table,)
    shown = [value_words(type_, each) for each in values]
    last = "" if entry.end is None else entry.end.isoformat()
    japanese, english = "、".join(each.ja for each in shown), ", ".join(each.en for each in shown)
    if isinstance(table, Rows):
        first = f"{table.first:,}"
        more = "" if table.step is None else f"、以後1ごとに{value_words(type_, table.step).ja}ずつ"
        more_en = "" if table.step is None else f", then {value_words(type_, table.step).en} each"
        japanese, english = f"{first}から順に{japanese}{more}", f"from {first}: {english}{more_en}"
    until = f"{last}の前の日まで" if last else ""
    source = f"、出典: {entry.source}" if entry.source else ""
    source_en = f", source: {entry.source}" if entry.source else ""
    return Message(
        f"{japanese}（{entry.start.isoformat()}から{until}{source}）",
        f"{english} (from {entry.start.isoformat()}{f' until before {last}' if last else ''}{source_en})",
    )


def reasons_of(program: Program, value: Value | Unknown) -> tuple[Message, ...]:
    """Return why a value is not known, a sentence for each reason; inputs go by their labels. Empty where it is."""
    if not isinstance(value, Unknown):
        return ()
    labels = {each.name: each.label for each in program.inputs if each.label is not None}
    return tuple(_reason(each, labels.get(each.subject)) for each in program.reasons.of(value.bits))


def _reason(reason: Reason, label: Message | None) -> Message:
    if label is None or reason.code not in (Code.MISSING, Code.INVALID):
        return reason.words
    japanese, english = (Reason(reason.code, words).words for words in (label.ja, label.en))
    return Message(japanese.ja, english.en)


def _sentence(program: Program, traced: Traced) -> Message:
    definition, value = traced.definition, traced.value
    if isinstance(value, Unknown):
        reasons = reasons_of(program, value)
        return Message(
            f"「{definition.name}」はまだ分かりません。" + "".join(each.ja for each in reasons),
            f"「{definition.name}」 is not known yet. " + " ".join(each.en for each in reasons),
        )
    chosen = {True: definition.passes, False: definition.fails}.get(value) if isinstance(value, bool) else None
    if chosen is not None:
        return chosen
    shown = value_words(definition.type, value)
    return Message(f"「{definition.name}」は{shown.ja}です。", f"「{definition.name}」 is {shown.en}.")


def _day(day: date) -> str:
    try:
        return format_date(day)
    except DateTooEarly:
        return f"{day.year}年{day.month}月{day.day}日"


def plain_explanation(program: Program, given: Explanation) -> dict[str, Any]:
    """Return an explanation as JSON holds it; a value that is not known is ``{"unknown": [[code, subject], …]}``."""
    return {
        "definition": given.definition,
        "member": given.member,
        "value": plain_value(program, given.value),
        "sentence": {"ja": given.sentence.ja, "en": given.sentence.en},
        "reasons": [{"ja": each.ja, "en": each.en} for each in given.reasons],
        "article": given.article,
        "inputs": {each.name: plain_value(program, each.value) for each in given.used},
        "parameters": [
            {"name": each.name, "covered": each.entry is not None, **({} if each.entry is None else _entry(each.entry))}
            for each in given.parameters
        ],
        "override": given.is_override,
    }


def plain_value(program: Program, value: Value | Unknown) -> object:
    """Return a value as JSON holds it, or its reasons."""
    if isinstance(value, Unknown):
        return {"unknown": [[each.code.value, each.subject] for each in program.reasons.of(value.bits)]}
    return to_plain(value)


def _entry(entry: Dated) -> dict[str, Any]:
    table = entry.value
    value: dict[str, Any] = (
        {"rows": {"first": table.first, "values": [to_plain(each) for each in table.values], "step": table.step}}
        if isinstance(table, Rows)
        else {"value": to_plain(table)}
    )
    return {
        "from": entry.start.isoformat(),
        "to": None if entry.end is None else entry.end.isoformat(),
        **value,
        "source": entry.source,
        "adopted_by": entry.adopted_by,
        "layer": entry.layer,
    }
