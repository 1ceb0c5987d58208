"""Where a revision's answers come from stays as written, as the answers do."""

from django.db import migrations

from madoguchi.ground.foundation.migration_operations import AppendOnly, NotAppendOnly

_WRITTEN = ["body_id", "application_id", "number", "answers", "sha256", "given_at"]


class Migration(migrations.Migration):
    dependencies = [
        ("intake", "0007_origins_of_answers"),
    ]

    operations = [
        NotAppendOnly("intake_answerrevision", _WRITTEN, deletable=True),
        AppendOnly("intake_answerrevision", [*_WRITTEN, "origins"], deletable=True),
    ]
