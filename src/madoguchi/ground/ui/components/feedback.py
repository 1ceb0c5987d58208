"""Telling people how things stand: errors, notices, guidance, states."""

from collections.abc import Iterable, Sequence
from typing import Literal

from django.utils.safestring import SafeString
from django.utils.translation import get_language

from madoguchi.ground.kernel.errors import Refused
from madoguchi.ground.ui.components._render import render, trimmed

Tone = Literal["info", "success", "warning", "error"]
ICON_OF_TONE: dict[str, str] = {"info": "info", "success": "success", "warning": "warning", "error": "error"}


def error_summary(errors: Iterable[tuple[str, str]], *, title: str = "") -> SafeString:
    """The list at the top of a form that came back: (id of the field, message). Takes the focus; empty = nothing.

    The id is that of the field component; for groups the link leads to the first box.
    """
    listed = list(errors)
    return render("ui/components/error_summary.html", errors=listed, title=title) if listed else SafeString("")


def banner(content: str, *, title: str, tone: Tone = "info", live: bool = False, heading: int = 2) -> SafeString:
    """Block: a notice with icon, word and colour. ``live`` announces it (after an act); ``heading`` 0 = bold text."""
    return render(
        "ui/components/banner.html",
        content=trimmed(content),
        title=title,
        tone=tone,
        live=live,
        icon=ICON_OF_TONE[tone],
        heading=heading,
    )


def guidance(content: str, *, title: str = "", heading: int = 2) -> SafeString:
    """Block: explanation beside the questions; nothing to do."""
    return render("ui/components/guidance.html", content=content, title=title, heading=heading)


def marked_text(*, before: str, here: str, after: str, place: str = "") -> SafeString:
    """A text with its faulty part marked, in colour and by the word ここ; ``place``: where that is, in words.

    ``here`` is empty where something is missing between ``before`` and ``after``.
    """
    return render("ui/components/marked_text.html", before=before, here=here, after=after, place=place)


def live_errors(*, name: str, messages: Sequence[str]) -> SafeString:
    """Sentences under a field, each hidden until a script finds that it is so; ``name``: of the posted value."""
    return render("ui/components/live_errors.html", name=name, messages=messages)


def refusal_box(refusal: Refused | None, *, language: str = "") -> SafeString:
    """What happened, why, how to mend it. The shells show it by themselves; nothing for ``None``."""
    if refusal is None:
        return SafeString("")
    chosen = language or get_language() or "ja"
    return render(
        "ui/components/refusal_box.html",
        what=refusal.what.text(chosen),
        why=refusal.why.text(chosen),
        mend=refusal.mend.text(chosen),
    )


def empty_state(content: str, *, title: str, icon: str = "inbox") -> SafeString:
    """Block: a list without rows says what would stand here and what to do next."""
    return render("ui/components/empty_state.html", content=content, title=title, icon=icon)


def status_chip(
    label: str, *, tone: Literal["neutral", "active", "success", "warning", "error", "done"] = "neutral"
) -> SafeString:
    """A state in one word; the colour repeats what the word says. ``active`` = work under way, ``done`` = closed."""
    return render("ui/components/status_chip.html", label=label, tone=tone)


def saved_mark(label: str) -> SafeString:
    """「保存しました 10:32」 beside the buttons; announced politely."""
    return render("ui/components/saved_mark.html", label=label)
