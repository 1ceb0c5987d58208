"""What a person sees when something is not found, not valid or broken: a calm page and a reference number."""

from django.http import HttpRequest, HttpResponse

from madoguchi.ground.ui.public import error_page


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400: the request cannot be read."""
    return error_page(request, 400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403."""
    return error_page(request, 403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404."""
    return error_page(request, 404)


def broken(request: HttpRequest) -> HttpResponse:
    """500: a fault of ours; the log has the traceback under the same reference number."""
    return error_page(request, 500)
