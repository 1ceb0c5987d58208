"""Files as attackers and broken programs send them: explained beside the field, kept nowhere, never run."""

import re
from hashlib import sha256
from random import Random
from typing import Any
from urllib.parse import urlencode

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from madoguchi.ground.foundation.public import StoredFile, body_scope
from madoguchi_demo import applicants
from tests.support import hostile
from tests.support.city import City
from tests.web.matrix.asking import Cities
from tests.web.matrix.refusing import assert_helpful, rows

MEGABYTE = 1024 * 1024
PNG = applicants.photo(Random(1))
PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
PAGE = b"<!doctype html><script>alert(1)</script>"
FILES = {
    "empty": (b"", "写真.png", "中身が空です"),
    "oversized": (PNG[:-12] + b"\0" * (10 * MEGABYTE) + PNG[-12:], "大きい.png", "大きすぎます"),
    "text": (b"hello", "memo.txt", "送れない種類"),
    "text called PDF": (b"hello", "memo.pdf", "送れない種類"),
    "page called PNG": (PAGE, "page.png", "送れない種類"),
    "PDF called JPEG": (PDF, "scan.jpg", "名前と中身の種類が違います"),
    "PNG called PDF": (PNG, "scan.pdf", "名前と中身の種類が違います"),
    "PNG called HTML": (PNG, "scan.html", "名前と中身の種類が違います"),
    "PNG called SVG in capitals": (PNG, "SCAN.SVG", "名前と中身の種類が違います"),
    "program": (b"MZ" + b"\0" * 200, "scan.png", "送れない種類"),
    "archive": (b"PK\x03\x04" + b"\0" * 200, "scan.pdf", "送れない種類"),
    "picture with script": (b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "a.svg", "送れない種類"),
    "half a PNG": (PNG[:40], "half.png", "壊れているようです"),
    "half a JPEG": (hostile.jpeg()[:90], "half.jpg", "壊れているようです"),
    "page in a JPEG": (b"\xff\xd8\xff\xe0" + PAGE + b"\xff\xd9", "page.jpg", "壊れているようです"),
    "GIF that is a script": (b"GIF89a/*" + PAGE + b"*/=1;", "a.gif", "送れない種類"),
    "too many pixels": (hostile.png(60_000, 60_000, data=b"x"), "wide.png", "縦横が大きすぎます"),
    "PDF and archive": (hostile.pdf(after=hostile.archive()), "letter.pdf", "別の種類のファイルがつながっています"),
    "PDF packed twice": (
        hostile.pdf(hostile.stream(b"x", b"/Filter [/FlateDecode /FlateDecode]")),
        "bomb.pdf",
        "安全に開けないPDF",
    ),
    "PDF without end": (hostile.pdf(b"[" * 1_000), "deep.pdf", "安全に開けないPDF"),
}
KEPT_BY_COMPARISON = [kind for kind in FILES if not kind.startswith("PDF") or kind == "PDF called JPEG"]
"""A PDF that is only compared is never opened or kept, so nobody looks inside."""


def upload(cities: Cities, content: bytes, name: str) -> Any:
    """Send a file with the owner's draft, on the page of photos."""
    url = f"/minamo/apply/d/{cities.mine.ids['draft_id']}/p/photos/"
    browser = cities.browser("resident_owner")
    found = re.search(r'name="revision" value="([0-9]+)"', browser.get(url).content.decode())
    assert found
    return browser.post(url, {"revision": found[1], "bank_photo": SimpleUploadedFile(name, content)})


def stored(city: City) -> int:
    with body_scope(city.office.body):
        return int(StoredFile.objects.count())


@pytest.mark.parametrize("kind", FILES)
def test_a_file_that_cannot_be_kept_is_explained_beside_its_field(db: None, cities: Cities, kind: str) -> None:
    content, name, said = FILES[kind]
    before = stored(cities.mine)
    response = upload(cities, content, name)
    assert response.status_code == 422
    assert said in response.content.decode()
    assert_helpful(response)
    assert stored(cities.mine) == before


@pytest.mark.parametrize("kind", FILES)
def test_programs_are_told_the_same(db: None, cities: Cities, kind: str) -> None:
    content, name, _ = FILES[kind]
    before = stored(cities.mine)
    response = cities.browser("client").post(
        f"/minamo/api/v1/files?{urlencode({'name': name})}", content, content_type="application/octet-stream"
    )
    assert response.status_code in (413, 415, 422)
    assert_helpful(response)
    assert stored(cities.mine) == before


