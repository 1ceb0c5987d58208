"""Raw SQL passes by the managers, on SQLite the only wall between bodies: it stands in few places, with its reason."""

import ast
import re

import pytest

from tests.architecture.house import ROOT, python_files

SOURCE = ROOT / "src" / "madoguchi"
# Module below src/madoguchi → why it writes SQL of its own.
ALLOWED = {
    "config/deploy_checks.py": "asks PostgreSQL about roles and policies",
    "ground/foundation/backup/restoring.py": "notes how far it has come, as the tables' owner",
    "ground/foundation/backup/sides.py": "copies every table whole, as the tables' owner",
    "ground/foundation/database.py": "rights of the product's role",
    "ground/foundation/departing/erasing.py": "erases one body, by its id, as the tables' owner",
    "ground/foundation/departing/rows.py": "begins a snapshot",
    "ground/foundation/dated_settings.py": "one recursive read through parents: a shared table",
    "ground/foundation/files.py": "advisory locks of PostgreSQL; no table",
    "ground/foundation/tasks/__init__.py": "asks for a task by one statement: a platform table",
    "ground/foundation/tasks/schedules.py": "takes a round by one statement: a platform table",
    "ground/foundation/tasks/turns.py": "whose task is next: a platform table, by an expression",
    "ground/foundation/web/operation.py": "times the statements of a request, and writes none",
    "ground/foundation/health.py": "asks whether the database answers",
    "ground/foundation/limits.py": "counts in one statement: a platform table",
    "ground/foundation/scope.py": "opens the scope itself",
    "ground/foundation/seals.py": "marks events of the body in scope, by their ids",
    "ground/foundation/signin/sweeping.py": "deletes what ended: the shared cache",
    "ground/foundation/statements.py": "reads and writes by key and body, and what other modules here hand to it",
    "office/clients/listening.py": "whether a body has a webhook, by body",
    "office/clients/tokens.py": "whose token it is, by body",
    "line/forms/selectors.py": "the newest version of a procedure, by body",
    "line/inventory/selectors.py": "who is in charge of a procedure, by body",
}
RAW = {"cursor", "raw", "extra", "RawSQL", "first_row", "lone_row", "execute", "executemany", "exec_", "_raw_delete"}


def raw_calls(code: str) -> set[str]:
    """Return the names of calls that send SQL of their own."""
    calls = (node.func for node in ast.walk(ast.parse(code)) if isinstance(node, ast.Call))
    names = {one.attr if isinstance(one, ast.Attribute) else getattr(one, "id", "") for one in calls}
    return names & RAW


def test_raw_sql_stands_where_it_may() -> None:
    found = {
        str(path.relative_to(SOURCE))
        for path in python_files()
        if path.is_relative_to(SOURCE)
        and "migration" not in path.name
        and "migrations" not in path.parts
        and raw_calls(path.read_text(encoding="utf-8"))
    }
    assert found == set(ALLOWED)


@pytest.mark.parametrize(
    "code", ["connection.cursor()", "Model.objects.raw('SELECT 1')", "rows.extra(where=['1'])", "first_row('SELECT')"]
)
def test_the_search_finds_raw_sql(code: str) -> None:
    assert raw_calls(code)


@pytest.mark.parametrize("name", ["line/forms/selectors.py", "line/inventory/selectors.py", "office/clients/tokens.py"])
def test_statements_on_owned_tables_name_the_body(name: str) -> None:
    texts = re.findall(
        r"SELECT .*? FROM .*?(?=\"\"\"|\n\)|\n\n)", (SOURCE / name).read_text(encoding="utf-8"), re.DOTALL
    )
    assert texts
    assert all("body_id = %s" in text for text in texts)
