"""Secrets that have to be read again lie sealed in the database, by keys that are in no table: a copy of it is worth
nothing to who would make codes of authenticator apps or signatures of webhooks.

The keys stand in the folder of secrets, in ``sealing.keys``: one a line, 32 random bytes in base64. The first seals,
all of them open; so a new key is a new first line (docs/operate/keys.md). The file is read at each use, which is
rare: no process has to be told of a change. The first seal of an installation makes it.

A sealed text is ``sealed1.KEY.DATA``: which key, then nonce and AES-256-GCM (NIST SP 800-38D) of the secret, base64url.
"""

import base64
import secrets
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from madoguchi.ground.foundation import key_files
from madoguchi.ground.kernel.errors import Message, Refused

_MARK, _ABOUT = "sealed1", b"madoguchi sealed secret"
_NONCE_BYTES = 12
Walk = Callable[[bool], tuple[int, int]]
_holders: list[Walk] = []


class SealingKeysUnusable(Refused):
    """The operator's file of keys is missing, unreadable or damaged."""

    code = "foundation.sealing_keys_unusable"
    status = 503
    what = Message("封じてある秘密を使えません。", "A sealed secret cannot be used at the moment.")
    why = Message(
        "鍵のファイル（{path}）を使えません（{reason}）。", "The file of keys ({path}) cannot be used ({reason})."
    )
    mend = Message(
        "運用担当者は docs/operate/keys.md の手順でファイルを戻してください。"
        "パスキーか印刷したリカバリーコードならサインインできます。",
        "Operators: bring the file back as docs/operate/keys.md says. "
        "A passkey or a printed recovery code still opens.",
    )


class SecretNotOpened(Refused):
    """A secret was sealed with a key that is not there any more, or was changed."""

    code = "foundation.secret_not_opened"
    status = 503
    what = SealingKeysUnusable.what
    why = Message("いまの鍵のファイル（{path}）では開けません。", "It does not open with the keys in {path}.")
    mend = Message(
        "運用担当者は、それを封じた鍵をファイルに戻してください。なければ、サインインの初期化を依頼してください。"
        "パスキーか印刷したリカバリーコードならサインインできます。",
        "Operators: bring back the key that sealed it; if it is lost, have the sign-in renewed. "
        "A passkey or a printed recovery code still opens.",
    )


def holds(walk: Walk) -> None:
    """Register a part that keeps sealed secrets.

    ``walk(write)`` goes through them and returns how many another key than the first sealed (sealing them anew if
    ``write``), and how many no key opens.
    """
    _holders.append(walk)


def walk_all(*, write: bool) -> tuple[int, int]:
    """Go through every sealed secret of the deployment; see :func:`holds`.

    Raises:
        SealingKeysUnusable: there are secrets, and no keys.
    """
    counted = [walk(write) for walk in _holders]
    return sum(due for due, _ in counted), sum(lost for _, lost in counted)


def keys_file() -> Path:
    """Return where the keys lie; no provider's secret can have this name, which holds a dot."""
    path: Path = settings.SECRETS_FOLDER / "sealing.keys"
    return path


def is_sealed(text: str) -> bool:
    """Whether a text is one that :func:`seal` made."""
    return text.startswith(f"{_MARK}.")


def sealed_anew(sealed: str) -> str:
    """Return the same secret sealed by the first key: the text itself where that key sealed it.

    Raises:
        SealingKeysUnusable; SecretNotOpened
    """
    secret = opened(sealed)
    return sealed if sealed.split(".")[1] == _name(_keys()[0]) else seal(secret)


def seal(text: str) -> str:
    """Seal a secret with the first key, making the file of keys where there is none yet.

    Raises:
        SealingKeysUnusable
    """
    if not keys_file().exists():
        _make_file()
    key, nonce = _keys()[0], secrets.token_bytes(_NONCE_BYTES)
    data = nonce + AESGCM(key).encrypt(nonce, text.encode(), _ABOUT)
    return ".".join((_MARK, _name(key), base64.urlsafe_b64encode(data).decode()))


def opened(sealed: str) -> str:
    """Return what was sealed.

    Raises:
        SealingKeysUnusable; SecretNotOpened: its key is not in the file, or the text was changed.
    """
    mark, _, rest = sealed.partition(".")
    name, _, data = rest.partition(".")
    key = next((one for one in _keys() if _name(one) == name), None)
    if mark != _MARK or key is None:
        raise SecretNotOpened(path=keys_file())
    try:
        raw = base64.urlsafe_b64decode(data)
        return AESGCM(key).decrypt(raw[:_NONCE_BYTES], raw[_NONCE_BYTES:], _ABOUT).decode()
    except (InvalidTag, ValueError) as error:
        raise SecretNotOpened(path=keys_file()) from error


def _keys() -> list[bytes]:
    try:
        return key_files.read(keys_file())
    except (OSError, ValueError) as error:
        reason = str(error) if isinstance(error, key_files.NotKeys) else type(error).__name__
        raise SealingKeysUnusable(path=keys_file(), reason=reason) from error


def _name(key: bytes) -> str:
    return sha256(b"madoguchi key name" + key).hexdigest()[:16]


def _make_file() -> None:
    try:
        key_files.make(keys_file())
    except OSError as error:
        raise SealingKeysUnusable(path=keys_file(), reason=type(error).__name__) from error
