"""Whether a file is a 様式 at all, or a register, a schedule, a table that happens to have empty boxes.

A 様式 asks somebody for something: who they are, with blanks that show what is meant, under a name such as 申請書,
addressed to whoever decides. Each of these is evidence; none is needed.
"""

import re
from collections.abc import Sequence

from madoguchi.ground.kernel.errors import Message
from madoguchi.line.forms.core.fields import Kind
from madoguchi.line.forms.core.sheets.asking import DraftField
from madoguchi.line.forms.core.sheets.found import Found
from madoguchi.line.forms.core.sheets.words import squeezed

LEAST_LIKENESS = 0.5
"""Below this a person is told that the file is hardly a form."""
HARDLY_A_FORM = Message(
    "様式ではないファイルのようです（氏名や住所などの記入欄も、申請書などの題名も見つかりません）",
    "This is hardly a form: it asks nobody for a name or address, and is not called an application",
)
_WHO = frozenset({Kind.NAME, Kind.KANA, Kind.BIRTH_DATE, Kind.ADDRESS, Kind.PHONE, Kind.EMAIL, Kind.CORPORATE_NUMBER})
_GUESSED = frozenset({"kind_guessed", "no_label", "name_not_on_sheet"})
_ENDINGS = (
    "申請書", "届", "届出書", "申込書", "請求書", "申告書", "依頼書", "報告書", "願", "票", "アンケート", "同意書",
    "誓約書", "委任状", "申立書", "回答書", "調査票", "意見書",
)  # fmt: skip
_ADDRESSED = re.compile(r"(長|様|御中|あて|宛て?)(様|殿|先|あて|宛て?)$")


def names_form(text: str) -> bool:
    """Whether a text ends as the names of forms do: 「転出届（本人用）」."""
    return re.sub(r"[（(].*[)）]$", "", squeezed(text)).endswith(_ENDINGS)


def how_like_a_form(fields: Sequence[DraftField], title: str, found: Sequence[Found]) -> float:
    """Return from 0 to 1 how much speaks for a form.

    Args:
        fields: what was proposed; those of tables have a ``/`` in their path.
        title: what was taken for its name.
        found: the sheets, whose texts tell whom it is addressed to.
    """
    asked = [one for one in fields if "name_not_on_sheet" not in one.doubts]
    who = {one.kind for one in asked if one.kind in _WHO and "/" not in one.path}
    sure = sum(not _GUESSED.intersection(one.doubts) and one.kind is not Kind.GROUP for one in asked)
    evidence = 0.7 if len(who) > 1 else 0.6 if who else 0.0
    evidence += 0.4 * sure / max(1, len(asked))
    evidence += 0.3 if names_form(title) else 0.0
    if any(_ADDRESSED.search(squeezed(box.text)) for one in found for box in one.texts):
        evidence += 0.2
    return min(1.0, evidence)
