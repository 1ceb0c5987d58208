"""Sets the reader's language and size of text on every request."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers

from madoguchi.ground.ui.preferences import html_lang, language_of, text_size_of


class PreferencesMiddleware:
    """Set ``request.language`` (a value of ``Language``) and ``request.text_size``, and speak that language.

    Stands in for Django's LocaleMiddleware, which knows neither easy Japanese nor our cookie.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        language = language_of(request)
        request.language = language  # type: ignore[attr-defined]  # Django's request is open for middleware
        request.LANGUAGE_CODE = language
        request.text_size = text_size_of(request)  # type: ignore[attr-defined]
        with translation.override(language):
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", html_lang(request.language))  # type: ignore[attr-defined]  # a page may offer fewer
        patch_vary_headers(response, ("Cookie", "Accept-Language"))
        return response
