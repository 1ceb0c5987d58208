"""Issuing letters: all or nothing, the right person's, unchangeable, verifiable, erasable."""

import io
import json
from dataclasses import replace
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path
from uuid import UUID, uuid4

import pypdf
import pytest
from django.db import IntegrityError, transaction

from madoguchi.ground.foundation import events, tasks
from madoguchi.ground.foundation.events import Reader
from madoguchi.ground.foundation.models import LoggedEvent
from madoguchi.ground.foundation.public import Actor, ActorKind, Body, StoredFile, body_scope, files
from madoguchi.office.documents import erasure
from madoguchi.office.documents.models import IssuedDocument, NumberSeries
from madoguchi.office.documents.public import (
    CharactersNotInFonts,
    CodeNotWellFormed,
    Content,
    DocumentErased,
    DocumentSuperseded,
    NotIssuedHere,
    Order,
    documents_of,
    examine,
    grouped,
    issue_all,
    open_document,
    render,
    verify,
)
from tests.db.documents.test_numbers import in_threads
from tests.unit.documents import samples

pytestmark = pytest.mark.django_db


def issue_one(
    body: Body,
    content: Content,
    at: datetime,
    *,
    series: str | None = "kodomo",
    matter_id: UUID | None = None,
    supersedes: UUID | None = None,
) -> IssuedDocument:
    order = Order(content=content, series=series, matter_id=matter_id, at=at, supersedes=supersedes)
    with body_scope(body, write=True):
        return issue_all([order], actor=Actor.system(body.id))[0]


def opened(body: Body, document_id: UUID, at: datetime) -> bytes:
    with body_scope(body, write=True):
        return open_document(document_id=document_id, actor=Actor.system(body.id), at=at, purpose="test").content


def joined_text(pdf: bytes) -> str:
    return "".join("".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages).split())


def test_an_issued_letter_prints_its_number_and_code_and_is_kept_byte_for_byte(minamo: Body, at: datetime) -> None:
    document = issue_one(minamo, samples.notice(), at, matter_id=uuid4())

    pdf = opened(minamo, document.id, at)
    text = joined_text(pdf)
    assert document.number_text == "みな子第1号"
    assert "みな子第1号" in text
    assert grouped(document.verification_code) in text
    assert f"https://madoguchi.example.lg.jp/minamo/verify/{document.verification_code}/" in text
    assert sha256(pdf).hexdigest() == document.sha256


def test_the_same_data_and_moment_print_the_same_bytes_again(minamo: Body, at: datetime) -> None:
    document = issue_one(minamo, samples.notice(), at)
    url = f"https://madoguchi.example.lg.jp/minamo/verify/{document.verification_code}/"
    again = samples.notice().issued(number="みな子第1号", url=url, code=document.verification_code)

    assert sha256(render(again, at=at)).hexdigest() == document.sha256
    data = json.dumps(again.data(), ensure_ascii=False, sort_keys=True).encode()
    assert sha256(data).hexdigest() == document.data_sha256


def test_issuing_is_announced_with_ids_and_codes_only(minamo: Body, at: datetime) -> None:
    matter = uuid4()
    document = issue_one(minamo, samples.notice(), at, matter_id=matter)

    with body_scope(minamo):
        (event,) = events.timeline(matter, reader=Reader.STAFF)
        assert events.timeline(matter, reader=Reader.APPLICANT) == []
    assert event.name == "documents.document.issued"
    assert event.facts == {
        "kind": "notice",
        "number": "みな子第1号",
        "document_id": str(document.id),
        "sha256": document.sha256,
    }


def test_a_receipt_has_no_number_but_a_code(minamo: Body, at: datetime) -> None:
    document = issue_one(minamo, samples.receipt(), at, series=None)

    assert (document.number, document.number_text, document.series_id) == (None, "", None)
    with body_scope(minamo):
        assert verify(document.verification_code).label.ja == "受付票"


