"""Addresses of the deployment itself: its bodies, and what only a demonstration has."""

from django.urls import path

from madoguchi.faces.portal.web import root_views

app_name = "portal_root"
urlpatterns = [
    path("", root_views.bodies, name="bodies"),
    path("demo/", root_views.demo, name="demo"),
    path("demo/mail/", root_views.mails, name="mails"),
]
