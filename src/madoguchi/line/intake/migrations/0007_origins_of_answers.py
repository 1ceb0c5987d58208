"""Revisions say which of their answers were taken from a card."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("intake", "0006_client_requests"),
    ]

    operations = [
        migrations.AddField(
            model_name="answerrevision",
            name="origins",
            field=models.JSONField(null=True),
        ),
    ]
