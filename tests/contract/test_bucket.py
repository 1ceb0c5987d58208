"""The S3 client: its signature by the published example, and servers that are down, slow, half-hearted or strict."""

import logging
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from django.core.files.base import ContentFile

from madoguchi.ground.foundation.filing.s3_client import (
    MOST_TRIES,
    Address,
    S3Client,
    S3Refused,
    S3Unreachable,
    signature,
)
from madoguchi.ground.foundation.filing.storages import BucketStorage, StorageDown
from tests.contract.conftest import options_of
from tests.support import swift

pytestmark = pytest.mark.real_time


def test_the_signature_is_that_of_amazons_example() -> None:
    """Amazon S3 API Reference, "Signature Calculations for the Authorization Header", example GET Object."""
    empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    made = signature(
        method="GET",
        path="/test.txt",
        query="",
        headers={
            "host": "examplebucket.s3.amazonaws.com",
            "range": "bytes=0-9",
            "x-amz-content-sha256": empty,
            "x-amz-date": "20130524T000000Z",
        },
        payload_sha256=empty,
        address=Address(
            "https://examplebucket.s3.amazonaws.com",
            "us-east-1",
            "AKIAIOSFODNN7EXAMPLE",
            "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
        ),
        at="20130524T000000Z",
    )
    assert made.endswith("Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41")


Answering = Callable[[socket.socket], None]


@contextmanager
def answering(answer: Answering) -> Iterator[tuple[str, list[float]]]:
    """Listen on a free port, hand every connection to ``answer``; yields the bucket's URL and when connections came."""
    came: list[float] = []
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve() -> None:
            while True:
                try:
                    connection, _ = listening.accept()
                except OSError:
                    return
                came.append(time.monotonic())
                with connection:
                    try:
                        answer(connection)
                    except OSError:
                        continue

        threading.Thread(target=serve, daemon=True).start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}/bucket", came
        listening.shutdown(socket.SHUT_RDWR)


def client(url: str, seconds: float = 1.0) -> S3Client:
    return S3Client(Address(url, "us-east-1", "key", "the-secret", seconds))


def replies(*statuses: int, body: bytes = b"") -> Answering:
    """Answer the statuses in turn, the last one for ever."""
    left = list(statuses)

    def answer(connection: socket.socket) -> None:
        connection.recv(65_536)
        status = left.pop(0) if len(left) > 1 else left[0]
        connection.sendall(f"HTTP/1.1 {status} X\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body)

    return answer


@pytest.mark.parametrize("status", [500, 503, 429])
def test_a_server_in_trouble_is_asked_three_times_and_no_more(status: int) -> None:
    with answering(replies(status)) as (url, came):
        with pytest.raises(S3Unreachable):
            client(url).get("a")
        assert len(came) == MOST_TRIES
        first, second, third = came
        assert second - first >= 0.1, "a pause before the second try"
        assert third - second >= 0.2, "a longer one before the third"


def test_a_short_trouble_is_not_noticed() -> None:
    with answering(replies(503, 500, 200, body=b"here")) as (url, came):
        assert client(url).get("a") == b"here"
        assert len(came) == 3


@pytest.mark.parametrize("status", [400, 403, 301])
def test_a_server_that_says_no_is_not_asked_again(status: int, caplog: pytest.LogCaptureFixture) -> None:
    with answering(replies(status, body=b"<Error><Code>SignatureDoesNotMatch</Code></Error>")) as (url, came):
        with caplog.at_level(logging.ERROR), pytest.raises(S3Refused):
            client(url).put("a", b"x")
        assert len(came) == 1
    assert "SignatureDoesNotMatch" in caplog.text, "the operator reads why"
    assert "the-secret" not in caplog.text


def drip(connection: socket.socket) -> None:
    connection.recv(65_536)
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
    for _ in range(200):
        connection.sendall(b"x")
        time.sleep(0.05)


def drip_heads(connection: socket.socket) -> None:
    connection.recv(65_536)
    connection.sendall(b"HTTP/1.1 200 OK\r\n")
    for number in range(200):
        connection.sendall(f"X-{number}: y\r\n".encode())
        time.sleep(0.05)


def never(connection: socket.socket) -> None:
    connection.settimeout(5)
    while connection.recv(65_536):
        pass


@pytest.mark.parametrize("answer", [drip, drip_heads, never])
def test_a_slow_server_is_cut_off_however_it_is_slow(answer: Answering) -> None:
    with answering(answer) as (url, _):
        begun = time.monotonic()
        with pytest.raises(S3Unreachable):
            client(url, seconds=0.5).get("a")
        assert time.monotonic() - begun < 2.5, "twice the time of one call, and some pauses"


def half(connection: socket.socket) -> None:
    connection.recv(65_536)
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nonly this")


def test_half_an_answer_is_none() -> None:
    with answering(half) as (url, came):
        with pytest.raises(S3Unreachable):
            client(url).get("a")
        assert len(came) == MOST_TRIES


def test_an_address_that_is_none_names_the_setting() -> None:
    with pytest.raises(ValueError, match="MADOGUCHI_S3_URL"):
        client("s3.example.lg.jp/bucket")


def test_the_real_server_refuses_a_wrong_secret_and_keeps_nothing(server: swift.Swift, name: str) -> None:
    before = server.kept()
    with pytest.raises(StorageDown):
        BucketStorage(**options_of(server, secret="wrong")).save(name, ContentFile(b"x"))
    assert server.kept() == before


def test_the_real_server_refuses_bytes_that_changed_on_the_way(
    server: swift.Swift, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    import http.client

    real = http.client.HTTPConnection.send

    def changed(connection: http.client.HTTPConnection, data: bytes) -> None:
        real(connection, data.replace(b"1,000 yen", b"9,000 yen"))

    monkeypatch.setattr(http.client.HTTPConnection, "send", changed)
    with pytest.raises(StorageDown):
        BucketStorage(**options_of(server)).save(name, ContentFile(b"pay 1,000 yen"))
    monkeypatch.undo()
    assert not BucketStorage(**options_of(server)).exists(name)


def test_no_such_bucket_is_trouble_not_a_missing_file(server: swift.Swift, name: str) -> None:
    other = f"{server.address.url}-other"
    with pytest.raises(StorageDown):
        BucketStorage(**options_of(server, url=other)).open(name)


def test_a_frozen_server_is_given_up_in_time_and_serves_again_after(server: swift.Swift, name: str) -> None:
    storage = BucketStorage(**options_of(server, seconds=0.5))
    server.freeze()
    try:
        begun = time.monotonic()
        with pytest.raises(StorageDown):
            storage.save(name, ContentFile(b"x"))
        assert time.monotonic() - begun < 2.5
    finally:
        server.thaw()
    usual = BucketStorage(**options_of(server))
    usual.save(name, ContentFile(b"y"))
    with usual.open(name) as opened:
        assert opened.read() in (b"x", b"y")
