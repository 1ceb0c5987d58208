"""Tasks that cost less together: those of one kind and one body that a worker claimed at once share a transaction."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from madoguchi.ground.foundation.tasks.leases import Held

TRIED_ALONE, LEFT_ALONE = 2, 3  # at this try a task shares no transaction; from this one on the worker holds no other

Together = Callable[[str, Sequence[Any]], None]  # the body's id; the second argument of each task, in order
_together: dict[str, Together] = {}


def run_together(task_path: str, run: Together) -> None:
    """Let tasks of this path be run by ``run`` where a worker has several of one body.

    The path's tasks take two arguments, the body's id first. ``run`` does everything in one write scope, at whose
    commit the tasks are finished too; where it fails nothing is saved, and each task is run by itself as ever.
    """
    if _together.setdefault(task_path, run) is not run:
        raise ValueError(f"{task_path} is run together already")


def runner_of(portion: Sequence[Held]) -> Together | None:
    """Return what runs these tasks together; None where there is only one."""
    return _together[portion[0].row.task_path] if len(portion) > 1 else None


def portions(claimed: Iterable[Held]) -> list[list[Held]]:
    """Return what is run after another: tasks that go together in one portion, then those that were tried before.

    A worker that was killed may have been killed by one of its tasks. So what was tried before shares no transaction
    any more, and from the third try on it comes last, when nothing else of the claim is left to be lost with it.
    """
    shared: dict[Any, list[Held]] = {}
    for one in claimed:
        path, args = one.row.task_path, one.row.args_kwargs["args"]
        goes_together = path in _together and one.attempt < TRIED_ALONE
        shared.setdefault((path, args[0]) if goes_together else one.id, []).append(one)
    return sorted(shared.values(), key=lambda portion: min(portion[0].attempt, LEFT_ALONE))
