"""The WSGI application, for any server."""

import os

from django.core.wsgi import get_wsgi_application

from madoguchi.config.serving import collect_static, start_django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "madoguchi.config.settings")
start_django()
collect_static()  # `madoguchi serve` has done so already; another server has not
application = get_wsgi_application()
