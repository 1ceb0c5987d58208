"""Where this installation stands: in one piece, or as one of two zones that only exchange sealed packages.

三層の対策: the internet face (インターネット接続系) and the office's network (LGWAN接続系) may run apart, each with
a database, files and a log of its own. The code is the same; which pages, subscriptions and tasks run is not.
"""

from enum import StrEnum

from django.conf import settings


class Zone(StrEnum):
    """One of the two zones."""

    INTERNET = "internet"  # インターネット接続系: portal, intake's pages, API
    LGWAN = "lgwan"  # LGWAN接続系: desk and everything else

    @property
    def other(self) -> "Zone":
        """The zone on the other side."""
        return Zone.LGWAN if self is Zone.INTERNET else Zone.INTERNET


def here() -> Zone | None:
    """Return the zone of this installation, None where both run together (``MADOGUCHI_ZONE``)."""
    chosen: str = settings.ZONE
    return None if chosen == "together" else Zone(chosen)
