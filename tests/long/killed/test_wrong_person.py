"""Nobody is shown anybody else's papers: thousands of fetches at once, with delays, cut connections and repeats.

Each resident has a token of their own in their name, which stands in their pages and PDFs, and in their photos. An
answer must hold its owner's token or receipt number, and nobody else's.
"""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from hashlib import sha256
from http.client import HTTPConnection
from io import BytesIO
from random import Random
from typing import TYPE_CHECKING
from unicodedata import normalize
from urllib.parse import urlsplit

import pytest
from django.test import Client
from pypdf import PdfReader
from pypdf.errors import PyPdfError

from tests.long.killed import serving
from tests.support.hostile import png

if TYPE_CHECKING:
    from tests.long.killed.conftest import Serve
    from tests.support.offices import Office

pytestmark = [pytest.mark.long, pytest.mark.real_time, pytest.mark.django_db(transaction=True)]
RESIDENTS = 10
FETCHES, FETCHES_OF_PLANTED = 2000, 300
AT_ONCE = 16
CUT_OFF = 0.15  # of all fetches are cut off half-way and asked again
TWO_PROCESSES = ("--workers", "2", "--threads", "8")


@dataclass(frozen=True, slots=True)
class Paper:
    """Something personal at an address, and whose it is."""

    kind: str
    path: str
    cookie: str
    owner: int


class Readings:
    """Whose an answer is, by the tokens in the text of pages and PDFs and in photos; equal bytes are read once."""

    def __init__(self, owners: Mapping[str, int]) -> None:
        self._owners = owners
        self._known: dict[bytes, frozenset[int]] = {}

    def owners_of(self, content: bytes, media_type: str) -> frozenset[int]:
        digest = sha256(content).digest()
        if digest not in self._known:
            text = _text_of_pdf(content) if media_type == "application/pdf" else content.decode(errors="replace")
            said = "".join(normalize("NFKC", text).split())
            self._known[digest] = frozenset(owner for token, owner in self._owners.items() if token in said)
        return self._known[digest]


def _text_of_pdf(content: bytes) -> str:
    try:
        return "".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages)
    except PyPdfError:  # torn, or of another's bytes: nobody's
        return ""


def _photo(token: str) -> bytes:
    """Return a PNG in whose pixels the token can be read: they are not packed."""
    return png(len(token), 1, data=zlib.compress(b"\0" + token.encode(), 0))


def papers_of(office: Office, number: int, token: str) -> tuple[str, list[Paper]]:
    """Let a resident apply and be granted; return the receipt number and what they and the officer can open."""
    from madoguchi.ground.foundation.public import body_scope, files, now
    from madoguchi.ground.kernel import codes
    from madoguchi.line.intake.models import Attachment
    from tests.support.offices import deliver

    with body_scope(office.body, write=True):
        photos = {
            name: [str(files.store(_photo(f"{token}{name}"), name=f"{name}.png", at=now()).id)]
            for name in ("identity_photo", "bank_photo")
        }
    application = office.apply(seed=number, name=f"港　{token}", birth_date="1990-04-03", **photos)
    office.start(application)
    office.draft(application)
    office.approve(office.propose(application), "chief", "manager")
    deliver()
    client = Client()
    born = {"birth_date-era": "W", "birth_date-year": "1990", "birth_date-month": "4", "birth_date-day": "3"}
    found = client.post("/minamo/status/", {"number": application.receipt_number, **born})
    assert found.status_code == 303, found.content.decode()
    own, desk = _cookie(client), _desk_cookie(office)
    with body_scope(office.body):
        file_ids = list(Attachment.objects.filter(application=application).values_list("file_id", flat=True))
    tracker, case = f"/minamo/applications/{application.id}/", f"/minamo/desk/cases/{office.case(application).id}/"
    shown = codes.format_receipt_number(codes.ReceiptNumber(application.receipt_number))
    return shown, [
        Paper("tracker", tracker, own, number),
        Paper("notice", f"{tracker}notice/", own, number),
        Paper("receipt", f"/minamo/apply/receipt/{application.id}/", own, number),
        Paper("receipt PDF", f"/minamo/apply/receipt/{application.id}/receipt.pdf", own, number),
        Paper("case", case, desk, number),
        *(Paper("own photo", f"{tracker}files/{one}/", own, number) for one in file_ids),
        *(Paper("attachment", f"{case}files/{one}/", desk, number) for one in file_ids),
    ]


