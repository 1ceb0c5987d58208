"""The authorization code flow: the question, and everything that must hold before its answer is believed.

Source: OpenID Connect Core 1.0 sections 3.1.2–3.1.3, RFC 7636 (PKCE), RFC 7523 (private_key_jwt), RFC 9207
(issuer in the answer), RFC 9700 (current practice).
"""

import base64
import hmac
import json
import logging
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any
from urllib.parse import quote, urlencode

from joserfc import jwt
from joserfc.errors import JoseError

from madoguchi.ground.foundation.identity_providers import ALGORITHMS, KEY_JWT, Provider
from madoguchi.ground.foundation.signin.oidc import fetching, own_keys
from madoguchi.ground.foundation.signin.oidc.refusals import NotStrongEnough, SignInGivenUp, SignInNotProved

logger = logging.getLogger("madoguchi.signin")
SKEW_SECONDS = 60  # how far the provider's clock may be off
ASSERTION_SECONDS = 60  # how long our own assertion is good for


@dataclass(frozen=True, slots=True)
class Question:
    """What this browser was sent out with; kept in its session, used once."""

    state: str
    nonce: str
    verifier: str


@dataclass(frozen=True, slots=True)
class Proof:
    """Who came back: ``subject`` is the value of the provider's stable claim."""

    issuer: str
    subject: str
    id_token: str
    access_token: str


def ask(provider: Provider, *, redirect_uri: str, attributes: Iterable[str] = ()) -> tuple[str, Question]:
    """Return the address to send the browser to, and the question to keep.

    ``attributes`` are asked for beside what every sign-in asks for.

    Raises:
        ProviderDown.
    """
    question = Question(secrets.token_urlsafe(32), secrets.token_urlsafe(32), secrets.token_urlsafe(48))
    challenge = base64.urlsafe_b64encode(sha256(question.verifier.encode()).digest()).rstrip(b"=").decode()
    query = {
        "response_type": "code",
        "client_id": provider.client_id,
        "redirect_uri": redirect_uri,
        "scope": " ".join(dict.fromkeys((*provider.scopes, *attributes))),
        "state": question.state,
        "nonce": question.nonce,
        "code_challenge": challenge,
        "code_challenge_method": "S256",
    }
    if provider.acr:
        query["acr_values"] = " ".join(provider.acr)
    endpoint = fetching.metadata(provider).authorization_endpoint
    return f"{endpoint}{'&' if '?' in endpoint else '?'}{urlencode(query)}", question


def check(
    provider: Provider, question: Question, answer: Mapping[str, str], *, redirect_uri: str, at: datetime
) -> Proof:
    """Exchange the code that came back and return who it proves.

    Args:
        answer: the query of the address the provider sent the browser to.
        redirect_uri: exactly as in :func:`ask`.

    Raises:
        SignInGivenUp, SignInNotProved, NotStrongEnough, ProviderDown, ProviderNotSetUp.
    """
    described = fetching.metadata(provider)
    if not hmac.compare_digest(answer.get("state", "").encode(), question.state.encode()):
        raise _not_proved(provider, "state")
    if (described.names_itself or "iss" in answer) and answer.get("iss") != provider.issuer:
        raise _not_proved(provider, "issuer_of_answer")
    if "error" in answer:
        logger.warning("provider_said_no provider=%s error=%s", provider.key, quote(answer["error"])[:80])
        raise SignInGivenUp
    if not answer.get("code"):
        raise _not_proved(provider, "no_code")
    tokens = _exchange(provider, described, answer["code"], question.verifier, redirect_uri, at)
    id_token = tokens.get("id_token")
    if not isinstance(id_token, str):
        raise _not_proved(provider, "no_id_token")
    claims = _verified(provider, id_token, question.nonce, at)
    _check_access_token(provider, claims, id_token, tokens.get("access_token"))
    subject = claims.get(provider.claim)
    if not isinstance(subject, str) or not 0 < len(subject) <= 255:
        raise _not_proved(provider, f"claim_{provider.claim}")
    return Proof(provider.issuer, subject, id_token, str(tokens.get("access_token", "")))


def _exchange(
    provider: Provider, described: fetching.Metadata, code: str, verifier: str, redirect_uri: str, at: datetime
) -> dict[str, Any]:  # Any: JSON
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": redirect_uri,
        "code_verifier": verifier,
        "client_id": provider.client_id,
    }
    headers = {"Accept": "application/json"}
    if provider.method == KEY_JWT:
        form["client_assertion_type"] = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
        form["client_assertion"] = _assertion(provider, described.token_endpoint, at)
    else:  # RFC 6749 section 2.3.1: both parts form-encoded first
        pair = f"{quote(provider.client_id, safe='')}:{quote(own_keys.secret_of(provider), safe='')}"
        headers["Authorization"] = f"Basic {base64.b64encode(pair.encode()).decode()}"
    status, tokens = fetching.answer(provider, "POST", described.token_endpoint, data=form, headers=headers)
    if status == 200:
        return tokens  # type: ignore[no-any-return]  # a JSON object
    error = tokens.get("error")
    if error == "invalid_client":
        raise fetching.down(provider, "invalid_client: our secret or key is not the registered one")
    raise _not_proved(provider, f"token_endpoint_{status}_{error}")


