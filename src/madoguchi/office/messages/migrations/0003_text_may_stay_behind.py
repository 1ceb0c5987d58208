"""The words of a mail stay on the internet side where the zones run apart. No table changes."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("messages", "0002_outgoing_division")]

    operations = [migrations.AlterField(model_name="outgoing", name="text", field=models.TextField(default=""))]
