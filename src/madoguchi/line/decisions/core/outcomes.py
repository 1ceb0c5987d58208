"""Outcomes of an application, and what must be there before one is sealed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from madoguchi.ground.kernel import wareki, yen
from madoguchi.ground.kernel.errors import Message, Refused


class Outcome(StrEnum):
    """How an application ends."""

    GRANTED = "granted"
    GRANTED_IN_PART = "granted_in_part"
    REFUSED = "refused"


LABELS: Mapping[Outcome, Message] = {
    Outcome.GRANTED: Message("認める（全部）", "Granted", easy="みとめます"),
    Outcome.GRANTED_IN_PART: Message("一部を認める", "Granted in part", easy="少し みとめます"),
    Outcome.REFUSED: Message("認めない", "Refused", easy="みとめません"),
}
FACTS: Mapping[Outcome, str] = {
    Outcome.GRANTED: "認容",
    Outcome.GRANTED_IN_PART: "一部認容",
    Outcome.REFUSED: "不許可",
}
"""What rules on who decides (専決規程) call an outcome."""
# 申請により求められた許認可等を拒否する処分: all or part of what was asked is not given.
AGAINST = frozenset({Outcome.GRANTED_IN_PART, Outcome.REFUSED})


class State(StrEnum):
    """Where a disposition stands."""

    DRAFT = "draft"  # 作成中
    PROPOSED = "proposed"  # 決裁中
    SEALED = "sealed"  # 決定済


NEXT: Mapping[State, frozenset[State]] = {
    State.DRAFT: frozenset({State.PROPOSED}),
    State.PROPOSED: frozenset({State.DRAFT, State.SEALED}),
    State.SEALED: frozenset(),
}


class NotComplete(Refused):
    """Something is missing that the law wants in the notice."""

    code = "decisions.not_complete"
    status = 422
    what = Message("まだ決裁に回せません。", "It cannot be sent for approval yet.")
    why = Message("{missing}", "{missing_en}")
    mend = Message(
        "不足しているところを入力してから、もう一度回してください。", "Fill in what is missing and send it again."
    )


class SealedAlready(Refused):
    """What was decided does not change."""

    code = "decisions.sealed_already"
    what = Message("この処分は変更できません。", "This decision cannot be changed.")
    why = Message("決裁中か、決裁が済んでいます。", "It is in approval or has been approved.")
    mend = Message(
        "決裁中の場合は、起案を取り下げてから直してください。", "If it is in approval, withdraw the proposal first."
    )


ITEM_TYPES = ("yen", "date", "month", "text", "number")


@dataclass(frozen=True, slots=True)
class GrantItem:
    """One thing a grant decides: its id, its official name, its type (one of ``ITEM_TYPES``)."""

    id: str
    label: Message
    type: str


@dataclass(frozen=True, slots=True)
class DecisionPart:
    """The ``decisions`` part of a procedure's definition."""

    outcomes: tuple[Outcome, ...]
    items: tuple[GrantItem, ...]
    appeal: Message | None
    notice: str


def parse(part: Mapping[str, Any]) -> DecisionPart:
    """Return the part as typed values."""
    appeal = part.get("appeal") or None
    return DecisionPart(
        tuple(Outcome(one) for one in part["outcomes"]),
        tuple(GrantItem(one["id"], _message(one["label"]), one["type"]) for one in part.get("grant_items", ())),
        _message(appeal) if appeal else None,
        str(part.get("notice", "")),
    )


def _message(texts: Mapping[str, str]) -> Message:
    return Message(texts["ja"], texts.get("en", texts["ja"]), texts.get("easy"))


MISSING = {
    "reasons": Message(
        "理由が書かれていません（行政手続法第8条）。", "The reasons are missing (Administrative Procedure Act, art. 8)."
    ),
    "appeal": Message(
        "不服申立ての教示がありません（行政不服審査法第82条、行政事件訴訟法第46条）。",
        "The instruction on appeal is missing (Administrative Complaint Review Act, art. 82).",
    ),
    "marks_reason": Message(
        "重要・異例・紛争とした理由が書かれていません。",
        "The reason for marking it important, unusual or disputed is missing.",
    ),
    "items": Message("決定する内容（{label}）が入力されていません。", "What is decided ({label}) is not filled in."),
}


def missing(
    outcome: Outcome,
    *,
    reasons: str,
    appeal: str,
    items: Mapping[str, Any],
    part: DecisionPart,
    marks: Sequence[str] = (),
    marks_reason: str = "",
) -> list[Message]:
    """Return what a decision still needs before it can go to approval and be sealed.

    A refusal or partial grant needs its reasons and the instruction on appeal; a grant, whole or in part,
    needs every item it decides. Whoever marks it (重要・異例・紛争) says why.

    Source:
        行政手続法 第8条 (理由の提示); 行政不服審査法 第82条, 行政事件訴訟法 第46条 (教示).
    """
    found: list[Message] = []
    if outcome in AGAINST:
        found += [MISSING[key] for key, text in (("reasons", reasons), ("appeal", appeal)) if not text.strip()]
    if outcome != Outcome.REFUSED:
        for item in part.items:
            if items.get(item.id) in (None, ""):
                found.append(
                    Message(
                        MISSING["items"].ja.format(label=item.label.ja), MISSING["items"].en.format(label=item.label.en)
                    )
                )
    if marks and not marks_reason.strip():
        found.append(MISSING["marks_reason"])
    return found


def require_complete(
    outcome: Outcome,
    *,
    reasons: str,
    appeal: str,
    items: Mapping[str, Any],
    part: DecisionPart,
    marks: Sequence[str] = (),
    marks_reason: str = "",
) -> None:
    """Raise :class:`NotComplete` unless nothing is missing."""
    found = missing(
        outcome, reasons=reasons, appeal=appeal, items=items, part=part, marks=marks, marks_reason=marks_reason
    )
    if found:
        raise NotComplete(missing="".join(one.ja for one in found), missing_en=" ".join(one.en for one in found))


def read_items(part: DecisionPart, typed: Mapping[str, str]) -> dict[str, Any]:
    """Return typed values as they are stored: yen and numbers as int, dates as ISO text.

    Raises:
        kernel refusals: what was typed is no amount or no date.
    """
    items: dict[str, Any] = {}
    for item in part.items:
        text = typed.get(item.id, "").strip()
        if not text:
            continue
        if item.type in ("yen", "number"):
            items[item.id] = int(yen.parse_yen(text))
        elif item.type in ("date", "month"):
            items[item.id] = wareki.parse(text).date.isoformat()
        else:
            items[item.id] = text
    return items


def amount_yen(part: DecisionPart, items: Mapping[str, Any]) -> int:
    """Return the total of the amounts decided, in yen, 0 where there is none; a monthly amount counts as it stands."""
    return sum(items[item.id] for item in part.items if item.type == "yen" and item.id in items)


def lines(part: DecisionPart, items: Mapping[str, Any]) -> Sequence[tuple[Message, Message]]:
    """Return label and shown value of every item decided; the notice and the proposal are Japanese."""
    return [(item.label, shown(item.type, items[item.id])) for item in part.items if item.id in items]


def shown(kind: str, value: Any) -> Message:
    """Return a stored value as the notice prints it, and for readers of English."""
    if kind == "yen":
        return Message(yen.format_yen(value), f"{value:,} yen")
    if kind == "date":
        return Message(wareki.format_date(date.fromisoformat(value)), value)
    if kind == "month":
        return Message(wareki.format_date(date.fromisoformat(value)).rpartition("月")[0] + "月", value[:7])
    return Message(str(value), str(value))
