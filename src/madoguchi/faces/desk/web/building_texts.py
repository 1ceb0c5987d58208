"""The page on which the texts of a form in progress are translated, by hand or by a file that a translator fills in."""

from dataclasses import dataclass
from uuid import UUID

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_GET, require_http_methods

from madoguchi.faces.desk import building
from madoguchi.faces.desk.web.building import change, form_of, revision, shown_to
from madoguchi.ground.foundation.public import Request, now, permissions, staff_page
from madoguchi.ground.kernel import spreadsheet, xlsx
from madoguchi.ground.kernel.errors import Message, Refused
from madoguchi.ground.ui.public import done, page, say
from madoguchi.line.forms import public as forms

translating, texts_sheet = forms.translating, forms.texts_sheet
_ROWS_OF_LONG = 60
"""Characters of Japanese from which on the box of its translation has more lines."""


@dataclass(frozen=True, slots=True)
class LanguageShown:
    """A language and how far its translation is; ``missing`` and ``stale`` count texts."""

    code: str
    name: Message
    is_offered: bool
    missing: int
    stale: int


@dataclass(frozen=True, slots=True)
class TextShown:
    """A text with its translation; ``number`` names its boxes."""

    number: int
    place: Message
    ja: str
    said: str
    is_stale: bool
    lines: int


@dataclass(frozen=True, slots=True)
class TextsPage:
    """The texts beside their translation into one language."""

    shown: building.FormShown
    languages: tuple[LanguageShown, ...]
    current: LanguageShown
    tag: str
    rows: tuple[TextShown, ...]
    is_all: bool

    @property
    def offered(self) -> tuple[str, ...]:
        """The languages that residents may choose, but Japanese, which they always may."""
        return tuple(one.code for one in self.languages if one.is_offered)

    @property
    def options(self) -> tuple[tuple[str, str], ...]:
        """The languages to choose from."""
        return tuple((one.code, say(one.name)) for one in self.languages)

    @property
    def left(self) -> int:
        """How many texts of the language wait to be translated or looked at."""
        return self.current.missing + self.current.stale


@require_http_methods(["GET", "POST"])
@staff_page(building.PUBLISH)
def texts(request: Request, procedure_id: UUID, language: str) -> HttpResponse:
    """The texts beside one language; a post saves translations, takes a file in or says which languages are offered."""
    if language not in translating.NAMES or language == "ja":
        raise Http404
    shown = shown_to(request, procedure_id)
    shown.needed()
    if request.method == "POST":
        try:
            _act(request, shown, language)
        except permissions.NotPermitted:
            raise
        except Refused as refusal:
            data = _page(request, shown_to(request, procedure_id), language)
            return page(request, "desk/building/texts.html", data, refusal=refusal, status=refusal.status)
        return done(request, to="desk:form_texts", procedure_id=procedure_id, language=language)
    return page(request, "desk/building/texts.html", _page(request, shown, language))


@require_GET
@staff_page(building.PUBLISH)
def texts_file(request: Request, procedure_id: UUID, kind: str) -> HttpResponse:
    """All texts with all languages, for a translator, as ``xlsx`` or ``csv``."""
    if kind not in ("xlsx", "csv"):
        raise Http404
    shown = shown_to(request, procedure_id)
    table = texts_sheet.table(shown.needed().definition, tuple(translating.NAMES))
    if kind == "xlsx":
        made = xlsx.workbook(table.heading, table.rows, title=shown.name)
        response = HttpResponse(made, content_type=xlsx.CONTENT_TYPE)
    else:
        response = HttpResponse(spreadsheet.csv_text(table.heading, table.rows), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{shown.code}-texts.{kind}"'
    return response


def _act(request: Request, shown: building.FormShown, language: str) -> None:
    post = request.POST
    match post.get("act", ""):
        case "languages":
            offered = post.getlist("language")
            change(
                request, shown, forms.Act.CHANGE, lambda form: (translating.with_languages(form, offered), ""),
            )  # fmt: skip
        case "file":
            file = request.FILES.get("file")
            content = b"" if file is None else file.read(texts_sheet.MOST_BYTES + 1)
            _translate(request, shown, texts_sheet.read_texts(content, shown.needed().definition))
        case "save":
            _translate(request, shown, _typed(request, shown, language))
        case _:
            raise Http404


def _translate(request: Request, shown: building.FormShown, found: forms.Translations) -> None:
    forms.translate(
        procedure_code=shown.code, revision=revision(request), texts=found, actor=request.actor, at=now()
    )  # fmt: skip


def _typed(request: Request, shown: building.FormShown, language: str) -> forms.Translations:
    """Return what was typed otherwise than it was, and what was looked at and left."""
    found: dict[str, dict[str, str]] = {}
    for number, text in enumerate(texts_sheet.to_translate(shown.needed().definition)):
        typed = request.POST.get(f"text-{number}")
        if typed is None:
            continue
        said = forms.as_typed(typed)[: forms.LONGEST_TEXT]
        if said != text.said.get(language, "") or f"right-{number}" in request.POST:
            found[text.key] = {language: said}
    return found


def _page(request: Request, shown: building.FormShown, language: str) -> TextsPage:
    definition = shown.needed().definition
    offered = translating.languages_of(form_of(shown))
    lacks = list(translating.lacks(definition, translating.NAMES))
    languages = tuple(
        LanguageShown(
            code,
            name,
            code in offered,
            sum(one.language == code and not one.is_stale for one in lacks),
            sum(one.language == code and one.is_stale for one in lacks),
        )
        for code, name in translating.NAMES.items()
        if code != "ja"
    )
    current = next(one for one in languages if one.code == language)
    waiting = {one.text.key for one in lacks if one.language == language}
    is_all = "all" in request.GET or not waiting
    rows = tuple(
        TextShown(
            number, text.place, text.ja, text.said.get(language, ""), language in text.stale,
            3 if len(text.ja) > _ROWS_OF_LONG else 2,
        )
        for number, text in enumerate(texts_sheet.to_translate(definition))
        if is_all or text.key in waiting
    )  # fmt: skip
    return TextsPage(shown, languages, current, "ja" if language == "easy" else language, rows, is_all)
