"""A decision may be marked important, unusual or disputed, with the reason."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("decisions", "0001_initial"),
    ]

    operations = [
        migrations.AddField(model_name="disposition", name="marks", field=models.JSONField(default=list)),
        migrations.AddField(model_name="disposition", name="marks_reason", field=models.TextField(default="")),
    ]
