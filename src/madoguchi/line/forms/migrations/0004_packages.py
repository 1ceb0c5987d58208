"""Packages of other bodies, as they came and what became of them; keys that are trusted to sign them."""

import django.db.models.deletion
from django.db import migrations, models

import madoguchi.ground.foundation.scope
import madoguchi.ground.kernel.ids
from madoguchi.ground.foundation.migration_operations import OwnedTables


class Migration(migrations.Migration):
    dependencies = [
        ("forms", "0003_prepared_version"),
        ("foundation", "0015_acting_orders_from_a_day"),
        ("inventory", "0002_procedure_moves"),
    ]

    operations = [
        migrations.CreateModel(
            name="Adoption",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=madoguchi.ground.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("package_id", models.CharField(max_length=101)),
                ("package_version", models.CharField(max_length=20)),
                ("package_sha256", models.CharField(max_length=64)),
                ("content", models.TextField()),
                ("signer", models.CharField(max_length=64)),
                ("licence", models.CharField(max_length=100)),
                ("received_at", models.DateTimeField()),
                ("adopted_at", models.DateTimeField(null=True)),
                ("prepared_sha256", models.CharField(default="", max_length=64)),
                (
                    "adopted_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="foundation.person"
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
                    "procedure",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="inventory.procedure"
                    ),
                ),
                (
                    "received_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="foundation.person"
                    ),
                ),
                (
                    "result",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="forms.procedureversion",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("result__isnull", True)),
                        fields=("body", "procedure"),
                        name="adoption_one_open",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("package_sha256__regex", "^[0-9a-f]{64}$")), name="adoption_sha256_whole"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("result__isnull", True), ("adopted_at__isnull", False), _connector="OR"),
                        name="adoption_result_was_adopted",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="TrustedSigner",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=madoguchi.ground.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("public_key", models.CharField(max_length=64)),
                ("name", models.CharField(max_length=100)),
                ("proposed_at", models.DateTimeField()),
                ("confirmed_at", models.DateTimeField(null=True)),
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
                    "confirmed_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="foundation.person"
                    ),
                ),
                (
                    "proposed_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="foundation.person"
                    ),
                ),
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
                "constraints": [
                    models.UniqueConstraint(fields=("body", "public_key"), name="trusted_signer_once"),
                    models.CheckConstraint(
                        condition=models.Q(("public_key__regex", "^[0-9a-f]{64}$")), name="trusted_signer_key_whole"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("confirmed_by__isnull", True),
                            models.Q(("confirmed_by", models.F("proposed_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="trusted_signer_four_eyes",
                    ),
                ],
            },
        ),
        OwnedTables("forms_adoption", "forms_trustedsigner"),
    ]
