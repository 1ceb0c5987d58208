"""Rivals from PyPI in virtual environments of their own, to be thrown away."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from tempfile import TemporaryDirectory


@contextmanager
def installed(*packages: str) -> Iterator[str]:
    """Install packages; yield the path of the Python that has them. PyPI must be reachable."""
    with TemporaryDirectory(prefix="madoguchi-bench-venv-") as folder:
        python = f"{folder}/bin/python"
        if uv := shutil.which("uv"):
            _run(uv, "venv", "--quiet", "--python", sys.executable, folder)
            _run(uv, "pip", "install", "--quiet", "--python", python, *packages)
        else:
            _run(sys.executable, "-m", "venv", folder)
            _run(python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *packages)
        yield python


def _run(*command: str) -> None:
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, env={**os.environ, "PYTHONPATH": "", "VIRTUAL_ENV": ""}
    )
    if done.returncode != 0:
        raise RuntimeError(f"{' '.join(command[:3])} failed:\n{done.stdout}\n{done.stderr}")
