"""Drafts remember what was taken from a card rather than typed."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("forms", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="draft",
            name="taken",
            field=models.JSONField(null=True),
        ),
    ]