def _cookie(client: Client) -> str:
    return "; ".join(f"{name}={one.value}" for name, one in client.cookies.items())


def _desk_cookie(office: Office) -> str:
    from tests.support.sign_in import sign_in

    client = Client()
    sign_in(client, office.staffed.account("officer"))
    return _cookie(client)


@dataclass(frozen=True, slots=True)
class Wrong:
    """An answer that was not its owner's own paper."""

    paper: Paper
    status: int
    owners: frozenset[int]


def fetch_all(base: str, papers: Sequence[Paper], readings: Readings, count: int) -> tuple[list[Wrong], Counter[str]]:
    """Fetch papers at random, many at once, some cut off half-way and asked again; return what was wrong."""
    address = urlsplit(base).netloc

    def fetch(number: int) -> tuple[Wrong | None, str]:
        random = Random(number)
        paper = random.choice(papers)
        if random.random() < CUT_OFF:
            cut = _ask(address, paper)
            cut.getresponse().read(random.randrange(1, 200))
            cut.close()
        connection = _ask(address, paper)
        response = connection.getresponse()
        content, media_type = response.read(), response.headers.get_content_type()
        connection.close()
        assert response.headers["Cache-Control"] is not None, paper
        assert {"private", "no-store"} <= {one.strip() for one in response.headers["Cache-Control"].split(",")}, paper
        assert response.headers["ETag"] is None, paper
        owners = readings.owners_of(content, media_type)
        right = response.status == 200 and owners == {paper.owner}
        return None if right else Wrong(paper, response.status, owners), paper.kind

    with ThreadPoolExecutor(AT_ONCE) as pool:
        answers = list(pool.map(fetch, range(count)))
    return [wrong for wrong, _ in answers if wrong is not None], Counter(kind for _, kind in answers)


def _ask(address: str, paper: Paper) -> HTTPConnection:
    connection = HTTPConnection(address, timeout=60)
    connection.request("GET", paper.path, headers={"Cookie": paper.cookie, "Accept-Language": "ja"})
    return connection


def test_nobody_is_shown_another_persons_papers_and_a_planted_fault_is_found(office: Office, serve: Serve) -> None:
    random = Random(20260415)
    papers, owners = [], {}
    for number in range(1, RESIDENTS + 1):
        token = "".join(random.choices("BCDFGHJKLMNPQRSTVWXZ", k=10))
        receipt, own = papers_of(office, number, token)
        owners |= {token: number, receipt: number}
        papers += own
    readings = Readings(owners)

    with serve(arguments=TWO_PROCESSES, more={serving.AROUND: "tests.long.killed.faults:delays"}) as base:
        wrong, kinds = fetch_all(base, papers, readings, FETCHES)
    print(f"{FETCHES} fetches at {AT_ONCE} at once: {len(wrong)} wrong; {dict(kinds)}")
    assert wrong == []
    assert len(kinds) == 7

    through_files = [paper for paper in papers if paper.kind in ("notice", "own photo", "attachment")]
    with serve(arguments=TWO_PROCESSES, more={serving.AROUND: "tests.long.killed.faults:shared_file"}) as base:
        wrong, _ = fetch_all(base, through_files, readings, FETCHES_OF_PLANTED)
    foreign = [one for one in wrong if one.owners - {one.paper.owner}]
    print(f"with one shared temporary file: {len(foreign)} of {FETCHES_OF_PLANTED} show another's")
    assert foreign
