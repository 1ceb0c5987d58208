"""django-forms-workflows (PyPI, LGPL-3.0) beside the product: in a virtual environment to be thrown away."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from support import ROOT
from support.places import Engine, Place

PACKAGES = ("django-forms-workflows==0.78.0", "psycopg[binary]", "gunicorn")
NAME = PACKAGES[0].replace("==", " ")
HERE = ROOT / "benchmarks" / "forms_workflows"


@contextmanager
def installed() -> Iterator[str]:
    """Install it; yield the path of the Python that has it."""
    with TemporaryDirectory(prefix="madoguchi-bench-venv-") as folder:
        python = f"{folder}/bin/python"
        if uv := shutil.which("uv"):
            _run(uv, "venv", "--quiet", "--python", sys.executable, folder)
            _run(uv, "pip", "install", "--quiet", "--python", python, *PACKAGES)
        else:
            _run(sys.executable, "-m", "venv", folder)
            _run(python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *PACKAGES)
        yield python


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


def _run(*command: str) -> None:
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, env={**os.environ, "PYTHONPATH": "", "VIRTUAL_ENV": ""}
    )
    if done.returncode != 0:
        raise RuntimeError(f"{' '.join(command[:3])} failed:\n{done.stdout}\n{done.stderr}")
