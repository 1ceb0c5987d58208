"""Signatures of webhooks as Standard Webhooks 1.0 has them: HMAC-SHA256 over id, time and content."""

import base64
import hmac
import secrets
from hashlib import sha256

PREFIX = "whsec_"


def new_secret() -> str:
    """Return a signing secret of 256 random bits."""
    return PREFIX + base64.b64encode(secrets.token_bytes(32)).decode()


def signature(secret: str, *, message_id: str, timestamp: int, content: bytes) -> str:
    """Return one signature: ``v1,`` and the base64 of the code.

    Source: Standard Webhooks 1.0, “Signature scheme”.
    """
    key = base64.b64decode(secret.removeprefix(PREFIX))
    code = hmac.new(key, f"{message_id}.{timestamp}.".encode() + content, sha256).digest()
    return "v1," + base64.b64encode(code).decode()
