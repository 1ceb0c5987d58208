"""A body may leave the deployment: it is retired first, and a line of it remains."""

from django.db import migrations, models

import madoguchi.ground.kernel.ids
from madoguchi.ground.foundation.migration_operations import AppendOnly, NotAppendOnly


class Migration(migrations.Migration):
    dependencies = [
        ("foundation", "0011_audit"),
    ]

    operations = [
        NotAppendOnly("foundation_body", ["is_trial"], deletable=True),
        migrations.RemoveConstraint(model_name="body", name="body_retired_is_trial"),
        AppendOnly("foundation_body", ["is_trial"], deletable=True),
        migrations.CreateModel(
            name="Departure",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=madoguchi.ground.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("former_id", models.UUIDField(unique=True)),
                ("slug", models.SlugField(max_length=40)),
                ("name", models.CharField(max_length=100)),
                ("number", models.CharField(max_length=12)),
                ("seal_number", models.PositiveIntegerField()),
                ("root", models.CharField(max_length=64)),
                ("row_count", models.PositiveBigIntegerField()),
                ("file_count", models.PositiveBigIntegerField()),
                ("began_at", models.DateTimeField()),
                ("erased_at", models.DateTimeField(null=True)),
            ],
            options={"abstract": False},
        ),
    ]
