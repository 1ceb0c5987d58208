"""Where sessions are kept, which of them are an account's own, and how they end."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore

from madoguchi.ground.foundation.models import Session

BEGAN, SEEN, BROWSER, KIND = "signin_began_at", "signin_seen_at", "signin_browser", "signin_kind"
OFFICE = "signin_office"  # slug of the body whose pages a resident was last at


class SessionStore(DatabaseStore):
    """Django's store in the database, noting whose session each row is."""

    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def create_model_instance(self, data: dict[str, Any]) -> Session:  # Any: whatever a session holds
        made: Session = super().create_model_instance(data)  # type: ignore[assignment]  # stubs name Django's own
        made.account_id = UUID(data[SESSION_KEY]) if SESSION_KEY in data else None
        return made


@dataclass(frozen=True, slots=True)
class OpenSession:
    """A session as its owner sees it; ``key`` is shown to nobody, ``number`` tells rows of a page apart."""

    key: str
    number: str
    browser: str
    began_at: datetime | None
    seen_at: datetime | None
    is_this: bool


def open_sessions(account_id: UUID, *, this: str | None, at: datetime) -> list[OpenSession]:
    """Return an account's open sessions, the latest used first; ``this`` is the key of the asking one."""
    rows = Session.objects.filter(account_id=account_id, expire_date__gt=at).order_by("-expire_date", "pk")
    return [_shown(row, this) for row in rows]


def _shown(row: Session, this: str | None) -> OpenSession:
    data = row.get_decoded()
    return OpenSession(
        key=row.session_key,
        number=number_of(row.session_key),
        browser=data.get(BROWSER, ""),
        began_at=_instant(data.get(BEGAN)),
        seen_at=_instant(data.get(SEEN)),
        is_this=row.session_key == this,
    )


def number_of(key: str) -> str:
    """Return what stands for a session's key in a page: of no use to anybody who reads it."""
    return sha256(key.encode()).hexdigest()[:16]


def _instant(seconds: float | None) -> datetime | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)


def end_sessions(account_id: UUID, *, but: str | None = None) -> int:
    """End an account's sessions, all or all but one; return how many."""
    count, _ = Session.objects.filter(account_id=account_id).exclude(session_key=but or "").delete()
    return count


def end_session(account_id: UUID, number: str) -> bool:
    """End one of an account's own sessions; False: it was over."""
    keys = Session.objects.filter(account_id=account_id).order_by("pk").values_list("session_key", flat=True)
    chosen = [key for key in keys if number_of(key) == number]
    return bool(Session.objects.filter(session_key__in=chosen, account_id=account_id).delete()[0])


_BROWSERS = (("Edg", "Edge"), ("Firefox", "Firefox"), ("Chrome", "Chrome"), ("Safari", "Safari"))
_SYSTEMS = (
    ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"), ("Mac OS", "Mac"),
    ("Linux", "Linux"),
)  # fmt: skip


def browser_label(user_agent: str) -> str:
    """Return what a person knows their browser by (「Chrome / Windows」); nothing finer is kept."""
    found = [
        next((label for mark, label in marks if re.search(rf"\b{mark}", user_agent)), "")
        for marks in (_BROWSERS, _SYSTEMS)
    ]
    return " / ".join(filter(None, found))
