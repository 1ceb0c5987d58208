"""The sealed secrets of all accounts: sealing them anew with another key, counting those that no key opens."""

from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import decrypt, encrypt
from django.db import transaction
from django.db.models import QuerySet

from madoguchi.ground.foundation.signin.refusals import SecretNotOpened
from madoguchi.ground.foundation.signin.sealing import is_sealed_by_first_key, keys_file

__all__ = ["keys_file", "lost_secrets", "reseal"]


def reseal() -> tuple[int, int]:
    """Seal anew, with the first key, what another one sealed; return how many, and how many do not open.

    Raises:
        SealingKeysUnusable
    """
    anew = lost = 0
    for row_id in list(_sealed_rows().values_list("id", flat=True)):
        with transaction.atomic():  # a renewal may delete it meanwhile
            row = _sealed_rows().select_for_update(of=("self",)).filter(id=row_id).first()
            if row is None or is_sealed_by_first_key(row.data["secret"]):
                continue
            try:
                row.data["secret"] = encrypt(decrypt(row.data["secret"]))
            except SecretNotOpened:
                lost += 1
                continue
            row.save(update_fields=["data"])
            anew += 1
    return anew, lost


def lost_secrets() -> int:
    """Return how many app's secrets do not open with the keys there are.

    Raises:
        SealingKeysUnusable: there are secrets, and no keys.
    """
    lost = 0
    for data in _sealed_rows().values_list("data", flat=True):
        try:
            decrypt(data["secret"])
        except SecretNotOpened:
            lost += 1
    return lost


def _sealed_rows() -> QuerySet[Any]:  # Any: allauth ships no types
    return Authenticator.objects.filter(type=Authenticator.Type.TOTP).order_by("id")  # type: ignore[no-any-return]
