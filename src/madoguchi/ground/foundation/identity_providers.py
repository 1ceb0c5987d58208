"""Which identity providers a body's staff and residents may sign in at: a dated, inherited setting without secrets."""

import re
from dataclasses import dataclass, field, fields
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from madoguchi.ground.foundation import dated_settings
from madoguchi.ground.foundation.models import AccountKind
from madoguchi.ground.kernel.errors import Message

SECRET_BASIC, KEY_JWT = "client_secret_basic", "private_key_jwt"
ALGORITHMS = ("ES256", "PS256", "RS256")  # asymmetric ones alone: a client secret can never sign for the provider
# The four basic attributes (基本4情報) as デジタル認証アプリ names its scopes and claims; never asked for at sign-in.
ATTRIBUTES = frozenset({"name", "address", "birthdate", "gender"})
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
_LOOPBACK = {"127.0.0.1", "localhost", "::1"}


@dataclass(frozen=True, slots=True)
class Provider:
    """One registration at an identity provider.

    ``secret`` names a file in the folder of secrets: the client's secret, or its private key as PEM. ``claim`` is the
    stable claim people are known by (``sub``; ``oid`` at Entra). One of ``acr`` and all of ``amr`` must be in the
    token where they are given. ``second_factor``: what the provider checked counts as our second factor.
    ``attributes``: which of :data:`ATTRIBUTES` it may be asked for when a resident wants a form filled in.
    """

    key: str
    audience: str
    label: dict[str, str]
    issuer: str
    client_id: str
    secret: str
    method: str = SECRET_BASIC
    algorithm: str = "RS256"
    scopes: list[str] = field(default_factory=lambda: ["openid"])
    claim: str = "sub"
    acr: list[str] = field(default_factory=list)
    amr: list[str] = field(default_factory=list)
    second_factor: bool = False
    attributes: list[str] = field(default_factory=list)

    @property
    def name(self) -> Message:
        """Return what its button says."""
        return Message(self.label["ja"], self.label["en"], easy=self.label.get("easy"))


def is_safe_address(url: str) -> bool:
    """Whether an address may carry codes and secrets: HTTPS, or this machine itself."""
    parts = urlsplit(url)
    return (parts.scheme == "https" and bool(parts.hostname)) or (
        parts.scheme == "http" and parts.hostname in _LOOPBACK
    )


def _is_texts(value: Any) -> bool:  # Any: JSON as stored
    return isinstance(value, list) and all(isinstance(one, str) and one for one in value)


def _is_provider(plain: Any) -> bool:  # Any: JSON as stored
    if not isinstance(plain, dict) or not {"key", "audience", "label", "issuer", "client_id", "secret"} <= plain.keys():
        return False
    if plain.keys() - {one.name for one in fields(Provider)}:
        return False
    made = {one.name: plain.get(one.name) for one in fields(Provider)}
    label = plain["label"]
    return (
        all(isinstance(plain[name], str) and _NAME.fullmatch(plain[name]) for name in ("key", "secret"))
        and plain["audience"] in set(AccountKind)
        and isinstance(label, dict)
        and {"ja", "en"} <= label.keys() <= {"ja", "en", "easy"}
        and all(isinstance(text, str) and text for text in label.values())
        and all(isinstance(plain[name], str) and plain[name] for name in ("issuer", "client_id"))
        and is_safe_address(plain["issuer"])
        and plain.get("method", SECRET_BASIC) in (SECRET_BASIC, KEY_JWT)
        and plain.get("algorithm", "RS256") in ALGORITHMS
        and isinstance(plain.get("claim", "sub"), str)
        and all(_is_texts(made[name] or []) for name in ("scopes", "acr", "amr", "attributes"))
        and set(plain.get("attributes", [])) <= (ATTRIBUTES if plain["audience"] == AccountKind.RESIDENT else set())
        and "openid" in plain.get("scopes", ["openid"])
        and isinstance(plain.get("second_factor", False), bool)
        and not (plain.get("second_factor") and not (plain.get("acr") or plain.get("amr")))
    )


def _are_providers(value: Any) -> bool:  # Any: JSON as stored
    if not isinstance(value, list) or not all(_is_provider(one) for one in value):
        return False
    return len({one["key"] for one in value}) == len(value)


PROVIDERS: dated_settings.Setting[list[dict[str, Any]]] = dated_settings.declare(
    dated_settings.Setting(
        key="signin.providers",
        label=Message("サインインに使う外部の認証サービス", "Identity providers for sign-in"),
        default=[],
        is_valid=_are_providers,
    )
)


def providers(audience: str, *, on: date) -> list[Provider]:
    """Return the providers of the body in scope for staff or residents on a day, its prefecture's if it has none."""
    return [Provider(**one) for one in dated_settings.value(PROVIDERS, on=on) if one["audience"] == audience]


def provider(key: str, *, on: date) -> Provider | None:
    """Return one provider of the body in scope."""
    found = [Provider(**one) for one in dated_settings.value(PROVIDERS, on=on) if one["key"] == key]
    return found[0] if found else None
