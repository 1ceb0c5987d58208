"""Encryption of a backup: one secret, stretched by scrypt; streams of authenticated chunks in a fixed order.

A stream is ``MAGIC``, 16 random bytes, and chunks under AES-256-GCM. Its key is HKDF-SHA256 of the backup's key and the
random bytes; a chunk's nonce is its number and a mark on the last one (the STREAM construction: Hoang, Reyhanitabar,
Rogaway, Vizár 2015). So chunks that were changed, moved, left out or cut off at the end do not open, and each stream
is bound to its name: one part cannot stand in for another.
"""

import hashlib
import hmac
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from types import TracebackType
from typing import IO, Any, Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

MAGIC = b"madoguchi sealed stream 1\n"
CHUNK = 256 * 1024  # bytes of plain text
_TAG, _SALT = 16, 16
LEAST_KEY = 16  # characters


class Damaged(Exception):
    """A stream does not open."""

    def __init__(self, ja: str, en: str) -> None:
        self.ja, self.en = ja, en
        super().__init__(en)


@dataclass(frozen=True, slots=True)
class Stretching:
    """How the secret becomes a key (RFC 7914); kept in the clear beside the backup."""

    salt: bytes
    n: int = 2**16
    r: int = 8
    p: int = 1

    @classmethod
    def new(cls) -> Self:
        return cls(secrets.token_bytes(16))

    def as_json(self) -> dict[str, Any]:
        return {"salt": self.salt.hex(), "n": self.n, "r": self.r, "p": self.p}

    @classmethod
    def from_json(cls, given: dict[str, Any]) -> Self:
        """Raises ValueError for values nobody would have written: they would cost gigabytes or nothing."""
        made = cls(bytes.fromhex(given["salt"]), int(given["n"]), int(given["r"]), int(given["p"]))
        if not (len(made.salt) == 16 and 2**14 <= made.n <= 2**20 and made.r == 8 and 1 <= made.p <= 4):
            raise ValueError("scrypt")
        return made


class Key:
    """What opens a backup."""

    def __init__(self, secret: str, stretching: Stretching) -> None:
        self.stretching = stretching
        self._master = hashlib.scrypt(
            secret.encode(), salt=stretching.salt, n=stretching.n, r=stretching.r, p=stretching.p,
            maxmem=256 * stretching.n * stretching.r, dklen=32,
        )  # fmt: skip

    @property
    def check(self) -> str:
        """Tells a wrong key from a damaged backup."""
        return self._hmac(b"check")

    def name_of(self, path: str) -> str:
        """Return the name under which a file lies in the backup: tells nothing of its body or content."""
        return self._hmac(b"file:" + path.encode())

    def _hmac(self, message: bytes) -> str:
        return hmac.digest(self._master, message, "sha256").hex()

    def stream(self, salt: bytes) -> AESGCM:
        return AESGCM(HKDF(SHA256(), 32, salt, b"madoguchi backup stream").derive(self._master))


class Sealer:
    """Writes one stream; what was written counts only once the block has ended without a fault."""

    def __init__(self, target: IO[bytes], key: Key, about: str) -> None:
        salt = secrets.token_bytes(_SALT)
        self._target, self._cipher, self._about = target, key.stream(salt), about.encode()
        self._waiting, self._number = bytearray(), 0
        self.digest, self.size = hashlib.sha256(), 0
        self._put(MAGIC + salt)

    def write(self, data: bytes) -> None:
        self._waiting += data
        while len(self._waiting) > CHUNK:  # never the last one: that is written by the end of the block
            self._seal(bytes(self._waiting[:CHUNK]), last=False)
            del self._waiting[:CHUNK]

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is None:
            self._seal(bytes(self._waiting), last=True)

    def _seal(self, chunk: bytes, *, last: bool) -> None:
        self._put(self._cipher.encrypt(_nonce(self._number, last=last), chunk, self._about))
        self._number += 1

    def _put(self, data: bytes) -> None:
        self._target.write(data)
        self.digest.update(data)
        self.size += len(data)


def opened(source: IO[bytes], key: Key, about: str) -> Iterator[bytes]:
    """Yield the chunks of a stream. Only when the iterator has ended is it known to be whole.

    Raises:
        Damaged: it is not what was written under this name with this key.
    """
    if source.read(len(MAGIC)) != MAGIC:
        raise Damaged("始まりがこの製品のものではありません", "it does not begin as a stream of ours")
    salt = source.read(_SALT)
    if len(salt) != _SALT:
        raise Damaged("途中で切れています", "it was cut off")
    cipher, number = key.stream(salt), 0
    sealed = source.read(CHUNK + _TAG)
    while True:
        following = source.read(CHUNK + _TAG)
        try:
            yield cipher.decrypt(_nonce(number, last=not following), sealed, about.encode())
        except InvalidTag as error:
            raise Damaged(
                f"{number + 1}番目の区切りが変わったか、入れ替わったか、途中で切れています",
                f"chunk {number + 1} was changed, moved or cut off",
            ) from error
        if not following:
            return
        sealed, number = following, number + 1


def _nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([last])
