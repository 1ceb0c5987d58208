"""Files of keys in the folder of secrets: one a line, 32 random bytes in base64; the first is the one in use."""

import base64
import os
import secrets
import tempfile
from pathlib import Path

KEY_BYTES = 32


class NotKeys(ValueError):
    """The file holds something else."""


def read(path: Path) -> list[bytes]:
    """Return the keys of a file, in their order.

    Raises:
        OSError, ValueError: it cannot be read, or holds no keys.
    """
    lines = [line.strip() for line in path.read_text(encoding="ascii").splitlines() if line.strip()]
    keys = [base64.b64decode(line, validate=True) for line in lines]
    if not keys or any(len(key) != KEY_BYTES for key in keys):
        raise NotKeys(f"not {KEY_BYTES} bytes in base64 a line")
    return keys


def make(path: Path) -> None:
    """Write a file with one key, whole or not at all: another process may be making it too, and the first one's stays.

    Raises:
        OSError
    """
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle, made = tempfile.mkstemp(dir=path.parent)  # readable by its owner alone
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(base64.b64encode(secrets.token_bytes(KEY_BYTES)) + b"\n")
            file.flush()
            os.fsync(file.fileno())
        os.link(made, path)
    except FileExistsError:
        pass
    finally:
        Path(made).unlink()
