"""What the page of a form in progress shows: its outline, what was searched for, and how residents see a page of it."""

from collections import Counter
from dataclasses import dataclass

from madoguchi.faces.desk import building
from madoguchi.faces.desk.web.building_gathering import choices
from madoguchi.ground.foundation.public import Request
from madoguchi.ground.ui.public import say
from madoguchi.line.forms import public as forms


@dataclass(frozen=True, slots=True)
class Seen:
    """A page as residents see it: the one that an act was done to, else the first."""

    page_id: str
    title: str
    intro: str
    questions: str


@dataclass(frozen=True, slots=True)
class FormPage:
    """The form in progress, laid out.

    ``kinds`` are the kinds of questions that may be added; ``targets`` what may be done to several; ``open_at`` how
    many comments are open at a place; ``seen`` is None while the form cannot be read.
    """

    shown: building.FormShown
    kinds: tuple[tuple[str, str], ...]
    query: str
    hits: tuple[forms.Hit, ...]
    targets: tuple[tuple[str, str], ...]
    open_at: tuple[tuple[str, int], ...]
    seen: Seen | None

    @property
    def undo(self) -> str:
        """The act that undoes the last step; empty where there is none."""
        earlier = self.shown.work.earlier if self.shown.work else None
        return "" if earlier is None else f"step {earlier}"

    @property
    def redo(self) -> str:
        """The act that does again what was undone last; empty where nothing was."""
        later = self.shown.work.later if self.shown.work else None
        return "" if later is None else f"step {later}"

    @property
    def kinds_of_items(self) -> tuple[tuple[str, str], ...]:
        """The kinds that may stand in a group."""
        return tuple(one for one in self.kinds if one[0] != forms.Kind.GROUP)


def form_page(request: Request, shown: building.FormShown, *, query: str = "", at: str = "") -> FormPage:
    """Return the page of a form in progress; ``at`` is the place that the last act was done to."""
    work = shown.work
    return FormPage(
        shown,
        tuple((kind.value, say(forms.kind_words(kind))) for kind in forms.Kind),
        query,
        forms.search(work.outline, query) if work else (),
        choices(work.outline) if work else (),
        tuple(Counter(one.place for one in shown.open_comments).items()),
        _seen(work, at, request.language) if work else None,
    )


def _seen(work: forms.Work, at: str, language: str) -> Seen | None:
    if work.form is None:
        return None
    try:
        page_id = work.outline.page_of(at).id
    except KeyError:  # nothing was done, or what it was done to is gone
        page_id = work.form.pages[0].id
    page = work.form.page(page_id)
    intro = "" if page.intro is None else page.intro.text(language)
    return Seen(page_id, page.title.text(language), intro, forms.preview_html(work.form, page_id, language))
