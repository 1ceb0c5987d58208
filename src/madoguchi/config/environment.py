"""Reads what the environment says, and keeps the one secret that a first start makes."""

import os
import secrets
from pathlib import Path


def flag(name: str) -> bool:
    """Whether an environment variable says yes (``1``)."""
    return os.environ.get(name, "") == "1"


def secret_key(data: Path) -> str:
    """Return the key that signs cookies: from the environment, from a file it names, or made at the first start.

    The made one is kept in the data folder, readable by its owner alone.
    """
    if given := os.environ.get("MADOGUCHI_SECRET_KEY"):
        return given
    path = Path(os.environ.get("MADOGUCHI_SECRET_KEY_FILE", data / "secret_key"))
    try:
        return path.read_text().strip()
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:  # another process was first
            return path.read_text().strip()
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(50))
        return path.read_text().strip()
