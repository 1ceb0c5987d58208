"""Sealing packages: encrypted to the other zone, signed by this one.

A sealed package is a line naming the format, a header in clear (one line of canonical JSON), the ciphertext, and an
Ed25519 signature (RFC 8032) of all of it. The content key is drawn for each package by X25519 (RFC 7748) between a key
of that package alone and the receiver's, through HKDF-SHA256 (RFC 5869); the cipher is ChaCha20-Poly1305 (RFC 8439)
with the header as associated data.
"""

import base64
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from madoguchi.ground.foundation.events import canonical
from madoguchi.ground.foundation.zones.refusals import Damaged, Foreign, KeyMissing

FORMAT = b"madoguchi-transfer/1\n"
KEY_FORMAT = "madoguchi-transfer-key/1"
OWN, OWN_PUBLIC, PEER = "own.key", "own.pub", "peer.pub"
_SIGNATURE_BYTES = 64
_NONCE = bytes(12)  # each content key seals one package

Header = dict[str, Any]  # Any: JSON


@dataclass(frozen=True, slots=True)
class PublicKeys:
    """What the other side may know: to check signatures, and to seal for us."""

    verify: Ed25519PublicKey
    exchange: X25519PublicKey

    @property
    def fingerprint(self) -> str:
        """Sixteen hexadecimal digits, to compare by telephone."""
        return sha256(self.verify.public_bytes_raw() + self.exchange.public_bytes_raw()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Keys:
    """Our own keys and the other side's public ones."""

    sign: Ed25519PrivateKey
    exchange: X25519PrivateKey
    peer: PublicKeys

    @property
    def public(self) -> PublicKeys:
        return PublicKeys(self.sign.public_key(), self.exchange.public_key())


def make_keys(folder: Path) -> PublicKeys:
    """Make this zone's keys: ``own.key`` (readable by its owner alone) and ``own.pub`` for the other side.

    Raises:
        FileExistsError: there are keys already; making others would leave packages on their way unreadable.
    """
    sign, exchange = Ed25519PrivateKey.generate(), X25519PrivateKey.generate()
    public = PublicKeys(sign.public_key(), exchange.public_key())
    folder.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(folder / OWN, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(_written({"sign": sign.private_bytes_raw(), "exchange": exchange.private_bytes_raw()}))
    told = {"verify": public.verify.public_bytes_raw(), "exchange": public.exchange.public_bytes_raw()}
    (folder / OWN_PUBLIC).write_text(_written(told))
    return public


def read_keys(folder: Path) -> Keys:
    """Read ``own.key`` and ``peer.pub``.

    Raises:
        KeyMissing
    """
    own = _read(folder / OWN, ("sign", "exchange"))
    return Keys(
        Ed25519PrivateKey.from_private_bytes(own["sign"]),
        X25519PrivateKey.from_private_bytes(own["exchange"]),
        read_public(folder / PEER),
    )


def read_public(path: Path) -> PublicKeys:
    """Read a file of public keys.

    Raises:
        KeyMissing
    """
    told = _read(path, ("verify", "exchange"))
    return PublicKeys(
        Ed25519PublicKey.from_public_bytes(told["verify"]), X25519PublicKey.from_public_bytes(told["exchange"])
    )


def _written(keys: Mapping[str, bytes]) -> str:
    return canonical({"format": KEY_FORMAT, **{name: base64.b64encode(raw).decode() for name, raw in keys.items()}})


def _read(path: Path, names: tuple[str, ...]) -> dict[str, bytes]:
    try:
        plain = json.loads(path.read_text())
        if plain["format"] != KEY_FORMAT:
            raise ValueError(f"format {plain['format']}")
        found = {name: base64.b64decode(plain[name], validate=True) for name in names}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise KeyMissing(path=path, reason=f"{type(error).__name__}: {error}") from error
    if any(len(raw) != 32 for raw in found.values()):
        raise KeyMissing(path=path, reason="a key has another length than 32 bytes")
    return found


def seal(header: Mapping[str, Any], content: bytes, keys: Keys) -> bytes:
    """Return a sealed package.

    Args:
        header: JSON, readable by whoever carries the package: zones, body, numbers, hashes.
        content: bytes that only the other zone can read.
    """
    once = X25519PrivateKey.generate()
    ours = once.public_key().public_bytes_raw()
    head = FORMAT + canonical({**header, "once": base64.b64encode(ours).decode()}).encode() + b"\n"
    key = _content_key(once.exchange(keys.peer.exchange), ours, keys.peer.exchange)
    sealed = head + ChaCha20Poly1305(key).encrypt(_NONCE, content, head)
    return sealed + keys.sign.sign(sealed)


def read_header(sealed: bytes, keys: Keys, *, name: str) -> Header:
    """Return the header of a package whose signature is the other side's.

    Raises:
        Damaged: it is cut short, or no package.
        Foreign: its signature is not the other side's (or it was changed on the way).
    """
    if not sealed.startswith(FORMAT) or len(sealed) <= len(FORMAT) + _SIGNATURE_BYTES:
        raise Damaged(name=name, reason="format")
    try:
        keys.peer.verify.verify(sealed[-_SIGNATURE_BYTES:], sealed[:-_SIGNATURE_BYTES])
    except InvalidSignature as error:
        raise Foreign(name=name, reason="signature") from error
    header: Header = json.loads(sealed[len(FORMAT) : sealed.index(b"\n", len(FORMAT))])
    return header


def read_content(sealed: bytes, header: Header, keys: Keys, *, name: str) -> bytes:
    """Return what a package holds; its header was read before.

    Raises:
        Foreign: it was sealed for somebody else.
    """
    border = sealed.index(b"\n", len(FORMAT)) + 1
    theirs = base64.b64decode(header["once"])
    shared = keys.exchange.exchange(X25519PublicKey.from_public_bytes(theirs))
    key = _content_key(shared, theirs, keys.exchange.public_key())
    try:
        return ChaCha20Poly1305(key).decrypt(_NONCE, sealed[border:-_SIGNATURE_BYTES], sealed[:border])
    except InvalidTag as error:
        raise Foreign(name=name, reason="sealed for another key") from error


def _content_key(shared: bytes, once: bytes, receiver: X25519PublicKey) -> bytes:
    salt = once + receiver.public_bytes_raw()
    return HKDF(SHA256(), length=32, salt=salt, info=FORMAT).derive(shared)
