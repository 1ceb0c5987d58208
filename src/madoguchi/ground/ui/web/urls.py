"""Addresses of the look: they belong to no body, so they stand outside ``/{slug}/``."""

from django.urls import path

from madoguchi.ground.ui.web import views

app_name = "ui"
urlpatterns = [
    path("ui/language/", views.language, name="language"),
    path("ui/text-size/", views.text_size, name="text_size"),
    path("gallery/", views.gallery, name="gallery"),
    path("gallery/resident/", views.gallery_resident, name="gallery_resident"),
    path("gallery/receipt/", views.gallery_receipt, name="gallery_receipt"),
    path("gallery/staff/", views.gallery_staff, name="gallery_staff"),
    path("gallery/case/", views.gallery_case, name="gallery_case"),
    path("gallery/error/<int:status>/", views.gallery_error, name="gallery_error"),
]
