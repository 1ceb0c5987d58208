"""What a reader may choose on any page: the language and the size of the text. Kept in two cookies."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from django.conf import settings
from django.http import HttpRequest
from django.utils import translation
from django.utils.translation.trans_real import parse_accept_lang_header

from madoguchi.ground.kernel.errors import Language

LANGUAGE_COOKIE = "language"
TEXT_SIZE_COOKIE = "text_size"
COOKIE_AGE_S = 365 * 24 * 3600

#: What each language calls itself; never translated, so that its readers find it on any page.
LANGUAGE_NAMES: dict[str, str] = {
    Language.JA: "日本語",
    Language.EN: "English",
    Language.EASY: "やさしい日本語",
    Language.ZH: "简体中文",
    Language.KO: "한국어",
    Language.VI: "Tiếng Việt",
    Language.PT: "Português",
}
_TAGS = {Language.EASY: "ja", Language.ZH: "zh-Hans"}
_TRADITIONAL = frozenset({"hant", "tw", "hk", "mo"})
TEXT_SIZES: Sequence[str] = ("standard", "large", "largest")


class Named(Protocol):
    """What the look needs of a body (団体)."""

    name: str
    name_en: str
    slug: str


@dataclass(frozen=True, slots=True)
class LanguageChoice:
    """One entry of the language chooser; ``html_lang`` is the BCP 47 tag (easy Japanese is Japanese)."""

    code: str
    name: str
    html_lang: str
    is_current: bool


def html_lang(language: str) -> str:
    """Return the BCP 47 tag a browser and a screen reader understand."""
    return _TAGS.get(Language(language), language) if language in LANGUAGE_NAMES else "ja"


def language_of(request: HttpRequest) -> str:
    """Return the language to answer in: the reader's own choice, else the browser's first that we speak.

    Easy Japanese is never guessed: a browser cannot ask for it.
    """
    chosen = request.COOKIES.get(LANGUAGE_COOKIE, "")
    if chosen in LANGUAGE_NAMES:
        return chosen
    for tag, _weight in parse_accept_lang_header(request.headers.get("Accept-Language", "").lower()):
        base = tag.split("-")[0]
        if base == "zh":
            if not _TRADITIONAL.isdisjoint(tag.split("-")):
                continue  # readers of traditional characters choose for themselves
            return Language.ZH
        if base in LANGUAGE_NAMES:
            return base
    return Language.JA


def text_size_of(request: HttpRequest) -> str:
    """Return ``standard``, ``large`` or ``largest``."""
    chosen = request.COOKIES.get(TEXT_SIZE_COOKIE, "")
    return chosen if chosen in TEXT_SIZES else TEXT_SIZES[0]


def language_choices(current: str, offered: Collection[str] | None = None) -> tuple[LanguageChoice, ...]:
    """Return the entries of the language chooser: those of ``settings.LANGUAGES``, and of what a page offers."""
    known: Iterable[str] = (code for code, _name in settings.LANGUAGES)
    return tuple(
        LanguageChoice(code, LANGUAGE_NAMES[code], html_lang(code), code == current)
        for code in known
        if code in LANGUAGE_NAMES and (offered is None or code in offered)
    )


def speak_one_of(request: HttpRequest, offered: Collection[str]) -> None:
    """Have a page answer in, and its chooser offer, some languages only: those in which what it shows is complete.

    Who reads another one gets English where that is offered, else Japanese, and ``request.language_missed`` says which
    one they asked for.
    """
    chosen = language_of(request)
    request.languages = tuple(offered)  # type: ignore[attr-defined]  # Django's request is open, as in the middleware
    if chosen in offered:
        return
    instead = Language.EN if Language.EN in offered and chosen != Language.EASY else Language.JA
    request.language = instead  # type: ignore[attr-defined]
    request.LANGUAGE_CODE = instead
    request.language_missed = chosen  # type: ignore[attr-defined]
    translation.activate(instead)


def name_of(body: Named | None, language: str) -> str:
    """Return the body's name in ``language``; empty where the page belongs to no body."""
    if body is None:
        return ""
    return body.name if language in (Language.JA, Language.EASY) else (body.name_en or body.name)
