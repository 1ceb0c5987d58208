"""A proposal keeps the facts it was made with, and what the body's rules said about who decides."""

from django.db import migrations, models

from madoguchi.ground.foundation.migration_operations import AppendOnly, NotAppendOnly

_WRITTEN = [
    "body_id", "subject_type", "subject_id", "matter_id", "title", "content", "content_hash", "route_code", "steps",
    "proposed_by_id", "proposed_at",
]  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [
        ("approval", "0001_initial"),
    ]

    operations = [
        NotAppendOnly("approval_proposal", _WRITTEN, deletable=True),
        migrations.AddField(model_name="proposal", name="facts", field=models.JSONField(default=dict)),
        migrations.AddField(model_name="proposal", name="authority", field=models.JSONField(null=True)),
        AppendOnly("approval_proposal", [*_WRITTEN, "facts", "authority"], deletable=True),
    ]
