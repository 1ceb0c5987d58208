"""Secrets of authenticator apps are sealed with a key that is not in the database (docs/operate/keys.md)."""

from collections.abc import Callable
from typing import Any

from django.db import migrations

from madoguchi.ground.foundation import sealing


def _each(apps: Any, editor: Any, change: Callable[[str], str]) -> None:  # Any: Django passes private classes
    rows = apps.get_model("mfa", "Authenticator").objects.using(editor.connection.alias)
    for row in rows.filter(type="totp").order_by("id"):
        row.data["secret"] = change(row.data["secret"])
        row.save(update_fields=["data"])


def seal(apps: Any, editor: Any) -> None:  # Any: as above
    _each(apps, editor, lambda secret: secret if sealing.is_sealed(secret) else sealing.seal(secret))


def unseal(apps: Any, editor: Any) -> None:  # Any: as above
    _each(apps, editor, sealing.opened)


class Migration(migrations.Migration):
    dependencies = [
        ("foundation", "0007_zones"),
        ("mfa", "0003_authenticator_type_uniq"),
    ]

    operations = [migrations.RunPython(seal, unseal)]
