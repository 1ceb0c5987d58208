"""Addresses of this room, below the body's slug."""

from django.urls import path

from madoguchi.office.clients.web import views

app_name = "clients"
urlpatterns = [
    path("desk/clients/", views.clients, name="clients"),
    path("desk/clients/add/", views.add, name="add"),
    path("desk/clients/<uuid:client_id>/", views.client, name="client"),
    path("desk/clients/<uuid:client_id>/scopes/", views.set_scopes, name="scopes"),
    path("desk/clients/<uuid:client_id>/rotate/", views.rotate, name="rotate"),
    path("desk/clients/<uuid:client_id>/stop/", views.stop, name="stop"),
    path("desk/clients/<uuid:client_id>/webhooks/", views.add_webhook, name="add_webhook"),
    path("desk/clients/webhooks/<uuid:webhook_id>/", views.webhook, name="webhook"),
    path("desk/clients/webhooks/<uuid:webhook_id>/try/", views.try_webhook, name="try_webhook"),
    path("desk/clients/webhooks/<uuid:webhook_id>/rotate/", views.rotate_webhook, name="rotate_webhook"),
    path("desk/clients/webhooks/<uuid:webhook_id>/stop/", views.stop_webhook, name="stop_webhook"),
    path("desk/clients/webhooks/messages/<uuid:webhook_message_id>/again/", views.send_again, name="send_again"),
]
