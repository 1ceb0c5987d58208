"""Checking the ``review`` and ``retention`` parts of a definition before it is published."""

from collections.abc import Mapping
from datetime import date

from madoguchi.ground.foundation.public import people
from madoguchi.ground.kernel.errors import Message
from madoguchi.line.forms import public as forms
from madoguchi.line.review.core.part import OTHER

MOST_CHECKS = 50
LONGEST_PERIOD_DAYS = 366
LONGEST_RETENTION_YEARS = 100


def check_review(reader: forms.Reader, data: object, form: forms.Form | None, on: date) -> None:
    """Note what is wrong with period, division, check list and reasons for a correction."""
    found = reader.mapping(data, "review", allowed=("checks", "correction_reasons"), needed=("period_days", "division"))
    reader.integer(found, "period_days", "review", default=1, least=1, most=LONGEST_PERIOD_DAYS)
    _check_division(reader, found, on)
    for place, entry in _entries(reader, found, "checks", allowed=("fields",), taken=()):
        fields = reader.sequence(entry.get("fields", []), f"{place}/fields", most=MOST_CHECKS)
        if form is None:
            continue
        known = forms.field_paths(form)
        for n, field in enumerate(fields):
            if field not in known:
                reader.refuse(
                    f"{place}/fields/{n}",
                    f"様式に「{field}」という項目がありません。",
                    f"The form has no field “{field}”.",
                )
    for _ in _entries(reader, found, "correction_reasons", allowed=(), taken=(OTHER.id,)):
        pass


def _check_division(reader: forms.Reader, found: Mapping[str, object], on: date) -> None:
    code = reader.code(found, "division", "review")
    known = [one.code for one in people.divisions(on=on)] if code else []
    if code and code not in known:
        reader.refuse(
            "review/division",
            f"「{code}」という課がありません。ある課: {'、'.join(known)}",
            f"There is no division “{code}”. Those there are: {', '.join(known)}",
        )


def _entries(
    reader: forms.Reader, found: Mapping[str, object], key: str, *, allowed: tuple[str, ...], taken: tuple[str, ...]
) -> list[tuple[str, Mapping[str, object]]]:
    """Return the objects of a list with their places; ids and labels are checked, no id is there twice or ``taken``."""
    seen, entries = set(taken), []
    for n, one in enumerate(reader.sequence(found.get(key, []), f"review/{key}", most=MOST_CHECKS)):
        place = f"review/{key}/{n}"
        entry = reader.mapping(one, place, allowed=allowed, needed=("id", "label"))
        one_id = reader.identifier(entry, "id", place)
        if one_id in seen:
            reader.refuse(f"{place}/id", f"「{one_id}」はすでに使われています。", f"“{one_id}” is taken already.")
        seen |= {one_id} - {""}
        if "label" in entry:
            reader.message(entry["label"], f"{place}/label")
        entries.append((place, entry))
    return entries


def check_retention(reader: forms.Reader, data: object, form: forms.Form | None, on: date) -> None:
    """Note what is wrong with the years that records are kept."""
    found = reader.mapping(data, "retention", allowed=(), needed=("years",))
    reader.integer(found, "years", "retention", default=1, least=1, most=LONGEST_RETENTION_YEARS)


REVIEW = forms.PartWords(
    Message("審査", "Review"),
    {
        "period_days": Message("標準処理期間（開庁日）", "Standard processing period (open days)"),
        "division": Message("担当の課", "Division in charge"),
        "checks": Message("確認項目", "Check list"),
        "correction_reasons": Message("補正の理由", "Reasons for a correction"),
        "label": Message("言葉", "Words"),
        "fields": Message("見る質問", "Questions to look at"),
    },
)
RETENTION = forms.PartWords(
    Message("保存期間", "Retention"), {"years": Message("保存する年数", "Years that records are kept")}
)
forms.register_part(forms.PartChecker("review", check_review, REVIEW))
forms.register_part(forms.PartChecker("retention", check_retention, RETENTION))


def _ask_review(on: date) -> list[forms.PartQuestion]:
    days = {
        "type": "number",
        "min": 1,
        "max": LONGEST_PERIOD_DAYS,
        "required": True,
        "unit": {"ja": "日", "en": "days"},
    }
    listed = [{"value": one.code, "label": {"ja": one.name}} for one in people.divisions(on=on)]
    division = {"type": "choice", "options": listed, "required": True}
    return [forms.PartQuestion("period_days", days), *([forms.PartQuestion("division", division)] if listed else [])]


def _ask_retention(on: date) -> list[forms.PartQuestion]:
    years = {"type": "number", "min": 1, "max": LONGEST_RETENTION_YEARS, "unit": {"ja": "年", "en": "years"}}
    return [forms.PartQuestion("years", {**years, "required": True})]


forms.register_part_questions("review", _ask_review)
forms.register_part_questions("retention", _ask_retention)
