"""What may be written of a procedure, read from what was typed: values, or what is wrong field by field."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from madoguchi.ground.kernel import kana
from madoguchi.ground.kernel.errors import Message
from madoguchi.line.inventory.core.words import CHANNELS

# Longest texts, as the table takes them.
MOST = {"name": 300, "name_en": 300, "legal_basis": 300, "survey_id": 20, "note": 4000, "keywords": 500}
REQUIRED = {
    "name": Message("手続きの名称を入力してください。", "Enter the procedure's name."),
    "legal_basis": Message("根拠となる法令を入力してください（例：児童手当法第7条）。", "Enter the legal basis."),
}
# Largest whole numbers, as the table takes them.
COUNTS = {"yearly_volume": 2_000_000_000, "minutes_per_case": 32_000}
TOO_LONG = Message("{most}文字以内で入力してください。", "Please keep to {most} characters.")
NO_COUNT = Message(
    "0以上の整数で入力してください（例：1200）。分からないときは空けておきます。",
    "Enter a whole number, such as 1200. Leave it empty where it is not known.",
)
NO_CHANNEL = Message("一覧にある受付方法から選んでください。", "Choose from the listed channels.")


@dataclass(frozen=True, slots=True)
class ReadFacts:
    """``values`` by field, ready to be stored; ``faults`` say by field what to mend, empty when all is well."""

    values: dict[str, Any]  # Any: text, int | None, list[str]
    faults: dict[str, Message]


def read(typed: Mapping[str, str], channels: Collection[str]) -> ReadFacts:
    """Read the facts of a procedure as typed into a form.

    Args:
        typed: texts by the names of ``MOST`` and ``COUNTS``; a missing one is empty. Digits of either width, commas.
        channels: chosen codes of ``CHANNELS``.

    Returns:
        Names stand as written but for spaces at their ends. An empty number is None (not known), never 0.
    """
    values: dict[str, Any] = {}
    faults: dict[str, Message] = {}
    for name, most in MOST.items():
        values[name] = text = typed.get(name, "").strip()
        if not text and name in REQUIRED:
            faults[name] = REQUIRED[name]
        elif len(text) > most:
            faults[name] = TOO_LONG.with_facts(most=f"{most:,}")
    for name, highest in COUNTS.items():
        digits = kana.to_half_width_digits(typed.get(name, "")).strip().replace(",", "").replace("，", "")
        if digits and not (digits.isascii() and digits.isdecimal() and len(digits) < 12 and int(digits) <= highest):
            faults[name] = NO_COUNT
        else:
            values[name] = int(digits) if digits else None
    values["channels"] = [code for code in CHANNELS if code in channels]
    if set(channels) - set(CHANNELS):
        faults["channels"] = NO_CHANNEL
    return ReadFacts(values, faults)
