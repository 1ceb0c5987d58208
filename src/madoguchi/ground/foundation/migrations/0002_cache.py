"""The table of the cache that all processes share: limits of sign-in, used one-time codes."""

from typing import Any

from django.core.management import call_command
from django.db import migrations

TABLE = "foundation_cache"


def create(apps: Any, schema_editor: Any) -> None:
    call_command("createcachetable", TABLE, database=schema_editor.connection.alias, verbosity=0)


def drop(apps: Any, schema_editor: Any) -> None:
    schema_editor.execute(f"DROP TABLE {schema_editor.quote_name(TABLE)}")


class Migration(migrations.Migration):
    dependencies = [
        ("foundation", "0001_initial"),
    ]

    operations = [migrations.RunPython(create, drop)]
