"""What its README asks for, and nothing that costs a request more; the database's settings are those of the product."""

import os
from urllib.parse import urlsplit

_url = urlsplit(os.environ["DATABASE_URL"])
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3", "NAME": _url.path[1:], "CONN_MAX_AGE": None,
        "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 20,
                    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;"},
    } if _url.scheme == "sqlite" else {
        "ENGINE": "django.db.backends.postgresql", "NAME": _url.path[1:], "USER": _url.username,
        "PASSWORD": _url.password, "HOST": _url.hostname or "", "PORT": str(_url.port or ""),
        "CONN_MAX_AGE": None, "CONN_HEALTH_CHECKS": True,
    }
}  # fmt: skip
SECRET_KEY = "for measuring only"
DEBUG = False
ALLOWED_HOSTS = ["*"]
ROOT_URLCONF = "forms_workflows.urls"
WSGI_APPLICATION = "forms_workflows.wsgi.application"
INSTALLED_APPS = [
    "django.contrib.admin", "django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions",
    "django.contrib.messages", "django.contrib.staticfiles", "nested_admin", "crispy_forms", "crispy_bootstrap5",
    "django_forms_workflows",
]  # fmt: skip
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]
CRISPY_ALLOWED_TEMPLATE_PACKS = CRISPY_TEMPLATE_PACK = "bootstrap5"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
STATIC_URL = "/static/"
USE_TZ = True
TIME_ZONE = "Asia/Tokyo"
# The cheapest broker there is, in the process itself: with Redis an application cost three times as much.
CELERY_BROKER_URL = "memory://"
