"""The product's addresses, with those of the deployment itself."""

from django.urls import include, path

from madoguchi.config.urls import handler400, handler403, handler404, handler500
from madoguchi.config.urls import urlpatterns as of_the_product

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]

urlpatterns = [path("", include("madoguchi.faces.portal.web.root_urls")), *of_the_product]
