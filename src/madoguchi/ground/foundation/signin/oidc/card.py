"""The four basic attributes (基本4情報), which デジタル認証アプリ reads from the card, as a form can use them."""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Self

MOST_CHARACTERS = 300
_SEX = {"male": "male", "female": "female", "1": "male", "2": "female", "男": "male", "女": "female"}


@dataclass(frozen=True, slots=True)
class Card:
    """What the card says; empty where it was not asked for or not understood. ``sex``: male or female."""

    name: str = ""
    address: str = ""
    birth_date: str = ""  # ISO 8601
    sex: str = ""

    @classmethod
    def from_claims(cls, claims: Mapping[str, Any]) -> Self:  # Any: JSON
        """Read claims as デジタル認証アプリ or OpenID Connect Core 5.1 names them; names stay as written."""
        address = claims.get("address")
        if isinstance(address, Mapping):  # Core 5.1.1
            address = address.get("formatted")
        return cls(
            name=_text(claims.get("name")),
            address=_text(address),
            birth_date=_day(_text(claims.get("birthdate"))),
            sex=_SEX.get(_text(claims.get("gender")), ""),
        )

    def as_json(self) -> dict[str, str]:
        return asdict(self)


def _text(value: object) -> str:
    return value.strip() if isinstance(value, str) and len(value) <= MOST_CHARACTERS else ""


def _day(text: str) -> str:
    found = re.fullmatch(r"(\d{4})-?(\d{2})-?(\d{2})", text, re.ASCII)
    try:
        return date(*map(int, found.groups())).isoformat() if found else ""
    except ValueError:
        return ""
