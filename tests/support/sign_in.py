"""Sign in without the pages of sign-in, for tests of other pages; sign-in itself is tested in tests/web/signin."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.test import Client

    from madoguchi.ground.foundation.public import Account


def sign_in(client: Client, account: Account, *, second_factor: bool = True) -> None:
    """Open a session for the account; staff with the note of a second factor that desk pages ask for."""
    client.force_login(account)
    if second_factor:
        session = client.session
        session["account_authentication_methods"] = [{"method": "mfa", "at": time.time()}]
        session["account_authentication_methods_user"] = str(account.pk)
        session.save()
