"""What a resident does on the pages of an application."""

from __future__ import annotations

import re
from dataclasses import dataclass
from random import Random
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from madoguchi.ground.foundation.public import Account, body_scope, localdate, now
from madoguchi.line.forms import public as forms
from madoguchi.line.intake.models import Application
from madoguchi.line.inventory import public as inventory
from madoguchi_demo import applicants
from tests.support import hostile
from tests.support.offices import Office
from tests.support.procedures import definition
from tests.support.sign_in import sign_in as sign_in_as

PNG = hostile.png()
PERSON = {
    "name": "港　花子",
    "kana": "ミナト ハナコ",
    "birth_date-era": "S",
    "birth_date-year": "28",
    "birth_date-month": "2",
    "birth_date-day": "14",
    "address-postal_code": "0000001",
    "address-text": "みなも市汐見町一丁目2番3号",
    "phone": "000-1234-5678",
}
RECEIVING = {"reissue": "no", "receive": "post", "agree": "yes"}


def publish(office: Office, code: str, **changes: Any) -> forms.PinnedVersion:
    """Publish a demo procedure, put into the inventory the first time."""
    made = definition(code)
    made["procedure"].update(changes)
    if not inventory_has(office, code):
        if made["review"]["division"] != office.division.code:
            office.divide(made["review"]["division"])
        inventory.add_procedure(
            code=code,
            division_id=office.division.id,
            values={"name": made["procedure"]["name"]["ja"], "legal_basis": "要綱", "channels": ["web"]},
            actor=office.founder,
            at=now(),
        )
    row = forms.publish(procedure_code=code, definition=made, actor=office.founder, at=now())
    with body_scope(office.body):
        return forms.version(row.id)


def inventory_has(office: Office, code: str) -> bool:
    with body_scope(office.body):
        return inventory.Procedure.objects.filter(code=code).exists()


def png(name: str = "保険証.png", content: bytes = PNG) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="image/png")


def sign_in(client: Client, email: str = "sakura@example.jp") -> Account:
    """Sign a resident in."""
    account = Account.objects.filter(email=email).first() or Account.objects.create_user(email, kind="resident")
    client.force_login(account)
    return account


def sign_in_staff(client: Client, office: Office, role: str) -> None:
    """Sign a member of staff in, with a second factor given."""
    sign_in_as(client, office.staffed.account(role))


@dataclass
class Resident:
    """Somebody with a browser."""

    office: Office
    client: Client

    def begin(self, code: str = "bus-pass") -> UUID:
        """Press the start button; return the draft."""
        response = self.client.post(f"/minamo/apply/{code}/")
        assert response.status_code == 303, response.content.decode()
        return draft_in(response.headers["Location"])

    def page(self, draft_id: UUID, page_id: str, **query: str) -> Any:
        return self.client.get(f"/minamo/apply/d/{draft_id}/p/{page_id}/", query)

    def save(self, draft_id: UUID, page_id: str, fields: dict[str, Any], **more: Any) -> Any:
        """Post a page as it was shown now, or as ``revision`` says."""
        revision = more.pop("revision", None) or revision_of(self.page(draft_id, page_id))
        return self.client.post(f"/minamo/apply/d/{draft_id}/p/{page_id}/", {"revision": revision, **fields}, **more)

    def fill_bus(self) -> UUID:
        """Fill in バス乗車券 to the review."""
        draft_id = self.begin()
        assert self.save(draft_id, "person", PERSON).headers["Location"].endswith("/p/receiving/")
        assert self.save(draft_id, "receiving", RECEIVING).headers["Location"].endswith("/review/")
        return draft_id

    def review(self, draft_id: UUID) -> Any:
        return self.client.get(f"/minamo/apply/d/{draft_id}/review/")

    def send(self, draft_id: UUID, **more: Any) -> Any:
        revision = more.pop("revision", None) or revision_of(self.review(draft_id))
        return self.client.post(f"/minamo/apply/d/{draft_id}/submit/", {"revision": revision}, **more)

    def application(self) -> Application:
        """The newest application of the office."""
        with body_scope(self.office.body):
            found: Application = Application.objects.order_by("-id")[0]
        return found

    def count(self) -> int:
        with body_scope(self.office.body):
            return Application.objects.count()


def draft_in(url: str) -> UUID:
    found = re.search(r"/d/([0-9a-f-]{36})/", url)
    assert found, url
    return UUID(found[1])


def revision_of(response: Any) -> str:
    """The hidden revision of a page that was shown."""
    found = re.search(r'name="revision" value="([0-9]+)"', response.content.decode())
    assert found, response.content.decode()
    return found[1]


def text(response: Any) -> str:
    """What a page says, without its tags."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def parent_answers() -> dict[str, Any]:
    """Answers to 児童手当 without files."""
    return dict(applicants.parent(Random(5), today=localdate(now())))
