"""The left navigation of staff pages: rooms put their entries in, the shell shows what a person may open."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from madoguchi.ground.kernel.errors import Message

#: (actor, action) → may this person do it. ``foundation.permissions.allowed`` in the product.
Allowed = Callable[[Any, str], bool]  # Any: the actor is the foundation's business


@dataclass(frozen=True, slots=True)
class NavItem:
    """One entry of the staff navigation.

    ``label`` is a ``Message`` or a (lazy) string; ``url_name`` takes the one argument ``body``; ``action`` is a row
    of the permission table, empty for "everybody who may see staff pages"; ``icon`` is a name of ``ui.icons``;
    ``key`` is the letter that opens the entry after ``g``; ``group`` puts entries under one small heading.
    """

    label: Message | str
    url_name: str
    action: str = ""
    order: int = 100
    icon: str = "folder"
    key: str = ""
    group: Message | str = ""


@dataclass(frozen=True, slots=True)
class ShownItem:
    """An entry as the template shows it."""

    label: Message | str
    url: str
    icon: str
    key: str
    group: Message | str
    starts_group: bool
    is_current: bool


class NavItemTaken(ValueError):
    """Two different entries want the same page or the same key."""


_items: dict[str, NavItem] = {}
_allowed: Allowed | None = None


def register(item: NavItem) -> None:
    """Add an entry; called from a room's ``AppConfig.ready``. Registering the same entry twice does nothing.

    Raises:
        NavItemTaken: another entry has this page or this key.
    """
    for other in _items.values():
        same_page = other.url_name == item.url_name
        same_key = item.key != "" and other.key == item.key
        if other != item and (same_page or same_key):
            raise NavItemTaken(f"{item.url_name} (key {item.key!r}) collides with {other.url_name} (key {other.key!r})")
    _items[item.url_name] = item


def decide_with(allowed: Allowed) -> None:
    """Hand over the question "may this person do that"; until then entries with an action stay hidden."""
    global _allowed
    _allowed = allowed


def registered() -> tuple[NavItem, ...]:
    """Return all entries in the order they are shown."""
    return tuple(sorted(_items.values(), key=lambda item: (item.order, item.url_name)))


def shown(request: HttpRequest) -> list[ShownItem]:
    """Return the entries this person may open, the page's own entry marked as current.

    The current entry is the one whose address is the longest beginning of the page's address.
    """
    body = getattr(request, "public_body", None)
    actor = getattr(request, "actor", None)
    if body is None:
        return []
    pairs = [
        (item, reverse(item.url_name, kwargs={"body": body.slug})) for item in registered() if _may_open(item, actor)
    ]
    current = max((url for _item, url in pairs if request.path.startswith(url)), key=len, default="")
    result: list[ShownItem] = []
    previous: Message | str = ""
    for item, url in pairs:
        starts = item.group != "" and item.group != previous
        result.append(ShownItem(item.label, url, item.icon, item.key, item.group, starts, url == current))
        previous = item.group
    return result


def _may_open(item: NavItem, actor: object) -> bool:
    if item.action == "":
        return True
    return _allowed is not None and _allowed(actor, item.action)
