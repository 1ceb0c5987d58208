"""Addresses of the staff pages about staff, below a body's slug."""

from django.urls import path

from madoguchi.ground.foundation.people_web import arrivals, bulk, moves, one_person, organisation, renewals, views

app_name = "people"

urlpatterns = [
    path("desk/people/", views.people_list, name="list"),
    path("desk/people/all/", arrivals.directory, name="directory"),
    path("desk/people/moves/", bulk.moves, name="moves"),
    path("desk/people/moves/carry-out/", bulk.carry_out, name="carry_out_moves"),
    path("desk/people.csv", arrivals.directory_csv, name="directory_csv"),
    path("desk/people/new/", arrivals.new, name="new"),
    path("desk/people/new/register/", arrivals.register, name="register"),
    path("desk/people/<uuid:person_id>/posts/", moves.posts, name="posts"),
    path("desk/people/<uuid:person_id>/posts/<uuid:assignment_id>/end/", moves.end, name="end_assignment"),
    path(
        "desk/people/<uuid:person_id>/posts/<uuid:assignment_id>/withdraw/", moves.withdraw, name="withdraw_assignment"
    ),
    path("desk/people/<uuid:person_id>/", one_person.person, name="person"),
    path("desk/people/<uuid:person_id>/leave/", one_person.leave, name="leave"),
    path("desk/people/<uuid:person_id>/identities/", one_person.link, name="link_identity"),
    path("desk/people/<uuid:person_id>/identities/<uuid:identity_id>/end/", one_person.unlink, name="unlink_identity"),
    path("desk/people/<uuid:person_id>/sign-in/", renewals.ask, name="renew_sign_in"),
    path("desk/people/divisions/", organisation.listed, name="organisation"),
    path("desk/people/divisions/new/", organisation.new_division, name="new_division"),
    path("desk/people/divisions/<uuid:division_id>/", organisation.division, name="division"),
    path("desk/people/divisions/<uuid:division_id>/close/", organisation.close_division, name="close_division"),
    path("desk/people/divisions/<uuid:division_id>/posts/new/", organisation.new_post, name="new_post"),
    path("desk/people/posts/<uuid:post_id>/", organisation.post, name="post"),
    path("desk/people/posts/<uuid:post_id>/close/", organisation.close_post, name="close_post"),
    path("desk/sign-in-renewals/", renewals.waiting, name="renewals"),
    path("desk/sign-in-renewals/<uuid:renewal_id>/allow/", renewals.allow, name="allow_renewal"),
    path("desk/sign-in-renewals/<uuid:renewal_id>/withdraw/", renewals.withdraw, name="withdraw_renewal"),
    path("desk/absence/", views.absence, name="absence"),
    path("desk/absence/<uuid:absence_id>/end/", views.end_absence, name="end_absence"),
]
