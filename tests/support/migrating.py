"""Moving an app's tables of this test's own database to a migration, in a process of its own, as an operator would."""

from __future__ import annotations

import os
import subprocess
import sys

from django.db import connections

from tests.support.databases import SETTINGS, SOURCES

_BY_OWNER = """
import sys, django
django.setup()
from django.core.management import call_command
from django.db import connections
if "owner" in connections.settings:
    connections["default"] = connections["owner"]
call_command("migrate", *sys.argv[1:], verbosity=0)
"""


def migrate(app: str, target: str) -> None:
    """Go to a migration of an app, forwards or back."""
    connections.close_all()
    done = subprocess.run(
        [sys.executable, "-c", _BY_OWNER, app, target],
        env={**os.environ, "DJANGO_SETTINGS_MODULE": SETTINGS, "PYTHONPATH": SOURCES},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
