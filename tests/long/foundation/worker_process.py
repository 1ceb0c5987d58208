"""Worker processes that know the slow work: ``python -m tests.long.foundation.worker_process LEASE_SECONDS [COUNT]``.

With a count, that many are forked from one that is ready, which is quick; their process ids come on stdout.
"""

from __future__ import annotations

import importlib
import os
import sys
from datetime import timedelta

import django


def main() -> None:
    """Start one worker, or several."""
    django.setup()
    importlib.import_module("tests.long.foundation.slow_work")  # its subscription, before the first look at the queue
    if len(sys.argv) > 2:
        prepare()
        children = [fork() for _ in range(int(sys.argv[2]))]
        print(*children, flush=True)
        for child in children:
            os.waitpid(child, 0)
    else:
        work()


def prepare() -> None:
    """Load what every worker needs, so that those that are forked have it."""
    from madoguchi.ground.foundation.tasks import broker

    if broker.is_used():
        importlib.import_module("celery.apps.worker")
        importlib.import_module("celery.worker.consumer")
        broker.app()


def fork() -> int:
    """Start one more worker; return its process id."""
    child = os.fork()
    if child == 0:
        try:
            work()
        finally:
            os._exit(0)
    return child


def work() -> None:
    """Work until a signal."""
    from madoguchi.ground.foundation import tasks

    lease = timedelta(seconds=float(sys.argv[1]))
    if tasks.broker.is_used():
        sys.exit(tasks.broker.work(lease=lease))
    worker = tasks.LeasedWorker(lease=lease)
    worker.configure_signals()
    worker.run()


if __name__ == "__main__":
    main()
