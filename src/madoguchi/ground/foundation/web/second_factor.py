"""Whether a session gave a second factor."""

from django.http import HttpRequest


def has_second_factor(request: HttpRequest) -> bool:
    """Whether this session gave a second factor, and for this account (allauth notes each method with its account)."""
    from allauth.account.authentication import get_authentication_records  # late: it needs the tables

    return any(record.get("method") == "mfa" for record in get_authentication_records(request, request.user))
