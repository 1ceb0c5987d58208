"""The WSGI application, for any server."""

import os

import django
from django.core.wsgi import get_wsgi_application

from madoguchi.config.static_files import collect_static

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "madoguchi.config.settings")
django.setup()
collect_static()  # `madoguchi serve` has done so already; another server has not
application = get_wsgi_application()
