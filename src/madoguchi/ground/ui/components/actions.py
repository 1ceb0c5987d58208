"""Things to press: buttons, links that look like buttons, print, bulk confirmation."""

from typing import Literal

from django.utils.safestring import SafeString

from madoguchi.ground.ui.components._render import render

Kind = Literal["filled", "outlined", "quiet", "danger"]
Size = Literal["large", "medium", "small"]


def button(
    label: str,
    *,
    kind: Kind = "filled",
    size: Size = "medium",
    name: str = "",
    value: str = "",
    type: Literal["submit", "button", "reset"] = "submit",
    icon: str = "",
    form: str = "",
    formaction: str = "",
    formnovalidate: bool = False,
    disabled: bool = False,
    wide: bool = False,
    hidden_label: str = "",
    key: str = "",
) -> SafeString:
    """A button. ``filled`` once per page; ``outlined`` beside it; ``quiet`` (text) for small things; ``danger`` for
    acts that cannot be taken back. ``wide`` fills the line on phones. ``hidden_label`` is added for screen readers
    (「削除」+「山田 花子」); ``key`` is a staff shortcut (``a``, ``g r``)."""
    return render(
        "ui/components/button.html",
        label=label,
        kind=kind,
        size=size,
        name=name,
        value=value,
        type=type,
        icon=icon,
        form=form,
        formaction=formaction,
        formnovalidate=formnovalidate,
        disabled=disabled,
        wide=wide,
        hidden_label=hidden_label,
        key=key,
    )


def link_button(
    label: str,
    href: str,
    *,
    kind: Kind = "filled",
    size: Size = "medium",
    icon: str = "",
    wide: bool = False,
    hidden_label: str = "",
    key: str = "",
    download: bool = False,
) -> SafeString:
    """A link that looks like a button: goes to another page, changes nothing."""
    return render(
        "ui/components/link_button.html",
        label=label,
        href=href,
        kind=kind,
        size=size,
        icon=icon,
        wide=wide,
        hidden_label=hidden_label,
        key=key,
        download=download,
    )


def print_button(*, label: str = "") -> SafeString:
    """Opens the print dialog; shown only where scripts run."""
    return render("ui/components/print_button.html", label=label)


def confirm_box(
    content: str,
    *,
    id: str,
    title: str,
    count: int,
    unit: str,
    button_label: str,
    cancel_url: str,
    danger: bool = False,
    name: str = "confirmed",
    value: str = "yes",
) -> SafeString:
    """Block: before a bulk act, how many are meant, what will happen (the content), and the two ways on.

    Stands inside the caller's ``<form method="post">``; the button posts ``name=value``.
    """
    return render(
        "ui/components/confirm_box.html",
        content=content,
        id=id,
        title=title,
        count=f"{count:,}",
        unit=unit,
        button_label=button_label,
        cancel_url=cancel_url,
        danger=danger,
        name=name,
        value=value,
    )
