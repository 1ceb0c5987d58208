"""Telling somebody by mail that a way into their account has changed: whoever did not do it learns of it."""

import logging

from allauth.account.adapter import get_adapter
from django.http import HttpRequest

from madoguchi.ground.foundation.signin.refusals import MailNotSent
from madoguchi.ground.foundation.signin.web.opening import own_account

logger = logging.getLogger("madoguchi.signin")


def tell(request: HttpRequest, what: str) -> None:
    """Mail to the account's address what has just changed; without an address, or a mail server, nothing stops.

    Args:
        what: in the language of the page.
    """
    account = own_account(request)
    if not account.email:
        return
    try:
        get_adapter().send_mail("account/email/changed", account.email, {"what": what})
    except MailNotSent:
        logger.warning("change_not_told account=%s", account.pk)
