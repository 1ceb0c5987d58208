"""Addresses of the portal, below the body's slug."""

from django.urls import path

from madoguchi.faces.portal.web import views

app_name = "portal"
urlpatterns = [
    path("", views.home, name="home"),
    path("search/", views.search, name="search"),
    path("procedures/<slug:code>/", views.procedure, name="procedure"),
    path("status/", views.status, name="status"),
    path("status/leave/", views.leave, name="leave"),
    path("applications/<uuid:application_id>/", views.tracker, name="tracker"),
    path("applications/<uuid:application_id>/notice/", views.notice, name="notice"),
    path("mypage/", views.my_page, name="my_page"),
]
