"""The worker: django-tasks' own, with leases. A process of its own, or a thread beside the pages."""

import logging
import signal
import threading
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from time import monotonic
from types import FrameType
from uuid import UUID

from django.db import close_old_connections, connections
from django.utils import timezone
from django_tasks.signals import task_finished, task_started
from django_tasks_db.management.commands.db_worker import Worker

from madoguchi.ground.foundation import faults, figures, health, process_reports, request_ids, scope
from madoguchi.ground.foundation.logs import error_name
from madoguchi.ground.foundation.models import ProcessKind
from madoguchi.ground.foundation.repeating import DATABASE_AWAY, Repeating
from madoguchi.ground.foundation.tasks import leases, schedules, together
from madoguchi.ground.foundation.tasks.changes import Change
from madoguchi.ground.foundation.tasks.leases import Held
from madoguchi.ground.foundation.tasks.schedules import Pace
from madoguchi.ground.foundation.tasks.turns import Turn
from madoguchi.ground.kernel.ids import uuid7

logger = logging.getLogger("madoguchi.tasks")

CLAIMED_AT_ONCE = 32
BATCH_SECONDS = 2.0  # what is not started by then goes back for other workers
LOOK_SECONDS, LOOK_AT_MOST_SECONDS = 0.2, 1.0  # between two looks at an empty queue: rising while it stays empty
TICK_SECONDS, SELDOM_SECONDS = 0.5, 10.0  # between two looks at what is scheduled every few seconds, every hour

wake = threading.Event()  # set when a task was committed by this very process


class LeasedWorker(Worker):
    """Claims tasks under a lease and keeps the leases alive while it works.

    Beside the loop run four threads: one renews leases and shows that a worker lives, one does what is scheduled every
    few seconds (taking back lost tasks, sealing the log), one what is scheduled every hour, one what speaks to another
    machine; so none waits for another.
    """

    def __init__(
        self,
        *,
        worker_id: str | None = None,
        lease: timedelta = leases.LEASE,
        most_attempts: int = leases.MOST_ATTEMPTS,
        batch: bool = False,
    ) -> None:
        super().__init__(
            queue_names=["*"],
            excluded_queue_names=[],
            interval=LOOK_SECONDS,
            batch=batch,
            backend_name="default",
            startup_delay=False,
            max_tasks=None,
            worker_id=worker_id or f"worker-{uuid7()}",
        )
        self.lease, self.most_attempts = lease, most_attempts
        self.turn = Turn()
        self._ended = threading.Event()
        self._held: dict[UUID, Held] = {}  # replaced, never changed, so the renewing thread reads it without a lock

    def stop(self) -> None:
        """End after the task that is running and keep its lease until then; what was claimed beyond it goes back."""
        self.running = False
        wake.set()

    def shutdown(self, signum: int, frame: FrameType | None) -> None:
        """On a signal: end calmly; at the second signal end at once (the lease brings the task back)."""
        if not self.running:
            self.reset_signals()
            raise SystemExit(1)
        logger.info("worker_stopping worker=%s signal=%s", self.worker_id, signal.Signals(signum).name)
        self.stop()

    def run(self) -> None:
        """Work until stopped (in ``batch``: until nothing is ready)."""
        pause = self.interval
        with self.alive():
            while self.running:
                close_old_connections()
                wake.clear()
                try:
                    ran = self.run_batch()
                except DATABASE_AWAY as error:
                    logger.warning("database_away worker=%s error=%s", self.worker_id, error_name(error))
                    connections.close_all()
                    ran, pause = 0, LOOK_AT_MOST_SECONDS
                else:
                    if self.batch and not ran:
                        break
                if ran:
                    pause = self.interval
                elif self.running:
                    wake.wait(pause)
                    pause = min(pause * 1.2, LOOK_AT_MOST_SECONDS)

    @contextmanager
    def alive(self) -> Iterator[None]:
        """Renew leases, do what is scheduled and show that a worker lives, until the block ends."""
        logger.info("worker_started worker=%s lease_seconds=%s", self.worker_id, self.lease.total_seconds())
        with self._beside():
            yield
            self._say_goodbye()
        connections.close_all()
        logger.info("worker_stopped worker=%s tasks=%s", self.worker_id, self._run_tasks)

    def _say_goodbye(self) -> None:
        try:
            process_reports.report(ProcessKind.WORKER, at=timezone.now(), ended=True)
        except DATABASE_AWAY as error:  # it will be shown as silent
            logger.warning("database_away worker=%s error=%s", self.worker_id, error_name(error))

    def run_batch(self, most: int = CLAIMED_AT_ONCE) -> int:
        """Claim some tasks and run them one after the other, or together; return how many were run."""
        claimed = leases.claim(self.worker_id, most=most, lease=self.lease, turn=self.turn)
        self._held = {one.id: one for one in claimed}
        waiting = deque(together.portions(claimed))
        started, ran = monotonic(), 0
        try:
            while waiting and self.running and (not ran or monotonic() - started < BATCH_SECONDS):
                portion = waiting.popleft()
                if portion[0].attempt >= together.LEFT_ALONE:
                    _hand_back(waiting)
                if (run := together.runner_of(portion)) is not None and not self.run_together(portion, run):
                    waiting.extendleft([one] for one in reversed(portion))
                    continue
                if run is None:
                    self.run_held(portion[0])
                ran += len(portion)
            _hand_back(waiting)
        finally:
            self._held = {}
        return ran

    def run_together(self, portion: Sequence[Held], run: together.Together) -> bool:
        """Run tasks in one transaction that finishes them, too; False where nothing was saved."""
        path, first = portion[0].row.task_path, portion[0]
        self.running_task = True
        fence = scope.fence.set(partial(leases.finish_all, portion))
        request_ids.begin_task(str(first.id))
        begun = monotonic()
        try:
            run(first.row.args_kwargs["args"][0], [one.row.args_kwargs["args"][1] for one in portion])
        except Exception as error:  # the edge: one of them cannot be done, and running each alone tells which
            logger.warning(
                "tasks_not_done_together first=%s path=%s count=%s error=%s line=%s",
                first.id, path, len(portion), error_name(error), faults.line_of(error),
            )  # fmt: skip
            return False
        finally:
            scope.fence.reset(fence)
            request_ids.end()
            self.running_task = False
        seconds = monotonic() - begun
        for _ in portion:
            figures.task_runs.add(path, "done", seconds=seconds / len(portion))
        self._run_tasks += len(portion)
        spent = round(seconds * 1000, 1)
        logger.info("tasks_done first=%s path=%s count=%s ms=%s", first.id, path, len(portion), spent)
        return True

    def run_held(self, held: Held) -> Exception | None:
        """Run one claimed task and write what became of it; return what it failed with."""
        self.running_task = True
        fence = scope.fence.set(lambda: _require(held))
        request_ids.begin_task(str(held.id))
        failure: Exception | None = None
        begun = monotonic()
        try:
            task, result = held.row.task, held.row.task_result
            task_started.send(sender=type(task.get_backend()), task_result=result)
            value = task.call(*result.args, **result.kwargs)
            leases.finish(held, value)
        except Exception as error:  # the edge of a task: reported and written down below
            failure = error
        finally:
            scope.fence.reset(fence)
            request_ids.end()
            self.running_task = False
            self._run_tasks += 1
        outcome = "done" if failure is None else "failed"
        seconds = monotonic() - begun
        figures.task_runs.add(held.row.task_path, outcome, seconds=seconds)
        if failure is None:
            logger.info("task_done task=%s path=%s ms=%s", held.id, held.row.task_path, round(seconds * 1000, 1))
            task_finished.send(sender=type(task.get_backend()), task_result=held.row.task_result)
        else:
            self._failed(held, failure)
        return failure

    def _failed(self, held: Held, error: Exception) -> None:
        path = held.row.task_path
        try:
            change = leases.fail(held, error, most_attempts=self.most_attempts)
        except leases.LeaseLost:
            logger.warning("task_lost task=%s path=%s worker=%s", held.id, path, self.worker_id)
            return
        level = logging.ERROR if change == Change.DIED else logging.WARNING
        logger.log(
            level,
            "task_failed task=%s path=%s attempt=%s change=%s error=%s line=%s",
            held.id,
            path,
            held.attempt,
            change,
            error_name(error),
            faults.line_of(error),
        )

    @contextmanager
    def _beside(self) -> Iterator[None]:
        threads = [
            Repeating("renew", self.lease.total_seconds() / 3, self._renew, self._ended),
            Repeating("often", TICK_SECONDS, partial(self._scheduled, Pace.OFTEN), self._ended),
            Repeating("seldom", SELDOM_SECONDS, partial(self._scheduled, Pace.SELDOM), self._ended),
            Repeating("outside", TICK_SECONDS, partial(self._scheduled, Pace.OUTSIDE), self._ended),
        ]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            self._ended.set()
            for thread in threads:
                thread.join(timeout=10)

    def _renew(self) -> None:
        held = self._held
        if held:
            leases.renew(self.worker_id, held, lease=self.lease)
        health.worker_seen(at=timezone.now())
        process_reports.report(ProcessKind.WORKER, at=timezone.now())

    def _scheduled(self, pace: Pace) -> None:
        schedules.run_due(at=timezone.now(), pace=pace)


