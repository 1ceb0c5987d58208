"""Pages rendered once and filled in after that: what stands around people's own data.

A page's furniture (header, choosers, title, steps, buttons) is the same for everybody in one body, language and size
of text. It is rendered with marks where it differs, cut at the marks, and filled in by joining strings. What comes
out is, byte for byte, what the template gives.

Nobody sees another's data, by construction: what is kept is found again by everything the template could read but
the slots, and the template is given nothing else (no actor, no request).
"""

import secrets
from collections import OrderedDict
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import fields, replace
from threading import Lock
from typing import Any, NamedTuple, TypeVar

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import CSRF_ALLOWED_CHARS, CSRF_SECRET_LENGTH, get_token
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from madoguchi.ground.ui.components import Step
from madoguchi.ground.ui.context import page_context
from madoguchi.ground.ui.shell import Shell

MOST_KEPT = 512
"""Compiled pages kept in memory (some 20 kB each); the one not used for longest goes first."""

_OWN = "zqOwnqz"
_PLACES = {character: place for place, character in enumerate(CSRF_ALLOWED_CHARS)}
_OF_THE_LOOK = ("language", "languages", "language_missed", "text_size")
_OF_THE_READER = ("actor", "navigation", "reference")


class Around(NamedTuple):
    """What a compiled page's template may read of ``public_body``."""

    slug: str
    name: str
    name_en: str
    contact: str
    is_trial: bool


D = TypeVar("D")


_kept: OrderedDict[Hashable, Shell] = OrderedDict()
_lock = Lock()


def compiled_page(
    request: HttpRequest, template: str, data: D, *, slots: Sequence[str], own_id: object = ""
) -> HttpResponse:
    """Answer as ``page`` does, from a shell that was compiled before or is now.

    For pages that many people ask for. Whatever of ``data`` is no slot is part of what the shell is found by, so a
    change of it (a setting, a text, an office's telephone) shows at once; it should be the same for many. The
    template may not show ``actor`` or ``navigation``: they are not there.

    Args:
        data: what the template reads as ``page``: a dataclass of texts, numbers, dates, steps, and tuples of them.
        slots: fields of ``data``, all texts, that differ from person to person. Each stands on the page as it is,
            through no filter, unless it is empty.
        own_id: an id that stands in addresses among ``data`` and differs from person to person.
    """
    body = getattr(request, "public_body", None)
    mine = str(own_id)
    filled = {name: getattr(data, name) for name in slots if getattr(data, name)}
    found_by = tuple(
        [
            None if field.name in filled else _as_key(getattr(data, field.name), mine)
            for field in fields(data)  # type: ignore[arg-type]  # a dataclass, as the callers' types say
        ]
    )
    around = None if body is None else Around(body.slug, body.name, body.name_en, body.contact, body.is_trial)
    reader = tuple(getattr(request, name, "") for name in _OF_THE_LOOK)
    look = (template, around, reader, found_by)
    with _lock:
        shell = _kept.get(look)
        if shell is not None:
            _kept.move_to_end(look)
    if shell is None:
        shell = _compiled(request, template, data, list(filled), mine, around)
        with _lock:
            _kept[look] = shell
            while len(_kept) > MOST_KEPT:
                _kept.popitem(last=False)
    own = {"csrf_token": _csrf_token(request), "here": request.get_full_path(), "own_id": mine}
    return HttpResponse(shell.fill({**own, **filled}))


def _csrf_token(request: HttpRequest) -> str:
    """Return a token as Django's ``get_token`` does, which would draw each character alone and send the cookie again.

    A browser that has the cookie keeps it; with each token the secret is hidden by another mask (Django ticket 20869).
    """
    secret = request.META.get("CSRF_COOKIE")
    if secret is None:
        return get_token(request)
    count = len(CSRF_ALLOWED_CHARS)
    even = (byte % count for byte in secrets.token_bytes(3 * CSRF_SECRET_LENGTH) if byte < 256 - 256 % count)
    mask = [place for place, _ in zip(even, secret, strict=False)]
    hidden = [(_PLACES[character] + place) % count for character, place in zip(secret, mask, strict=True)]
    return "".join([CSRF_ALLOWED_CHARS[place] for place in (*mask, *hidden)])


def forget() -> None:
    """Forget what is kept (between tests)."""
    _kept.clear()


def _compiled(
    request: HttpRequest, template: str, data: Any, slots: Sequence[str], own_id: str, body: Around | None
) -> Shell:
    around = {name: value for name, value in page_context(request).items() if name not in _OF_THE_READER}
    around["public_body"] = body

    def render(marks: Mapping[str, str]) -> str:
        shown = {
            field.name: _marked(getattr(data, field.name), own_id, marks["own_id"])
            for field in fields(data)
            if field.name not in slots
        }
        shown |= {name: marks[name] for name in slots}
        context = {"page": replace(data, **shown), "csrf_token": marks["csrf_token"], "here": marks["here"]}
        return render_to_string(template, {**around, **context})

    return Shell(render, slots, perhaps=("csrf_token", "here", "own_id"))


def _as_key(value: Any, own_id: str) -> Hashable:  # Any: whatever a page holds
    """Return what a value looks like to everybody."""
    if isinstance(value, str):
        return value.replace(own_id, _OWN) if own_id else value
    if isinstance(value, Step):
        return value.name, _as_key(value.url, own_id)
    if isinstance(value, tuple):
        return tuple([_as_key(one, own_id) for one in value])
    if isinstance(value, Mapping):
        return tuple([(name, _as_key(one, own_id)) for name, one in value.items()])
    return value  # type: ignore[no-any-return]  # what is not hashable fails when it is looked up


def _marked(value: Any, own_id: str, mark: str) -> Any:
    """Return the value with the id in its addresses replaced."""
    if not own_id:
        return value
    if isinstance(value, str):
        marked = value.replace(own_id, mark)
        return SafeString(marked) if isinstance(value, SafeString) else marked
    if isinstance(value, Step):
        return Step(value.name, value.url.replace(own_id, mark))
    if isinstance(value, tuple):
        return tuple(_marked(one, own_id, mark) for one in value)
    return value
