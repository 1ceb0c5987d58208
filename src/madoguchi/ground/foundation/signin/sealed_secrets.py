"""The secrets of authenticator apps among what lies sealed."""

from allauth.mfa.models import Authenticator
from django.db import transaction

from madoguchi.ground.foundation import sealing


def _walk(write: bool) -> tuple[int, int]:
    due = lost = 0
    rows = Authenticator.objects.filter(type=Authenticator.Type.TOTP).order_by("id")
    for row_id in list(rows.values_list("id", flat=True)):
        with transaction.atomic():  # a renewal may delete it meanwhile
            row = rows.select_for_update(of=("self",)).filter(id=row_id).first()
            if row is None:
                continue
            try:
                anew = sealing.sealed_anew(row.data["secret"])
            except sealing.SecretNotOpened:
                lost += 1
                continue
            if anew == row.data["secret"]:
                continue
            due += 1
            if write:
                row.data["secret"] = anew
                row.save(update_fields=["data"])
    return due, lost


sealing.holds(_walk)