NAMES = {
    "../../../../etc/passwd.png": "passwd.png",
    "C:\\Users\\hanako\\写真.png": "写真.png",
    "/absolute/写真.png": "写真.png",
    "..": "file",
    "....png": "png",
    "名" * 296 + ".png": "名" * 196 + ".png",
    "写真\r\nSet-Cookie: a=b.png": "写真Set-Cookie: a=b.png",
    "写真\x00.html\x00.png": "写真.html.png",
    "gnp.\u202eexe.png": "gnp.exe.png",
    "'\";<b>.png": "'\";<b>.png",
    "=cmd|' /C calc'!A1.png": " C calc'!A1.png".strip(),
    "CON.png": "CON.png",
}


@pytest.mark.parametrize("name", NAMES)
def test_a_name_is_only_ever_shown(db: None, cities: Cities, name: str) -> None:
    query = urlencode({"name": name.replace("\x00", "")})
    response = cities.browser("client").post(f"/minamo/api/v1/files?{query}", PNG, content_type="image/png")
    if name == "....png":  # begins with dots alone: what is left has no suffix
        assert response.status_code == 201
        return
    assert response.status_code == 201, response.content
    kept = response.json()["name"]
    wanted = NAMES[name] if len(name) <= 200 else None  # the address itself takes 200 characters
    assert wanted is None or kept == wanted
    assert len(kept) <= 200
    assert not set(kept) & set("/\\\r\n\0\u202e")
    with body_scope(cities.mine.office.body):
        row = StoredFile.objects.get(pk=response.json()["id"])
    assert re.fullmatch("[0-9a-f]{64}", row.sha256), "its place is its content's, not its name's"


def test_a_name_with_line_breaks_forges_no_header(db: None, cities: Cities) -> None:
    draft = cities.mine.ids["draft_id"]
    boundary = b"--x\r\nContent-Disposition: form-data; name="
    browser = cities.browser("resident_owner")
    url = f"/minamo/apply/d/{draft}/p/photos/"
    found = re.search(r'name="revision" value="([0-9]+)"', browser.get(url).content.decode())
    assert found
    content = (
        boundary + b'"revision"\r\n\r\n' + found[1].encode() + b"\r\n"
        + boundary + b'"bank_photo"; filename*=UTF-8\'\'a%0D%0AX-Evil%3A%201%22%3B.png\r\n\r\n' + PNG + b"\r\n--x--\r\n"
    )  # fmt: skip
    browser.post(url, content, content_type="multipart/form-data; boundary=x")
    with body_scope(cities.mine.office.body):
        newest = StoredFile.objects.order_by("-id")[0]
    response = browser.get(f"/minamo/apply/d/{draft}/files/{newest.id}/")
    assert response.status_code == 200
    assert "X-Evil" not in response.headers
    assert "\n" not in response.headers["Content-Disposition"]


def test_a_picture_that_is_a_page_too_is_served_as_a_picture_in_a_sandbox(db: None, cities: Cities) -> None:
    content = hostile.jpeg(before=hostile.segment(0xFE, PAGE), after=PAGE)
    before = stored(cities.mine)
    upload(cities, content, "family.jpg")
    assert stored(cities.mine) == before + 1
    with body_scope(cities.mine.office.body):
        newest = StoredFile.objects.order_by("-id")[0]
    browser = cities.browser("resident_owner")
    response = browser.get(f"/minamo/apply/d/{cities.mine.ids['draft_id']}/files/{newest.id}/")
    assert response.content == hostile.jpeg(), "the page is gone, the picture as it was"
    assert response.headers["Content-Type"] == "image/jpeg"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response.headers["Content-Security-Policy"]
    assert "no-store" in response.headers["Cache-Control"]


def test_a_phones_photo_is_kept_without_its_place_and_can_be_traced_to_what_was_sent(db: None, cities: Cities) -> None:
    sent = hostile.phone_photo(6)
    upload(cities, sent, "通帳.jpg")
    with body_scope(cities.mine.office.body):
        newest = StoredFile.objects.order_by("-id")[0]
    browser = cities.browser("resident_owner")
    kept = browser.get(f"/minamo/apply/d/{cities.mine.ids['draft_id']}/files/{newest.id}/").content
    assert hostile.GPS in sent
    assert hostile.GPS not in kept
    assert newest.sent_sha256 == sha256(sent).hexdigest()
    assert newest.sha256 == sha256(kept).hexdigest()


@pytest.mark.parametrize("kind", KEPT_BY_COMPARISON)
def test_the_comparison_of_letters_takes_only_letters_and_keeps_nothing(db: None, cities: Cities, kind: str) -> None:
    content, name, _ = FILES[kind]
    before = rows(cities.mine)
    response = Client().post(f"/minamo/verify/{cities.mine.ids['code']}/", {"pdf": SimpleUploadedFile(name, content)})
    assert response.status_code in (413, 415, 422)
    assert_helpful(response)
    assert rows(cities.mine) == before
