"""Addresses of the inventory, below the body's slug."""

from django.urls import path

from madoguchi.line.inventory.web import changing, views

app_name = "inventory"
urlpatterns = [
    path("desk/inventory/", views.procedures, name="procedures"),
    path("desk/inventory.csv", views.procedures_csv, name="procedures_csv"),
    path("desk/inventory/new/", changing.new, name="new"),
    path("desk/inventory/<uuid:procedure_id>/", views.procedure, name="procedure"),
    path("desk/inventory/<uuid:procedure_id>/facts/", changing.facts, name="facts"),
    path("desk/inventory/<uuid:procedure_id>/stage/", changing.stage, name="stage"),
    path("desk/inventory/<uuid:procedure_id>/obstacles/", changing.note_obstacle, name="note_obstacle"),
    path("desk/inventory/<uuid:procedure_id>/obstacles/resolve/", changing.resolve_obstacle, name="resolve_obstacle"),
]
