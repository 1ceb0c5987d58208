"""What a proposal says of who decides it: lines beside those of the room that proposes."""

from collections.abc import Sequence

from django.utils.translation import gettext_noop as _  # stored in Japanese; shown in the reader's language

from madoguchi.office.approval.core.authority import AMOUNT, Authority, Facts, headline
from madoguchi.office.approval.core.routes import Step


def authority_lines(decided: Authority, steps: Sequence[Step], facts: Facts) -> list[tuple[str, str]]:
    """Return what a proposal says of it, so that its hash covers the rules, the facts and the result."""
    found = [(_("決裁の区分"), headline(decided, steps).ja)]
    if decided.rank is None:
        found.append((_("決まらない理由"), "".join(decided.reasons)))
    elif decided.row is not None:
        found.append((_("当てはまった行"), f"第{decided.row}行：{decided.sentence}"))
    if decided.values:
        found.append((_("行の中の値"), "\n".join(decided.values)))
    found.append((_("判断した事実"), "\n".join(f"{name}：{_shown(name, value)}" for name, value in facts.items())))
    found.append((_("規則の指紋"), decided.rules))
    return found


def _shown(name: str, value: bool | int | str) -> str:
    if isinstance(value, bool):
        return "はい" if value else "いいえ"
    if isinstance(value, int):
        return f"{value:,}円" if name == AMOUNT else f"{value:,}"
    return value
