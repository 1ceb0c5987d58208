"""Printed recovery codes: shown once when they are made, kept as hashes, each good for one sign-in."""

import base64
import re
import secrets
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from django.db import transaction

from madoguchi.ground.foundation.models import RecoveryCode

CODES = 10
_SIGNS = re.compile(r"[A-Z2-7]{16}")  # 80 bits in base32: nothing to be gained by trying hashes


def make(account_id: UUID) -> list[str]:
    """Make new codes instead of all earlier ones; return them to be shown and printed now (``ABCD-EFGH-IJKL-MNOP``)."""
    codes = [base64.b32encode(secrets.token_bytes(10)).decode() for _ in range(CODES)]
    with transaction.atomic():
        RecoveryCode.objects.filter(account_id=account_id).delete()
        RecoveryCode.objects.bulk_create(RecoveryCode(account_id=account_id, hashed=_hash(code)) for code in codes)
    return ["-".join(code[start : start + 4] for start in range(0, 16, 4)) for code in codes]


def looks_like_one(typed: str) -> bool:
    """Whether what was typed where an app's code belongs is a recovery code."""
    return bool(_SIGNS.fullmatch(_bare(typed)))


def use(account_id: UUID, typed: str, *, at: datetime) -> bool:
    """Use a code up; False: it is none of the account's, or was used before."""
    unused = RecoveryCode.objects.filter(account_id=account_id, hashed=_hash(_bare(typed)), used_at__isnull=True)
    return bool(unused.update(used_at=at))


def left(account_id: UUID) -> int:
    """Return how many codes are still good."""
    return RecoveryCode.objects.filter(account_id=account_id, used_at__isnull=True).count()


def _bare(typed: str) -> str:
    """Return the signs as they count: base32 has no 0, 1 and 8, so those are O, I and B read wrongly."""
    return re.sub(r"[\s\-ー－]", "", typed).upper().translate(str.maketrans("018", "OIB"))


def _hash(code: str) -> str:
    return sha256(code.encode()).hexdigest()
