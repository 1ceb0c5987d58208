"""A real OpenID provider in a process of its own: idpyoidc's server behind Python's own HTTP server.

idpyoidc does all that a provider does (clients' authentication, codes used once, PKCE, pairwise subjects, signatures);
this file only carries requests to it. ``POST /control`` tells it who signs in next and how to misbehave.
"""

from __future__ import annotations

import base64
import json
import tempfile
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

from cryptography.hazmat.primitives import serialization
from cryptojwt import JWS
from cryptojwt.jwk.hmac import SYMKey
from cryptojwt.key_jar import init_key_jar
from idpyoidc.encrypter import default_crypt_config
from idpyoidc.server import Server
from idpyoidc.server.configure import OPConfiguration
from idpyoidc.server.oauth2.add_on.pkce import CC_METHOD
from idpyoidc.server.user_authn.user import NoAuthn

KEYS = [{"type": "RSA", "use": ["sig"]}, {"type": "EC", "crv": "P-256", "use": ["sig"]}]
ACR = "https://example.jp/acr/multi-factor"
PEOPLE = {
    "hanako": {
        "oid": "staff-object-1", "name": "住友　花子", "address": "青葉県みなも市中央一丁目２番３号",
        "birthdate": "1990-04-15", "gender": "female",
    },
    "taro": {"oid": "staff-object-2"},
}  # fmt: skip
CARD = ["name", "address", "birthdate", "gender"]


def configuration(issuer: str) -> dict[str, Any]:
    crypt = {"crypt_conf": default_crypt_config()}
    authn = {"client_authn_method": ["client_secret_basic", "private_key_jwt"]}
    base = "idpyoidc.server"
    return {
        "issuer": issuer,
        "key_conf": {"key_defs": KEYS, "uri_path": "jwks.json"},
        "preference": {
            "subject_types_supported": ["public", "pairwise"],
            "response_types_supported": ["code"],
            "id_token_signing_alg_values_supported": ["RS256", "ES256"],
        },
        "token_handler_args": {
            "code": {"lifetime": 60, "kwargs": crypt},
            "token": {"class": f"{base}.token.jwt_token.JWTToken", "kwargs": {"lifetime": 600, "aud": [issuer]}},
            "id_token": {
                "class": f"{base}.token.id_token.IDToken",
                "kwargs": {"lifetime": 300, "enable_claims_per_client": True},
            },
        },
        "session_params": {"encrypter": default_crypt_config()},
        "authz": {
            "class": f"{base}.authz.AuthzHandling",
            "kwargs": {
                "grant_config": {
                    "usage_rules": {
                        "authorization_code": {"supports_minting": ["access_token", "id_token"], "max_usage": 1},
                        "access_token": {"expires_in": 600},
                    },
                    "expires_in": 43200,
                }
            },
        },
        "authentication": {"anyone": {"acr": ACR, "class": NoAuthn, "kwargs": {"user": "hanako"}}},
        "userinfo": {"class": f"{base}.user_info.UserInfo", "kwargs": {"db": PEOPLE}},
        "claims_interface": {"class": f"{base}.session.claims.ClaimsInterface", "kwargs": {}},
        "scopes_to_claims": {"openid": ["sub"], "staff": ["oid"], **{one: [one] for one in CARD}},
        "add_on": {
            "pkce": {
                "function": f"{base}.oauth2.add_on.pkce.add_support",
                "kwargs": {"essential": True, "code_challenge_methods": {"S256": CC_METHOD["S256"]}},
            }
        },
        "endpoint": {
            "provider_config": {
                "path": ".well-known/openid-configuration",
                "class": f"{base}.oidc.provider_config.ProviderConfiguration",
                "kwargs": {"client_authn_method": None},
            },
            "authorization": {
                "path": "authorization",
                "class": f"{base}.oidc.authorization.Authorization",
                "kwargs": {"client_authn_method": None},
            },
            "token": {"path": "token", "class": f"{base}.oidc.token.Token", "kwargs": authn},
            "userinfo": {
                "path": "userinfo",
                "class": f"{base}.oidc.userinfo.UserInfo",
                "kwargs": {"client_authn_method": ["bearer_header"]},
            },
        },
    }  # fmt: skip


