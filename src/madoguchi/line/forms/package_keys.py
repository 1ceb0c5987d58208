"""Keys that packages are signed with: Ed25519 (RFC 8032), one for each body.

They are derived (HKDF-SHA256, RFC 5869) from the lines of ``packages.keys`` in the folder of secrets: the first line
signs, every line is known as ours. The first package makes the file (docs/operate/keys.md).
"""

from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from madoguchi.ground.foundation.public import Body, key_files
from madoguchi.line.forms.package_refusals import PackageKeysUnusable

_PURPOSE = b"madoguchi package of "


def keys_file() -> Path:
    """Return where the keys lie; no provider's secret can have this name, which holds a dot."""
    path: Path = settings.SECRETS_FOLDER / "packages.keys"
    return path


def signing_key(body: Body) -> Ed25519PrivateKey:
    """Return the key that signs a body's packages, making the file of keys where there is none yet.

    Raises:
        PackageKeysUnusable
    """
    try:
        if not keys_file().exists():
            key_files.make(keys_file())
    except OSError as error:
        raise PackageKeysUnusable(path=keys_file(), reason=type(error).__name__) from error
    return _derived(_lines()[0], body.key)


def is_of_this_deployment(public_key: bytes, body_key: str) -> bool:
    """Whether a body with this key lives in this deployment and the public key is one of its own.

    Raises:
        PackageKeysUnusable
    """
    if not keys_file().exists() or not Body.objects.filter(key=body_key, retired_at=None).exists():
        return False
    return any(_derived(line, body_key).public_key().public_bytes_raw() == public_key for line in _lines())


def is_signed(public_key: bytes, signature: bytes, signed: bytes) -> bool:
    """Whether a signature is that of a key."""
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, signed)
    except InvalidSignature:
        return False
    return True


def _derived(line: bytes, body_key: str) -> Ed25519PrivateKey:
    seed = HKDF(SHA256(), length=32, salt=None, info=_PURPOSE + body_key.encode()).derive(line)
    return Ed25519PrivateKey.from_private_bytes(seed)


def _lines() -> list[bytes]:
    try:
        return key_files.read(keys_file())
    except (OSError, ValueError) as error:
        raise PackageKeysUnusable(path=keys_file(), reason=type(error).__name__) from error
