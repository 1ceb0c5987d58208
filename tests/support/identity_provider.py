"""Start and end an OpenID provider for tests, register clients there, and be its user's browser."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
from joserfc.jwk import ECKey, RSAKey

ROOT = Path(__file__).resolve().parents[2]
ACR = "https://example.jp/acr/multi-factor"
SECRET = "a-client-secret-of-forty-random-looking-signs"


@dataclass(frozen=True, slots=True)
class IdentityProvider:
    """A provider that runs."""

    issuer: str

    def control(self, **told: Any) -> None:
        """Tell the provider who signs in (``user``), to ``rotate`` its keys, or its ``faults``; see its own file."""
        httpx.post(f"{self.issuer}/control", json=told, timeout=10).raise_for_status()

    def register(self, client_id: str, *redirect_uris: str, sector: str = "minamo", **more: Any) -> None:
        """Register a client that authenticates by ``client_secret`` or, with ``jwks``, by private key."""
        method = "private_key_jwt" if "jwks" in more else "client_secret_basic"
        client = {"client_id": client_id, "redirect_uris": redirect_uris, "sector": sector, "method": method, **more}
        self.control(client=client)

    def visit(self, address: str) -> str:
        """Open the provider's page as a browser would and return where it sends the browser, without the host."""
        answer = httpx.get(address, timeout=10)
        assert answer.status_code == 302, answer.text
        parts = urlsplit(answer.headers["Location"])
        return f"{parts.path}?{parts.query}"


@contextmanager
def run_identity_provider() -> Iterator[IdentityProvider]:
    """Run a provider in a process of its own until the block ends."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.support.identity_provider_process"],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert process.stdout is not None
    try:
        issuer = process.stdout.readline().strip()
        if not issuer:
            raise RuntimeError("the identity provider did not start")
        yield IdentityProvider(issuer)
    finally:
        process.terminate()
        process.wait(10)
        process.stdout.close()


def key_pair(kind: str) -> tuple[str, dict[str, Any]]:
    """Return a private key as PEM, and the JWKS of its public half."""
    key = RSAKey.generate_key(2048) if kind == "RSA" else ECKey.generate_key("P-256")
    public = {**key.as_dict(private=False), "kid": key.thumbprint(), "use": "sig"}
    return key.as_pem(private=True).decode(), {"keys": [public]}
