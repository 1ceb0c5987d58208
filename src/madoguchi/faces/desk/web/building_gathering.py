"""Several questions of a form in progress at once: what may be done to those chosen, and which act that is."""

from collections.abc import Mapping

from django.http import Http404, QueryDict

from madoguchi.ground.kernel.errors import Message
from madoguchi.ground.ui.public import say
from madoguchi.line.forms import public as forms

_LONGEST = 200
_PAGE, _SECTION, _GROUP, _TO = "page", "section", "group", "to "
_NEW: Mapping[str, tuple[Message, Message]] = {
    _PAGE: (Message("新しいページにまとめる", "Put on a new page"), Message("新しいページ", "New page")),
    _SECTION: (
        Message("新しい見出しの下にまとめる", "Put under a new heading"),
        Message("新しい見出し", "New heading"),
    ),
    _GROUP: (
        Message("新しいくり返しにまとめる", "Put into a new repeated group"),
        Message("新しいくり返し", "New repeated group"),
    ),
}
_TO_PAGE = Message("「{title}」の最後へ動かす", "Move to the end of “{title}”")
_TO_GROUP = Message("くり返し「{title}」の中へ動かす", "Move into the repeated group “{title}”")


def choices(outline: forms.Outline) -> tuple[tuple[str, str], ...]:
    """Return what may be done to the questions chosen, in the language of the page."""
    found = [(key, say(words)) for key, (words, _) in _NEW.items()]
    for page in outline.pages:
        found.append((f"{_TO}{page.id}", say(_TO_PAGE).format(title=page.title)))
        found += [
            (f"{_TO}{page.id}/{one.id}", say(_TO_GROUP).format(title=one.title))
            for one in page.items
            if one.kind == forms.Kind.GROUP
        ]
    return tuple(found)


def act_of(post: QueryDict) -> tuple[forms.Act, forms.Edit]:
    """Return the act that was asked for; 404 where there is no such act."""
    places, into = [one[:_LONGEST] for one in post.getlist("chosen")[:1000]], post.get("into", "")
    if into.startswith(_TO):
        page, _, group = into.removeprefix(_TO).partition("/")
        return forms.Act.MOVE, lambda form: forms.gathering.to_end(form, places, page=page, group=group)
    if into not in _NEW:
        raise Http404
    title = post.get("title", "").strip()[:_LONGEST] or say(_NEW[into][1], "ja")
    edits: Mapping[str, forms.Edit] = {
        _PAGE: lambda form: forms.gathering.to_page(form, places, title=title),
        _SECTION: lambda form: forms.gathering.to_section(form, places, label=title),
        _GROUP: lambda form: forms.gathering.to_group(form, places, label=title),
    }
    return forms.Act.GATHER, edits[into]
