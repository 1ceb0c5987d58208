"""Fingerprints of the keys that packages are signed with, as people compare them by telephone."""

from hashlib import sha256


def fingerprint(public_key: bytes) -> str:
    """Return eight groups of four hexadecimal digits of a key's SHA-256 (128 bits)."""
    digest = sha256(public_key).hexdigest()[:32]
    return " ".join(digest[n : n + 4] for n in range(0, len(digest), 4))


def is_fingerprint_of(typed: str, public_key: bytes) -> bool:
    """Whether somebody typed the fingerprint of a key, with or without spaces."""
    return "".join(typed.split()).lower() == "".join(fingerprint(public_key).split())
