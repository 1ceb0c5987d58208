"""What a letter says, as typed values; ``data()`` turns them into the JSON that the templates set.

Texts are final Japanese sentences, one string per paragraph. Names are printed as given, never normalised.
"""

from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar, Final, Self
from zoneinfo import ZoneInfo

from madoguchi.ground.kernel.errors import Message
from madoguchi.ground.kernel.wareki import format_date, format_date_with_weekday
from madoguchi.office.documents.core import qr, verification

TOKYO: Final = ZoneInfo("Asia/Tokyo")


class Kind(StrEnum):
    """Kinds of documents; each value is the name of its template."""

    NOTICE = "notice"  # 決定通知書
    RECEIPT = "receipt"  # 受付票
    TRANSCRIPTION = "transcription"  # 転記票
    LETTER = "letter"  # 通知文


KIND_LABELS = {
    Kind.NOTICE: Message("決定通知書", "Notice of decision", easy="決まったことの お知らせ"),
    Kind.RECEIPT: Message("受付票", "Receipt of application", easy="受付の 紙"),
    Kind.TRANSCRIPTION: Message("転記票", "Transcription sheet"),
    Kind.LETTER: Message("通知文", "Letter", easy="お知らせの 手紙"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipient:
    """宛名. ``address`` is one string per printed line; ``postal_code`` as 「123-4567」."""

    name: str
    postal_code: str = ""
    address: tuple[str, ...] = ()
    honorific: str = "様"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sender:
    """発信者名: 「みなも市長」 and the person; 「（公印省略）」 is printed unless a seal will be put by hand."""

    title: str
    name: str
    seal_omitted: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Inquiry:
    """問い合わせ先; empty parts are left out."""

    office: str
    address: str = ""
    phone: str = ""
    hours: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One row of a table: official item name and value. ``digits`` draws one box per character (口座番号)."""

    label: str
    value: str
    note: str = ""
    digits: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Rows under one heading (「請求者」)."""

    heading: str
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A page that a QR code opens; ``url`` is printed too, for those without a camera. ``code`` is printed in fours."""

    url: str
    code: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """What all documents share. ``number``, ``code`` and ``verify`` are filled in when the document is issued.

    ``title`` is shown on the public verification page: it names the procedure, never a person.
    """

    kind: ClassVar[Kind]
    title: str
    issued_on: date
    number: str = ""
    verify: Link | None = None
    large_print: bool = False  # body text of 14 pt instead of 10.5 pt
    is_trial: bool = False  # of a trial body: every sheet says that it has no effect

    def issued(self, *, number: str, url: str, code: str, is_trial: bool = False) -> Self:
        """Return the content with what only the act of issuing knows."""
        return replace(self, number=number, verify=Link(url=url, code=code), is_trial=is_trial)

    def data(self) -> dict[str, object]:
        """Return JSON data for the template: dates in 和暦 with words, QR codes as SVG."""
        return {field.name: _plain(getattr(self, field.name)) for field in fields(self)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter(Content):
    """通知文: a letter from the mayor."""

    kind: ClassVar[Kind] = Kind.LETTER
    recipient: Recipient
    sender: Sender
    body: tuple[str, ...]
    items: tuple[Item, ...] = ()  # under 「記」
    inquiry: Inquiry | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice(Letter):
    """決定通知書: a letter that grants, grants in part or refuses.

    Args:
        reasons: why a request is refused or granted in part, one paragraph per reason (行政手続法 第8条).
        appeal: 教示, one paragraph per remedy (行政不服審査法 第82条, 行政事件訴訟法 第46条).
    """

    kind: ClassVar[Kind] = Kind.NOTICE
    reasons: tuple[str, ...] = ()
    appeal: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt(Content):
    """受付票: what a person takes home. ``steps`` tell how to see the state, ``status`` is the page that shows it."""

    kind: ClassVar[Kind] = Kind.RECEIPT
    body_name: str
    procedure: str
    receipt_number: str
    received_at: datetime
    applicant: str = ""
    steps: tuple[str, ...] = ()
    keep: tuple[str, ...] = ()
    status: Link | None = None
    inquiry: Inquiry | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Transcription(Content):
    """転記票: answers in the official item names of the core system, for a person who types them in."""

    kind: ClassVar[Kind] = Kind.TRANSCRIPTION
    procedure: str
    receipt_number: str
    received_at: datetime
    system: str  # 「児童手当システム（標準仕様書 第1.2版）」
    groups: tuple[Group, ...]


def _plain(value: object) -> object:
    if isinstance(value, Link):
        return {"url": value.url, "code": verification.grouped(value.code), "qr": qr.svg(value.url)}
    if is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, datetime):  # before date: a datetime is one
        return _instant(value)
    if isinstance(value, date):
        return format_date(value)
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return value


def _instant(at: datetime) -> str:
    local = at.astimezone(TOKYO)
    half = "午前" if local.hour < 12 else "午後"
    return f"{format_date_with_weekday(local.date())}{half}{local.hour % 12}時{local.minute}分"
