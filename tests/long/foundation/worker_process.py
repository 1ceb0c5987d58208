"""A worker process that knows the slow work: ``python -m tests.long.foundation.worker_process SECONDS_OF_LEASE``."""

from __future__ import annotations

import importlib
import sys
from datetime import timedelta

import django


def main() -> None:
    """Work until a signal."""
    django.setup()
    importlib.import_module("tests.long.foundation.slow_work")  # its subscription, before the first look at the queue
    from madoguchi.ground.foundation import tasks

    worker = tasks.LeasedWorker(lease=timedelta(seconds=float(sys.argv[1])))
    worker.configure_signals()
    worker.run()


if __name__ == "__main__":
    main()