@pytest.mark.django_db(transaction=True)
def test_a_letter_that_cannot_be_set_leaves_no_number_no_row_and_no_file(minamo: Body, at: datetime) -> None:
    with pytest.raises(CharactersNotInFonts):
        issue_one(minamo, samples.notice("山\U0002b820田"), at)

    with body_scope(minamo):
        assert NumberSeries.objects.get().last_number == 0
        assert not IssuedDocument.objects.exists()
        assert not StoredFile.objects.exists()
        assert not LoggedEvent.objects.filter(name="documents.document.issued").exists()
    assert issue_one(minamo, samples.notice(), at).number_text == "みな子第1号"


@pytest.mark.django_db(transaction=True)
def test_letters_issued_at_once_are_each_their_own_persons(minamo: Body, at: datetime) -> None:
    """川崎 2023: of two requests within a second, the later overwrote the earlier."""
    people = [f"試験用{i:03d}号 太郎" for i in range(24)]

    documents = in_threads(len(people), lambda i: issue_one(minamo, samples.notice(people[i]), at, matter_id=uuid4()))

    numbers = []
    for name, document in zip(people, documents, strict=True):
        assert isinstance(document, IssuedDocument)
        numbers.append(document.number)
        text = joined_text(opened(minamo, document.id, at))
        assert [other for other in people if "".join(other.split()) in text] == [name]
        assert f"みな子第{document.number}号" in text
    assert sorted(numbers) == list(range(1, len(people) + 1))  # type: ignore[type-var]


def test_a_document_cannot_be_changed_or_deleted(minamo: Body, at: datetime) -> None:
    document = issue_one(minamo, samples.notice(), at, matter_id=uuid4())
    changes: dict[str, object] = {
        "number": 7, "number_text": "みな子第7号", "title": "ほか", "matter_id": uuid4(),
        "issued_on": date(2026, 4, 16), "sha256": "0" * 64, "verification_code": "2" * 16, "data_sha256": "0" * 64,
        "kind": "letter",
    }  # fmt: skip
    with body_scope(minamo, write=True):
        mine = IssuedDocument.objects.filter(pk=document.id)
        for column, value in changes.items():
            with pytest.raises(IntegrityError), transaction.atomic():
                mine.update(**{column: value})
        with pytest.raises(IntegrityError), transaction.atomic():
            mine.delete()


def test_the_database_refuses_half_a_number_and_a_number_given_twice(minamo: Body, at: datetime) -> None:
    document = issue_one(minamo, samples.notice(), at)
    with body_scope(minamo, write=True):
        row = IssuedDocument.objects.get(pk=document.id)
        wrong: list[dict[str, object]] = [
            {"number": None},
            {"number_text": ""},
            {"series_id": None},
            {"number": 0},
            {"number": row.number},
        ]
        for change in wrong:
            values = {"number": 2, "number_text": "みな子第2号", "series_id": row.series_id, **change}
            copy = IssuedDocument(
                kind=row.kind, title=row.title, issued_on=row.issued_on, issued_at=row.issued_at, sha256=row.sha256,
                verification_code=uuid4().hex[:16], template_version="", data_sha256="", **values,
            )  # fmt: skip
            with pytest.raises(IntegrityError), transaction.atomic():
                copy.save(force_insert=True)


def test_a_document_is_replaced_once_and_only_within_its_matter(minamo: Body, at: datetime) -> None:
    matter = uuid4()
    first = issue_one(minamo, samples.notice(), at, matter_id=matter)
    second = issue_one(minamo, samples.notice(), at, matter_id=matter, supersedes=first.id)

    with pytest.raises(DocumentSuperseded):
        issue_one(minamo, samples.notice(), at, matter_id=matter, supersedes=first.id)
    with pytest.raises(ValueError, match="own matter"):
        issue_one(minamo, samples.notice(), at, matter_id=uuid4(), supersedes=second.id)
    with body_scope(minamo):
        rows = documents_of(matter)
        assert [(row.id, row.superseded_by) for row in rows] == [(first.id, second.id), (second.id, None)]
        assert verify(first.verification_code).superseded_by_number == "みな子第2号"
        assert verify(second.verification_code).superseded_on is None


