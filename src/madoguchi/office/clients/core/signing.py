"""Signatures of webhooks as Standard Webhooks 1.0 has them: HMAC-SHA256 over id, time and content."""

import base64
import hmac
from hashlib import sha256

PREFIX = "whsec_"


def secret_of(key: str, webhook_id: str, generation: int) -> str:
    """Return a webhook's signing secret, made from the deployment's key: it lies in no table.

    Args:
        key: the deployment's secret key.
        generation: 1, 2, 3 … with every rotation.
    """
    raw = hmac.new(key.encode(), f"madoguchi.webhook:{webhook_id}:{generation}".encode(), sha256).digest()
    return PREFIX + base64.b64encode(raw).decode()


def signature(secret: str, *, message_id: str, timestamp: int, content: bytes) -> str:
    """Return one signature: ``v1,`` and the base64 of the code.

    Source: Standard Webhooks 1.0, “Signature scheme”.
    """
    key = base64.b64decode(secret.removeprefix(PREFIX))
    code = hmac.new(key, f"{message_id}.{timestamp}.".encode() + content, sha256).digest()
    return "v1," + base64.b64encode(code).decode()
