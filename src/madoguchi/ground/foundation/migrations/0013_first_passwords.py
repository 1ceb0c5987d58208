"""Until when a password that somebody else chose lets in. Accounts there are count as having chosen theirs."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("foundation", "0012_departures"),
    ]

    operations = [
        migrations.AddField(
            model_name="account",
            name="first_password_until",
            field=models.DateTimeField(null=True),
        ),
    ]
