"""One id per request or task, in the log of events and in the technical log."""

from contextvars import ContextVar

_current: ContextVar[str] = ContextVar("madoguchi_request_id", default="")


def current() -> str:
    """Return the id of what is being served, empty outside."""
    return _current.get()


def begin(request_id: str) -> None:
    """Set the id for this request or task."""
    _current.set(request_id)
