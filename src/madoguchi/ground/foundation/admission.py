"""Who is served next in a web process: the flood of one body does not make the others wait.

A process serves its threads' requests side by side, and they share one interpreter. As long as no body takes much of
it, or only one body is asked at all, everybody is let in. A body is *heavy* while it asks for more of the processor
than :data:`HEAVY`, and for more than all others together. Its requests then run one at a time, each when nobody else's
is in progress, and while others come with a rest as long as each took; some wait for that, and what comes beyond them
is refused at once, which costs a sixth of a millisecond beside what the server itself takes. So a heavy body has half
of the process while others are there, all of it between them, and they hardly see it.

Each process counts for itself: with several, a heavy body has one place in each.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from math import exp
from threading import Condition
from time import monotonic, thread_time

from madoguchi.ground.kernel.errors import Message, Refused

HEAVY = 0.2  # of a processor's time
REMEMBERED_SECONDS = 2.0  # the use of the processor fades by this time constant
ALONE_SECONDS = 60.0  # a body is alone in a process that nobody else's request has reached for so long
REST_SECONDS = 1.0  # it rests only if somebody else's request came so short a time ago
YIELD_SECONDS = 0.05  # at most, for others' requests in progress; some of them only wait for a slow line
WAIT_SECONDS = 2.0  # at most, for the place of its own body
RETRY_SECONDS = 5  # told to who is refused (Retry-After, RFC 9110 10.2.3)


class BodyBusy(Refused):
    """More is asked of this body than its share."""

    code = "foundation.body_busy"
    status = 503
    what = Message(
        "ただいま混み合っています。", "There is a great rush just now.", easy="いま、たくさんの 人が つかっています。"
    )
    why = Message(
        "この団体の手続きに申込みが集中しています。あなたの操作が原因ではありません。",
        "Very many people are using this office's pages. You did nothing wrong.",
        easy="この 市役所の ページを つかう 人が とても 多いです。",
    )
    mend = Message(
        "数秒待ってから、この画面を再読み込みしてください。送信の途中だったときは、入力した内容がもう一度送られます。二重に申請されることはありません。",
        "Wait a few seconds and reload this page. If you were sending something it is sent again, and counted once.",
        easy="少し 待って、この ページを もう一度 ひらいて ください。書いた ものは もう一度 おくられます。",
    )


class Gate:
    """The door of one process.

    Args:
        room: how many requests of heavy bodies may wait; a thread of the server each, so some have to be left.
        clock: seconds that only go on.
        used: processor seconds of this thread.
    """

    def __init__(
        self, *, room: int = 2, clock: Callable[[], float] = monotonic, used: Callable[[], float] = thread_time
    ) -> None:
        self.room = room
        self._clock, self._used = clock, used
        self._changed = Condition()
        self._light = 0  # requests in progress of bodies that are not heavy
        self._is_taken = False  # the one place of heavy bodies
        self._taken_at = self._rest_until = 0.0
        self._waiting = 0
        self._shares: dict[str, tuple[float, float]] = {}  # body → its use of the processor, as of when; "" all of it
        self._usual = 0.0  # what a heavy body's request used last
        self._seen: dict[str, float] = {}  # the two bodies that were asked last, and when

    @contextmanager
    def admitted(self, body: str) -> Iterator[None]:
        """Serve a request of a body inside.

        Raises:
            BodyBusy: the body is heavy, and too many of its requests wait already.
        """
        is_heavy = self._enter(body)
        begun = self._used()
        try:
            yield
        finally:
            self._leave(body, self._used() - begun, is_heavy=is_heavy)

    def _enter(self, body: str) -> bool:
        with self._changed:
            at = self._clock()
            self._seen.pop(body, None)
            self._seen[body] = at
            while len(self._seen) > 2:
                del self._seen[next(iter(self._seen))]
            if not self._is_heavy(body, at):
                self._light += 1
                return False
            if self._waiting >= self.room:
                self._count(body, at, self._usual)  # of what it asks for; else it were light again, until it is heavy
                raise BodyBusy
            self._waiting += 1
            try:
                if not self._changed.wait_for(lambda: not self._is_taken, timeout=WAIT_SECONDS):
                    raise BodyBusy
                self._is_taken = True
                if self._is_shared(body, at, REST_SECONDS):
                    self._rest()
                self._changed.wait_for(lambda: self._light == 0, timeout=YIELD_SECONDS)
            finally:
                self._waiting -= 1
            self._taken_at = self._clock()
            return True

    def _rest(self) -> None:
        """Let the processor go for as long as the request before had it; on one that is full others would wait."""
        seconds = min(self._rest_until - self._clock(), YIELD_SECONDS)
        if seconds > 0:
            self._changed.wait_for(lambda: False, timeout=seconds)

    def _leave(self, body: str, used: float, *, is_heavy: bool) -> None:
        with self._changed:
            at = self._clock()
            self._count(body, at, used)
            if is_heavy:
                self._usual = used
                self._is_taken, self._rest_until = False, 2 * at - self._taken_at
            else:
                self._light -= 1
            if self._waiting:
                self._changed.notify_all()

    def _count(self, body: str, at: float, used: float) -> None:
        for whose in (body, ""):
            self._shares[whose] = (self._share(whose, at) + used / REMEMBERED_SECONDS, at)

    def _share(self, body: str, at: float) -> float:
        """Return how much of a processor a body has used of late, and would have used where it was refused."""
        share, then = self._shares.get(body, (0.0, at))
        return share * exp((then - at) / REMEMBERED_SECONDS)

    def _is_heavy(self, body: str, at: float) -> bool:
        share = self._share(body, at)
        return share > HEAVY and self._is_shared(body, at, ALONE_SECONDS) and share > self._share("", at) - share

    def _is_shared(self, body: str, at: float, seconds: float) -> bool:
        """Whether somebody else's request came within the last seconds."""
        return any(other != body and at - seen <= seconds for other, seen in self._seen.items())


gate = Gate()
"""Of this process."""