def _require(held: Held) -> None:
    leases.require(held)


def _hand_back(waiting: deque[list[Held]]) -> None:
    while waiting:
        for one in waiting.popleft():
            leases.hand_back(one)


class WorkerThread(threading.Thread):
    """A worker beside the pages of ``madoguchi up``; a fault of its own ends it only for a while."""

    def __init__(self) -> None:
        super().__init__(name="madoguchi-worker", daemon=True)
        self._worker = LeasedWorker()
        self._ending = threading.Event()

    def run(self) -> None:
        while not self._ending.is_set():
            try:
                self._worker.run()
            except Exception:  # the edge of the thread: reported, and begun again
                logger.exception("worker_failed worker=%s", self._worker.worker_id)
                connections.close_all()
                self._ending.wait(5)
                self._worker = LeasedWorker()

    def stop(self, *, timeout: float) -> None:
        """End after the running task; one that takes longer is left to its lease."""
        self._ending.set()
        self._worker.stop()
        self.join(timeout)


def run_pending(limit: int = 1000, *, loud: bool = True) -> int:
    """Run every task that is ready now, and those they ask for, in this process; return how many were run.

    For tests and commands: no threads, no waiting. A failed task is put back as ever.

    Raises:
        Exception: with ``loud``, what the first failing task raised.
    """
    worker = LeasedWorker(batch=True)
    ran = 0
    while ran < limit and (held := leases.claim(worker.worker_id, most=1, turn=worker.turn)):
        error = worker.run_held(held[0])
        ran += 1
        if error is not None and loud:
            raise error
    return ran
