"""A small client of the S3 API: put, get, look, delete, list; signed with AWS Signature Version 4.

Source: Amazon S3 API Reference, "Authenticating Requests (AWS Signature Version 4)"; ListObjectsV2.
"""

import hmac
import http.client
import logging
import random
import re
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from hashlib import sha256
from html import unescape
from urllib.parse import quote, urlsplit

logger = logging.getLogger("madoguchi.files")

MOST_TRIES = 3
FIRST_WAIT_SECONDS = 0.2  # doubled each time, with jitter
MOST_BYTES = 128 * 1024 * 1024  # of one answer


class S3Unreachable(Exception):
    """No usable answer within the tries: connection, time-out, 5xx or 429."""


class S3Refused(Exception):
    """The server answered, and said no: wrong key, no such bucket, clock wrong. Trying again is no use."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    headers: Mapping[str, str]
    content: bytes


@dataclass(frozen=True, slots=True)
class Address:
    """Where the bucket is and who asks.

    Attributes:
        url: of the bucket: ``https://s3.example.lg.jp/bucket`` or ``https://bucket.s3.example.lg.jp``.
        region: as the server knows itself.
        seconds: most for one call, from connecting to the last byte.
    """

    url: str
    region: str
    key: str
    secret: str = field(repr=False)
    seconds: float = 10.0


def signature(
    *, method: str, path: str, query: str, headers: Mapping[str, str], payload_sha256: str, address: Address, at: str
) -> str:
    """Return the value of ``Authorization``.

    Args:
        path, query: quoted, the query's parts in order.
        headers: what is signed, lower-case names.
        at: ``20130524T000000Z``, as in ``x-amz-date``.
    """
    names = sorted(headers)
    signed = ";".join(names)
    lines = "".join(f"{name}:{headers[name].strip()}\n" for name in names)
    request = f"{method}\n{path}\n{query}\n{lines}\n{signed}\n{payload_sha256}"
    scope = f"{at[:8]}/{address.region}/s3/aws4_request"
    to_sign = f"AWS4-HMAC-SHA256\n{at}\n{scope}\n{sha256(request.encode()).hexdigest()}"
    key = f"AWS4{address.secret}".encode()
    for part in scope.split("/"):
        key = hmac.digest(key, part.encode(), "sha256")
    made = hmac.digest(key, to_sign.encode(), "sha256").hex()
    return f"AWS4-HMAC-SHA256 Credential={address.key}/{scope},SignedHeaders={signed},Signature={made}"


class S3Client:
    """One bucket. Every call opens its own connection, so it may be shared between threads."""

    def __init__(self, address: Address, *, sleep: Callable[[float], None] = time.sleep) -> None:
        self.address = address
        self.sleep = sleep
        parts = urlsplit(address.url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError(f"MADOGUCHI_S3_URL: {address.url!r} is no address such as https://s3.example.lg.jp/bucket")
        self._secure = parts.scheme == "https"
        self._host, self._port = parts.hostname, parts.port
        self._netloc = parts.netloc
        self._base = parts.path.rstrip("/")

    def put(self, name: str, content: bytes) -> None:
        """Write one object whole, or not at all; again is no harm. The server compares the bytes' sha256."""
        self._call("PUT", name, content=content)

    def get(self, name: str) -> bytes | None:
        """Return an object's bytes, None where there is none."""
        answer = self._call("GET", name)
        return None if answer.status == 404 else answer.content

    def look(self, name: str) -> tuple[int, datetime] | None:
        """Return size and time of writing, None where there is no such object."""
        answer = self._call("HEAD", name)
        if answer.status == 404:
            return None
        return int(answer.headers["content-length"]), parsedate_to_datetime(answer.headers["last-modified"])

    def delete(self, name: str) -> None:
        """Delete an object; one that is not there is no error."""
        self._call("DELETE", name)

    def names(self, prefix: str, *, delimiter: str = "") -> Iterator[tuple[bool, str]]:
        """Yield (is an object, name) below a prefix: 1,000 in one call. With a delimiter, common prefixes too."""
        token = ""
        while True:
            asked = {"list-type": "2", "prefix": prefix}
            if delimiter:
                asked["delimiter"] = delimiter
            if token:
                asked["continuation-token"] = token
            page = self._call("GET", "", query=asked).content.decode()
            for is_object, name in _LISTED.findall(page):
                yield bool(is_object), unescape(name)
            more = _NEXT.search(page)
            if more is None:
                return
            token = unescape(more[1])

    def _call(self, method: str, name: str, *, query: Mapping[str, str] | None = None, content: bytes = b"") -> Answer:
        """Try until an answer is final or the tries are used up; the whole stays within twice the time of a call."""
        until = time.monotonic() + 2 * self.address.seconds
        reason = ""
        for number in range(MOST_TRIES):
            if number:
                wait = FIRST_WAIT_SECONDS * 2 ** (number - 1) * random.uniform(0.5, 1.5)  # noqa: S311  spreads load
                if time.monotonic() + wait >= until:
                    break
                self.sleep(wait)
            try:
                answer = self._once(
                    method, name, query or {}, content, min(until, time.monotonic() + self.address.seconds)
                )
            except (OSError, http.client.HTTPException, ValueError) as error:
                reason = f"{type(error).__name__}: {error}"
                continue
            if answer.status < 300 or (answer.status == 404 and name and b"NoSuchBucket" not in answer.content):
                return answer
            reason = f"{answer.status} {_code(answer.content)}"
            if answer.status < 500 and answer.status != 429:
                logger.error("s3_refused method=%s status=%s code=%s", method, answer.status, _code(answer.content))
                raise S3Refused(reason)
        logger.error("s3_unreachable method=%s reason=%s", method, reason)
        raise S3Unreachable(reason)

    def _once(self, method: str, name: str, query: Mapping[str, str], content: bytes, until: float) -> Answer:
        path = f"{self._base}/{quote(name, safe='/-_.~')}" if name else self._base or "/"
        asked = "&".join(
            f"{quote(key, safe='-_.~')}={quote(value, safe='-_.~')}" for key, value in sorted(query.items())
        )
        digest = sha256(content).hexdigest()
        at = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
        headers = {"host": self._netloc, "x-amz-content-sha256": digest, "x-amz-date": at}
        signed = signature(
            method=method, path=path, query=asked, headers=headers, payload_sha256=digest, address=self.address, at=at
        )
        with self._connected(until) as connection:
            connection.request(
                method, f"{path}?{asked}" if asked else path, body=content or None,
                headers={**headers, "authorization": signed, "content-length": str(len(content))},
            )  # fmt: skip
            response = connection.getresponse()
            read = response.read(MOST_BYTES + 1)
            if len(read) > MOST_BYTES:
                raise ValueError(f"more than {MOST_BYTES} bytes")
            if method != "HEAD" and response.length:  # the connection ended early
                raise http.client.IncompleteRead(read, response.length)
            return Answer(response.status, {key.lower(): value for key, value in response.getheaders()}, read)

    @contextmanager
    def _connected(self, until: float) -> Iterator[http.client.HTTPConnection]:
        """Open a connection that is cut at a moment, however slowly the server goes on answering."""
        seconds = max(0.001, until - time.monotonic())
        connection: http.client.HTTPConnection
        if self._secure:
            connection = http.client.HTTPSConnection(
                self._host, self._port, timeout=seconds, context=ssl.create_default_context()
            )
        else:
            connection = http.client.HTTPConnection(self._host, self._port, timeout=seconds)
        cut = threading.Event()

        def cut_off() -> None:
            cut.set()
            if (opened := connection.sock) is not None:
                with suppress(OSError):
                    opened.shutdown(socket.SHUT_RDWR)

        timer = threading.Timer(seconds, cut_off)
        timer.daemon = True
        timer.start()
        try:
            yield connection
            if cut.is_set():
                raise TimeoutError("the time for one call is over")
        finally:
            timer.cancel()
            connection.close()


_LISTED = re.compile(r"<(?:Contents>.*?<(Key)|CommonPrefixes>.*?<Prefix)>([^<]*)<", re.DOTALL)
_NEXT = re.compile(r"<NextContinuationToken>([^<]+)<")
_CODE = re.compile(rb"<Code>([A-Za-z0-9]+)</Code>")


def _code(content: bytes) -> str:
    found = _CODE.search(content)
    return found[1].decode() if found else "-"
