import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import madoguchi.ground.foundation.scope
import madoguchi.ground.kernel.ids
from madoguchi.ground.foundation.migration_operations import AppendOnly, OwnedTables


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("foundation", "0002_cache"),
        ("inventory", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ProcedureVersion",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=madoguchi.ground.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("definition", models.TextField()),
                ("sha256", models.CharField(max_length=64)),
                ("published_at", models.DateTimeField()),
                ("closes_at", models.DateTimeField(null=True)),
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
                    "procedure",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="inventory.procedure"
                    ),
                ),
                (
                    "published_by",
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
        migrations.CreateModel(
            name="Draft",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=madoguchi.ground.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("secret_sha256", models.CharField(default="", max_length=64)),
                ("is_correction", models.BooleanField(default=False)),
                ("answers", models.TextField(default="{}")),
                ("revision", models.PositiveIntegerField(default=1)),
                ("page_reached", models.CharField(default="", max_length=40)),
                ("channel", models.CharField(max_length=10)),
                ("proxy", models.JSONField(null=True)),
                ("started_at", models.DateTimeField()),
                ("saved_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("is_closed", models.BooleanField(default=False)),
                (
                    "account",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
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
                (
                    "entered_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="foundation.person"
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="forms.procedureversion"
                    ),
                ),
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
            },
        ),
        migrations.AddConstraint(
            model_name="procedureversion",
            constraint=models.UniqueConstraint(fields=("body", "procedure", "number"), name="version_number_once"),
        ),
        migrations.AddConstraint(
            model_name="procedureversion",
            constraint=models.CheckConstraint(condition=models.Q(("number__gte", 1)), name="version_number_positive"),
        ),
        migrations.AddConstraint(
            model_name="procedureversion",
            constraint=models.CheckConstraint(
                condition=models.Q(("sha256__regex", "^[0-9a-f]{64}$")), name="version_sha256_whole"
            ),
        ),
        migrations.AddIndex(
            model_name="draft",
            index=models.Index(fields=["body", "account", "saved_at"], name="draft_of_account"),
        ),
        migrations.AddIndex(
            model_name="draft",
            index=models.Index(fields=["body", "expires_at"], name="draft_by_expiry"),
        ),
        migrations.AddConstraint(
            model_name="draft",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("account__isnull", False),
                    ("entered_by__isnull", False),
                    ("is_correction", True),
                    models.Q(("secret_sha256", ""), _negated=True),
                    _connector="OR",
                ),
                name="draft_has_owner",
            ),
        ),
        migrations.AddConstraint(
            model_name="draft",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("is_closed", False), models.Q(("answers", "{}"), ("proxy__isnull", True)), _connector="OR"
                ),
                name="draft_closed_is_empty",
            ),
        ),
        OwnedTables("forms_procedureversion", "forms_draft"),
        AppendOnly(
            "forms_procedureversion",
            ["id", "body_id", "procedure_id", "number", "definition", "sha256", "published_at", "published_by_id"],
        ),
    ]
