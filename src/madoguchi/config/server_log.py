"""What the web server itself has to say goes where all the rest goes."""

from typing import Any

from gunicorn.glogging import Logger  # type: ignore[import-untyped]  # it has no annotations


class ServerLog(Logger):  # type: ignore[misc]  # gunicorn has no annotations
    """Hands gunicorn's errors to the root logger, which writes them as JSON."""

    def setup(self, cfg: Any) -> None:
        super().setup(cfg)
        for handler in list(self.error_log.handlers):
            self.error_log.removeHandler(handler)
        self.error_log.propagate = True
