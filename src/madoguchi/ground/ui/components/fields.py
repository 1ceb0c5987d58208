"""Fields that hold one value.

Common arguments: ``id`` (unique on the page), ``name`` (of the posted value), ``label``, ``help`` (text under the
label), ``error`` (what is wrong and how to mend it; empty = fine), ``required`` (shows 必須 or 任意), ``value``
(what was typed, kept as typed). All texts arrive already translated.
"""

from collections.abc import Collection
from typing import Literal

from django.utils.safestring import SafeString

from madoguchi.ground.ui.components._render import Options, described_by, options_of, render

Width = Literal["2", "4", "8", "12", "20", "full"]


def text_field(
    *,
    id: str,
    name: str,
    label: str,
    help: str = "",
    error: str = "",
    required: bool = False,
    value: str = "",
    type: Literal["text", "email", "tel", "url", "search", "password", "number", "date", "time"] = "text",
    inputmode: str = "",
    autocomplete: str = "",
    width: Width = "full",
    maxlength: int | None = None,
    unit: str = "",
    placeholder: str = "",
    disabled: bool = False,
    readonly: bool = False,
    lang: str = "",
) -> SafeString:
    """A one-line text field. ``width``: expected length in full-width characters; ``unit`` stands after the box."""
    return render(
        "ui/components/text_field.html",
        id=id,
        name=name,
        label=label,
        help=help,
        error=error,
        required=required,
        value=value,
        type=type,
        inputmode=inputmode,
        autocomplete=autocomplete,
        width=width,
        maxlength=maxlength,
        unit=unit,
        placeholder=placeholder,
        disabled=disabled,
        readonly=readonly,
        lang=lang,
        describedby=described_by(id, help=help, error=error),
    )


def text_area(
    *,
    id: str,
    name: str,
    label: str,
    help: str = "",
    error: str = "",
    required: bool = False,
    value: str = "",
    rows: int = 5,
    most: int | None = None,
    disabled: bool = False,
) -> SafeString:
    """A text field of several lines. ``most`` = longest text in characters; with script the rest is counted down.

    The browser does not cut the text at ``most``: what was typed is kept and the server explains the limit.
    """
    return render(
        "ui/components/text_area.html",
        id=id,
        name=name,
        label=label,
        help=help,
        error=error,
        required=required,
        value=value,
        rows=rows,
        most=most,
        disabled=disabled,
        describedby=described_by(id, help=help, error=error, extra=f"{id}-count" if most else ""),
    )


def select_field(
    *,
    id: str,
    name: str,
    label: str,
    options: Options,
    help: str = "",
    error: str = "",
    required: bool = False,
    value: str = "",
    empty_label: str | None = None,
    autocomplete: str = "",
    width: Width = "full",
    disabled: bool = False,
) -> SafeString:
    """A list to choose one from. ``empty_label`` is the empty entry (「選んでください」 unless given; "" = none)."""
    return render(
        "ui/components/select_field.html",
        id=id,
        name=name,
        label=label,
        options=options_of(options),
        help=help,
        error=error,
        required=required,
        value=value,
        empty_label=empty_label,
        autocomplete=autocomplete,
        width=width,
        disabled=disabled,
        describedby=described_by(id, help=help, error=error),
    )


def radio_field(
    *,
    id: str,
    name: str,
    label: str,
    options: Options,
    help: str = "",
    error: str = "",
    required: bool = False,
    value: str = "",
    inline: bool = False,
) -> SafeString:
    """Choose one of a few. Ids of the marks are ``id``, ``id-2``, ``id-3`` … so that error links reach the first."""
    return render(
        "ui/components/radio_field.html",
        id=id,
        name=name,
        label=label,
        options=options_of(options),
        help=help,
        error=error,
        required=required,
        value=value,
        inline=inline,
        describedby=described_by(id, help=help, error=error),
    )


def checkbox_field(
    *,
    id: str,
    name: str,
    label: str,
    options: Options,
    help: str = "",
    error: str = "",
    required: bool = False,
    value: Collection[str] = (),
) -> SafeString:
    """Choose any of a few; all posted under the same ``name``. ``value`` is the collection of chosen values."""
    chosen = {value} if isinstance(value, str) else set(value)
    return render(
        "ui/components/checkbox_field.html",
        id=id,
        name=name,
        label=label,
        options=options_of(options),
        help=help,
        error=error,
        required=required,
        chosen=chosen,
        describedby=described_by(id, help=help, error=error),
    )


def yes_no_field(
    *,
    id: str,
    name: str,
    label: str,
    help: str = "",
    error: str = "",
    required: bool = False,
    value: str = "",
    yes_label: str = "",
    no_label: str = "",
) -> SafeString:
    """A question answered by はい or いいえ; posts ``yes`` or ``no``."""
    return render(
        "ui/components/yes_no_field.html",
        id=id,
        name=name,
        label=label,
        help=help,
        error=error,
        required=required,
        value=value,
        yes_label=yes_label,
        no_label=no_label,
        describedby=described_by(id, help=help, error=error),
    )


def consent_field(
    content: str,
    *,
    id: str,
    name: str,
    label: str,
    legend: str = "",
    error: str = "",
    required: bool = True,
    value: str = "",
) -> SafeString:
    """Block: what is agreed to, and one box to tick, which posts ``yes``."""
    return render(
        "ui/components/consent_field.html",
        content=content,
        id=id,
        name=name,
        label=label,
        legend=legend,
        error=error,
        required=required,
        value=value,
        describedby=described_by(id, help="", error=error),
    )


def row_check(*, id: str, name: str, value: str, label: str, checked: bool = False) -> SafeString:
    """The box at the start of a table row for bulk acts; ``label`` is read by screen readers only."""
    return render("ui/components/row_check.html", id=id, name=name, value=value, label=label, checked=checked)
