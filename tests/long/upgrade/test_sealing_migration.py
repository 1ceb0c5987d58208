"""A webhook of before: its receiver keeps the secret that was derived from the deployment's key."""

from __future__ import annotations

import base64
import hashlib
import hmac

import pytest
from django.conf import settings

from madoguchi.ground.foundation.models import Body
from madoguchi.ground.foundation.public import body_scope, now, sealing
from madoguchi.office.clients.models import Client, Webhook
from tests.support.migrating import migrate


@pytest.mark.django_db(transaction=True)
def test_known_secrets_stay_as_they_are(body: Body) -> None:
    with body_scope(body, write=True):
        client = Client.objects.create(name="給付", key="k", scopes=[], added_at=now())
        hook = Webhook.objects.create(client=client, url="https://v.example/", events=[], secret="", added_at=now())
    migrate("clients", "0002_secrets_tokens_webhooks")
    migrate("clients", "0003_sealed_signing_secrets")

    told = f"madoguchi.webhook:{hook.id}:1".encode()
    derived = hmac.new(settings.SECRET_KEY.encode(), told, hashlib.sha256).digest()
    with body_scope(body):
        row = Webhook.objects.get(pk=hook.id)
    assert sealing.opened(row.secret) == "whsec_" + base64.b64encode(derived).decode()
    assert row.secret_before == ""
