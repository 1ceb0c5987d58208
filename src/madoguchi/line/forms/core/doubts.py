"""Answers that can be right but rarely are: asked about once, never refused."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from madoguchi.ground.kernel import wareki
from madoguchi.ground.kernel.errors import Message, Refused
from madoguchi.line.forms.core import texts
from madoguchi.line.forms.core.fields import DATES, Field, Form, Kind
from madoguchi.line.forms.core.messages import Fault, FieldError, say

_KNOWN: Final = (
    "gmail.com", "yahoo.co.jp", "ymail.ne.jp", "icloud.com", "docomo.ne.jp", "ezweb.ne.jp", "softbank.ne.jp",
    "i.softbank.jp", "outlook.jp", "outlook.com", "hotmail.com", "hotmail.co.jp", "rakuten.jp", "nifty.com",
)  # fmt: skip
_MISTAKEN: Final = {
    "gmail.co.jp": "gmail.com", "gmail.ne.jp": "gmail.com", "gmail.jp": "gmail.com", "yahoo.ne.jp": "yahoo.co.jp",
    "icloud.co.jp": "icloud.com", "icloud.ne.jp": "icloud.com", "ezweb.co.jp": "ezweb.ne.jp",
}  # fmt: skip
_REAL: Final = frozenset({"ymail.com", "mail.com", "email.com", "hotmail.co.uk", "yahoo.com", "outlook.co", "gmail.cm"})
_DOMAIN = Message(
    "「{label}」は {suggested} ではありませんか。お知らせが届かないことがあります。",
    "Is “{label}” not {suggested}? Mail might not reach you.",
    "「{label}」は {suggested} ですか。まちがえると、お知らせが 届きません。",
)
_MOBILE = Message(
    "「{label}」は携帯電話の番号ですが、{count}桁です。携帯電話は11桁です。",
    "“{label}” is a mobile number of {count} digits; mobile numbers have 11.",
    "「{label}」は 数字が {count}つです。けいたい電話は 11です。",
)
_LANDLINE = Message(
    "「{label}」は11桁です。固定電話の番号は10桁です。",
    "“{label}” has 11 digits; numbers of this kind have 10.",
    "「{label}」は 数字が 11です。家の 電話は 10です。",
)
_ERA = Message(
    "「{label}」の{written}は、その元号にない年です。{actual}として読み取りました。元号を確かめてください。",
    "{written} of “{label}” is not a year of that era. We read it as {iso}. Check the era.",
    "「{label}」の {written}は、ない 年です。{actual}に しました。もう一度 見てください。",
)


def doubt_of(field: Field, path: str, value: object) -> FieldError | None:
    """Return what is odd about a sound answer to a question of e-mail or telephone; None where nothing is."""
    if field.kind is Kind.EMAIL and isinstance(value, str):
        user, at, domain = value.rpartition("@")
        nearest = likely_domain(domain.lower())
        return _doubt(path, _DOMAIN, field, suggested=f"{user}@{nearest}") if at and nearest else None
    if field.kind is Kind.PHONE and isinstance(value, str):
        digits = value.replace("-", "")
        if re.fullmatch("0[5-9]0[0-9]{7}", digits):
            return _doubt(path, _MOBILE, field, count=len(digits))
        if len(digits) == 11 and re.match("0[1-9]", digits) and not re.match("0[2-9]0|0800", digits):
            return _doubt(path, _LANDLINE, field)
    return None


def likely_domain(domain: str) -> str:
    """Return the provider that a domain is one slip of the finger away from; empty where there is none."""
    if domain in _KNOWN or domain in _REAL:
        return ""
    return _MISTAKEN.get(domain) or next((known for known in _KNOWN if _is_one_slip(domain, known)), "")


def _is_one_slip(typed: str, meant: str) -> bool:
    """One sign left out, put in, changed, or two neighbours exchanged."""
    start = next((n for n, (a, b) in enumerate(zip(typed, meant, strict=False)) if a != b), min(len(typed), len(meant)))
    a, b = typed[start:], meant[start:]
    return a[1:] == b[1:] or a[1:] == b or a == b[1:] or (a[:2] == b[:2][::-1] and a[2:] == b[2:])


def era_doubts(form: Form, page_id: str, post: Mapping[str, Sequence[str]]) -> Iterator[FieldError]:
    """Yield the dates of a posted page whose year their era never had; a year that only ended sooner is certain."""
    for field in form.page(page_id).fields:
        for inner in field.fields if field.kind is Kind.GROUP else (field,):
            if inner.kind in DATES:
                for name in post:
                    if re.fullmatch(
                        rf"{field.id}(-[0-9]+-{inner.id})?-era" if field is not inner else f"{field.id}-era", name
                    ):
                        yield from _era_doubt(inner, name.removesuffix("-era"), post)


def _era_doubt(field: Field, name: str, post: Mapping[str, Sequence[str]]) -> Iterator[FieldError]:
    era, year, month, day = (
        texts.as_typed((post.get(f"{name}-{part}") or [""])[-1]) for part in ("era", "year", "month", "day")
    )
    named = next((one for one in wareki.ERAS if one.code == era), None)
    if named is None or len(year) == 4:  # four digits are Western, whatever the era says
        return
    try:
        actual = wareki.to_wareki(wareki.era_year_to_date(era, year, month, day).date)
    except Refused:
        return
    counted = actual.era.starts_on.year + actual.year - named.starts_on.year
    following = next((one for one in reversed(wareki.ERAS) if one.starts_on > named.starts_on), None)
    if following is not None and counted > following.starts_on.year - named.starts_on.year + 1:
        written = wareki.Wareki(named, counted, actual.month, actual.day)
        iso = f"{actual.era.starts_on.year + actual.year - 1}-{actual.month:02}-{actual.day:02}"
        yield _doubt(name.replace("-", "/"), _ERA, field, written=written, actual=actual, iso=iso)


def _doubt(path: str, template: Message, field: Field, **facts: object) -> FieldError:
    return FieldError(path, Fault.DOUBTFUL, say(template, label=field.label, **facts))
