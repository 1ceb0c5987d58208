"""Knowing where one is: breadcrumb, steps, pagination, tabs, search."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.http import urlencode
from django.utils.safestring import SafeString

from madoguchi.ground.ui.components._render import render


@dataclass(frozen=True, slots=True)
class Step:
    """One step; ``url`` leads back to it once it is done (empty = no way back)."""

    name: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class PageLink:
    """One entry of the pagination; number 0 stands for the gap."""

    number: int
    url: str
    is_current: bool


def breadcrumb(*parts: str) -> SafeString:
    """``label url label url … label``: an odd number, the last one is this page.

    Raises:
        ValueError: the number of arguments is even.
    """
    if len(parts) % 2 == 0:
        raise ValueError("breadcrumb takes label, url, …, label: the last label stands alone")
    links = list(zip(parts[0:-1:2], parts[1:-1:2], strict=True))
    return render("ui/components/breadcrumb.html", links=links, current=parts[-1])


def steps(names: Sequence[str | Step], *, current: int) -> SafeString:
    """「3 / 6」 with the step's name and the names of all steps. ``current`` counts from 1.

    Raises:
        ValueError: there is no such step.
    """
    if not 1 <= current <= len(names):
        raise ValueError(f"step {current} of {len(names)} does not exist")
    listed = [step if isinstance(step, Step) else Step(str(step)) for step in names]
    return render(
        "ui/components/steps.html", steps=listed, current=current, count=len(listed), name=listed[current - 1].name
    )


def page_links(number: int, count: int, address: str) -> list[PageLink]:
    """Return the pages to show: first, last, and two on each side of ``number``, with gaps.

    ``address`` ends where the number follows (``?q=a&page=``).
    """
    near = sorted({1, count, *range(max(1, number - 2), min(count, number + 2) + 1)})
    links: list[PageLink] = []
    for wanted in near:
        gap = wanted - links[-1].number if links else 1
        if gap == 2:
            links.append(PageLink(wanted - 1, f"{address}{wanted - 1}", False))
        elif gap > 2:
            links.append(PageLink(0, "", False))
        links.append(PageLink(wanted, f"{address}{wanted}", wanted == number))
    return links


def pagination(*, number: int, count: int, query: str = "", total: int | None = None, label: str = "") -> SafeString:
    """Pages of a list: ``number`` of ``count``, both from 1. Links are ``?{query}&page=N``; one page shows nothing.

    ``query`` is the rest of the query string, already encoded (``request.GET`` without ``page``); ``total`` rows.
    ``label`` tells two lists on one page apart.
    """
    if count <= 1:
        return SafeString("")
    address = f"?{query}&page=" if query else "?page="
    return render(
        "ui/components/pagination.html",
        links=page_links(number, count, address),
        number=number,
        count=count,
        total=total,
        label=label,
        previous_url=f"{address}{number - 1}" if number > 1 else "",
        next_url=f"{address}{number + 1}" if number < count else "",
    )


def tabs(content: str, *, label: str) -> SafeString:
    """Block of ``tab``: parts of the same list or case, each with its own address."""
    return render("ui/components/tabs.html", content=content, label=label)


def tab(label: str, href: str, *, current: bool = False, count: int | None = None) -> SafeString:
    """One tab: a link. ``count`` stands beside the word."""
    return render("ui/components/tab.html", label=label, href=href, current=current, count=count)


def search_box(
    *,
    id: str,
    action: str = "",
    name: str = "q",
    label: str = "",
    value: str = "",
    help: str = "",
    button_label: str = "",
    keep: Sequence[tuple[str, str]] = (),
) -> SafeString:
    """A search form (GET). ``keep`` are further query pairs that stay; key ``/`` moves the focus here for staff."""
    return render(
        "ui/components/search_box.html",
        id=id,
        action=action,
        name=name,
        label=label,
        value=value,
        help=help,
        button_label=button_label,
        keep=list(keep),
    )


def query_of(pairs: Sequence[tuple[str, str]]) -> str:
    """Return the encoded query string of ``pairs`` without empty values and without ``page``."""
    return urlencode([(key, value) for key, value in pairs if value != "" and key != "page"])
