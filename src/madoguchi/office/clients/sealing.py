"""Signing secrets at rest: sealed under the deployment's secret key, so that a copy of the database signs nothing."""

import base64
import binascii
import secrets
from functools import cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

_NONCE = 12
_PURPOSE = b"madoguchi.webhook.secret"


class SecretUnreadable(Exception):
    """A secret that neither the secret key nor the one before it opens."""

    def __init__(self) -> None:
        super().__init__("the signing secret cannot be opened: MADOGUCHI_SECRET_KEY was changed; give it a new one")


def seal(secret: str) -> str:
    """Return a secret as it may lie in the database (AES-256-GCM, base64)."""
    nonce = secrets.token_bytes(_NONCE)
    return base64.b64encode(nonce + _cipher(settings.SECRET_KEY).encrypt(nonce, secret.encode(), _PURPOSE)).decode()


def unseal(sealed: str) -> tuple[str, bool]:
    """Return a secret, and whether the present key sealed it (else one of those before it).

    Raises:
        SecretUnreadable
    """
    for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        try:
            raw = base64.b64decode(sealed, validate=True)
            return _cipher(key).decrypt(raw[:_NONCE], raw[_NONCE:], _PURPOSE).decode(), key == settings.SECRET_KEY
        except (InvalidTag, ValueError, binascii.Error):
            continue
    raise SecretUnreadable


@cache
def _cipher(key: str) -> AESGCM:
    return AESGCM(HKDF(SHA256(), 32, salt=None, info=_PURPOSE).derive(key.encode()))
