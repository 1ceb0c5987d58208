"""A file's trouble is told beside its field and costs nobody their text: a virus, a storage or scanner that is down."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile

from madoguchi.ground.foundation.filing import scanning, scans
from madoguchi.ground.foundation.filing.storages import FolderStorage
from madoguchi.ground.foundation.public import StoredFile, body_scope
from madoguchi.ground.foundation.scope import has_scope
from tests.support import hostile
from tests.web.intake.steps import Resident, png, text

NAME = "港　花子"


@dataclass
class Scanner:
    """Says what it is told to say; the real one is asked in tests/db/foundation/test_scans.py."""

    found: str = ""
    is_down: bool = False
    asked_in_scope: list[bool] = field(default_factory=list)

    def scan(self, content: bytes) -> scanning.Result:
        self.asked_in_scope.append(has_scope())
        if self.is_down:
            raise scanning.ScannerDown("down")
        return scanning.Result(self.found, self.version())

    def version(self) -> str:
        return "ClamAV 1.4.6/27500"


@pytest.fixture
def scanner(monkeypatch: pytest.MonkeyPatch) -> Scanner:
    made = Scanner()
    monkeypatch.setattr(scanning, "scanner", lambda: made)
    scans.forget_silence()
    return made


def send(resident: Resident, draft_id: Any, photo: SimpleUploadedFile) -> Any:
    return resident.save(draft_id, "photos", {"identity_photo": photo})


def stored(resident: Resident) -> list[StoredFile]:
    """The office's newest files; those of its other applications stand before them."""
    with body_scope(resident.office.body):
        return list(StoredFile.objects.order_by("id"))


def test_a_virus_is_explained_and_the_page_is_kept(resident: Resident, scanner: Scanner) -> None:
    draft_id = resident.begin("jido-teate")
    before = len(stored(resident))
    scanner.found = "MadoguchiTest.Marker"

    response = send(resident, draft_id, png("通帳.png"))

    assert response.status_code == 422
    assert "「通帳.png」は受け取れませんでした" in text(response)
    assert "窓口や郵送でも受け付けます" in text(response)
    assert "MadoguchiTest" not in text(response), "the signature's name helps attackers alone"
    assert len(stored(resident)) == before


def test_a_file_is_scanned_and_written_before_the_database_is_asked_to_wait(
    resident: Resident, scanner: Scanner, monkeypatch: pytest.MonkeyPatch
) -> None:
    written_in_scope: list[bool] = []
    real = FolderStorage._save

    def watched(self: FolderStorage, name: str, content: Any) -> str:
        written_in_scope.append(has_scope())
        return real(self, name, content)

    monkeypatch.setattr(FolderStorage, "_save", watched)
    draft_id = resident.begin("jido-teate")
    assert send(resident, draft_id, png()).status_code in (303, 422)  # other questions of the page may be open
    assert scanner.asked_in_scope == [False]
    assert written_in_scope == [False]
    assert stored(resident)[-1].scan == "clean"


def test_nobody_elses_draft_makes_the_scanner_or_the_storage_work(resident: Resident, scanner: Scanner) -> None:
    from django.test import Client

    draft_id = resident.begin("jido-teate")
    url = f"/minamo/apply/d/{draft_id}/p/photos/"
    assert Client().post(url, {"revision": "1", "identity_photo": png()}).status_code == 404
    resident.client.post(url, {"revision": "999", "identity_photo": png()})
    assert scanner.asked_in_scope == []


def test_without_the_scanner_the_resident_goes_on_and_sees_the_own_file(resident: Resident, scanner: Scanner) -> None:
    scanner.is_down = True
    draft_id = resident.begin("jido-teate")
    send(resident, draft_id, png("保険証.png"))
    newest = stored(resident)[-1]
    assert newest.scan == "waiting"
    assert resident.client.get(f"/minamo/apply/d/{draft_id}/files/{newest.id}/").status_code == 200


def test_a_storage_that_is_down_is_said_beside_the_field_and_takes_no_text(
    resident: Resident, settings: LazySettings
) -> None:
    nowhere = {"url": "http://127.0.0.1:1/bucket", "region": "us-east-1", "key": "k", "secret": "s"}
    bucket = {"BACKEND": "madoguchi.ground.foundation.filing.storages.BucketStorage", "OPTIONS": nowhere}
    settings.STORAGES = {**settings.STORAGES, "documents": bucket}
    draft_id = resident.begin("jido-teate")
    before = len(stored(resident))

    response = resident.save(draft_id, "parent", {"name": NAME, "kana": "ミナト　ハナコ"})
    assert f'value="{NAME}"' in resident.page(draft_id, "parent").content.decode()
    response = send(resident, draft_id, png())

    assert response.status_code == 422
    assert "ファイルの保管場所に、いまつながりません" in text(response)
    assert "文字で入力した内容は残っています" in text(response)
    assert len(stored(resident)) == before
    assert f'value="{NAME}"' in resident.page(draft_id, "parent").content.decode()


def test_residents_are_told_that_a_photos_place_goes(resident: Resident) -> None:
    draft_id = resident.begin("jido-teate")
    assert "撮影場所などの情報は、受け取るときに取り除きます" in text(resident.page(draft_id, "photos"))


@pytest.mark.parametrize("language, said", [("en", "was not taken"), ("ja-easy", "ほかの スマートフォンで")])
def test_a_virus_is_explained_in_every_language(resident: Resident, scanner: Scanner, language: str, said: str) -> None:
    draft_id = resident.begin("jido-teate")
    scanner.found = "MadoguchiTest.Marker"
    resident.client.cookies["language"] = language
    assert said in text(send(resident, draft_id, SimpleUploadedFile("a.jpg", hostile.jpeg())))
