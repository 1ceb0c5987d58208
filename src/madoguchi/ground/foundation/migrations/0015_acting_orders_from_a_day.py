"""Acting orders hold from a day on; those that are there hold since their post has been there."""

from typing import Any

from django.db import migrations, models
from django.db.models import F, OuterRef, Subquery


def since_their_posts(apps: Any, schema_editor: Any) -> None:  # Any: Django's private classes
    """The tables' owner sees every body's rows."""
    posts = apps.get_model("foundation", "Post").objects.filter(pk=OuterRef("post_id"))
    orders = apps.get_model("foundation", "ActingOrder").objects
    orders.update(valid_from=Subquery(posts.values("valid_from")))


class Migration(migrations.Migration):
    dependencies = [
        ("foundation", "0014_body_namings"),
    ]

    operations = [
        migrations.RemoveConstraint(model_name="actingorder", name="acting_order_once"),
        migrations.AddField(model_name="actingorder", name="valid_until", field=models.DateField(null=True)),
        migrations.AddField(model_name="actingorder", name="valid_from", field=models.DateField(null=True)),
        migrations.RunPython(since_their_posts, migrations.RunPython.noop),
        migrations.AlterField(model_name="actingorder", name="valid_from", field=models.DateField()),
        migrations.AddConstraint(
            model_name="actingorder",
            constraint=models.UniqueConstraint(
                fields=("body", "post", "order", "valid_from"), name="acting_order_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="actingorder",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("valid_until__isnull", True), ("valid_until__gt", F("valid_from")), _connector="OR"
                ),
                name="acting_order_interval",
            ),
        ),
    ]
