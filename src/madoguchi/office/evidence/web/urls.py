"""Addresses below a body's slug."""

from django.urls import path

from madoguchi.office.evidence.web import views

app_name = "evidence"
urlpatterns = [
    path("desk/evidence/", views.measures, name="measures"),
    path("desk/evidence/measures.csv", views.measures_csv, name="measures_csv"),
    path("desk/evidence/measures.json", views.measures_json, name="measures_json"),
]
