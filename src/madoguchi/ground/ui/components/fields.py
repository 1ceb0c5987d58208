"""Fields that hold one value.

Besides what all fields take (``Common``): ``value``, what was typed, kept as typed.
"""

from collections.abc import Collection
from typing import Literal, Unpack

from django.utils.safestring import SafeString

from madoguchi.ground.ui.components._render import Common, Options, described_by, options_of, render, render_field

Width = Literal["2", "4", "8", "12", "20", "full"]


def text_field(
    *,
    value: str = "",
    type: Literal["text", "email", "tel", "url", "search", "password", "number", "date", "time"] = "text",
    inputmode: str = "",
    autocomplete: str = "",
    width: Width = "full",
    maxlength: int | None = None,
    unit: str = "",
    disabled: bool = False,
    readonly: bool = False,
    lang: str = "",
    **common: Unpack[Common],
) -> SafeString:
    """A one-line text field. ``width``: expected length in full-width characters; ``unit`` stands after the box."""
    return render_field(
        "ui/components/text_field.html",
        common,
        value=value,
        type=type,
        inputmode=inputmode,
        autocomplete=autocomplete,
        width=width,
        maxlength=maxlength,
        unit=unit,
        disabled=disabled,
        readonly=readonly,
        lang=lang,
    )


def text_area(
    *,
    value: str = "",
    rows: int = 5,
    most: int | None = None,
    disabled: bool = False,
    **common: Unpack[Common],
) -> SafeString:
    """A text field of several lines. ``most`` = longest text in characters; with script the rest is counted down.

    The browser does not cut the text at ``most``: what was typed is kept and the server explains the limit.
    """
    return render_field(
        "ui/components/text_area.html",
        common,
        value=value,
        rows=rows,
        most=most,
        disabled=disabled,
        also="count" if most else "",
    )


def select_field(
    *,
    options: Options,
    value: str = "",
    empty_label: str | None = None,
    autocomplete: str = "",
    width: Width = "full",
    disabled: bool = False,
    **common: Unpack[Common],
) -> SafeString:
    """A list to choose one from. ``empty_label`` is the empty entry (「選んでください」 unless given; "" = none)."""
    return render_field(
        "ui/components/select_field.html",
        common,
        options=options_of(options),
        value=value,
        empty_label=empty_label,
        autocomplete=autocomplete,
        width=width,
        disabled=disabled,
    )


def radio_field(
    *,
    options: Options,
    value: str = "",
    inline: bool = False,
    **common: Unpack[Common],
) -> SafeString:
    """Choose one of a few. Ids of the marks are ``id``, ``id-2``, ``id-3`` … so that error links reach the first."""
    return render_field(
        "ui/components/radio_field.html",
        common,
        options=options_of(options),
        value=value,
        inline=inline,
    )


def checkbox_field(
    *,
    options: Options,
    value: Collection[str] = (),
    **common: Unpack[Common],
) -> SafeString:
    """Choose any of a few; all posted under the same ``name``. ``value`` is the collection of chosen values."""
    chosen = {value} if isinstance(value, str) else set(value)
    return render_field(
        "ui/components/checkbox_field.html",
        common,
        options=options_of(options),
        chosen=chosen,
    )


def yes_no_field(
    *,
    value: str = "",
    yes_label: str = "",
    no_label: str = "",
    **common: Unpack[Common],
) -> SafeString:
    """A question answered by はい or いいえ; posts ``yes`` or ``no``."""
    return render_field(
        "ui/components/yes_no_field.html",
        common,
        value=value,
        yes_label=yes_label,
        no_label=no_label,
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


def result_field(*, value: str, **common: Unpack[Common]) -> SafeString:
    """A number that is worked out of other fields: shown in the place of a box, told again when a script changes it."""
    return render_field("ui/components/result_field.html", common, value=value)


def row_check(*, id: str, name: str, value: str, label: str, checked: bool = False, form: str = "") -> SafeString:
    """The box at the start of a table row for bulk acts; ``label`` is read by screen readers only.

    ``form``: id of the form that it is sent with, where the table stands outside of it.
    """
    return render(
        "ui/components/row_check.html", id=id, name=name, value=value, label=label, checked=checked, form=form
    )
