"""Addresses of the deployment itself, beside those of its bodies."""

from django.urls import path

from madoguchi.ground.foundation.web import operation

app_name = "foundation"

urlpatterns = [
    path("healthz", operation.healthz, name="healthz"),
    path("readyz", operation.readyz, name="readyz"),
    path("metrics", operation.metrics, name="metrics"),
]
