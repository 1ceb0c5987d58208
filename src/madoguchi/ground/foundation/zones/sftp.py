"""A folder on another machine, over SFTP: whole files in and out, the server known by its pinned key, we by ours.

A file is written under another name and renamed over what is there (``posix-rename@openssh.com``), so the other side
never sees half of one. No password, no agent, no key but the one that is set; a server whose key is not in the file of
known hosts, or is another one, is told nothing.
"""

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from stat import S_ISREG
from typing import TYPE_CHECKING, NoReturn
from urllib.parse import unquote, urlsplit

from cryptography.exceptions import UnsupportedAlgorithm

from madoguchi.ground.foundation.zones.refusals import (
    FolderRefused,
    HostChanged,
    HostUnknown,
    LoginKeyUnreadable,
    LoginRefused,
    ServerAway,
    SftpMissing,
)

if TYPE_CHECKING:
    from paramiko import PKey, SFTPClient, SSHClient

SCHEME = "sftp://"
PART = ".part"
CONNECT_SECONDS = 10.0
SILENT_SECONDS = 30.0  # without a byte from the server, in the middle of a file
ALIVE_SECONDS = 15


@dataclass(frozen=True, slots=True)
class Address:
    """``sftp://user@host:port/path``."""

    user: str
    host: str
    port: int
    path: str

    @classmethod
    def of(cls, url: str) -> "Address":
        """Read an address that the settings have checked."""
        parts = urlsplit(url)
        return cls(unquote(parts.username or ""), parts.hostname or "", parts.port or 22, unquote(parts.path))

    @property
    def server(self) -> str:
        """Host and port, as operators and logs are told them."""
        return f"{self.host}:{self.port}"


class Link:
    """An open connection; ``with hearing():`` turns what goes wrong on it into refusals."""

    def __init__(self, address: Address, *, key: Path, known_hosts: Path) -> None:
        """Connect and sign in.

        Raises:
            SftpMissing, LoginKeyUnreadable, HostUnknown, HostChanged, LoginRefused, ServerAway
        """
        self._server = address.server
        with ExitStack() as stack:
            self._client = _connected(address, key, known_hosts)
            stack.callback(self._client.close)
            with self.hearing():
                self._sftp: SFTPClient = self._client.open_sftp()
                channel = self._sftp.get_channel()
                if channel is not None:
                    channel.settimeout(SILENT_SECONDS)
            stack.pop_all()

    def close(self) -> None:
        """Hang up."""
        self._client.close()

    def look(self, folder: str) -> None:
        """Ask for a folder.

        Raises:
            FolderRefused, ServerAway
        """
        with self.hearing(folder):
            self._sftp.stat(folder)

    def names(self, folder: str, suffix: str) -> list[str]:
        """Return the files in a folder that end so, by name. What a server calls by a path is left alone.

        Raises:
            FolderRefused, ServerAway
        """
        with self.hearing(folder):
            found = self._sftp.listdir_attr(folder)
        return sorted(
            one.filename for one in found
            if one.filename.endswith(suffix) and Path(one.filename).name == one.filename
            and one.st_mode is not None and S_ISREG(one.st_mode)
        )  # fmt: skip

    def bring(self, file: Path, folder: str) -> None:
        """Write a file there, whole or not at all, over one of the same name.

        Raises:
            FolderRefused, ServerAway
        """
        target = f"{folder}/{file.name}"
        with self.hearing(folder), file.open("rb") as opened:
            self._sftp.putfo(opened, f"{target}{PART}")  # and asks whether as many bytes are there
            self._sftp.posix_rename(f"{target}{PART}", target)

    def fetch(self, folder: str, name: str, to: Path) -> None:
        """Copy a file from there; it is on our disk when this returns.

        Raises:
            FolderRefused, ServerAway
        """
        with to.open("wb") as opened:
            with self.hearing(folder):
                self._sftp.getfo(f"{folder}/{name}", opened)
            opened.flush()
            os.fsync(opened.fileno())

    def remove(self, folder: str, name: str) -> None:
        """Delete a file there, unless somebody did.

        Raises:
            FolderRefused, ServerAway
        """
        with self.hearing(folder), suppress(FileNotFoundError):
            self._sftp.remove(f"{folder}/{name}")

    @contextmanager
    def hearing(self, folder: str = "") -> Iterator[None]:
        """Say what went wrong: the server said no, or it does not answer any more."""
        from paramiko import SSHException

        try:
            yield
        except (EOFError, SSHException, TimeoutError, ConnectionError) as error:
            raise ServerAway(server=self._server, reason=_words(error)) from error
        except OSError as error:
            if self._is_gone():
                raise ServerAway(server=self._server, reason=_words(error)) from error
            raise FolderRefused(server=self._server, folder=folder, reason=_words(error)) from error

    def _is_gone(self) -> bool:
        transport, channel = self._client.get_transport(), self._sftp.get_channel()
        return transport is None or not transport.is_active() or channel is None or channel.closed


