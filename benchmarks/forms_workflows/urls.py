"""Its API, as its README includes it."""

from django.http import HttpRequest, HttpResponse
from django.urls import include, path


def healthz(_request: HttpRequest) -> HttpResponse:
    """Answer that it runs."""
    return HttpResponse("ok")


urlpatterns = [
    path("healthz", healthz),
    path("forms/", include("django_forms_workflows.urls")),
    path("api/", include("django_forms_workflows.api_urls")),
]
