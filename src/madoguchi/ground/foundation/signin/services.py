"""Accounts, and what a visitor without one has proved to know."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from allauth.account.models import EmailAddress
from allauth.core.internal.httpkit import get_client_ip
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import encrypt
from django.conf import settings
from django.core import signing
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse

from madoguchi.ground.foundation.models import Account, AccountKind
from madoguchi.ground.foundation.signin.refusals import EmailTaken
from madoguchi.ground.foundation.web.requests import KNOWN_COOKIE, KNOWN_SALT, KNOWN_SECONDS

KNOWN_MOST = 5


def create_staff_account(
    *, email: str, password: str | None, first_password_until: datetime | None = None, totp_secret: str | None = None
) -> Account:
    """Make the account of a member of staff; what it may do comes from posts (``people_services``).

    Args:
        email: kept in lower case.
        password: as typed; the rules for passwords are the caller's to check. None: an identity provider lets them in.
        first_password_until: when a password that somebody else chose ends (``first_passwords.ends_at``); until
            then it opens the page to choose another, and nothing else. None: its holder chose it.
        totp_secret: base32; None leads the person to set up an app at the first sign-in.

    Raises:
        EmailTaken: there is an account with this address, of whatever kind.
    """
    return create_staff_accounts(
        emails=[email], password=password, first_password_until=first_password_until, totp_secret=totp_secret
    )[0]


def create_staff_accounts(
    *,
    emails: Iterable[str],
    password: str | None,
    first_password_until: datetime | None = None,
    totp_secret: str | None = None,
) -> list[Account]:
    """Make accounts of many members of staff at once, in the order of ``emails``: see :func:`create_staff_account`.

    Raises:
        EmailTaken: there is an account with one of these addresses, or two are the same; none is made.
    """
    until = None if password is None else first_password_until
    accounts = _create(emails, AccountKind.STAFF, password, until)
    if totp_secret is not None:
        Authenticator.objects.bulk_create(
            Authenticator(user=account, type=Authenticator.Type.TOTP, data={"secret": encrypt(totp_secret)})
            for account in accounts
        )
    return accounts


def create_resident_account(*, email: str) -> Account:
    """Make a resident's account: no password, and an address that counts as confirmed.

    Raises:
        EmailTaken: there is an account with this address, of whatever kind.
    """
    return _create([email], AccountKind.RESIDENT, None, None)[0]


def _create(emails: Iterable[str], kind: AccountKind, password: str | None, until: datetime | None) -> list[Account]:
    accounts = [Account(email=email.strip().lower(), kind=kind, first_password_until=until) for email in emails]
    for account in accounts:
        account.set_password(password)  # None: no password works
    try:
        with transaction.atomic():
            Account.objects.bulk_create(accounts)
            EmailAddress.objects.bulk_create(
                EmailAddress(user=account, email=account.email, verified=True, primary=True) for account in accounts
            )
    except IntegrityError as error:
        raise EmailTaken from error
    return accounts


def account_for_code(*, email: str) -> Account | None:
    """Return whom a code sent to ``email`` lets in; None: nobody, it is a staff account or a closed one.

    A new address gets an account that is not saved: :func:`confirm_resident` saves it once the code has come back.
    """
    found = Account.objects.filter(email__iexact=email).first()
    if found is None:
        return Account(email=email.lower(), kind=AccountKind.RESIDENT)
    return found if found.kind == AccountKind.RESIDENT and found.is_active else None


def confirm_resident(*, email: str) -> Account:
    """Return the resident's account of an address that has just been proved, making it the first time.

    Raises:
        EmailTaken: the address has become a staff account, or closed, since the code was sent.
    """
    try:
        return create_resident_account(email=email)
    except EmailTaken:  # confirmed on another device a moment ago
        found = account_for_code(email=email)
        if found is None or found._state.adding:
            raise
        return found


def remember_known(response: HttpResponse, request: HttpRequest, *, body_id: UUID, application_id: UUID) -> None:
    """Note in a signed cookie that this visitor knows an application (receipt number and birth date); for one hour.

    The newest five are kept; ``foundation.web.requests.known_applications`` reads them.
    """
    newest = [str(body_id), str(application_id)]
    pairs = [newest, *(pair for pair in _known(request) if pair != newest)][:KNOWN_MOST]
    response.set_cookie(
        KNOWN_COOKIE,
        signing.dumps(pairs, salt=KNOWN_SALT),
        max_age=KNOWN_SECONDS,
        httponly=True,
        secure=settings.SESSION_COOKIE_SECURE,
        samesite="Lax",
    )


def forget_known(response: HttpResponse) -> None:
    """Forget every application the visitor proved to know (用件が済んだとき, on a shared computer)."""
    response.delete_cookie(KNOWN_COOKIE, samesite="Lax")


def _known(request: HttpRequest) -> Iterable[list[str]]:
    try:
        pairs: list[list[str]] = signing.loads(
            request.COOKIES.get(KNOWN_COOKIE, ""), salt=KNOWN_SALT, max_age=KNOWN_SECONDS
        )
    except signing.BadSignature:
        return []
    return pairs


def client_address(request: HttpRequest) -> str:
    """Return the address a request comes from, for limits; behind proxies as ``MADOGUCHI_PROXIES`` counts them."""
    return get_client_ip(request) or ""
