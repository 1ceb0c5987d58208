"""Addresses below a body's slug."""

from django.urls import path

from madoguchi.line.linkage.web import views

app_name = "linkage"
urlpatterns = [
    path("desk/handover/", views.hand_overs, name="hand_overs"),
    path("desk/handover/layouts/<slug:layout>/", views.layout, name="layout"),
    path("desk/handover/layouts/<slug:layout>/make/", views.make, name="make"),
    path("desk/handover/files/<uuid:hand_over_id>/manifest.json", views.manifest, name="manifest"),
    path("desk/handover/files/<uuid:hand_over_id>/<str:name>", views.file, name="file"),
    path("desk/handover/sheets/<uuid:application_id>.pdf", views.sheet, name="sheet"),
]
