"""Showing facts: lists of answers, timelines, tables, figures, numbers, things that open."""

from functools import lru_cache
from typing import Literal

from django.template.defaultfilters import linebreaksbr
from django.utils.safestring import SafeString

from madoguchi.ground.ui.components._render import render, trimmed
from madoguchi.ground.ui.plots import Plot
from madoguchi.ground.ui.shell import Shell


def answers(content: str, *, title: str = "", heading: int = 2, change_url: str = "") -> SafeString:
    """Block of ``answer``: what was answered, to be checked (答えの確認), or the facts of a case.

    ``change_url`` puts one 変更 link beside the title instead of one on each line.
    """
    return render("ui/components/answers.html", content=content, title=title, heading=heading, change_url=change_url)


def answer(label: str, value: object, *, change_url: str = "", note: str = "") -> SafeString:
    """One line of ``answers``. Line breaks of ``value`` are kept; an empty one reads 「未入力」."""
    if change_url or note or value is None or value == "":
        return render("ui/components/answer.html", label=label, value=value, change_url=change_url, note=note)
    text = label if isinstance(label, SafeString) else str(label)
    return _plain_answer().fill({"label": text, "value": linebreaksbr(str(value))})


@lru_cache(maxsize=1)
def _plain_answer() -> Shell:
    """Return the line without words of its own, cut once: pages show some twenty of them."""
    empty = {"change_url": "", "note": ""}
    return Shell(lambda marks: render("ui/components/answer.html", **marks, **empty), ("label", "value"))


def timeline(content: str, *, label: str = "") -> SafeString:
    """Block of ``timeline_item``, oldest first: what happened so far and what is to come."""
    return render("ui/components/timeline.html", content=content, label=label)


def timeline_item(
    content: str,
    *,
    title: str,
    when: str = "",
    who: str = "",
    state: Literal["done", "current", "coming", "stopped"] = "done",
) -> SafeString:
    """Block inside ``timeline``: one event, with the words for when and who, and details as content."""
    return render(
        "ui/components/timeline_item.html", content=trimmed(content), title=title, when=when, who=who, state=state
    )


def data_table(
    content: str, *, caption: str, id: str, cards: bool = False, dense: bool = False, show_caption: bool = True
) -> SafeString:
    """Block around ``<thead>`` and ``<tbody>``. ``id`` is unique on the page.

    ``cards``: on phones each row becomes a card; then every ``<td>`` has ``data-label`` with its column's name.
    Numbers: ``class="m-table__number"``. ``dense``: rows of 44 px for staff.
    """
    return render(
        "ui/components/data_table.html",
        content=content,
        caption=caption,
        id=id,
        cards=cards,
        dense=dense,
        show_caption=show_caption,
    )


def figure(plot: Plot, *, id: str, heading: int = 3) -> SafeString:
    """A plot of ``ui.plots`` with its title and note, and its numbers in a table that opens beside it."""
    return render("ui/components/figure.html", plot=plot, id=id, heading=heading)


def big_number(*, id: str, label: str, value: str, help: str = "", copyable: bool = True) -> SafeString:
    """A number to keep (受付番号), large, spaced for reading aloud; with script a button copies it."""
    return render("ui/components/big_number.html", id=id, label=label, value=value, help=help, copyable=copyable)


def measure(*, label: str, value: str, unit: str = "", note: str = "", href: str = "") -> SafeString:
    """One figure of a dashboard: label, large value with unit, what it is compared with. Group in ``.m-measures``."""
    is_long = len(str(value)) > 8  # a day or a name, not a figure
    return render(
        "ui/components/measure.html", label=label, value=value, unit=unit, note=note, href=href, is_long=is_long
    )


def disclosure(content: str, *, summary: str, open: bool = False) -> SafeString:
    """Block: something extra that opens in place."""
    return render("ui/components/disclosure.html", content=content, summary=summary, open=open)


def accordion(content: str, *, label: str = "") -> SafeString:
    """Block of ``accordion_item``: questions and answers under each other."""
    return render("ui/components/accordion.html", content=content, label=label)


def accordion_item(content: str, *, title: str, open: bool = False, heading: int = 3) -> SafeString:
    """Block inside ``accordion``."""
    return render("ui/components/accordion_item.html", content=content, title=title, open=open, heading=heading)


def panel(content: str, *, title: str, id: str, heading: int = 2, count: int | None = None) -> SafeString:
    """Block: a framed part of a page with its heading; ``count`` stands beside the title."""
    return render("ui/components/panel.html", content=content, title=title, id=id, heading=heading, count=count)


def link_list(content: str, *, label: str = "") -> SafeString:
    """Block of ``link_item``: pages, procedures or documents to choose from."""
    return render("ui/components/link_list.html", content=content, label=label)


def link_item(
    content: str, *, title: str, href: str, note: str = "", icon: str = "", is_external: bool = False
) -> SafeString:
    """Block inside ``link_list``: the whole box is the link; content explains in a line or two; ``note`` is small."""
    return render(
        "ui/components/link_item.html",
        content=trimmed(content),
        title=title,
        href=href,
        note=note,
        icon=icon,
        is_external=is_external,
    )


def question_heading(label: str, *, level: int = 2, help: str = "") -> SafeString:
    """A heading between the questions of a page; ``level``: 2 under the page's title, 3 inside a group."""
    return render("ui/components/question_heading.html", label=label, level=level, help=help)
