"""Asking a body's own 専決規程 who decides (inside a scope)."""

from datetime import date
from typing import Final

from madoguchi.office.approval.core import authority
from madoguchi.office.approval.core.authority import Authority, Facts
from madoguchi.office.rules import public as rules

PACKAGE: Final = "senketsu"
DECIDER, GROUND = "決裁者", "決裁の根拠"


def authority_on(facts: Facts, on: date) -> Authority | None:
    """Return what the rules in force on a day say of these facts; None where the body has adopted none.

    Where the day is outside the rules, a fact is missing or no row fits, it says why and names no rank.

    Raises:
        authority.DeciderNotReadable: the rules have no 「決裁者」, or it is no rank.
    """
    try:
        adopted = rules.rules_in_force(PACKAGE, at=on)
    except rules.NoRules:
        return None
    title = adopted.rules.package.title.ja
    program = adopted.rules.on(on)
    if program is None:
        return Authority(
            adopted.hash, on, None, title, reasons=(f"{title}は、この日を定めていません（未対応の期間）。",)
        )
    case = rules.Case(dict(facts))
    found = rules.answer(adopted.rules, DECIDER, case, on)
    if found is None:
        raise authority.DeciderNotReadable(f"「{DECIDER}」という定義がない")
    if isinstance(found.value, rules.Unknown):
        return Authority(adopted.hash, on, None, title, reasons=tuple(each.ja for each in found.reasons))
    rank = authority.rank_of(found.value)
    ground = rules.Engine(program, on, [GROUND]).run(case).whole.get(GROUND) if GROUND in program.definition else None
    named = ground if isinstance(ground, str) else ""
    values = tuple(f"{each.name}：{each.shown.ja}" for each in found.parameters)
    return Authority(adopted.hash, on, rank, named or found.article or title, found.row, found.sentence, values)
