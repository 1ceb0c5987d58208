"""Fields made of several boxes. The posted names are ``name-part``; the parts are listed at each function.

``value`` is a mapping of part → what was typed; ``wrong`` names the parts that the error is about (none = all).
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Unpack

from django.utils.safestring import SafeString

from madoguchi.ground.ui.components._render import Common, described_by, render, render_field
from madoguchi.ground.ui.posted import WESTERN

ADDRESS_PARTS = ("postal_code", "text", "building")
BANK_ACCOUNT_PARTS = ("bank_code", "branch_code", "kind", "number", "holder")
DATE_PARTS = ("era", "year", "month", "day")
ERAS = ("R", "H", "S", "T", "M", WESTERN)


@dataclass(frozen=True, slots=True)
class UploadedFile:
    """A file the server already has. ``id`` is posted to take it away; ``url`` shows it (empty = no link)."""

    id: str
    name: str
    size_bytes: int
    url: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """What was looked up for a field: what to say of it, what was looked for, and value and words of each offer."""

    said: str = ""
    query: str = ""
    offers: tuple[tuple[str, str], ...] = ()


NOTHING_FOUND = Found()


def typed_parts(
    value: Mapping[str, str] | None, parts: tuple[str, ...], error: str, wrong: Collection[str]
) -> tuple[dict[str, str], set[str]]:
    """Return what each box holds, and the boxes that an error is about."""
    given = value or {}
    values = {part: str(given.get(part, "") or "") for part in parts}
    marked = set(wrong or parts) if error else set()
    return values, marked


def date_field(
    *,
    value: Mapping[str, str] | date | None = None,
    birth: bool = False,
    wrong: Collection[str] = (),
    **common: Unpack[Common],
) -> SafeString:
    """A date in era, year, month and day: better than a calendar for dates far away; near days use ``type="date"``.

    Posts ``name-era`` (``R H S T M`` of kernel.wareki, ``W`` western), ``name-year``, ``name-month``, ``name-day``.
    ``birth`` switches on ``autocomplete="bday-…"``; a browser then writes a western year whatever the era says, so a
    reader of the post takes a year of four digits as western.
    """
    if isinstance(value, date):
        value = {"era": WESTERN, "year": str(value.year), "month": str(value.month), "day": str(value.day)}
    values, marked = typed_parts(value, DATE_PARTS, common.get("error", ""), wrong)
    return render_field(
        "ui/components/date_field.html",
        common,
        value=values,
        wrong=marked,
        birth=birth,
        without_day=False,
    )


def address_field(
    *,
    value: Mapping[str, str] | None = None,
    wrong: Collection[str] = (),
    can_find: bool = False,
    found: Found = NOTHING_FOUND,
    **common: Unpack[Common],
) -> SafeString:
    """An address: ``name-postal_code`` (〒), ``name-text`` (prefecture to house number), ``name-building``.

    With ``can_find`` a button ``name-find`` looks the town up, and ``name-take`` takes one that ``found`` offers.
    """
    values, marked = typed_parts(value, ADDRESS_PARTS, common.get("error", ""), wrong)
    if common.get("error") and not wrong:
        marked.discard("building")  # a building is never required
    return render_field(
        "ui/components/address_field.html",
        common,
        value=values,
        wrong=marked,
        can_find=can_find,
        found=found,
    )


def bank_account_field(
    *,
    value: Mapping[str, str] | None = None,
    wrong: Collection[str] = (),
    can_find: bool = False,
    found: Found = NOTHING_FOUND,
    **common: Unpack[Common],
) -> SafeString:
    """A bank account: ``bank_code`` (4 digits), ``branch_code`` (3), ``kind`` (``ordinary current savings``),
    ``number`` (7), ``holder`` (katakana), each posted as ``name-part``.

    With ``can_find`` a box ``name-query`` and its button ``name-find`` look for bank and branch, and ``name-take``
    takes one that ``found`` offers.
    """
    values, marked = typed_parts(value, BANK_ACCOUNT_PARTS, common.get("error", ""), wrong)
    return render_field(
        "ui/components/bank_account_field.html",
        common,
        value=values,
        wrong=marked,
        can_find=can_find,
        found=found,
    )


def file_field(
    *,
    files: Iterable[UploadedFile] = (),
    multiple: bool = True,
    accept: str = "application/pdf,image/jpeg,image/png",
    most_bytes: int = 10 * 1024 * 1024,
    limits: str = "",
    **common: Unpack[Common],
) -> SafeString:
    """Upload files: a drop area with a button, the camera on phones, and the list of files the server has.

    ``limits`` says what may be sent where that is no paper or photo; then there is no camera and no sending ahead.

    Posts the files under ``name``; ``name-upload`` is the button that sends them now (no script needed);
    ``name-remove`` with a file's id takes one away. Forms need ``enctype="multipart/form-data"``.
    """
    return render_field(
        "ui/components/file_field.html",
        common,
        files=list(files),
        multiple=multiple,
        accept=accept,
        most_bytes=most_bytes,
        limits=limits,
        also="limits",
    )


def repeat_group(
    content: str,
    *,
    id: str,
    name: str,
    label: str,
    help: str = "",
    error: str = "",
    add_label: str = "",
    can_add: bool = True,
    most: int | None = None,
) -> SafeString:
    """Block of ``repeat_item``: the same questions for each child, vehicle …

    ``name-add`` posted means "add one more and show the page again"; no script needed. ``most`` is told to the reader.
    """
    return render(
        "ui/components/repeat_group.html",
        content=content,
        id=id,
        name=name,
        label=label,
        help=help,
        error=error,
        add_label=add_label,
        can_add=can_add,
        most=most,
        describedby=described_by(id, help=help, error=error),
    )


def repeat_item(
    content: str, *, id: str, name: str, label: str, number: int, index: int, can_remove: bool = True
) -> SafeString:
    """Block inside ``repeat_group``: one of several. ``name-remove`` with ``index`` (from 0) posted takes it away."""
    return render(
        "ui/components/repeat_item.html",
        content=content,
        id=id,
        name=name,
        label=label,
        number=number,
        index=index,
        can_remove=can_remove,
    )
