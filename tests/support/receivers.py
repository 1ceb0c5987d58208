"""A vendor's receiver of webhooks on this machine: it notes what comes and answers as it is told."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Receiver:
    """``answers``: statuses in order, the last for ever after. ``slow``: seconds before each byte of the answer."""

    answers: list[int] = field(default_factory=lambda: [204])
    slow: float = 0.0
    location: str = ""
    taken: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    port: int = 0

    @property
    def url(self) -> str:
        """The address of the receiver."""
        return f"http://127.0.0.1:{self.port}/hook"


@contextmanager
def receiver(**told: object) -> Iterator[Receiver]:
    """Run a receiver until the block ends."""
    state = Receiver(**told)  # type: ignore[arg-type]  # a test's own words

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers.get("Content-Length", "0"))
            state.taken.append(({name.lower(): value for name, value in self.headers.items()}, self.rfile.read(length)))
            status = state.answers.pop(0) if len(state.answers) > 1 else state.answers[0]
            if state.slow:
                self._drip()
                return
            self.send_response(status)
            if state.location:
                self.send_header("Location", state.location)
            self.end_headers()

        def _drip(self) -> None:
            try:
                for letter in b"HTTP/1.1 200 OK\r\n" + b"X-Long: " + b"x" * 10_000:
                    self.wfile.write(bytes([letter]))
                    self.wfile.flush()
                    time.sleep(state.slow)
            except OSError:
                return  # the sender has had enough

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    state.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield state
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
