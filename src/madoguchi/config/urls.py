"""Every address of the product: the deployment's own first, then those of a body under its slug."""

from django.urls import URLPattern, URLResolver, include, path

from madoguchi.config import rooms

handler400 = "madoguchi.config.faults.bad_request"
handler403 = "madoguchi.config.faults.forbidden"
handler404 = "madoguchi.config.faults.not_found"
handler500 = "madoguchi.config.faults.broken"

# Each room's ``web/urls.py`` holds whole addresses below the body's slug, its ``api.py`` those below ``api/v1/``.
of_a_body: list[URLPattern | URLResolver] = [
    path("api/v1/", include([path("", include(module)) for module in rooms.API])),
    *[path("", include(module)) for module in rooms.WEB],
    path("", include("madoguchi.ground.foundation.people_web.urls")),
    path("", include("madoguchi.ground.foundation.web.late_posts")),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("madoguchi.ground.foundation.web.urls")),
    path("", include("madoguchi.ground.ui.web.urls")),
    path("", include("madoguchi.faces.portal.web.root_urls")),
    path("accounts/", include("madoguchi.ground.foundation.signin.web.urls")),
    path("<slug:body>/", include(of_a_body)),
]
