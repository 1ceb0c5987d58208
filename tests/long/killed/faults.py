"""What tests put into the server's process before it serves: delays, and a fault that must be found."""

from __future__ import annotations

import os
import time
from pathlib import Path
from random import random
from typing import Any
from uuid import UUID

from tests.long.killed.serving import FOLDER

LONGEST_DELAY_SECONDS = 0.004
FULL = "database-is-full"


def delays() -> None:
    """Let every statement and every reading of a file wait a little, so that requests overtake each other in them."""
    from django.db.backends.utils import CursorWrapper

    from madoguchi.ground.foundation import files

    for owner, name in ((CursorWrapper, "execute"), (files, "read")):
        _slow(owner, name)


def _slow(owner: Any, name: str) -> None:  # Any: a class or a module
    whole = getattr(owner, name)

    def slow(*args: Any, **kwargs: Any) -> Any:
        time.sleep(random() * LONGEST_DELAY_SECONDS)
        return whole(*args, **kwargs)

    setattr(owner, name, slow)


def shared_file() -> None:
    """Let every document pass through one temporary file of a fixed name: the fault that shows others' documents."""
    from madoguchi.ground.foundation import files

    delays()
    read, shared = files.read, Path(os.environ[FOLDER]) / "document.tmp"

    def through_one_file(file_id: UUID, **how: Any) -> Any:
        row, content = read(file_id, **how)
        shared.write_bytes(content)
        time.sleep(random() * LONGEST_DELAY_SECONDS)
        return row, shared.read_bytes()

    files.read = through_one_file


def full_database() -> None:
    """Give PostgreSQL's own error for a full disk to every writing statement, while the test's folder says so."""
    from django.db import OperationalError
    from django.db.backends.utils import CursorWrapper

    if "postgresql" not in os.environ["MADOGUCHI_DATABASE_URL"]:
        return
    from psycopg.errors import DiskFull

    execute, told = CursorWrapper.execute, Path(os.environ[FOLDER]) / FULL

    def refused(cursor: Any, sql: Any, params: Any = None) -> Any:
        if told.exists() and any(word in str(sql) for word in ("INSERT", "UPDATE")):
            raise OperationalError("could not extend file") from DiskFull("could not extend file")
        return execute(cursor, sql, params)

    CursorWrapper.execute = refused  # type: ignore[method-assign]
