"""Links to other machines can be encrypted, and then the other end is verified."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from tests.support.databases import SOURCES

_SHOW = """
import json, ssl
from django.conf import settings
from django.core.mail.backends.smtp import EmailBackend
mail = EmailBackend()
print(json.dumps({
    "options": settings.DATABASES["default"]["OPTIONS"], "name": settings.DATABASES["default"]["NAME"],
    "tls": mail.use_tls,
    "verifies": mail.ssl_context.verify_mode == ssl.CERT_REQUIRED and mail.ssl_context.check_hostname,
}))
"""


def shown(folder: Path, **environment: str) -> dict[str, object]:
    """Return what the settings make of an environment, in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-c", _SHOW],
        env={
            "PATH": os.environ["PATH"], "PYTHONPATH": SOURCES, "DJANGO_SETTINGS_MODULE": "madoguchi.config.settings",
            "MADOGUCHI_DATA": str(folder), **environment,
        },
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    found: dict[str, object] = json.loads(done.stdout)
    return found


def test_database_and_mail_server_are_reached_over_verified_tls(tmp_path: Path) -> None:
    url = "postgresql://m:s@db.example/madoguchi?sslmode=verify-full&sslrootcert=/etc/ca.pem&application_name=x"
    found = shown(tmp_path, MADOGUCHI_DATABASE_URL=url, MADOGUCHI_MAIL_HOST="mail.example", MADOGUCHI_MAIL_TLS="1")
    assert found == {
        "options": {"sslmode": "verify-full", "sslrootcert": "/etc/ca.pem"}, "name": "madoguchi", "tls": True,
        "verifies": True,
    }  # fmt: skip


def test_without_the_settings_nothing_changes(tmp_path: Path) -> None:
    found = shown(tmp_path, MADOGUCHI_DATABASE_URL="postgresql://m:s@db.example/madoguchi")
    assert (found["options"], found["tls"]) == ({}, False)
