"""Procedures move from one division to another, from a day on."""

import django.db.models.deletion
from django.db import migrations, models

import madoguchi.ground.foundation.scope
import madoguchi.ground.kernel.ids
from madoguchi.ground.foundation.migration_operations import OwnedTables


class Migration(migrations.Migration):
    dependencies = [
        ("foundation", "0015_acting_orders_from_a_day"),
        ("inventory", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="ProcedureMove",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=madoguchi.ground.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("valid_from", models.DateField()),
                ("moves_cases", models.BooleanField()),
                ("set_at", models.DateTimeField()),
                ("set_by", models.UUIDField(null=True)),
                ("begun_at", models.DateTimeField(null=True)),
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
                    "from_division",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="foundation.division"
                    ),
                ),
                (
                    "procedure",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="moves", to="inventory.procedure"
                    ),
                ),
                (
                    "to_division",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="foundation.division"
                    ),
                ),
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("begun_at", None)),
                        fields=("body", "procedure"),
                        name="procedure_one_move_planned",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("from_division", models.F("to_division")), _negated=True),
                        name="procedure_moves_elsewhere",
                    ),
                ],
            },
        ),
        OwnedTables("inventory_proceduremove"),
    ]
