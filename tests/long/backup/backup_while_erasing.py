"""Run as a program: a backup, with a file that comes after the copying and is erased after the snapshot.

Arguments: folder, key file, body. Prints the result of the backup as JSON.
"""

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any
from uuid import UUID

import django

django.setup()

from madoguchi.ground.foundation.backup import taking  # noqa: E402  # after Django has been set up
from madoguchi.ground.foundation.public import body_scope, files, now  # noqa: E402

folder, key, body_id = Path(sys.argv[1]), Path(sys.argv[2]).read_text(), UUID(sys.argv[3])
original = taking._Taking._export
snapshots = []


def export(self: Any) -> Any:
    snapshots.append(1)
    if len(snapshots) > 1:
        return original(self)
    with body_scope(body_id, write=True):
        late = files.store(b"%PDF-1.7 that came late", name="late.pdf", at=now())
    exported = original(self)
    with body_scope(body_id, write=True):
        files.erase([late.id])
    with body_scope(body_id, write=True):
        files.drop_unnamed_bytes([late.sha256])  # as the worker does a moment later
    return exported


taking._Taking._export = export  # type: ignore[method-assign]
print(json.dumps(asdict(taking.take(folder, key, progress=lambda *_: None))))
