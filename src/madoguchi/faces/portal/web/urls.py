"""Addresses of the portal, below the body's slug."""

from django.urls import path

from madoguchi.faces.portal.web import benefit_views, paper_views, views

app_name = "portal"
urlpatterns = [
    path("", views.home, name="home"),
    path("search/", views.search, name="search"),
    path("procedures/<slug:code>/", views.procedure, name="procedure"),
    path("procedures/<slug:code>/form.pdf", paper_views.paper, name="paper"),
    path("procedures/<slug:code>/form-large.pdf", paper_views.large_paper, name="large_paper"),
    path("benefits/", benefit_views.check, name="benefits"),
    path("status/", views.status, name="status"),
    path("status/leave/", views.leave, name="leave"),
    path("applications/<uuid:application_id>/", views.tracker, name="tracker"),
    path("applications/<uuid:application_id>/notice/", views.notice, name="notice"),
    path("mypage/", views.my_page, name="my_page"),
]
