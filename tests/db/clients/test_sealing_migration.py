"""A webhook of before: its receiver keeps the secret that was derived from the deployment's key."""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.db import connections

from madoguchi.ground.foundation.models import Body
from madoguchi.ground.foundation.public import body_scope, now, sealing
from madoguchi.office.clients.models import Client, Webhook
from tests.support.databases import SETTINGS, SOURCES

_BY_OWNER = """
import sys, django
django.setup()
from django.core.management import call_command
from django.db import connections
if "owner" in connections.settings:
    connections["default"] = connections["owner"]
call_command("migrate", "clients", *sys.argv[1:], verbosity=0)
"""


def migrate(target: str) -> None:
    connections.close_all()
    done = subprocess.run(
        [sys.executable, "-c", _BY_OWNER, target],
        env={**os.environ, "DJANGO_SETTINGS_MODULE": SETTINGS, "PYTHONPATH": SOURCES},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.django_db(transaction=True)
def test_known_secrets_stay_as_they_are(body: Body) -> None:
    with body_scope(body, write=True):
        client = Client.objects.create(name="給付", key="k", scopes=[], added_at=now())
        hook = Webhook.objects.create(client=client, url="https://v.example/", events=[], secret="", added_at=now())
    migrate("0002_secrets_tokens_webhooks")
    migrate("0003_sealed_signing_secrets")

    told = f"madoguchi.webhook:{hook.id}:1".encode()
    derived = hmac.new(settings.SECRET_KEY.encode(), told, hashlib.sha256).digest()
    with body_scope(body):
        row = Webhook.objects.get(pk=hook.id)
    assert sealing.opened(row.secret) == "whsec_" + base64.b64encode(derived).decode()
    assert row.secret_before == ""
