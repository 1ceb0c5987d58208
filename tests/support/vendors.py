"""A vendor: the snippet of docs/develop/api.md with which webhooks are checked, as it stands there; a trial body."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django.test import Client

if TYPE_CHECKING:
    import pytest

    from tests.support.receivers import Receiver

_PAGE = Path(__file__).resolve().parents[2] / "docs" / "develop" / "api.md"


def _snippet() -> Callable[..., None]:
    blocks = re.findall(r"```python\n(.*?)```", _PAGE.read_text(encoding="utf-8"), re.DOTALL)
    (code,) = [block for block in blocks if "def verify(" in block]
    made: dict[str, Any] = {}
    exec(compile(code, str(_PAGE), "exec"), made)
    found: Callable[..., None] = made["verify"]
    return found


verify = _snippet()
"""``verify(secret, headers, content, now=…)`` raises ValueError for what is not ours."""


@dataclass
class Trial:
    """A trial body as its vendor knows it: what the command printed, a program with a token, a receiver."""

    told: dict[str, Any]
    receiver: Receiver
    program: Client = field(init=False)

    def __post_init__(self) -> None:
        self.sign_in()

    def sign_in(self) -> None:
        """Get a token for the credentials that were told last."""
        self.program = Client()
        basic = base64.b64encode(f"{self.told['client_id']}:{self.told['client_secret']}".encode()).decode()
        answer = self.program.post(
            self.path("token"), "grant_type=client_credentials", content_type="application/x-www-form-urlencoded",
            headers={"Authorization": f"Basic {basic}"},
        )  # fmt: skip
        self.headers = {"Authorization": f"Bearer {answer.json()['access_token']}"}

    def path(self, name: str) -> str:
        return f"/{self.told['body']}/api/v1/{name}"

    def get(self, name: str) -> Any:
        return self.program.get(self.path(name), headers=self.headers)

    def post(self, name: str, content: Any) -> Any:
        headers = {**self.headers, "Idempotency-Key": str(uuid4())}
        return self.program.post(self.path(name), content, content_type="application/json", headers=headers)

    def apply(self, **changed: Any) -> str:
        """Send an application and let its case be opened; return its id."""
        from tests.support.offices import deliver

        answer = self.post("applications", {"procedure": "trial-pass", "answers": {**PASS_ANSWERS, **changed}})
        assert answer.status_code == 201, answer.content.decode()
        deliver()
        application_id: str = answer.json()["id"]
        return application_id

    def step(self, application_id: str, **told: str) -> Any:
        """Let the officer act, and the news arrive."""
        from tests.support.offices import deliver

        answer = self.post(f"sandbox/applications/{application_id}/step", told)
        deliver()
        return answer

    def heard(self) -> list[str]:
        """Return the events that came in, each checked as a vendor would."""
        from madoguchi.ground.foundation.public import now

        (hook,) = self.told["webhooks"]
        for headers, content in self.receiver.taken:
            verify(hook["secret"], headers, content, now=now())
        return [json.loads(content)["type"] for _, content in self.receiver.taken]


PASS_ANSWERS = {
    "name": "見本　花子", "kana": "ミホン　ハナコ", "birth_date": "1990-05-03", "phone": "000-1234-5678",
    "address": {"postal_code": "0000001", "text": "見本市中央1丁目2番3号"}, "receive": "post", "agree": True,
}  # fmt: skip


def found(slug: str, vendor: str, receiver: Receiver, capsys: pytest.CaptureFixture[str]) -> Trial:
    """Make a trial body by the command."""
    from madoguchi.config.command_line import main

    assert main(["sandbox", "add", slug, "--vendor", vendor, "--webhook", receiver.url, "--json"]) == 0
    return Trial(json.loads(capsys.readouterr().out), receiver)
