"""What bodies are called and who heads them, from a day on; what was said of a day stays."""

import django.db.models.deletion
from django.db import migrations, models

import madoguchi.ground.kernel.ids
from madoguchi.ground.foundation.migration_operations import AppendOnly

_STAYS = ["body_id", "name", "name_en", "head_title", "head_name", "contact", "valid_from", "set_at", "set_by"]


class Migration(migrations.Migration):
    dependencies = [
        ("foundation", "0013_first_passwords"),
    ]

    operations = [
        migrations.CreateModel(
            name="BodyNaming",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=madoguchi.ground.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("name", models.CharField(max_length=100)),
                ("name_en", models.CharField(max_length=100)),
                ("head_title", models.CharField(max_length=40)),
                ("head_name", models.CharField(max_length=80)),
                ("contact", models.CharField(max_length=200)),
                ("valid_from", models.DateField(null=True)),
                ("set_at", models.DateTimeField()),
                ("set_by", models.UUIDField(null=True)),
                ("begun_at", models.DateTimeField(null=True)),
                (
                    "body",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="namings", to="foundation.body"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["body", "valid_from", "set_at"], name="body_naming_in_order")],
            },
        ),
        AppendOnly("foundation_bodynaming", _STAYS, deletable=True),  # plans are withdrawn, bodies leave
    ]
