"""What is ready to be run is found by body, so that bodies take turns (``tasks.turns``)."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

_BODY = {
    "postgresql": "coalesce(args_kwargs #>> '{args,0}', '')",
    "sqlite": "coalesce(json_extract(args_kwargs, '$.args[0]'), '') || ''",
}


def _make(_apps: object, schema_editor: BaseDatabaseSchemaEditor) -> None:
    body = _BODY[schema_editor.connection.vendor]
    schema_editor.execute(
        f"CREATE INDEX task_ready_by_body ON django_tasks_database_dbtaskresult "
        f"(({body}), priority DESC, run_after, enqueued_at) WHERE status = 'READY'"
    )


def _drop(_apps: object, schema_editor: BaseDatabaseSchemaEditor) -> None:
    schema_editor.execute("DROP INDEX task_ready_by_body")


class Migration(migrations.Migration):
    dependencies = [
        ("foundation", "0008_sealed_secrets"),
        ("django_tasks_database", "0021_conditional_partial_index_ordering"),
    ]

    operations = [migrations.RunPython(_make, _drop)]
