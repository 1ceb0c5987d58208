"""Addresses of messages, below the body's slug."""

from django.urls import path

from madoguchi.office.messages.web import views

app_name = "messages"
urlpatterns = [
    path("desk/messages/", views.outgoing, name="outgoing"),
    path("desk/messages/<uuid:message_id>/revive/", views.revive, name="revive"),
]
