"""Addresses of the staff pages about staff, below a body's slug."""

from django.urls import path

from madoguchi.ground.foundation.people_web import views

app_name = "people"

urlpatterns = [
    path("desk/people/", views.people_list, name="list"),
    path("desk/people/<uuid:person_id>/sign-in/", views.renew_sign_in, name="renew_sign_in"),
    path("desk/absence/", views.absence, name="absence"),
    path("desk/absence/<uuid:absence_id>/end/", views.end_absence, name="end_absence"),
]
