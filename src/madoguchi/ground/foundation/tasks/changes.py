"""Who wants to know how a task fares: the rows that stand for it elsewhere keep in step with it."""

from collections.abc import Callable
from enum import StrEnum
from typing import Any


class Change(StrEnum):
    """What became of a task that did not succeed."""

    WAITS = "waits"  # failed, will be tried again
    DIED = "died"  # failed too often: stays until an operator revives it
    REVIVED = "revived"
    CANCELLED = "cancelled"  # an operator gave it up for good


Watcher = Callable[[list[Any], Change, str], None]  # the task's arguments, what became of it, the error in a line
_watchers: dict[str, Watcher] = {}


def watch(task_path: str, watcher: Watcher) -> None:
    """Call ``watcher`` in the transaction in which a task of this path is put back, given up or revived."""
    if _watchers.setdefault(task_path, watcher) is not watcher:
        raise ValueError(f"{task_path} is watched already")


def tell(task_path: str, args: list[Any], change: Change, error: str) -> None:
    """Tell the watcher of this path, if there is one."""
    if (watcher := _watchers.get(task_path)) is not None:
        watcher(args, change, error)