class Provider:
    """The server and what it has been told to do wrong."""

    def __init__(self, issuer: str, folder: str) -> None:
        self.issuer = issuer
        self.faults: dict[str, Any] = {}
        self.server = Server(OPConfiguration(conf=configuration(issuer), base_path=folder), cwd=folder)
        self.server.context.provider_info["authorization_response_iss_parameter_supported"] = True  # it does
        self.server.context.provider_info["end_session_endpoint"] = f"{issuer}/session"

    def add_client(self, client: dict[str, Any]) -> None:
        keys = self.server.keyjar
        if client["client_id"] in keys:  # what is registered takes the place of what was
            del keys[client["client_id"]]
        if "jwks" in client:
            keys.import_jwks(client["jwks"], client["client_id"])
        else:
            keys.add_symmetric(client["client_id"], client["client_secret"])
        self.server.context.cdb[client["client_id"]] = {
            "client_salt": "salt",
            "redirect_uris": [(uri, {}) for uri in client["redirect_uris"]],
            "response_types_supported": ["code"],
            "response_types": ["code"],
            "grant_types_supported": ["authorization_code"],
            "allowed_scopes": ["openid", "staff", *CARD],
            "subject_type": "pairwise",
            "sector_id": client["sector"],
            "token_endpoint_client_authn_method": [client["method"]],
            "id_token_signed_response_alg": client.get("alg", "RS256"),
            "add_claims": {
                "always": {"id_token": ["oid"] if client.get("oid") else []},
                "by_scope": {"userinfo": True},
            },
            **({"client_secret": client["client_secret"]} if "client_secret" in client else {}),
        }

    def control(self, told: dict[str, Any]) -> None:
        if "client" in told:
            self.add_client(told["client"])
        if "user" in told:
            self.server.context.authn_broker.db["anyone"]["method"].user = told["user"]
        if told.get("rotate"):
            fresh = init_key_jar(key_defs=KEYS)
            self.server.keyjar[self.issuer] = fresh[""]
            self.server.keyjar[""] = fresh[""]
        self.faults = told.get("faults", self.faults)

    def signing_key(self) -> Any:
        return next(key for key in self.server.keyjar[self.issuer].all_keys() if key.kty == "RSA")

    def tampered(self, tokens: dict[str, Any]) -> dict[str, Any]:
        """Return the tokens with the faults asked for, signed with this provider's own key unless told otherwise."""
        part = tokens["id_token"].split(".")[1]
        claims = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
        claims.update(self.faults.get("claims", {}))
        for name in self.faults.get("without", []):
            claims.pop(name, None)
        alg = self.faults.get("alg", "RS256")
        if alg == "none":
            header = base64.urlsafe_b64encode(b'{"alg":"none"}').rstrip(b"=").decode()
            body = base64.urlsafe_b64encode(json.dumps(claims).encode()).rstrip(b"=").decode()
            return {**tokens, "id_token": f"{header}.{body}."}
        key = self.signing_key()
        if alg == "HS256":  # the confusion: the public key, which everybody knows, as a shared secret
            shape = (serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
            key = SYMKey(key=key.public_key().public_bytes(*shape), alg="HS256", kid=key.kid)
        if self.faults.get("stranger"):
            key = next(key for key in init_key_jar(key_defs=KEYS)[""].all_keys() if key.kty == "RSA")
            key.kid = self.signing_key().kid
        return {**tokens, "id_token": JWS(json.dumps(claims), alg=alg).sign_compact([key])}


class Handler(BaseHTTPRequestHandler):
    provider: Provider

    def log_message(self, format: str, *args: Any) -> None:
        pass

    def _send(self, status: int, content: bytes = b"", headers: list[tuple[str, str]] | None = None) -> None:
        self.send_response(status)
        for name, value in headers or []:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def do_GET(self) -> None:
        self._handle(urlsplit(self.path).query)

    def do_POST(self) -> None:
        self._handle(self.rfile.read(int(self.headers.get("Content-Length", "0"))).decode())

    def _handle(self, text: str) -> None:
        provider, path = self.provider, urlsplit(self.path).path.strip("/")
        if path == "control":
            provider.control(json.loads(text))
            return self._send(204)
        if provider.faults.get("status") and path != "authorization":
            return self._send(provider.faults["status"])
        if path == "userinfo" and "userinfo_status" in provider.faults:
            return self._send(provider.faults["userinfo_status"])
        if path == "jwks.json":
            keys = provider.server.keyjar.export_jwks(issuer_id=provider.issuer)
            return self._send(200, json.dumps(keys).encode(), [("Content-Type", "application/json")])
        endpoint = next((one for one in provider.server.endpoint.values() if one.endpoint_path == path), None)
        if endpoint is None:
            return self._send(404)
        info = {"headers": {name.lower(): value for name, value in self.headers.items()}, "method": self.command,
                "url": f"{provider.issuer}{self.path}"}  # fmt: skip
        request = endpoint.parse_request(text, http_info=info)
        if "error" in request:
            return self._send(400, request.to_json().encode(), [("Content-Type", "application/json")])
        args = endpoint.process_request(request, http_info=info)
        if (
            path == "token"
            and "response_args" in args
            and provider.faults.keys() & {"claims", "alg", "stranger", "without"}
        ):
            args["response_args"] = provider.tampered(dict(args["response_args"]))
        if "http_response" in args:
            return self._send(200, args["http_response"].encode())
        if path == "userinfo" and "userinfo" in provider.faults:
            args["response_args"].update(provider.faults["userinfo"])
        done = endpoint.do_response(request=request, **args)
        if "error" in args and path == "token":
            return self._send(400, str(done["response"]).encode(), list(done["http_headers"]))
        content = str(done["response"])
        if path == "authorization":
            return self._send(302, headers=[("Location", content)])
        return self._send(200, content.encode(), list(done["http_headers"]))


def main() -> None:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    issuer = f"http://127.0.0.1:{server.server_port}"
    with tempfile.TemporaryDirectory() as folder:
        Handler.provider = Provider(issuer, folder)
        print(issuer, flush=True)
        server.serve_forever()


if __name__ == "__main__":
    main()
