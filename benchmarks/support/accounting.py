"""CPU time of process trees from the kernel's own accounts (/proc): no wall clock of a shared machine tells it."""

import os
from collections.abc import Iterable
from pathlib import Path

_TICK = os.sysconf("SC_CLK_TCK")
MEGABYTE = 1024 * 1024


def cpu_seconds(root: int) -> float:
    """Return user and system time of a process and all below it, those that ended and were waited for included.

    Resolution: one clock tick, usually 10 ms.
    """
    return sum(_own_ticks(pid) for pid in tree(root)) / _TICK


def tree(root: int) -> list[int]:
    """Return the ids of a process and of all its living descendants."""
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal() and (fields := _fields(int(entry.name))):
            children.setdefault(int(fields[1]), []).append(int(entry.name))
    found, waiting = [], [root]
    while waiting:
        found.append(pid := waiting.pop())
        waiting += children.get(pid, [])
    return found


def peak_megabytes(roots: Iterable[int]) -> float:
    """Return the sum of the highest resident sizes of these trees; memory they share counts once for each process."""
    total = 0
    for pid in (pid for root in roots for pid in tree(root)):
        try:
            status = Path(f"/proc/{pid}/status").read_text()
        except OSError:
            continue
        total += sum(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM:")) * 1024
    return total / MEGABYTE


def _fields(pid: int) -> list[str]:
    """Return /proc/PID/stat from the state on: the name before it may hold spaces and brackets."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []


def _own_ticks(pid: int) -> int:
    fields = _fields(pid)
    return sum(map(int, fields[11:15])) if fields else 0  # utime, stime, and both of children waited for
