"""The office's files that forms are begun with are kept, with the map of their boxes."""

import django.db.models.deletion
from django.db import migrations, models

import madoguchi.ground.foundation.scope
import madoguchi.ground.kernel.ids
from madoguchi.ground.foundation.migration_operations import OwnedTables


class Migration(migrations.Migration):
    dependencies = [
        ("forms", "0006_work_comments"),
        ("foundation", "0016_tasks_in_order"),
        ("inventory", "0002_procedure_moves"),
    ]

    operations = [
        migrations.AddField(
            model_name="workinprogress",
            name="is_compared",
            field=models.BooleanField(default=True),
        ),
        migrations.CreateModel(
            name="Sheet",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=madoguchi.ground.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("map_sha256", models.CharField(max_length=64)),
                ("draft", models.TextField()),
                ("drawing", models.TextField()),
                ("taken_at", models.DateTimeField()),
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
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="foundation.storedfile"
                    ),
                ),
                (
                    "procedure",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="inventory.procedure"
                    ),
                ),
                (
                    "taken_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="foundation.person"
                    ),
                ),
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
            },
        ),
        migrations.AddField(
            model_name="workinprogress",
            name="sheet",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="forms.sheet"
            ),
        ),
        migrations.AddConstraint(
            model_name="workinprogress",
            constraint=models.CheckConstraint(
                condition=models.Q(("is_compared", True), ("sheet__isnull", False), _connector="OR"),
                name="work_compared_or_has_sheet",
            ),
        ),
        migrations.AddConstraint(
            model_name="sheet",
            constraint=models.UniqueConstraint(fields=("body", "procedure", "map_sha256"), name="sheet_once"),
        ),
        migrations.AddConstraint(
            model_name="sheet",
            constraint=models.CheckConstraint(
                condition=models.Q(("map_sha256__regex", "^[0-9a-f]{64}$")), name="sheet_map_sha256_whole"
            ),
        ),
        OwnedTables("forms_sheet"),
    ]
