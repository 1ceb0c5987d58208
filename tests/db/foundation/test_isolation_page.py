"""docs/develop/isolation.md says of every table what is so: its class, and what the product's role may do with it."""

import re

import pytest
from django.apps import apps
from django.db import connection

from madoguchi.ground.foundation.models import Owned, Shared
from tests.architecture.house import ROOT

PAGE = (ROOT / "docs" / "develop" / "isolation.md").read_text(encoding="utf-8")
CLASSES = dict(re.findall(r"^\| `(\w+)` \| (shared|platform) \|", PAGE, re.MULTILINE))
RIGHTS = dict(re.findall(r"^\| `(\w+)` \| (SELECT[^|]*) \|$", PAGE, re.MULTILINE))
EVERYTHING = "SELECT, INSERT, UPDATE, DELETE"
MODELS = apps.get_models(include_auto_created=True)


def test_the_page_names_every_table_that_is_not_owned() -> None:
    found = {
        model._meta.db_table: "shared" if issubclass(model, Shared) else "platform"
        for model in MODELS
        if not issubclass(model, Owned)
    }
    assert found == CLASSES


@pytest.mark.postgres
@pytest.mark.django_db
def test_the_products_role_may_do_what_the_page_says() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, privilege_type FROM information_schema.role_table_grants WHERE grantee = current_user"
        )
        whole: dict[str, set[str]] = {}
        for table, right in cursor.fetchall():
            whole.setdefault(table, set()).add(right)
        cursor.execute(
            "SELECT table_name, column_name FROM information_schema.column_privileges"
            " WHERE grantee = current_user AND privilege_type = 'UPDATE' ORDER BY column_name"
        )
        columns: dict[str, list[str]] = {}
        for table, column in cursor.fetchall():
            columns.setdefault(table, []).append(column)
    order = EVERYTHING.split(", ")
    found = {}
    for model in MODELS:
        table = model._meta.db_table
        said = ", ".join(sorted(whole[table], key=order.index))
        if "UPDATE" not in whole[table] and table in columns:
            said += f"; UPDATE of {', '.join(f'`{one}`' for one in columns[table])}"
        if said != EVERYTHING:
            found[table] = said
    assert found == RIGHTS
