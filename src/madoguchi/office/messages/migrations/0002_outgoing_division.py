"""Whose message it is. Messages from before stay with those who look after the whole body's."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("foundation", "0002_cache"), ("messages", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="outgoing",
            name="division",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="foundation.division",
            ),
        ),
    ]
