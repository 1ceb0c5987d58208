"""One POST to an address that others chose: looked up, checked, and sent to the very address that was checked."""

import http.client
import socket
import ssl
from collections.abc import Collection, Mapping
from contextlib import suppress
from ipaddress import ip_address
from threading import Timer
from urllib.parse import urlsplit

from madoguchi.office.clients.core.addresses import Network, is_allowed

CONNECT_SECONDS = 5.0
WHOLE_SECONDS = 15.0


class NotSent(Exception):
    """No answer came back: the reason in a line for the delivery log."""


def post(url: str, content: bytes, headers: Mapping[str, str], *, allowed: Collection[Network]) -> int:
    """Send ``content`` and return the status of the answer; nothing of its body is read, no redirect followed.

    The name is looked up once; every address it stands for must be allowed, and the connection goes to one of those,
    so that a name which answers differently the second time leads nowhere. All of it takes 15 seconds at most.

    Raises:
        NotSent
    """
    parts = urlsplit(url)
    host, is_secure = parts.hostname or "", parts.scheme == "https"
    port = parts.port or (443 if is_secure else 80)
    address = _checked_address(host, port, allowed)
    if not is_secure and not any(ip_address(address) in network for network in allowed):
        raise NotSent("not encrypted: http is for networks the operator allows")
    connection = http.client.HTTPConnection(host, port, timeout=CONNECT_SECONDS)
    sockets: list[socket.socket] = []
    timer = Timer(WHOLE_SECONDS, _cut, (sockets,))
    timer.daemon = True
    try:
        raw = socket.create_connection((address, port), CONNECT_SECONDS)
        sockets.append(raw)
        timer.start()
        raw.settimeout(WHOLE_SECONDS)
        connection.sock = ssl.create_default_context().wrap_socket(raw, server_hostname=host) if is_secure else raw
        sockets.append(connection.sock)
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        connection.request("POST", path, content, {"Connection": "close", **headers})
        return connection.getresponse().status
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise NotSent(f"{type(error).__name__}: {error}"[:200]) from error
    finally:
        timer.cancel()
        for one in reversed(sockets):
            one.close()


def _checked_address(host: str, port: int, allowed: Collection[Network]) -> str:
    try:
        found = [str(one[4][0]) for one in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    except (OSError, UnicodeError) as error:
        raise NotSent(f"the name was not found: {error}"[:200]) from error
    for address in found:
        if not is_allowed(ip_address(address), allowed):
            raise NotSent("the name leads to an address that is not allowed")
    return found[0]


def _cut(sockets: Collection[socket.socket]) -> None:
    """End a connection that takes too long, whatever its reader waits for."""
    for one in sockets:
        with suppress(OSError):  # it had ended by itself
            one.shutdown(socket.SHUT_RDWR)
