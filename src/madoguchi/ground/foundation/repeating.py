"""Threads that do something every so often beside a process's own work."""

import logging
import threading
from collections.abc import Callable

from django.db import InterfaceError, OperationalError, close_old_connections, connections

from madoguchi.ground.foundation.logs import error_name

logger = logging.getLogger("madoguchi.tasks")
DATABASE_AWAY = (OperationalError, InterfaceError)


class Repeating(threading.Thread):
    """Does something at once and then every so often until stopped, on a database connection of its own."""

    def __init__(self, name: str, seconds: float, do: Callable[[], None], stopped: threading.Event) -> None:
        super().__init__(name=f"madoguchi-{name}", daemon=True)
        self._seconds, self._do, self._stopped = seconds, do, stopped

    def run(self) -> None:
        while not self._stopped.is_set():
            try:
                self._do()
            except DATABASE_AWAY as error:
                logger.warning("database_away thread=%s error=%s", self.name, error_name(error))
                connections.close_all()
            except Exception:  # the edge of the thread: reported, and done again next time
                logger.exception("thread_failed thread=%s", self.name)
            close_old_connections()
            self._stopped.wait(self._seconds)
        connections.close_all()
