"""The look's own addresses and one of a body, so that these tests need no room."""

from django.http import HttpRequest, HttpResponse
from django.urls import include, path


def nothing(request: HttpRequest, **kwargs: object) -> HttpResponse:
    return HttpResponse("")


of_a_body = (
    [
        path("desk/", nothing, name="home"),
        path("desk/review/", nothing, name="cases"),
        path("desk/review/<str:case_id>/", nothing, name="case"),
    ],
    "sample",
)
urlpatterns = [
    path("", include("madoguchi.ground.ui.web.urls")),
    path("<slug:body>/", include(of_a_body)),
]
