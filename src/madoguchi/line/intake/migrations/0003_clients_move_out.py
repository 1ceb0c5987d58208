"""Clients get a room of their own: their table moves there as it is (clients 0001 takes it up)."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("intake", "0002_clients_and_resume_codes")]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.AlterModelTable(name="ApiClient", table="clients_client")]
        )
    ]
