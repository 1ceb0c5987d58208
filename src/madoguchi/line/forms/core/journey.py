"""The user's path through a procedure in seven steps, and where it hurts: counted in its definition.

The office sees 作成・提出・受理 alone; what comes before and after is measured beside it. Source of
the steps: 神奈川県 令和元年度 政策研究フォーラム (ジャーニー). The bounds are ours; nothing is refused for them.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Final

from madoguchi.ground.kernel.errors import Message
from madoguchi.line.forms.core.definition import Definition
from madoguchi.line.forms.core.fields import UNANSWERED, Field, Kind

MANY_QUESTIONS: Final = 30  # that everybody has to answer
MANY_PAPERS: Final = 3
MANY_MINUTES: Final = 20
MANY_DAYS: Final = 30  # open days until the outcome


@dataclass(frozen=True, slots=True)
class Standing:
    """What the office knows of a procedure beside its definition.

    ``obstacles``: codes of the inventory that still hold it (``seal``, ``attach``, ``face``, ``fee`` …); ``has_phone``:
    its division's number is known; ``has_end``: applications are taken for a time only.
    """

    obstacles: Collection[str]
    has_phone: bool
    has_end: bool


@dataclass(frozen=True, slots=True)
class Step:
    """One step: what a person meets there, and what of it hurts."""

    label: Message
    met: tuple[Message, ...]
    hurts: tuple[Message, ...]


def journey(definition: Definition, standing: Standing) -> tuple[Step, ...]:
    """Return the seven steps of a procedure, in their order."""
    fields = list(_asked(definition))
    return (
        _noticing(definition),
        _finding(definition, standing),
        _gathering(definition, fields, standing),
        _filling(definition, fields),
        _sending(standing),
        Step(Message("受理", "Taken in"), (_RECEIPT,), ()),
        _outcome(definition),
    )


_RECEIPT = Message(
    "受付番号がすぐに出て、状況を見られます。サインインは要りません。",
    "A receipt number at once, with which the state can be seen. No sign-in is needed.",
)


def _asked(definition: Definition) -> Iterator[Field]:
    """Every question, those within groups once each."""
    for field in definition.form.fields():
        if field.kind is Kind.GROUP:
            yield from field.fields
        elif field.kind not in UNANSWERED:
            yield field


def _noticing(definition: Definition) -> Step:
    facts, hurts = definition.procedure, []
    if not facts.keywords:
        hurts.append(Message("探す言葉が登録されていません。", "No words are given by which it is searched for."))
    if facts.name.easy is None:
        hurts.append(Message("やさしい日本語の名前がありません。", "It has no name in easy Japanese."))
    met = [Message(f"探す言葉：{len(facts.keywords)}語", f"Words to search by: {len(facts.keywords)}")]
    if definition.form.rules:
        met.append(Message("「もらえる手当」の質問から見つかります。", "It is found by the questions on benefits."))
    return Step(Message("ニーズに気づく", "Noticing the need"), tuple(met), tuple(hurts))


def _finding(definition: Definition, standing: Standing) -> Step:
    hurts = []
    if definition.procedure.summary is None:
        hurts.append(Message("何の手続きかを一文で言う説明がありません。", "No sentence says what it is for."))
    if not standing.has_phone:
        hurts.append(Message("担当の課の電話番号がありません。", "The office in charge has no telephone number."))
    met = (Message("検索、一覧、担当の課の電話", "Search, lists, the telephone of the office in charge"),)
    return Step(Message("窓口を探す", "Finding the counter"), met, tuple(hurts))


def _gathering(definition: Definition, fields: list[Field], standing: Standing) -> Step:
    papers = [one for one in fields if one.kind is Kind.FILE]
    needed, held = [one for one in papers if one.required], [one for one in fields if one.held is not None]
    met = [
        Message(f"送る書類：{len(papers)}点（必ず{len(needed)}点）", f"Papers: {len(papers)} ({len(needed)} required)")
    ]
    if definition.procedure.needed:
        met.append(
            Message(
                f"用意するものの案内：{len(definition.procedure.needed)}件",
                f"Told beforehand what to have ready: {len(definition.procedure.needed)}",
            )
        )
    hurts = []
    if len(needed) >= MANY_PAPERS or "attach" in standing.obstacles:
        hurts.append(
            Message("集める書類が多いか、減らす検討が残っています。", "Many papers, or fewer are still looked into.")
        )
    if held:
        hurts.append(
            Message(
                f"役所がすでに持っている情報を{len(held)}件たずねています。",
                f"{len(held)} questions ask what the office has already.",
            )
        )
    if papers and not definition.procedure.needed:
        hurts.append(Message("用意するものが、始める前に分かりません。", "What to have ready is not told beforehand."))
    return Step(Message("書類を集める", "Gathering papers"), tuple(met), tuple(hurts))


def _filling(definition: Definition, fields: list[Field]) -> Step:
    needed, minutes = sum(one.required for one in fields), definition.procedure.minutes_to_fill
    pages = len(definition.form.pages)
    met = Message(
        f"{pages}ページ、質問{len(fields)}問（必ず{needed}問）、約{minutes}分",
        f"{pages} pages, {len(fields)} questions ({needed} required), about {minutes} minutes",
    )
    hurts = []
    if needed > MANY_QUESTIONS:
        hurts.append(
            Message(f"必ず答える質問が{MANY_QUESTIONS}問を超えます。", f"More than {MANY_QUESTIONS} are required.")
        )
    if minutes > MANY_MINUTES:
        hurts.append(Message(f"{MANY_MINUTES}分を超えます。", f"It takes more than {MANY_MINUTES} minutes."))
    return Step(Message("作成", "Filling in"), (met,), tuple(hurts))


_SENDING: Final = {
    "seal": Message("押印・署名が残っています。", "A seal or signature is still asked for."),
    "face": Message("窓口に来てもらう確認が残っています。", "People still have to come to the counter."),
    "fee": Message("手数料をオンラインで納められません。", "The fee cannot be paid online."),
}


def _sending(standing: Standing) -> Step:
    met = [Message("サインインなしで、24時間送れます。", "At any hour, without signing in.")]
    if standing.has_end:
        met.append(Message("受付期間があります。", "Applications are taken for a time only."))
    hurts = tuple(message for code, message in _SENDING.items() if code in standing.obstacles)
    return Step(Message("提出", "Sending"), tuple(met), hurts)


def _outcome(definition: Definition) -> Step:
    days = definition.parts.get("review", {}).get("period_days")
    label, hurts = Message("結果を受けて行動する", "Acting on the outcome"), []
    if not isinstance(days, int):
        return Step(label, (), (Message("標準処理期間がありません。", "No standard processing period is given."),))
    if days > MANY_DAYS:
        hurts.append(
            Message(f"結果まで{MANY_DAYS}開庁日を超えます。", f"More than {MANY_DAYS} open days to the outcome.")
        )
    return Step(label, (Message(f"結果まで{days}開庁日以内", f"Outcome within {days} open days"),), tuple(hurts))
