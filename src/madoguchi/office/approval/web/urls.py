"""Addresses of approval, below the body's slug."""

from django.urls import path

from madoguchi.office.approval.web import views

app_name = "approval"
urlpatterns = [
    path("desk/approvals/", views.proposals, name="proposals"),
    path("desk/approvals/<uuid:proposal_id>/", views.proposal, name="proposal"),
    path("desk/approvals/<uuid:proposal_id>/approve/", views.approve, name="approve"),
    path("desk/approvals/<uuid:proposal_id>/return/", views.send_back, name="send_back"),
    path("desk/approvals/<uuid:proposal_id>/withdraw/", views.withdraw, name="withdraw"),
    path("desk/approvals/<uuid:proposal_id>/confirm/", views.confirm, name="confirm"),
]
