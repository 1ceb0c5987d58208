"""Revisions say which of their answers were taken from a card."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("intake", "0005_corrections_without_person"),
    ]

    operations = [
        migrations.AddField(
            model_name="answerrevision",
            name="origins",
            field=models.JSONField(null=True),
        ),
    ]