def _assertion(provider: Provider, audience: str, at: datetime) -> str:
    """Return a JWT that shows we hold the private key (RFC 7523 section 3)."""
    key = own_keys.private_key_of(provider)
    seconds = int(at.timestamp())
    claims = {
        "iss": provider.client_id,
        "sub": provider.client_id,
        "aud": audience,
        "jti": secrets.token_urlsafe(16),
        "iat": seconds,
        "exp": seconds + ASSERTION_SECONDS,
    }
    header = {"alg": provider.algorithm, "kid": key.thumbprint()}
    return jwt.encode(header, claims, key, algorithms=[provider.algorithm])


def _verified(provider: Provider, id_token: str, nonce: str, at: datetime) -> dict[str, Any]:  # Any: JSON
    """Return the claims of an ID token that is the provider's, ours, fresh and of this question (Core 3.1.3.7)."""
    header = _header(provider, id_token)
    if header.get("alg") not in ALGORITHMS:
        raise _not_proved(provider, "alg")
    kid = header.get("kid")
    keys = fetching.signing_keys(provider, kid=kid if isinstance(kid, str) else None)
    try:
        claims: dict[str, Any] = dict(jwt.decode(id_token, keys, algorithms=list(ALGORITHMS)).claims)
    except (JoseError, ValueError) as error:
        raise _not_proved(provider, f"signature_{type(error).__name__}") from error
    audience = claims.get("aud")
    audiences = audience if isinstance(audience, list) else [audience]
    seconds = at.timestamp()
    must_hold = {
        "iss": claims.get("iss") == provider.issuer,
        "aud": provider.client_id in audiences,
        "azp": (len(audiences) == 1 and "azp" not in claims) or claims.get("azp") == provider.client_id,
        "exp": _is_number(claims.get("exp")) and claims["exp"] + SKEW_SECONDS > seconds,
        "iat": _is_number(claims.get("iat")) and claims["iat"] - SKEW_SECONDS <= seconds,
        "nbf": "nbf" not in claims or (_is_number(claims["nbf"]) and claims["nbf"] - SKEW_SECONDS <= seconds),
        "nonce": hmac.compare_digest(str(claims.get("nonce", "")).encode(), nonce.encode()),
        "sub": isinstance(claims.get("sub"), str) and bool(claims["sub"]),
    }
    if wrong := [name for name, holds in must_hold.items() if not holds]:
        raise _not_proved(provider, ",".join(wrong))
    amr = claims.get("amr")
    if (provider.acr and claims.get("acr") not in provider.acr) or (
        set(provider.amr) - set(amr if isinstance(amr, list) else [])
    ):
        logger.warning("not_strong_enough provider=%s", provider.key)
        raise NotStrongEnough
    return claims


def _header(provider: Provider, token: str) -> dict[str, Any]:  # Any: JSON
    try:
        return _part(token, 0)
    except ValueError as error:
        raise _not_proved(provider, "header") from error


def _part(token: str, number: int) -> dict[str, Any]:  # Any: JSON
    part = token.split(".")[number]
    found = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    return found if isinstance(found, dict) else {}


def _check_access_token(provider: Provider, claims: Mapping[str, Any], id_token: str, token: object) -> None:
    """Check that the access token was issued with this ID token, where the provider says how (Core 3.1.3.8)."""
    if "at_hash" not in claims:
        return
    half = sha256(str(token).encode()).digest()[:16]  # every algorithm we take hashes with SHA-256
    if claims["at_hash"] != base64.urlsafe_b64encode(half).rstrip(b"=").decode():
        raise _not_proved(provider, "at_hash")


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _not_proved(provider: Provider, reason: str) -> SignInNotProved:
    logger.warning("sign_in_not_proved provider=%s reason=%s", provider.key, reason)
    return SignInNotProved()


def userinfo(provider: Provider, proof: Proof) -> Mapping[str, Any]:  # Any: JSON
    """Return what the provider says of the person who has just been proved (Core 5.3).

    Raises:
        ProviderDown: it has no such endpoint, or did not answer; SignInNotProved: it speaks of somebody else.
    """
    endpoint = fetching.metadata(provider).userinfo_endpoint
    if not endpoint:
        raise fetching.down(provider, "no userinfo_endpoint")
    headers = {"Authorization": f"Bearer {proof.access_token}", "Accept": "application/json"}
    status, found = fetching.answer(provider, "GET", endpoint, headers=headers)
    if status != 200:
        raise fetching.down(provider, f"status {status} from {endpoint}")
    if found.get("sub") != _part(proof.id_token, 1).get("sub"):  # Core 5.3.2: against exchanged tokens
        raise _not_proved(provider, "userinfo_sub")
    return found  # type: ignore[no-any-return]  # a JSON object


def farewell(provider: Provider, id_token: str, *, back_to: str) -> str | None:
    """Return the address that ends the session at the provider too (RP-Initiated Logout 1.0); None: it has none."""
    endpoint = fetching.metadata(provider).end_session_endpoint
    if not endpoint:
        return None
    query = {"id_token_hint": id_token, "client_id": provider.client_id, "post_logout_redirect_uri": back_to}
    return f"{endpoint}{'&' if '?' in endpoint else '?'}{urlencode(query)}"
