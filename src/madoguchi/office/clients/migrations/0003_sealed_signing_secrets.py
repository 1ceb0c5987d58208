"""Signing secrets lie sealed in their rows; until now they were made anew from the deployment's key at each sending."""

import base64
import hmac
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.db import migrations, models

from madoguchi.ground.foundation.public import sealing


def _seal_known_secrets(apps: Any, schema_editor: Any) -> None:  # Any: Django passes its private state classes
    """Receivers keep the secrets they know."""
    webhooks = apps.get_model("clients", "Webhook")
    for row in webhooks.objects.using(schema_editor.connection.alias).order_by("id"):
        row.secret = _sealed(row.id, row.generation)
        row.secret_before = _sealed(row.id, row.generation - 1) if row.generation > 1 else ""
        row.save(update_fields=["secret", "secret_before"])


def _sealed(webhook_id: Any, generation: int) -> str:
    made = hmac.new(settings.SECRET_KEY.encode(), f"madoguchi.webhook:{webhook_id}:{generation}".encode(), sha256)
    return sealing.seal("whsec_" + base64.b64encode(made.digest()).decode())


class Migration(migrations.Migration):
    dependencies = [("clients", "0002_secrets_tokens_webhooks")]

    operations = [
        migrations.AddField("webhook", "secret", models.CharField(max_length=200, default=""), preserve_default=False),
        migrations.AddField("webhook", "secret_before", models.CharField(max_length=200, default="")),
        migrations.RunPython(_seal_known_secrets, migrations.RunPython.noop),
        migrations.RemoveField("webhook", "generation"),
    ]
