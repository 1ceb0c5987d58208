"""How many requests a client may send in a minute, counted in each web process without a statement."""

from dataclasses import dataclass
from datetime import datetime
from threading import Lock
from uuid import UUID

from madoguchi.office.clients.refusals import TooManyRequests

WINDOW = 60


@dataclass(frozen=True, slots=True)
class Budget:
    """What is left in this minute."""

    most: int
    left: int
    seconds: int

    @property
    def headers(self) -> dict[str, str]:
        """The headers that tell it."""
        return {
            "RateLimit-Limit": str(self.most),
            "RateLimit-Remaining": str(max(0, self.left)),
            "RateLimit-Reset": str(self.seconds),
        }


_used: dict[UUID, tuple[int, int]] = {}
_counting = Lock()


def spend(client_id: UUID, *, most: int, at: datetime) -> Budget:
    """Count one request.

    Raises:
        TooManyRequests: with ``budget``, for the headers.
    """
    second = int(at.timestamp())
    window, left_seconds = second // WINDOW, WINDOW - second % WINDOW
    with _counting:
        began, used = _used.get(client_id, (window, 0))
        used = used + 1 if began == window else 1
        _used[client_id] = (window, used)
    if used > most:
        raise TooManyRequests(most=most, seconds=left_seconds)
    return Budget(most, most - used, left_seconds)


def forget() -> None:
    """Begin anew (between tests)."""
    _used.clear()
