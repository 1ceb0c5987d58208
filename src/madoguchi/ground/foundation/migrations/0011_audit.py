"""The log is searched by time and by person; its checks are kept; a hold is lifted with a reason, and stands once."""

import django.db.models.deletion
from django.db import migrations, models

import madoguchi.ground.foundation.scope
import madoguchi.ground.kernel.ids
from madoguchi.ground.foundation.migration_operations import OwnedTables


class Migration(migrations.Migration):
    dependencies = [
        ("foundation", "0010_trial_bodies"),
    ]

    operations = [
        migrations.CreateModel(
            name="LogCheck",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=madoguchi.ground.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "body",
                    models.ForeignKey(
                        db_index=False,
                        default=madoguchi.ground.foundation.scope.current_body_id,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="foundation.body",
                    ),
                ),
                ("checked_at", models.DateTimeField()),
                ("seal_count", models.PositiveIntegerField()),
                ("event_count", models.PositiveIntegerField()),
                ("finding_count", models.PositiveIntegerField()),
                ("findings", models.JSONField()),
                ("sound_at", models.DateTimeField(null=True)),
            ],
            options={"abstract": False, "base_manager_name": "objects"},
        ),
        migrations.AddConstraint(
            model_name="logcheck",
            constraint=models.UniqueConstraint(fields=("body",), name="log_check_once"),
        ),
        migrations.AddField(
            model_name="legalhold", name="lift_reason", field=models.CharField(default="", max_length=300)
        ),
        migrations.AddField(model_name="legalhold", name="lifted_by", field=models.UUIDField(null=True)),
        migrations.AddIndex(
            model_name="legalhold", index=models.Index(fields=["body", "placed_at"], name="hold_by_time")
        ),
        migrations.AddConstraint(
            model_name="legalhold",
            constraint=models.UniqueConstraint(
                condition=models.Q(("lifted_at__isnull", True)), fields=("body", "matter_id"), name="hold_once"
            ),
        ),
        migrations.AddIndex(model_name="loggedevent", index=models.Index(fields=["body", "at"], name="event_by_time")),
        migrations.AddIndex(
            model_name="loggedevent",
            index=models.Index(
                condition=models.Q(("actor_person_id__isnull", False)),
                fields=["body", "actor_person_id", "at"],
                name="event_of_person",
            ),
        ),
        OwnedTables("foundation_logcheck"),
    ]
