"""One way to turn a component's arguments into HTML."""

from collections.abc import Iterable
from dataclasses import dataclass

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
