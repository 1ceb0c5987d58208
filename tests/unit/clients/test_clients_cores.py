"""Where webhooks may go, how they are signed, when they are sent again, what a token may carry."""

from __future__ import annotations

import hashlib
import hmac
from base64 import b64decode, b64encode
from datetime import timedelta
from ipaddress import ip_address, ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.office.clients.core import retries, scopes, signing
from madoguchi.office.clients.core.addresses import is_allowed
from madoguchi.office.clients.core.scopes import Scope, ScopeUnknown
from madoguchi.office.clients.destinations import AddressNotAllowed, check_url

INSIDE = [
    "127.0.0.1", "127.255.255.254", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0",
    "224.0.0.1", "240.0.0.1", "255.255.255.255", "192.0.2.1", "198.18.0.1", "::1", "::", "fe80::1", "fd00::1",
    "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "2002:7f00:1::", "2002:a00:1::", "64:ff9b::7f00:1",
    "64:ff9b::a00:1", "2001:db8::1",
]  # fmt: skip
OUTSIDE = ["1.1.1.1", "93.184.216.34", "2606:4700::1111", "::ffff:1.1.1.1", "64:ff9b::101:101"]


@pytest.mark.parametrize("text", INSIDE)
def test_addresses_inside_are_not_reached(text: str) -> None:
    assert not is_allowed(ip_address(text), ())
    shown = f"[{text}]" if ":" in text else text
    with pytest.raises(AddressNotAllowed):
        check_url(f"https://{shown}/hook", ())


@pytest.mark.parametrize("text", OUTSIDE)
def test_public_addresses_are(text: str) -> None:
    assert is_allowed(ip_address(text), ())


@given(st.ip_addresses(v=4))
def test_a_mapped_address_is_judged_as_what_it_leads_to(address: object) -> None:
    mapped = ip_address(f"::ffff:{address}")
    assert is_allowed(mapped, ()) == is_allowed(ip_address(str(address)), ())


def test_an_operator_allows_a_network_and_nothing_beside_it() -> None:
    allowed = (ip_network("10.20.0.0/16"), ip_network("127.0.0.1/32"))
    assert is_allowed(ip_address("10.20.3.4"), allowed)
    assert is_allowed(ip_address("::ffff:10.20.3.4"), allowed)
    assert not is_allowed(ip_address("10.21.0.1"), allowed)
    assert not is_allowed(ip_address("127.0.0.2"), allowed)
    check_url("http://10.20.3.4/hook", allowed)


@pytest.mark.parametrize(
    "url",
    [
        "", "hook", "ftp://example.jp/", "http://example.jp/", "https://", "https:///x", "https://user@example.jp/",
        "https://user:pw@example.jp/", "https://example.jp/#x", "https://example.jp:99999/", "https://[::1", "https://例.jp/",
        "https://example.jp/a b", "https://example.jp/\n", "javascript:alert(1)", "https://example.jp/" + "a" * 500,
    ],
)  # fmt: skip
def test_what_is_no_address_is_refused(url: str) -> None:
    with pytest.raises(AddressNotAllowed):
        check_url(url, ())


def test_a_name_is_looked_up_only_when_it_is_sent_to() -> None:
    check_url("https://example.jp:8443/hook?a=b", ())


def test_the_signature_is_the_standards_own() -> None:
    """The example of the Standard Webhooks libraries."""
    secret, message_id, at = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330
    content = b'{"test": 2432232314}'
    key = b64decode(secret.removeprefix("whsec_"))
    code = hmac.new(key, f"{message_id}.{at}.".encode() + content, hashlib.sha256).digest()

    made = signing.signature(secret, message_id=message_id, timestamp=at, content=content)
    assert made == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
    assert made == "v1," + b64encode(code).decode()


def test_every_new_secret_is_another_of_256_bits() -> None:
    made = {signing.new_secret() for _ in range(8)}
    assert len(made) == 8
    assert all(len(b64decode(one.removeprefix(signing.PREFIX))) == 32 for one in made)


def test_tries_end_after_three_days_and_wait_longer_each_time() -> None:
    waits = [retries.wait_after(number) for number in range(1, 12)]
    assert waits[9:] == [None, None]
    assert waits[:9] == sorted(one for one in waits if one is not None)
    assert timedelta(days=3) < retries.GIVEN_UP_AFTER < timedelta(days=4)


def test_a_token_carries_what_is_asked_for_and_given() -> None:
    given_scopes = ["applications:write", "applications:read"]
    assert scopes.chosen(None, given_scopes) == {Scope.SEND, Scope.READ}
    assert scopes.chosen("applications:read", given_scopes) == {Scope.READ}
    for wanted in ("documents:read", "applications:read applications:read_all", " ", "applications:read  x", "あ"):
        with pytest.raises(ScopeUnknown):
            scopes.chosen(wanted, given_scopes)
