"""The WSGI application, for any server."""

import gc
import os

import django
from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

from madoguchi.config.static_files import collect_static

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "madoguchi.config.settings")
django.setup()
collect_static()  # `madoguchi serve` has done so already; another server has not
application = get_wsgi_application()
_ = get_resolver().url_patterns  # every page's module, now rather than with the first request
for status in (400, 403, 404, 500):  # the day of a fault, or of a full disk, is too late
    get_resolver().resolve_error_handler(status)

# What is loaded stays. Searched for garbage again and again it cost 80 ms at a time, 5 % of all requests.
gc.collect()
gc.freeze()
gc.set_threshold(5_000)
