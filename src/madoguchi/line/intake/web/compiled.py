"""Pages whose surroundings are the same for everybody, rendered once and filled in after that.

Header, title, steps and buttons of a form's page depend on body, language, size of text and version only; what
differs (answers, token, ids in addresses) is put in as marks when the page is rendered, and cut out (``forms.Shell``).
"""

from collections import OrderedDict
from collections.abc import Hashable, Mapping
from dataclasses import fields, replace
from threading import Lock
from typing import Any, TypeVar

from django.http import HttpResponse
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from madoguchi.ground.foundation.public import Request
from madoguchi.ground.ui.public import components
from madoguchi.line.forms import public as forms

MOST_KEPT = 512
"""Compiled pages kept in memory (some 20 kB each); the one not used for longest goes first."""

D = TypeVar("D")
_kept: OrderedDict[Hashable, forms.Shell] = OrderedDict()
_lock = Lock()


def page(
    request: Request, template: str, data: D, *, key: Hashable, draft_id: str, slots: Mapping[str, str]
) -> HttpResponse:
    """Answer with a page that was compiled before, or is now.

    Args:
        data: what the template reads as ``page`` (a dataclass).
        key: everything that the page's look depends on besides the reader's language, size of text and body.
        draft_id: stands in the addresses on the page.
        slots: fields of ``data`` that differ from person to person; each stands somewhere on the page.
    """
    body = request.public_body
    look = (
        body.name,
        body.name_en,
        body.contact,
        body.slug,
        request.language,
        getattr(request, "text_size", ""),
        template,
        key,
    )
    with _lock:
        shell = _kept.get(look)
        if shell is not None:
            _kept.move_to_end(look)
    if shell is None:
        shell = _compiled(request, template, data, draft_id, slots)
        with _lock:
            _kept[look] = shell
            while len(_kept) > MOST_KEPT:
                _kept.popitem(last=False)
    own = {"csrf_token": get_token(request), "here": request.get_full_path(), "draft_id": draft_id}
    return HttpResponse(shell.fill(**own, **slots))


def _compiled(request: Request, template: str, data: D, draft_id: str, slots: Mapping[str, str]) -> forms.Shell:
    def render(marks: Mapping[str, str]) -> str:
        own = {name: marks[name] for name in slots}
        others = {
            field.name: _marked(getattr(data, field.name), draft_id, marks.get("draft_id", draft_id))
            for field in fields(data)  # type: ignore[arg-type]  # a dataclass, as the caller's types say
            if field.name not in slots
        }
        shown = replace(data, **{**others, **own})  # type: ignore[type-var]  # a dataclass
        context = {"page": shown, "refusal": None, "csrf_token": marks["csrf_token"], "here": marks["here"]}
        return render_to_string(template, context, request)

    names = ["csrf_token", "here", "draft_id", *slots]
    sample = render({name: SafeString(f"zq{name}qz") for name in names})
    return forms.Shell(render, [name for name in names if f"zq{name}qz" in sample])  # a first page leads nowhere back


def _marked(value: Any, draft_id: str, mark: str) -> Any:  # Any: whatever a page holds
    """Return the value with the draft's id in its addresses replaced."""
    if isinstance(value, str):
        marked = value.replace(draft_id, mark)
        return SafeString(marked) if isinstance(value, SafeString) else marked
    if isinstance(value, components.Step):
        return components.Step(value.name, value.url.replace(draft_id, mark))
    if isinstance(value, tuple):
        return tuple(_marked(one, draft_id, mark) for one in value)
    return value
