"""Run as a program: make one hand-over and be killed at the given disk operation, half-way where it writes.

Arguments: folder, number of the operation (1, 2, …), text that varies the content. Prints the number of operations
when it gets to the end alive.
"""

import builtins
import io
import os
import signal
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from madoguchi.office.layouts.core.files import write
from madoguchi.office.layouts.core.handover import hand_over
from madoguchi.office.layouts.core.profile import profile
from tests.unit.layouts.samples import ROSTER

AT = datetime(2026, 4, 15, 1, 0, tzinfo=UTC)


def files(shimei: str) -> dict[str, Any]:
    """Return two files of one row each."""
    made = {n: write(ROSTER, [{"atenabango": n, "shimei": shimei}], profile("core-utf8")) for n in ("1", "2")}
    return {f"roster_{n}.csv": file for n, file in made.items()}


class Killer:
    """Counts disk operations and kills this process before the chosen one."""

    def __init__(self, last: int) -> None:
        self.last = last
        self.count = 0

    def step(self) -> None:
        self.count += 1
        if self.count == self.last:
            os.kill(os.getpid(), signal.SIGKILL)

    def before(self, function: Any) -> Any:
        def stepped(*args: Any, **kwargs: Any) -> Any:
            self.step()
            return function(*args, **kwargs)

        return stepped

    def fdopen(self, original: Any) -> Any:
        def opened(*args: Any, **kwargs: Any) -> Any:
            stream = original(*args, **kwargs)
            return HalfWriter(stream, self)

        return opened


class HalfWriter:
    """A file that writes the first half, may die, then writes the rest."""

    def __init__(self, stream: io.BufferedWriter, killer: Killer) -> None:
        self.stream, self.killer = stream, killer

    def __enter__(self) -> "HalfWriter":
        return self

    def __exit__(self, *_: object) -> None:
        self.stream.close()

    def write(self, content: bytes) -> None:
        self.stream.write(content[: len(content) // 2])
        self.stream.flush()
        self.killer.step()
        self.stream.write(content[len(content) // 2 :])

    def flush(self) -> None:
        self.stream.flush()

    def fileno(self) -> int:
        return self.stream.fileno()


def main() -> None:
    folder, last, shimei = sys.argv[1:]
    killer = Killer(int(last))
    for name in ("open", "rename", "unlink", "fsync"):
        setattr(os, name, killer.before(getattr(os, name)))
    os.fdopen = killer.fdopen(os.fdopen)
    made = hand_over(Path(folder), "roster", files(shimei), at=AT, manifest_extra={"run": 1})
    builtins.print(killer.count, made.was_there)


if __name__ == "__main__":
    main()
