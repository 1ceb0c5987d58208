"""Take up the table of clients that intake gave away."""

import django.db.models.deletion
from django.db import migrations, models

import madoguchi.ground.foundation.scope
import madoguchi.ground.kernel.ids


class Migration(migrations.Migration):
    initial = True
    dependencies = [("foundation", "0002_cache"), ("intake", "0003_clients_move_out")]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.CreateModel(
                    name="Client",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=madoguchi.ground.kernel.ids.uuid7,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        ("name", models.CharField(max_length=100)),
                        ("token_sha256", models.CharField(max_length=64)),
                        ("is_active", models.BooleanField(default=True)),
                        ("added_at", models.DateTimeField()),
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
                        "constraints": [
                            models.UniqueConstraint(fields=("body", "token_sha256"), name="client_token_once"),
                            models.UniqueConstraint(fields=("body", "name"), name="client_name_once"),
                        ],
                    },
                )
            ]
        )
    ]
