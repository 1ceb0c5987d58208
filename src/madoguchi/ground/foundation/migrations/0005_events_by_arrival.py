"""Events are counted as they arrive, by the database, rather than within their subject.

The hash of an event holds the new number, so a log that was sealed before is sealed anew by the next worker.
"""

from django.db import migrations, models

from madoguchi.ground.foundation.migration_operations import AppendOnly, Functions, NotAppendOnly

_EVENT = [
    "id",
    "body_id",
    "name",
    "subject_type",
    "subject_id",
    "matter_id",
    "at",
    "recorded_at",
    "actor_kind",
    "actor_account_id",
    "actor_person_id",
    "actor_division_id",
    "request_id",
    "facts",
]
_SEAL = ["number", "body_id", "previous_root", "root", "event_count", "leaves", "sealed_at"]


def _counted(column: str, within: str) -> str:
    """Count the events by their ids and take their seals away; each row once, or PostgreSQL has checks left to do."""
    return (
        f"UPDATE foundation_loggedevent SET {column} = counted.number, seal_number = NULL, leaf_index = NULL FROM "  # noqa: S608
        f"(SELECT id, row_number() OVER ({within} ORDER BY id) AS number FROM foundation_loggedevent) AS counted "
        "WHERE counted.id = foundation_loggedevent.id; DELETE FROM foundation_seal"
    )


class Migration(migrations.Migration):
    dependencies = [
        ("foundation", "0004_file_scans"),
    ]

    operations = [
        NotAppendOnly("foundation_loggedevent", [*_EVENT, "subject_seq"]),
        NotAppendOnly("foundation_seal", _SEAL),
        migrations.RemoveConstraint("loggedevent", "event_in_order"),
        migrations.RemoveConstraint("loggedevent", "event_sealed_whole"),
        migrations.AlterField("loggedevent", "seal_number", models.IntegerField(null=True)),
        migrations.AlterField("loggedevent", "leaf_index", models.IntegerField(null=True)),
        migrations.RemoveIndex("loggedevent", "event_unsealed"),
        migrations.RemoveIndex("loggedevent", "event_of_matter"),
        migrations.AlterField("loggedevent", "subject_seq", models.PositiveIntegerField(null=True)),
        migrations.AddField("loggedevent", "arrival", models.BigIntegerField(null=True)),
        migrations.RunSQL(
            _counted("arrival", ""), _counted("subject_seq", "PARTITION BY body_id, subject_type, subject_id")
        ),
        migrations.RemoveField("loggedevent", "subject_seq"),
        migrations.AlterField("loggedevent", "arrival", models.BigIntegerField()),
        migrations.AddIndex(
            "loggedevent",
            models.Index(
                fields=["body", "arrival"], condition=models.Q(seal_number__isnull=True), name="event_unsealed"
            ),
        ),
        migrations.AddIndex(
            "loggedevent", models.Index(fields=["body", "matter_id", "arrival"], name="event_of_matter")
        ),
        Functions(create="CREATE SEQUENCE foundation_arrival", drop="DROP SEQUENCE foundation_arrival"),
        Functions(
            create="SELECT setval('foundation_arrival', (SELECT coalesce(max(arrival), 0) + 1 FROM foundation_loggedevent))",
            drop="SELECT 1",
        ),
        AppendOnly("foundation_loggedevent", [*_EVENT, "arrival"]),
        AppendOnly("foundation_seal", _SEAL),
    ]