def _connected(address: Address, key: Path, known_hosts: Path, *, only: "PKey | None" = None) -> "SSHClient":
    """Return a connection to a server that shows a key of the file; of those in it, ``only`` this one counts."""
    try:
        import paramiko
    except ImportError as error:
        raise SftpMissing from error

    class Pinned(paramiko.MissingHostKeyPolicy):
        """Nobody is let in who is not known."""

        def missing_host_key(self, client: "SSHClient", hostname: str, key: "PKey") -> NoReturn:
            raise HostUnknown(server=address.server, file=known_hosts, given=_shown(key))

    client = paramiko.SSHClient()
    client.set_missing_host_key_policy(Pinned())
    own = _own_key(key)
    try:
        if only is None:
            client.load_system_host_keys(str(known_hosts))
        else:
            for name in _names_with(only, known_hosts):
                client.get_host_keys().add(name, only.get_name(), only)
    except (OSError, paramiko.SSHException, ValueError) as error:
        raise HostUnknown(server=address.server, file=known_hosts, given=_words(error)) from error
    with ExitStack() as stack:
        stack.callback(client.close)
        try:
            client.connect(
                address.host, address.port, address.user, pkey=own, allow_agent=False, look_for_keys=False,
                timeout=CONNECT_SECONDS, banner_timeout=CONNECT_SECONDS, auth_timeout=CONNECT_SECONDS,
                channel_timeout=CONNECT_SECONDS,
            )  # fmt: skip
        except paramiko.BadHostKeyException as error:
            # The library looks at a host's first key of a kind; a second one stands there while the server changes it.
            if only is None and _names_with(error.key, known_hosts):
                with suppress(HostUnknown):  # it stands there for another host
                    return _connected(address, key, known_hosts, only=error.key)
            given, pinned = _shown(error.key), _shown(error.expected_key)
            raise HostChanged(server=address.server, file=known_hosts, given=given, pinned=pinned) from error
        except paramiko.AuthenticationException as error:
            raise LoginRefused(server=address.server, user=address.user, file=key) from error
        except (OSError, EOFError, paramiko.SSHException) as error:
            raise ServerAway(server=address.server, reason=_words(error)) from error
        transport = client.get_transport()
        if transport is not None:
            transport.set_keepalive(ALIVE_SECONDS)
        stack.pop_all()
    return client


def _names_with(key: "PKey", known_hosts: Path) -> list[str]:
    """Return the hosts, as they are written in the file, that may show a key."""
    from paramiko.hostkeys import HostKeyEntry

    entries = [HostKeyEntry.from_line(line.strip()) for line in known_hosts.read_text().splitlines()]
    return [name for entry in entries if entry is not None and entry.key == key for name in entry.hostnames]


def _own_key(path: Path) -> "PKey":
    import paramiko
    from paramiko.pkey import UnknownKeyType

    try:
        return paramiko.PKey.from_path(path)
    except (OSError, ValueError, TypeError, UnsupportedAlgorithm, UnknownKeyType) as error:  # TypeError: a passphrase
        raise LoginKeyUnreadable(file=path, reason=_words(error)) from error


def _shown(key: "PKey") -> str:
    """A key as ``ssh-keygen -l`` shows it."""
    return f"{key.get_name()} {key.fingerprint}"


def _words(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
