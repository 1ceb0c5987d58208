"""Addresses of 様式の統一, below the body's slug."""

from django.urls import path

from madoguchi.faces.desk.web import unifying

urlpatterns = [
    path("desk/unify/", unifying.shared, name="unify"),
    path("desk/unify.csv", unifying.shared_csv, name="unify_csv"),
    path("desk/unify/form/", unifying.form, name="unify_form"),
    path("desk/unify/form.json", unifying.form_json, name="unify_form_json"),
    path("desk/unify/held/", unifying.held, name="unify_held"),
    path("desk/unify/held.csv", unifying.held_csv, name="unify_held_csv"),
]
