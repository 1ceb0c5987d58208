"""What a found question asks as a field: its kind, its words, its choices, and how sure that is."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from madoguchi.line.forms.core.fields import PROMISED, Kind
from madoguchi.line.forms.core.sheets.boxes import Place
from madoguchi.line.forms.core.sheets.found import Question
from madoguchi.line.forms.core.sheets.words import Known, id_hint, says_required

VALUES: Mapping[str, str] = {
    "男": "male", "男性": "male", "女": "female", "女性": "female", "普通": "ordinary", "普通預金": "ordinary",
    "当座": "current",
    "当座預金": "current", "貯蓄": "savings", "その他": "other",
}  # fmt: skip
_LONG_HEIGHT = 45.0  # points: a box of more than two lines asks for sentences
_NO_LABEL = "（項目名を付けてください）"
_PROMISES: Mapping[Kind, str] = {Kind.CONSENT: "確認と同意", Kind.DECLARATION: "誓約"}


@dataclass(frozen=True, slots=True)
class DraftField:
    """One proposed question and why: ``confidence`` from 0 to 1, ``doubts`` are codes of ``fidelity.DOUBTS``."""

    path: str
    label: str
    kind: Kind
    confidence: float
    doubts: tuple[str, ...]
    place: Place | None


def id_of(one: Question, what: Known | None, kind: Kind) -> str:
    """Return the id that the words give, the same for the same words; ``question`` where they give none."""
    if what is None:
        return kind.value if kind in PROMISED | {Kind.PERIOD, Kind.YEAR_MONTH} else id_hint(one.text, "question")
    if kind in (Kind.PERIOD, Kind.YEAR_MONTH) and what.kind is not kind:
        return kind.value
    return id_hint(one.text, what.id) if what.kind in (Kind.DATE, Kind.LONG_TEXT) else what.id


def kind_of(one: Question, what: Known | None) -> tuple[Kind, tuple[str, ...]]:
    """Return what a question asks: what its blank shows goes before what its label says."""
    shown, said = one.blank.kind, None if what is None else what.kind
    doubts: list[str] = []
    if one.blank.choices:
        if shown is None:
            shown = Kind.CHOICE
        if not one.blank.is_sure:
            doubts.append("choices_guessed")
        if shown is Kind.CHOICE and re.search(r"複数|すべて|全て|いくつでも|該当するもの", one.text):
            shown = Kind.CHOICES
        return shown, tuple(doubts)
    if shown is Kind.DATE:
        return (Kind.BIRTH_DATE if said is Kind.BIRTH_DATE else Kind.DATE), ()
    if shown in (Kind.YEN, Kind.NUMBER, Kind.YEAR_MONTH, Kind.PERIOD):
        return shown, ()
    unit = one.unit
    if unit == "円":
        return Kind.YEN, ()
    if said is Kind.CHOICE:  # 「性別」 with an empty box: nothing to choose from is printed
        return Kind.TEXT, ("choices_not_printed",)
    if said in (Kind.PERIOD, Kind.YEAR_MONTH):  # an empty box: days are meant as a rule, words are possible
        return said, ("kind_guessed",)
    if said is Kind.CORPORATE_NUMBER:
        return said, ()
    if said is not None:
        if said is Kind.LONG_TEXT and one.answer.height < _LONG_HEIGHT:
            return Kind.TEXT, ()
        if (
            said in (Kind.YEN, Kind.NUMBER, Kind.DATE, Kind.BIRTH_DATE, Kind.PHONE, Kind.ADDRESS)
            or not one.answer.cells
        ):
            return said, ()
    if unit:
        return Kind.NUMBER, ()
    if shown is not None:
        return shown, ()
    if one.answer.height >= _LONG_HEIGHT and one.answer.width >= 150:
        return Kind.LONG_TEXT, ("kind_guessed",)
    return Kind.TEXT, () if one.answer.cells else ("kind_guessed",)


def asked_of(one: Question, kind: Kind, what: Known | None) -> tuple[dict[str, Any], list[str]]:
    """Return a field without its id, and the values of its choices in their order."""
    label = one.text or (one.blank.choices[0].label if one.blank.choices else _NO_LABEL)
    asked: dict[str, Any] = {"id": "", "type": kind.value, "label": {"ja": label[:200]}}
    told = says_required(one.label.text) if one.label is not None else None
    asked["required"] = (what is not None and what.is_core) if told is None else told
    values: list[str] = []
    if kind is Kind.YESNO:
        values = ["yes", "no"]
    elif kind in PROMISED:
        values = ["true"]
        asked["text"] = {"ja": one.blank.choices[0].label}
        asked["label"] = {"ja": one.text or _PROMISES[kind]}
        asked["required"] = True
    elif kind in (Kind.CHOICE, Kind.CHOICES):
        for n, choice in enumerate(one.blank.choices, 1):
            value = VALUES.get(choice.label, f"o{n}")
            values.append(value if value not in values else f"o{n}")
        asked["options"] = [
            {"value": value, "label": {"ja": choice.label}}
            for value, choice in zip(values, one.blank.choices, strict=True)
        ]
    elif kind is Kind.NUMBER and (unit := one.blank.unit or one.unit):
        asked["unit"] = {"ja": unit}
    elif kind is Kind.TEXT and one.answer.cells:
        asked["max_length"] = len(one.answer.cells)
    return asked, values


def drafted_of(
    asked: Mapping[str, Any], kind: Kind, one: Question, what: Known | None, doubts: Sequence[str]
) -> DraftField:
    """Return a question with how sure it is (from 0 to 1) and its doubts."""
    found = list(doubts)
    confidence = 0.97 if what is not None or one.blank.kind is not None else 0.85
    if one.label is None and kind not in PROMISED:
        found.append("no_label")
        confidence = 0.5
    elif one.answer.is_open or (one.label is not None and one.label.is_open):
        found.append("no_border")
        confidence -= 0.15
    if "kind_guessed" in found:
        confidence -= 0.1
    if "choices_guessed" in found or "choices_not_printed" in found:
        confidence -= 0.15
    return DraftField(asked["id"], asked["label"]["ja"], kind, round(confidence, 2), tuple(found), one.answer.place)
