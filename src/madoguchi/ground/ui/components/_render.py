"""One way to turn a component's arguments into HTML."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Required, TypedDict

from django.template.loader import render_to_string
from django.utils.safestring import SafeString


@dataclass(frozen=True, slots=True)
class Option:
    """One choice of a select, a radio group or a checkbox group."""

    value: str
    label: str
    help: str = ""
    is_disabled: bool = False


#: What callers may give as choices: options, or pairs of value and label.
Options = Iterable[Option | tuple[str, str]]


def options_of(given: Options) -> list[Option]:
    """Return the choices as ``Option`` objects."""
    return [choice if isinstance(choice, Option) else Option(str(choice[0]), str(choice[1])) for choice in given]


class Common(TypedDict, total=False):
    """What every field takes; all texts arrive already translated."""

    id: Required[str]  # unique on the page
    name: Required[str]  # of the posted value
    label: Required[str]
    help: str  # text under the label
    error: str  # what is wrong and how to mend it; empty = fine
    required: bool  # shows 必須 or 任意


def described_by(field_id: str, *, help: str, error: str, extra: str = "") -> str:
    """Return the ids for ``aria-describedby``: help first, then error, then ``extra``."""
    ids = [f"{field_id}-help" if help else "", f"{field_id}-error" if error else "", extra]
    return " ".join(part for part in ids if part)


def trimmed(content: str) -> str:
    """Return ``content`` without blank space around it, still safe if it was (``str.strip`` would forget that)."""
    return SafeString(content.strip()) if isinstance(content, SafeString) else content.strip()


def render(template: str, **context: object) -> SafeString:
    """Render ``template`` with exactly these names: no request, no page context."""
    return render_to_string(template, context)


def render_field(template: str, common: Common, *, also: str = "", **own: object) -> SafeString:
    """Render a field with what is common to all and what is its own.

    Args:
        template: its name as Django finds it.
        common: arguments as they came from a template or from code.
        also: a third part described by its own element ``id-also``.
        own: names that this field's template knows.

    Raises:
        TypeError: a common argument is misspelt or missing.
    """
    return _whole(template, also, own, **common)


def _whole(
    template: str, also: str, own: dict[str, object], /, *,
    id: str, name: str, label: str, help: str = "", error: str = "", required: bool = False,
) -> SafeString:  # fmt: skip
    described = described_by(id, help=help, error=error, extra=f"{id}-{also}" if also else "")
    return render(
        template,
        id=id, name=name, label=label, help=help, error=error, required=required, describedby=described, **own,
    )  # fmt: skip
