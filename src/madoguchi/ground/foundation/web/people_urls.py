"""Addresses of the staff pages about staff, below a body's slug."""

from django.urls import path

from madoguchi.ground.foundation.web import people

app_name = "people"

urlpatterns = [
    path("desk/people/", people.people_list, name="list"),
    path("desk/people/<uuid:person_id>/sign-in/", people.renew_sign_in, name="renew_sign_in"),
    path("desk/absence/", people.absence, name="absence"),
    path("desk/absence/<uuid:absence_id>/end/", people.end_absence, name="end_absence"),
]
