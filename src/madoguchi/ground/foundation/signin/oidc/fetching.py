"""Talking to an identity provider: bounded in time and size, never redirected; what seldom changes is kept."""

import logging
from dataclasses import dataclass
from time import monotonic
from typing import Any

import httpx
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from madoguchi.ground.foundation.identity_providers import Provider, is_safe_address
from madoguchi.ground.foundation.signin.oidc.refusals import ProviderDown

logger = logging.getLogger("madoguchi.signin")
SECONDS = 5.0
MOST_BYTES = 256 * 1024
KEPT_SECONDS = 600.0


@dataclass(frozen=True, slots=True)
class Metadata:
    """What we use of a provider's own description (OpenID Connect Discovery 1.0 section 3)."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    end_session_endpoint: str
    userinfo_endpoint: str
    names_itself: bool  # puts ``iss`` into its answers (RFC 9207)


_metadata: dict[str, tuple[float, Metadata]] = {}
_keys: dict[str, tuple[float, KeySet]] = {}


def forget_providers() -> None:
    """Forget what is kept of all providers (between tests)."""
    _metadata.clear()
    _keys.clear()


def answer(provider: Provider, method: str, url: str, **more: Any) -> tuple[int, Any]:  # Any: httpx's, and JSON
    """Send one request; return the status and the JSON object that came back ({} for an answer without one).

    Raises:
        ProviderDown: no answer in time, one that is too large, or a fault of the provider's.
    """
    try:
        with httpx.Client(timeout=SECONDS, follow_redirects=False) as client, client.stream(method, url, **more) as got:
            content = b""
            for part in got.iter_bytes():
                content += part
                if len(content) > MOST_BYTES:
                    raise down(provider, f"more than {MOST_BYTES} bytes from {url}")
            status = got.status_code
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise down(provider, f"{type(error).__name__} at {url}") from error
    if status >= 500:
        raise down(provider, f"status {status} from {url}")
    try:
        document = httpx.Response(status, content=content).json() if content else {}
    except ValueError:
        document = {}
    return status, document if isinstance(document, dict) else {}


def down(provider: Provider, reason: str) -> ProviderDown:
    """Return the refusal, noting the reason for the operator."""
    logger.error("provider_down provider=%s reason=%s", provider.key, reason.replace(" ", "_"))
    return ProviderDown(name=provider.name.ja, name_en=provider.name.en)


def metadata(provider: Provider) -> Metadata:
    """Return a provider's description, kept for ten minutes.

    Raises:
        ProviderDown: it cannot be had, is another issuer's, or names an address without HTTPS.
    """
    kept = _metadata.get(provider.issuer)
    if kept is not None and kept[0] > monotonic():
        return kept[1]
    status, found = answer(provider, "GET", provider.issuer.rstrip("/") + "/.well-known/openid-configuration")
    wanted = ("authorization_endpoint", "token_endpoint", "jwks_uri")
    if status != 200 or found.get("issuer") != provider.issuer:  # Discovery 1.0 section 4.3
        raise down(provider, f"status {status}, issuer {found.get('issuer')}")
    addresses = {name: str(found.get(name) or "") for name in (*wanted, "end_session_endpoint", "userinfo_endpoint")}
    if not all(is_safe_address(url) for name, url in addresses.items() if url or name in wanted):
        raise down(provider, "an address without HTTPS")
    names_itself = found.get("authorization_response_iss_parameter_supported") is True
    made = Metadata(issuer=provider.issuer, names_itself=names_itself, **addresses)
    _metadata[provider.issuer] = (monotonic() + KEPT_SECONDS, made)
    return made


def signing_keys(provider: Provider, *, kid: str | None) -> KeySet:
    """Return the keys a provider signs with, asked for anew when ``kid`` is not among those kept (key rotation).

    Raises:
        ProviderDown: they cannot be had or read.
    """
    url = metadata(provider).jwks_uri
    kept = _keys.get(url)
    if kept is not None and kept[0] > monotonic() and (kid is None or any(key.kid == kid for key in kept[1].keys)):
        return kept[1]
    status, found = answer(provider, "GET", url)
    keys = found.get("keys")
    if status != 200 or not isinstance(keys, list):
        raise down(provider, f"status {status} from {url}")
    fit = [key for key in keys if isinstance(key, dict) and key.get("kty") in ("RSA", "EC")]
    try:
        made = KeySet.import_key_set({"keys": [key for key in fit if key.get("use", "sig") == "sig"]})
    except (JoseError, ValueError, KeyError) as error:
        raise down(provider, f"keys unreadable at {url}") from error
    _keys[url] = (monotonic() + KEPT_SECONDS, made)
    return made
