"""Addresses below a body's slug."""

from django.urls import path

from madoguchi.office.documents.web import views

app_name = "documents"
urlpatterns = [
    path("verify/", views.enter_code, name="verify"),
    path("verify/<str:code>/", views.verified, name="verified"),
]
