"""Load that comes at its own pace, whether it is answered or not, and how long each answer took.

As a script it is the flood, in a process of its own, so that it does not hold up whoever measures: it reads what to
send as JSON and prints how many were answered with which status.
"""

import http.client
import json
import random
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import uuid4


@dataclass(slots=True)
class Paced:
    """What came of it: seconds from when each was due, and statuses."""

    seconds: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)


def paced(
    port: int, targets: Sequence[tuple[str, str]], content: bytes, *, per_second: float, seconds: float, threads: int
) -> Paced:
    """Send ``content`` to the targets (path and token) in turn, at instants of chance (a Poisson process).

    Args:
        threads: connections that are kept open; what finds none free waits, and its wait counts.
    """
    found, lock = Paced(), threading.Lock()
    begun = time.monotonic() + 0.05
    due, at = list[float](), begun
    while (at := at + random.expovariate(per_second)) < begun + seconds:
        due.append(at)
    coming = iter(enumerate(due))

    def send() -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        connection.connect()
        while True:
            with lock:
                number, instant = next(coming, (0, 0.0))
            if not instant:
                break
            time.sleep(max(0.0, instant - time.monotonic()))
            path, token = targets[number % len(targets)]
            headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": uuid4().hex,
                       "Content-Type": "application/json"}  # fmt: skip
            connection.request("POST", path, body=content, headers=headers)
            response = connection.getresponse()
            response.read()
            with lock:
                found.seconds.append(time.monotonic() - instant)
                found.statuses[response.status] += 1
        connection.close()

    running = [threading.Thread(target=_or_say(send)) for _ in range(threads)]
    for thread in running:
        thread.start()
    for thread in running:
        thread.join()
    return found


def _or_say(send: Callable[[], None]) -> Callable[[], None]:
    def run() -> None:
        try:
            send()
        except OSError as error:
            print(f"  a connection failed: {error}", file=sys.stderr)

    return run


def main(wanted: Mapping[str, object]) -> None:
    """Flood, and print what was answered."""
    target = (str(wanted["path"]), str(wanted["token"]))
    found = paced(
        int(str(wanted["port"])), [target], str(wanted["content"]).encode(), threads=32,
        per_second=float(str(wanted["per_second"])), seconds=float(str(wanted["seconds"])),
    )  # fmt: skip
    json.dump(found.statuses, sys.stdout)


if __name__ == "__main__":
    main(json.load(sys.stdin))
