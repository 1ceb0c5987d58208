"""Make its tables, a form of as many fields as ours, and as many users with tokens as the argument says; print them.

A user of its own for each connection: its API takes up an open draft of the same user, so parallel requests of one user
could become one submission.
"""

import json
import sys

import django
from django.core.management import call_command

django.setup()
# ruff: noqa: E402

from django.contrib.auth import get_user_model
from django_forms_workflows.models import APIToken, FormDefinition, FormField

CHOICES = [{"value": value, "label": value} for value in ("post", "counter", "branch")]
FIELDS = (
    ("name", "text", True), ("kana", "text", True), ("birth_date", "date", True), ("postal_code", "text", True),
    ("address", "text", True), ("phone", "text", True), ("email", "email", False), ("household", "number", True),
    ("income", "number", False), ("reissue", "radio", True), ("receive", "select", True),
    ("reasons", "checkboxes", False), ("note", "textarea", False), ("agree", "checkbox", True),
)  # fmt: skip

call_command("migrate", verbosity=0)
form = FormDefinition.objects.create(name="計測用の申請", slug="bench-form", description="計測用", api_enabled=True)
for number, (name, kind, required) in enumerate(FIELDS):
    FormField.objects.create(
        form_definition=form, field_name=name, field_label=name, field_type=kind, required=required, order=number,
        choices=[{"value": one, "label": one} for one in ("yes", "no")] if kind == "radio"
        else CHOICES if kind in ("select", "checkboxes") else None,
    )  # fmt: skip
users = [get_user_model().objects.create_user(f"bench{number}") for number in range(int(sys.argv[1]))]
tokens = [APIToken.objects.create(user=user, name="bench") for user in users]
print(json.dumps([str(one.token) for one in tokens]))