def test_a_code_is_verified_as_typed_and_only_where_it_was_issued(minamo: Body, tonari: Body, at: datetime) -> None:
    document = issue_one(minamo, samples.notice(), at)
    typed = grouped(document.verification_code).lower()

    with body_scope(minamo):
        found = verify(typed)
        assert (found.number_text, found.issued_on, found.sha256) == ("みな子第1号", samples.DAY, document.sha256)
        with pytest.raises(CodeNotWellFormed):
            verify(typed[:-1])
    with body_scope(tonari), pytest.raises(NotIssuedHere):
        verify(typed)


def test_what_is_verified_holds_nothing_of_the_letters_data(minamo: Body, at: datetime) -> None:
    document = issue_one(minamo, samples.notice(), at, matter_id=uuid4())
    with body_scope(minamo):
        shown = repr(verify(document.verification_code))
    for secret in ("花子", "みずほ町", "999-1201", "20,000", str(document.matter_id)):
        assert secret not in shown


def test_another_bodys_document_cannot_be_opened(minamo: Body, tonari: Body, at: datetime) -> None:
    document = issue_one(minamo, samples.notice(), at)

    with pytest.raises(IssuedDocument.DoesNotExist):
        opened(tonari, document.id, at)


def test_staff_who_open_a_letter_are_on_record(minamo: Body, at: datetime) -> None:
    matter = uuid4()
    document = issue_one(minamo, samples.notice(), at, matter_id=matter)
    staff = Actor(kind=ActorKind.STAFF, body_id=minamo.id, person_id=uuid4())

    with body_scope(minamo, write=True):
        open_document(document_id=document.id, actor=staff, at=at, purpose="reprint")

    with body_scope(minamo):
        (read,) = events.timeline(matter, reader=Reader.APPLICANT)
    assert (read.name, read.subject_id, read.facts["purpose"]) == ("foundation.record.read", document.id, "reprint")


def test_a_file_that_is_not_the_documents_own_is_never_handed_out(minamo: Body, at: datetime) -> None:
    one = issue_one(minamo, samples.notice("一番 太郎"), at)
    other = issue_one(minamo, samples.notice("二番 次郎"), at)
    with body_scope(minamo, write=True):
        IssuedDocument.objects.filter(pk=one.id).update(file_id=other.file_id)

    with pytest.raises(files.FileDamaged):
        opened(minamo, one.id, at)


def test_when_retention_ends_the_letter_goes_and_its_number_stays(
    minamo: Body, at: datetime, stored_files: Path
) -> None:
    matter = uuid4()
    document = issue_one(minamo, samples.notice(), at, matter_id=matter)
    kept = issue_one(minamo, samples.notice("別の 人"), at, matter_id=uuid4())

    with body_scope(minamo, write=True):
        assert erasure.erase(matter) == 1
    tasks.run_pending()  # bytes go after the commit
    with pytest.raises(DocumentErased):
        opened(minamo, document.id, at)
    with body_scope(minamo):
        (row,) = documents_of(matter)
        assert (row.number_text, row.is_erased) == ("みな子第1号", True)
        assert verify(document.verification_code).sha256 == document.sha256
    assert opened(minamo, kept.id, at).startswith(b"%PDF")
    assert not [path for path in stored_files.rglob(document.sha256) if path.is_file()]


def test_staff_learn_of_characters_before_a_letter_is_issued() -> None:
    report = examine(samples.notice("山\U0002b820 辻\U000e01ef"))

    assert report.missing == ("\U0002b820",)
    assert report.drawn_as_base == ("辻\U000e01ef",)


def test_listing_a_matters_documents_asks_the_database_once(
    minamo: Body, at: datetime, django_assert_num_queries: object
) -> None:
    matter = uuid4()
    for _ in range(3):
        issue_one(minamo, replace(samples.notice(), large_print=True), at, matter_id=matter)

    with body_scope(minamo), django_assert_num_queries(1):  # type: ignore[operator]
        assert len(documents_of(matter)) == 3
