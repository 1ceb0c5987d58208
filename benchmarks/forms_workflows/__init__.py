"""django-forms-workflows as its README sets it up, in a virtual environment of its own that the benchmark makes."""

from celery import Celery

app = Celery("forms_workflows")
app.config_from_object("django.conf:settings", namespace="CELERY")
