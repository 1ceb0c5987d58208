"""What only a demonstration shows: its sign-ins with today's codes, and the mails it wrote instead of sending."""

import time
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.utils import parsedate_to_datetime
from pathlib import Path

from allauth.mfa import app_settings as mfa
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.conf import settings

MOST_MAILS = 50
# django.core.mail.backends.filebased ends every mail with such a line.
_END = b"\n" + b"-" * 79 + b"\n"


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """A sign-in that everybody may use. ``code``: what the app would show now; empty where none is asked."""

    name: str
    role: str
    body: str
    body_name: str
    email: str
    password: str
    code: str


@dataclass(frozen=True, slots=True)
class DemoPage:
    """The sign-ins. ``seconds_left``: how long the codes are good for."""

    staff: tuple[DemoAccount, ...]
    residents: tuple[DemoAccount, ...]
    seconds_left: int


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail that a real deployment would have sent."""

    at: datetime
    to: str
    subject: str
    text: str


@dataclass(frozen=True, slots=True)
class MailsPage:
    """The newest mails first."""

    mails: tuple[Mail, ...]


def demo_page() -> DemoPage:
    """Return the demo's sign-ins with the codes of this half minute."""
    seconds = int(time.time())  # allauth checks codes against the same clock
    counter, spent = divmod(seconds, mfa.TOTP_PERIOD)
    shown = [
        DemoAccount(
            name=one["name"],
            role=one["role"],
            body=one["body"],
            body_name=one.get("body_name", one["body"]),
            email=one["email"],
            password=one["password"],
            code=format_hotp_value(hotp_value(one["totp_secret"], counter)) if one["totp_secret"] else "",
        )
        for one in settings.DEMO_ACCOUNTS
    ]
    staff = tuple(one for one in shown if one.password)
    return DemoPage(staff, tuple(one for one in shown if not one.password), mfa.TOTP_PERIOD - spent)


def mails_page() -> MailsPage:
    """Return the mails in the folder of Django's file-based backend."""
    folder = Path(settings.EMAIL_FILE_PATH)
    files = sorted(folder.glob("*.log"), key=lambda path: (path.stat().st_mtime_ns, path.name), reverse=True)
    found: list[Mail] = []
    for path in files[:MOST_MAILS]:
        written = datetime.fromtimestamp(path.stat().st_mtime, UTC)
        raw = [part for part in path.read_bytes().split(_END) if part.strip()]
        found.extend(_mail(one, written) for one in reversed(raw))
    return MailsPage(tuple(found[:MOST_MAILS]))


def _mail(raw: bytes, written: datetime) -> Mail:
    read = message_from_bytes(raw, policy=policy.default)
    body = read.get_body(("plain",))
    text = body.get_content() if body is not None else ""
    sent = parsedate_to_datetime(str(read["Date"])) if read["Date"] else written
    return Mail(sent, str(read["To"] or ""), str(read["Subject"] or ""), str(text).strip())
