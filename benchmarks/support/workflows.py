"""django-forms-workflows (PyPI, LGPL-3.0) beside the product: in a virtual environment to be thrown away."""

import json
from contextlib import AbstractContextManager
from pathlib import Path

from support import ROOT, venvs
from support.places import Engine, Place

PACKAGES = ("django-forms-workflows==0.78.0", "psycopg[binary]", "gunicorn")
NAME = PACKAGES[0].replace("==", " ")
HERE = ROOT / "benchmarks" / "forms_workflows"


def installed() -> AbstractContextManager[str]:
    """Install it; yield the path of the Python that has it."""
    return venvs.installed(*PACKAGES)


def prepared(engine: Engine, python: str, *, users: int) -> tuple[Place, list[str]]:
    """Return where it lives, migrated and with a form of 14 fields; and a token for each user."""
    url, counting, pid = engine.empty("workflows")
    data = engine.folder / "workflows"
    data.mkdir()
    environment = {
        "PYTHONPATH": str(HERE.parent),
        "DJANGO_SETTINGS_MODULE": "forms_workflows.settings",
        "DATABASE_URL": url,
        "MADOGUCHI_DATA": str(data),  # where the server's log goes
    }
    place = Place(environment, counting, pid, python)
    return place, json.loads(place.run(Path(HERE / "prepare.py"), str(users)))
