"""A visitor without an account who fills in a form as a browser without script does: cookies, tokens, redirects."""

import http.client
import re
from collections.abc import Iterable, Mapping, Sequence
from http.cookies import SimpleCookie
from secrets import randbelow
from urllib.parse import urlencode
from uuid import uuid4

from support.servers import ask

_TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="([^"]+)"')
_REVISION = re.compile(rb'name="revision" value="([0-9]+)"')
Fields = Iterable[tuple[str, str]]


class Visitor:
    """One browser: its cookies, and an address of its own, as the reverse proxy would pass it on."""

    def __init__(self, connection: http.client.HTTPConnection, cookies: Mapping[str, str] | None = None) -> None:
        self._connection = connection
        self.cookies = dict(cookies or {})
        self._address = f"10.{randbelow(256)}.{randbelow(256)}.{randbelow(254) + 1}"
        self.page = b""

    def get(self, path: str) -> None:
        """Read a page; anything but 200 is a failure."""
        status, _ = self._ask("GET", path, None, {})
        if status != 200:
            raise RuntimeError(f"GET {path}: {status}")

    def post(self, path: str, fields: Fields) -> str:
        """Send the form of the page last read, hidden inputs and all, as it asks; return where the answer leads."""
        hidden = [("csrfmiddlewaretoken", _first(_TOKEN, self.page))]
        if revision := _REVISION.search(self.page):
            hidden.append(("revision", revision.group(1).decode()))
        body, kind = _multipart([*hidden, *fields]) if b'enctype="multipart/form-data"' in self.page else (
            urlencode([*hidden, *fields]).encode(), "application/x-www-form-urlencoded"
        )  # fmt: skip
        status, location = self._ask("POST", path, body, {"Content-Type": kind})
        if status not in (302, 303):
            wrong = re.sub(rb"<[^>]*>|\s+", b" ", self.page.partition(b"<main")[2])[:600].decode(errors="replace")
            raise RuntimeError(f"POST {path}: {status} {wrong}")
        return location

    def _ask(self, method: str, path: str, body: bytes | None, headers: dict[str, str]) -> tuple[int, str]:
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        headers |= {
            "X-Forwarded-For": self._address,
            "Accept-Language": "ja",
            **({"Cookie": cookies} if cookies else {}),
        }
        response, self.page = ask(self._connection, method, path, body, headers)
        for line in response.headers.get_all("Set-Cookie", ()):
            for name, morsel in SimpleCookie(line).items():
                if morsel["max-age"] == "0":
                    self.cookies.pop(name, None)
                else:
                    self.cookies[name] = morsel.coded_value
        return response.status, response.headers.get("Location", "")


def _first(pattern: re.Pattern[bytes], page: bytes) -> str:
    found = pattern.search(page)
    if found is None:
        raise RuntimeError(f"no {pattern.pattern!r} on the page: {page[:300]!r}")
    return found.group(1).decode()


def _multipart(fields: Fields) -> tuple[bytes, str]:
    border = uuid4().hex
    parts = [
        f'--{border}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n' for name, value in fields
    ]
    return ("".join(parts) + f"--{border}--\r\n").encode(), f"multipart/form-data; boundary={border}"


def begin(visitor: Visitor, start: str) -> str:
    """Read the start page of a procedure and begin; return the address of the first page."""
    visitor.get(start)
    return visitor.post(start, ())


def flow(connection: http.client.HTTPConnection, start: str, pages: Sequence[Sequence[tuple[str, str]]]) -> None:
    """Go from the start page to the receipt."""
    visitor = Visitor(connection)
    where = begin(visitor, start)
    for fields in pages:
        visitor.get(where)
        where = visitor.post(where, fields)
    visitor.get(where)
    visitor.get(visitor.post(where.replace("/review/", "/submit/"), ()))


def rival_flow(connection: http.client.HTTPConnection, answers: Mapping[str, object]) -> None:
    """The same with the rival: its form page is its start page."""
    visitor = Visitor(connection)
    visitor.get("/page")
    fields = [
        (name, str(one)) for name, value in answers.items() for one in (value if isinstance(value, list) else [value])
    ]
    visitor.get(visitor.post("/page", fields))
    visitor.get(visitor.post("/review", ()))
