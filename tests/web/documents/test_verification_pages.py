"""Anyone who holds a letter may ask whether it is genuine; nobody learns whose it is."""

import re
from datetime import datetime
from pathlib import Path
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from madoguchi.ground.foundation.public import Actor, Body, body_scope
from madoguchi.office.documents.models import IssuedDocument
from madoguchi.office.documents.public import grouped, open_document
from tests.db.documents.test_issuing import issue_one
from tests.unit.documents import samples

pytestmark = pytest.mark.django_db
CLIENT = Client()


def page_of(document: IssuedDocument, slug: str = "minamo") -> str:
    return f"/{slug}/verify/{document.verification_code}/"


def compare(document: IssuedDocument, content: bytes, *, name: str = "tsuuchi.pdf") -> HttpResponse:
    upload = SimpleUploadedFile(name, content, content_type="application/pdf")
    return CLIENT.post(page_of(document), {"pdf": upload})


def bytes_of(body: Body, document: IssuedDocument, at: datetime) -> bytes:
    with body_scope(body, write=True):
        return open_document(document_id=document.id, actor=Actor.system(body.id), at=at, purpose="test").content


def words(response: HttpResponse) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def test_the_page_asks_for_the_code(minamo: Body) -> None:
    response = CLIENT.get("/minamo/verify/")

    assert response.status_code == 200
    assert "文書が本物か確かめる" in words(response)
    assert 'name="code"' in response.content.decode()


def test_a_code_as_people_type_it_leads_to_its_page(minamo: Body, at: datetime) -> None:
    document = issue_one(minamo, samples.notice(), at)

    response = CLIENT.get("/minamo/verify/", {"code": f" {grouped(document.verification_code).lower()} "})

    assert response.status_code == 303
    assert response.headers["Location"] == page_of(document)


def test_a_mistyped_code_comes_back_as_typed_with_help(minamo: Body) -> None:
    response = CLIENT.get("/minamo/verify/", {"code": 'ABCD-"><script>'})

    assert response.status_code == 422
    assert "16文字" in words(response)
    assert 'value="ABCD-&quot;&gt;&lt;script&gt;"' in response.content.decode()


def test_the_page_tells_number_kind_date_and_fingerprint_and_nothing_of_the_person(minamo: Body, at: datetime) -> None:
    matter = uuid4()
    document = issue_one(minamo, samples.notice(), at, matter_id=matter)

    response = CLIENT.get(page_of(document))

    text = words(response)
    assert response.status_code == 200
    for shown in (
        "みなも市",
        "決定通知書",
        "児童手当 認定通知書",
        "みな子第1号",
        "令和8年4月15日",
        grouped(document.verification_code),
    ):
        assert shown in text
    assert document.sha256 in text.replace(" ", "")
    for hidden in ("花子", "みずほ町", "999-1201", "20,000", str(matter), str(document.id)):
        assert hidden not in response.content.decode()


def test_pages_with_codes_stay_out_of_search_engines_and_caches(minamo: Body, at: datetime) -> None:
    document = issue_one(minamo, samples.notice(), at)

    for response in (CLIENT.get(page_of(document)), CLIENT.get("/minamo/verify/"), compare(document, b"%PDF-1.7 x")):
        assert response.headers["X-Robots-Tag"] == "noindex"
        assert response.headers["Cache-Control"] == "no-store"


def test_an_unknown_code_and_another_bodys_code_are_not_found(minamo: Body, tonari: Body, at: datetime) -> None:
    document = issue_one(minamo, samples.notice(), at)

    for address in ("/minamo/verify/2222222222222222/", page_of(document, "tonari")):
        response = CLIENT.get(address)
        assert response.status_code == 404
        assert "見つかりませんでした" in words(response)


def test_a_replaced_document_says_so(minamo: Body, at: datetime) -> None:
    matter = uuid4()
    first = issue_one(minamo, samples.notice(), at, matter_id=matter)
    issue_one(minamo, samples.notice(), at, matter_id=matter, supersedes=first.id)

    text = words(CLIENT.get(page_of(first)))

    assert "差し替えられています" in text
    assert "みな子第2号" in text


def test_the_same_file_is_the_same_and_one_changed_byte_is_not(minamo: Body, at: datetime, stored_files: Path) -> None:
    document = issue_one(minamo, samples.notice(), at)
    pdf = bytes_of(minamo, document, at)
    kept = sorted(path for path in stored_files.rglob("*") if path.is_file())
    changed = pdf[:-10] + bytes([pdf[-10] ^ 1]) + pdf[-9:]

    same, other = compare(document, pdf), compare(document, changed)

    assert (same.status_code, other.status_code) == (200, 200)
    assert "発行したファイルと同じです" in words(same)
    assert "発行したファイルと違います" in words(other)
    assert sorted(path for path in stored_files.rglob("*") if path.is_file()) == kept


def test_another_genuine_letter_is_not_this_one(minamo: Body, at: datetime) -> None:
    one = issue_one(minamo, samples.notice("一番 太郎"), at)
    other = issue_one(minamo, samples.notice("二番 次郎"), at)

    assert "発行したファイルと違います" in words(compare(one, bytes_of(minamo, other, at)))


@pytest.mark.parametrize(
    "content, name, status, help",
    [
        (b"\xff\xd8\xff\xe0 photo \xff\xd9", "photo.jpg", 415, "PDFファイルではありません"),
        (b"hello", "tsuuchi.pdf", 415, "PDFファイルではありません"),
        (b"%PDF-" + b"0" * (10 * 1024 * 1024), "big.pdf", 413, "大きすぎます"),
    ],
    ids=["photo", "text", "large"],
)
def test_what_cannot_be_the_letter_is_refused_with_help(
    minamo: Body, at: datetime, content: bytes, name: str, status: int, help: str
) -> None:
    document = issue_one(minamo, samples.notice(), at)

    response = compare(document, content, name=name)

    assert response.status_code == status
    assert help in words(response)


def test_no_file_is_refused_with_help(minamo: Body, at: datetime) -> None:
    document = issue_one(minamo, samples.notice(), at)

    response = CLIENT.post(page_of(document))

    assert response.status_code == 422
    assert "ファイルが選ばれていません" in words(response)


def test_a_machine_that_tries_codes_is_stopped(minamo: Body, at: datetime) -> None:
    answers = [CLIENT.get("/minamo/verify/2222222222222222/").status_code for _ in range(31)]

    assert answers == [404] * 30 + [429]
    assert CLIENT.get("/minamo/verify/2222222222222222/", REMOTE_ADDR="192.0.2.7").status_code == 404


def test_other_methods_are_not_allowed(minamo: Body, at: datetime) -> None:
    document = issue_one(minamo, samples.notice(), at)

    assert CLIENT.post("/minamo/verify/").status_code == 405
    assert CLIENT.delete(page_of(document)).status_code == 405


def test_english_readers_read_english(minamo: Body) -> None:
    response = CLIENT.get("/minamo/verify/2222222222222222/", headers={"Accept-Language": "en"})

    assert "No document with this code was found." in words(response)
