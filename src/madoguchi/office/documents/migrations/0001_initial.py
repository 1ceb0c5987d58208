"""Number series and issued documents: owned, and as written."""

import django.db.models.deletion
from django.db import migrations, models

import madoguchi.ground.foundation.scope
import madoguchi.ground.kernel.ids
from madoguchi.ground.foundation.migration_operations import AppendOnly, OwnedTables


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("foundation", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="NumberSeries",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=madoguchi.ground.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("code", models.CharField(max_length=40)),
                ("fiscal_year", models.PositiveSmallIntegerField()),
                ("prefix", models.CharField(max_length=20)),
                ("last_number", models.PositiveIntegerField(default=0)),
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
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
            },
        ),
        migrations.CreateModel(
            name="IssuedDocument",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=madoguchi.ground.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("kind", models.CharField(max_length=20)),
                ("title", models.CharField(max_length=200)),
                ("number", models.PositiveIntegerField(null=True)),
                ("number_text", models.CharField(blank=True, max_length=40)),
                ("matter_id", models.UUIDField(null=True)),
                ("issued_on", models.DateField()),
                ("issued_at", models.DateTimeField()),
                ("sha256", models.CharField(max_length=64)),
                ("verification_code", models.CharField(max_length=16)),
                ("template_version", models.CharField(max_length=16)),
                ("data_sha256", models.CharField(max_length=64)),
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
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="foundation.storedfile",
                    ),
                ),
                (
                    "supersedes",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="documents.issueddocument",
                    ),
                ),
                (
                    "series",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="documents.numberseries",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
            },
        ),
        migrations.AddConstraint(
            model_name="numberseries",
            constraint=models.UniqueConstraint(
                fields=("body", "code", "fiscal_year"), name="documents_one_series_per_year"
            ),
        ),
        migrations.AddConstraint(
            model_name="numberseries",
            constraint=models.UniqueConstraint(
                fields=("body", "prefix", "fiscal_year"), name="documents_one_prefix_per_year"
            ),
        ),
        migrations.AddIndex(
            model_name="issueddocument",
            index=models.Index(fields=["body", "matter_id"], name="documents_by_matter"),
        ),
        migrations.AddIndex(
            model_name="issueddocument",
            index=models.Index(fields=["body", "file"], name="documents_by_file"),
        ),
        migrations.AddConstraint(
            model_name="issueddocument",
            constraint=models.UniqueConstraint(fields=("body", "series", "number"), name="documents_number_given_once"),
        ),
        migrations.AddConstraint(
            model_name="issueddocument",
            constraint=models.UniqueConstraint(fields=("body", "verification_code"), name="documents_code_given_once"),
        ),
        migrations.AddConstraint(
            model_name="issueddocument",
            constraint=models.UniqueConstraint(fields=("body", "supersedes"), name="documents_superseded_once"),
        ),
        migrations.AddConstraint(
            model_name="issueddocument",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("number", None), ("number_text", ""), ("series", None)),
                    models.Q(
                        ("number__gte", 1),
                        ("number__isnull", False),
                        ("series__isnull", False),
                        models.Q(("number_text", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="documents_number_is_whole",
            ),
        ),
        OwnedTables("documents_numberseries", "documents_issueddocument"),
        # Only last_number of a series moves; only the file of a document may go, when its retention ends.
        AppendOnly("documents_numberseries", ["id", "body_id", "code", "fiscal_year", "prefix"]),
        AppendOnly(
            "documents_issueddocument",
            [
                "id",
                "body_id",
                "kind",
                "title",
                "series_id",
                "number",
                "number_text",
                "matter_id",
                "issued_on",
                "issued_at",
                "sha256",
                "verification_code",
                "template_version",
                "data_sha256",
                "supersedes_id",
            ],
        ),  # fmt: skip
    ]
