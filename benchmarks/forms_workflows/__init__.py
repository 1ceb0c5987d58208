"""django-forms-workflows as its README sets it up; runs in a virtual environment of its own, which the benchmark makes."""

from celery import Celery

app = Celery("forms_workflows")
app.config_from_object("django.conf:settings", namespace="CELERY")
