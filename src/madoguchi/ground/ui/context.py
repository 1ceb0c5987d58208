"""What every template may count on, whoever renders it."""

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from madoguchi.ground.ui import navigation
from madoguchi.ground.ui.preferences import (
    LANGUAGE_NAMES,
    TEXT_SIZES,
    html_lang,
    language_choices,
    language_of,
    name_of,
    text_size_of,
)


def page_context(request: HttpRequest) -> dict[str, object]:
    """Context processor: the names that ``ui/base.html`` and the shells read.

    Also gives ``page`` and ``refusal`` a value, so that pages of other packages (sign-in) render in our shells.
    """
    body = getattr(request, "public_body", None)
    language = getattr(request, "language", None) or language_of(request)
    return {
        "page": None,
        "refusal": None,
        "reference": getattr(request, "request_id", ""),
        "public_body": body,
        "body_name": name_of(body, language),
        "contact": getattr(body, "contact", None),
        "actor": getattr(request, "actor", None),
        "language": language,
        "html_lang": html_lang(language),
        "language_choices": language_choices(language, getattr(request, "languages", None)),
        "language_missed": LANGUAGE_NAMES.get(getattr(request, "language_missed", ""), ""),
        "text_size": getattr(request, "text_size", None) or text_size_of(request),
        "text_sizes": TEXT_SIZES,
        "here": request.get_full_path(),
        "navigation": SimpleLazyObject(lambda: navigation.shown(request)),
    }
