"""The smallest settings that serve; the database's are the product's own, so that neither side has a better driver."""

from pathlib import Path

from madoguchi.config.settings import DATABASES, SECRET_KEY

__all__ = ["DATABASES", "SECRET_KEY"]

DEBUG = False
ALLOWED_HOSTS = ["*"]
ROOT_URLCONF = "rival.urls"
WSGI_APPLICATION = "rival.wsgi.application"
INSTALLED_APPS = ["django.contrib.sessions", "rival"]
MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [Path(__file__).parent / "templates"],
        "OPTIONS": {"context_processors": ["django.template.context_processors.request"]},
    }
]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
LANGUAGE_CODE = "ja"
USE_TZ = True
TIME_ZONE = "Asia/Tokyo"
