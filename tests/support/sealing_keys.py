"""Another key for what lies sealed."""

from __future__ import annotations

import base64
from pathlib import Path

OTHER_KEY = base64.b64encode(b"another key of the tests, 32 by.").decode()


def put_first(keys: Path, key: str = OTHER_KEY) -> None:
    """Let a new key seal; those in the file go on opening."""
    keys.write_text(f"{key}\n{keys.read_text()}")
