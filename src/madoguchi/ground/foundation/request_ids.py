"""One id per request or task, in the log of events and in the technical log."""

from contextvars import ContextVar

_current: ContextVar[tuple[str, str]] = ContextVar("madoguchi_request_id", default=("request_id", ""))


def current() -> str:
    """Return the id of what is being served, empty outside."""
    return _current.get()[1]


def current_with_kind() -> tuple[str, str]:
    """Return ``request_id`` or ``task_id``, and the id."""
    return _current.get()


def begin(request_id: str) -> None:
    """Set the id for this request."""
    _current.set(("request_id", request_id))


def begin_task(task_id: str) -> None:
    """Set the id for this task."""
    _current.set(("task_id", task_id))


def end() -> None:
    """Nothing is being served any more."""
    _current.set(("request_id", ""))
