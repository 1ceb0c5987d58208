"""Tasks asked for at one instant are run in the order they were asked for: their ids, which rise, end the index."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

_BODY = {
    "postgresql": "coalesce(args_kwargs #>> '{args,0}', '')",
    "sqlite": "coalesce(json_extract(args_kwargs, '$.args[0]'), '') || ''",
}


def _in_order(_apps: object, schema_editor: BaseDatabaseSchemaEditor) -> None:
    _make(schema_editor, "enqueued_at, id")


def _by_instant(_apps: object, schema_editor: BaseDatabaseSchemaEditor) -> None:
    _make(schema_editor, "enqueued_at")


def _make(schema_editor: BaseDatabaseSchemaEditor, oldest: str) -> None:
    body = _BODY[schema_editor.connection.vendor]
    schema_editor.execute("DROP INDEX task_ready_by_body")
    schema_editor.execute(
        f"CREATE INDEX task_ready_by_body ON django_tasks_database_dbtaskresult "
        f"(({body}), priority DESC, run_after, {oldest}) WHERE status = 'READY'"
    )


class Migration(migrations.Migration):
    dependencies = [("foundation", "0015_acting_orders_from_a_day")]

    operations = [migrations.RunPython(_in_order, _by_instant)]
