"""The rival's addresses."""

from django.urls import path

from rival import views

urlpatterns = [
    path("healthz", views.healthz),
    path("store", views.store),
    path("page", views.page),
    path("review", views.review),
    path("done", views.done),
]
