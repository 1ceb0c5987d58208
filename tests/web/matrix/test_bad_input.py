"""What no form of ours would send: each gets a helpful refusal, never a fault, and leaves nothing half written."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from random import Random
from urllib.parse import urlencode
from uuid import uuid4

import pytest
from django.test import Client

import madoguchi
from madoguchi.ground.foundation.public import body_scope
from madoguchi.ground.kernel import codes
from madoguchi.line.forms import public as forms
from madoguchi.line.intake.models import Application
from madoguchi_demo import applicants
from tests.support.city import City, shown
from tests.web.matrix.asking import Address, Cities, addresses, table
from tests.web.matrix.refusing import assert_helpful, rows

pytestmark = pytest.mark.long_on_postgres

MEGABYTE = 1024 * 1024
# Texts as attackers, broken programs and cats on keyboards send them; NUL apart, they are texts.
ODD = {
    "long": "長" * 100_000,
    "digits": "9" * 40,
    "negative": "-1",
    "superscript": "²",  # str.isdigit() says yes, int() says no
    "arabic": "٣٤",  # str.isdecimal() says yes
    "escape": "\x1b[31m\u202e\ufeff\x7f",
    "astral": "𠮷😀" * 40,
    "combining": "e" + "\u0301" * 500,
    "path": "../../../../etc/passwd",
    "sql": "' OR 1=1 --",
    "braces": "{}{0}{x.__class__}%s%(x)s",
    "date": "令和99年99月99日",
    "lists": "[[[]]]",
}
SOURCE = Path(madoguchi.__file__).parent


def names_read(kind: str) -> list[str]:
    """Return the names of fields (``POST|typed``) or parameters (``GET``) that views ask for, as the code says them."""
    found: set[str] = set()
    for path in SOURCE.rglob("*.py"):
        found.update(re.findall(rf'\b(?:{kind})\.(?:get|getlist)\(\s*"([\w-]+)"', path.read_text(encoding="utf-8")))
    return sorted(found)


FIELDS = names_read("POST|typed|post")
PARAMETERS = names_read("GET")
WHO = ("officer", "resident_owner", "knower", "administrator", "counter", "client", "visitor")


def who(address: Address, method: str) -> str:
    """Return somebody whom the address lets in."""
    row = table()[address.name, method]
    return next((role for role in WHO if row[role] == "ok"), "visitor")


TAKING = [one for one in addresses() if any(table()[one.name, "POST"][role] == "ok" for role in WHO)]
SHOWING = [
    one
    for one in addresses()
    if any(table()[one.name, "GET"][role] == "ok" for role in WHO) and not one.name.startswith("ui:gallery")
]


def test_the_names_of_fields_are_found_in_the_code() -> None:
    assert {"note", "comment", "number", "reasons", "answer_by", "text"} <= set(FIELDS)
    assert {"q", "page", "state", "procedure", "code", "next"} <= set(PARAMETERS)


@pytest.mark.parametrize("address", SHOWING, ids=lambda one: one.name)
def test_odd_parameters_are_no_fault(db: None, cities: Cities, address: Address) -> None:
    role, url = who(address, "GET"), cities.url(address)
    for kind in ("long", "digits", "superscript", "arabic", "astral"):
        query = urlencode(dict.fromkeys(PARAMETERS, ODD[kind][:2000]))
        assert cities.ask(role, "GET", f"{url}?{query}").status_code < 500
    nul = cities.ask(role, "GET", f"{url}?{urlencode(dict.fromkeys(PARAMETERS, 'a' + chr(0)))}")
    assert nul.status_code == 400
    assert_helpful(nul)


@pytest.mark.parametrize("address", TAKING, ids=lambda one: one.name)
def test_odd_fields_are_no_fault(db: None, cities: Cities, address: Address) -> None:
    role, url = who(address, "POST"), cities.url(address)
    for odd in ODD.values():
        response = cities.ask(role, "POST", url, data=dict.fromkeys(FIELDS, odd))
        assert response.status_code < 500, odd[:40]
    before = rows(cities.mine)
    response = cities.browser(role, url).post(url, dict.fromkeys(FIELDS, "a\0b"))
    checks_itself = getattr(address.view, "csrf_exempt", False)  # what is typed there is cleaned, not refused
    assert response.status_code == 400 or (checks_itself and response.status_code < 500)
    if response.status_code >= 400:
        assert rows(cities.mine) == before


@dataclass(frozen=True, slots=True)
class Written:
    """A form filled in as it should be, and the fields in which people write."""

    name: str
    role: str
    url: str
    fields: Mapping[str, str]
    texts: tuple[str, ...]


def written(city: City) -> list[Written]:
    """Return the forms with free text."""
    reviewing, sent_back = city.case("reviewing"), city.case("sent_back")
    case, again = f"/minamo/desk/cases/{reviewing.id}", f"/minamo/desk/cases/{sent_back.id}"
    proposal = city.office.proposal(city.ids["proposal_id"])
    act = {"content_hash": proposal.content_hash, "step": "0", "comment": "よい"}
    inventory = f"/minamo/desk/inventory/{reviewing.procedure_id}"
    draft = {"outcome": "refused", "reasons": "理由", "appeal": "教示", "draft": "0"}
    facts = {"version": "1", "name": "名称", "legal_basis": "条例", "note": "", "keywords": "", "name_en": ""}
    person = {"name": "港 花子", "relation": "長女", "phone": "000-1234-5678"}
    return [
        Written("note", "officer", f"{case}/notes/", {"text": "電話した。"}, ("text",)),
        Written(
            "check", "officer", f"{case}/checks/",
            {"version": str(reviewing.version), "check-children": "ok", "note-children": "見た"}, ("note-children",),
        ),
        Written(
            "correction", "officer", f"{case}/correction/",
            {"version": str(reviewing.version), "choose-bank": "1", "reason-bank": "mismatch", "note": ""},
            ("note-bank", "note", "answer_by"),
        ),
        Written("decision", "officer", f"{case}/decision/", draft, ("reasons", "appeal", "outcome")),
        Written(
            "items", "officer", f"{again}/decision/",
            {"outcome": "granted", "item-monthly_yen": "15000", "item-starts_on": "2026-05-01", "draft": "1"},
            ("item-monthly_yen", "item-starts_on"),
        ),
        Written("comment", "chief", f"/minamo/desk/approvals/{proposal.id}/approve/", act, ("comment",)),
        Written("return", "chief", f"/minamo/desk/approvals/{proposal.id}/return/", act, ("comment",)),
        Written("facts", "officer", f"{inventory}/facts/", facts, tuple(facts)[1:]),
        Written(
            "obstacle", "officer", f"{inventory}/obstacles/", {"obstacle": "seal", "note": "x"}, ("obstacle", "note")
        ),
        Written("proxy", "visitor", "/minamo/apply/bus-pass/proxy/", person, tuple(person)),
        Written(
            "absence", "officer", "/minamo/desk/absence/",
            {"first_on": "2026-05-01", "last_on": "2026-05-02", "reason": "leave", "person": ""},
            ("first_on", "last_on", "reason", "person"),
        ),
        Written("code", "visitor", "/minamo/apply/resume/", {"code": "x"}, ("code",)),
    ]  # fmt: skip


def test_texts_that_are_odd_are_kept_or_refused_but_never_a_fault(db: None, cities: Cities) -> None:
    for form in written(cities.mine):
        good = cities.ask(form.role, "POST", form.url, data=form.fields)
        assert good.status_code == (422 if form.name == "code" else 303), f"{form.name}: {good.content.decode()}"
        for name in form.texts:
            for kind in ("long", "digits", "superscript", "arabic", "escape", "astral", "date"):
                response = cities.ask(form.role, "POST", form.url, data={**form.fields, name: ODD[kind]})
                assert response.status_code < 500, f"{form.name} {name} {kind}"
                if response.status_code >= 400:
                    assert_helpful(response)
            nul = cities.ask(form.role, "POST", form.url, data={**form.fields, name: "電話\0した"})
            assert nul.status_code == 400, f"{form.name} {name}"
            assert_helpful(nul)


def test_a_refused_form_leaves_every_table_as_it_was(db: None, cities: Cities) -> None:
    for form in written(cities.mine):
        for name in form.texts:
            before = rows(cities.mine)
            response = cities.browser(form.role).post(form.url, {**form.fields, name: "电\0"})
            assert response.status_code == 400
            assert rows(cities.mine) == before, f"{form.name} {name}"


def test_a_cookie_with_nul_is_no_cookie(db: None, cities: Cities) -> None:
    for name in ("madoguchi_session", "madoguchi_csrf", "madoguchi_known", "language", "madoguchi_signed_in"):
        browser = Client(headers={"cookie": f'{name}="abcdefghijklmnopqrstuvwxyz012345\\000"'})
        for path in ("/minamo/", "/minamo/desk/", "/minamo/mypage/", "/accounts/login/"):
            assert browser.get(path).status_code < 500, (name, path)


# --- encodings, sizes, shapes


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        ("text=電話".encode("cp932"), "application/x-www-form-urlencoded; charset=shift_jis"),
        (b"text=%ff%fe%80&version=%e3%81", "application/x-www-form-urlencoded"),
        (b"text=" + "電話".encode("cp932"), "application/x-www-form-urlencoded"),
        (b"text=x", "application/x-www-form-urlencoded; charset=klingon"),
        (b"--x\r\nbroken", "multipart/form-data; boundary=x"),
        (b"--x\r\nbroken", "multipart/form-data"),
        (b"", "multipart/form-data; boundary=" + "y" * 300),
        (b'{"text": "x"}', "application/json"),
        (b"&".join(b"a%d=1" % n for n in range(1500)), "application/x-www-form-urlencoded"),
        (b"text=" + b"x" * (3 * MEGABYTE), "application/x-www-form-urlencoded"),
    ],
)
@pytest.mark.parametrize("enforced", [False, True], ids=["", "csrf"])
def test_posts_in_another_shape_are_refused(
    db: None, cities: Cities, content: bytes, kind: str, *, enforced: bool
) -> None:
    case = cities.mine.case("reviewing").id
    draft = cities.mine.ids["draft_id"]
    for role, url in (
        ("officer", f"/minamo/desk/cases/{case}/correction/"),
        ("visitor", "/minamo/status/"),
        ("resident_owner", f"/minamo/apply/d/{draft}/p/account/"),
    ):
        before = rows(cities.mine)
        browser = cities.browser(role)
        browser.handler.enforce_csrf_checks = enforced
        try:
            response = browser.generic("POST", url, content, kind)  # post() would read and write the bytes anew
        finally:
            browser.handler.enforce_csrf_checks = False
        assert_helpful(response)
        assert rows(cities.mine) == before


@pytest.mark.parametrize(
    ("content", "status"),
    [
        (b"", 400),
        (b"{", 400),
        ('{"procedure": "電話"}'.encode("cp932"), 400),
        (b"\xff\xfe{\x00}\x00", 400),
        (b"[" * 100_000, 400),
        (b'{"a":' * 5_000 + b"1" + b"}" * 5_000, 400),
        (b'{"procedure": NaN}', 400),
        (b"9" * 5_000, 400),
        (b" " * (2 * MEGABYTE + 1), 413),
        (b"[]", 422),
        (b'{"procedure": "bus-pass", "answers": {}, "admin": true}', 422),
        (b'{"procedure": "bus-pass\\u0000", "answers": {}}', 422),
        (b'{"procedure": "bus-pass", "answers": {"name": "a\\u0000b"}}', 422),
        (b'{"procedure": "bus-pass", "answers": {"name": "\\ud800"}}', 422),
        (b'{"procedure": "bus-pass", "answers": {"__proto__": {"x": 1}, "nobody": 1}}', 422),
        (b'{"procedure": "bus-pass", "answers": {"name": {"a": [1, {}]}, "birth_date": 1e400}}', 422),
        (b'{"procedure": "bus-pass", "answers": {"birth_date": 99999999999999999999999999}}', 422),
        (json.dumps({"procedure": "bus-pass", "answers": {"name": "x" * 1_900_000}}).encode(), 422),
    ],
)
def test_documents_that_are_none_are_explained(db: None, cities: Cities, content: bytes, status: int) -> None:
    before = rows(cities.mine)
    headers = {"Idempotency-Key": str(uuid4())}
    response = cities.browser("client").post(
        "/minamo/api/v1/applications", content, content_type="application/json", headers=headers
    )
    assert response.status_code == status, response.content[:300]
    assert_helpful(response)
    assert rows(cities.mine) == before


def test_answers_with_fields_that_the_form_does_not_have_are_refused_by_name(db: None, cities: Cities) -> None:
    answers = {**applicants.rider(Random(3), today=cities.mine.applications["bus"].arrived_on), "salary_yen": 1}
    content = json.dumps({"procedure": "bus-pass", "answers": answers})
    response = cities.browser("client").post(
        "/minamo/api/v1/applications", content, content_type="application/json", headers={"Idempotency-Key": "unknown"}
    )
    assert response.status_code == 422
    assert "/answers/salary_yen" in {one["pointer"] for one in response.json()["errors"]}


@pytest.mark.parametrize("key", ["", " ", "x" * 201, "日本", "a b", "a\tb"])
def test_a_key_that_is_none_is_refused(db: None, cities: Cities, key: str) -> None:
    response = cities.browser("client").post(
        "/minamo/api/v1/applications", b"{}", content_type="application/json", headers={"Idempotency-Key": key}
    )
    assert response.status_code == 400
    assert_helpful(response)


# --- twice, too late, at once


def test_sent_twice_is_sent_once(db: None, cities: Cities) -> None:
    browser = Client()
    url = browser.post("/minamo/apply/bus-pass/").headers["Location"]
    city = cities.mine
    answers = applicants.rider(Random(5), today=city.applications["bus"].arrived_on)
    with body_scope(city.office.body):
        form = forms.version(city.applications["bus"].version_id).form
    for page in form.pages:
        here = re.sub(r"/p/[^/]+/$", f"/p/{page.id}/", url)
        found = re.search(r'name="revision" value="([0-9]+)"', browser.get(here).content.decode())
        assert found
        inputs = {**forms.page_inputs(form, page.id, answers), "revision": found[1]}
        assert browser.post(here, inputs).status_code == 303
        stale = browser.post(here, {**inputs, "name": "遅い　人"})  # the page as it was before
        if "name" not in inputs:  # the page does not ask it: the same answers again are no conflict
            assert stale.status_code == 303
            continue
        assert stale.status_code == 409
        assert_helpful(stale)
    review = re.sub(r"/p/[^/]+/$", "/review/", url)
    found = re.search(r'name="revision" value="([0-9]+)"', browser.get(review).content.decode())
    assert found
    before = rows(city)["intake.Application"]
    send = review.replace("/review/", "/submit/")
    first, second = (browser.post(send, {"revision": found[1]}) for _ in range(2))
    assert first.status_code == second.status_code == 303
    assert first.headers["Location"] == second.headers["Location"]
    assert rows(city)["intake.Application"] == before + 1
    with body_scope(city.office.body):
        assert "遅い" not in Application.objects.order_by("-id")[0].applicant_name


def test_the_second_of_two_officers_is_told(db: None, cities: Cities) -> None:
    case = cities.mine.case("reviewing")
    url = f"/minamo/desk/cases/{case.id}/"
    for act, fields in {
        "checks": {"check-children": "ok", "note-children": "見た"},
        "correction": {"choose-bank": "1", "reason-bank": "mismatch", "note-bank": "", "note": ""},
    }.items():
        case = cities.mine.case("reviewing")
        first = cities.browser("officer").post(f"{url}{act}/", {**fields, "version": case.version})
        assert first.status_code == 303, first.content.decode()
        before = rows(cities.mine)
        other = {**fields, "note-children": "見ていない", "version": case.version}
        second = cities.browser("chief").post(f"{url}{act}/", other)
        assert second.status_code == 409
        assert_helpful(second)
        assert rows(cities.mine) == before


def test_a_decision_is_taken_once_however_often_it_is_pressed(db: None, cities: Cities) -> None:
    proposal = cities.mine.office.proposal(cities.mine.ids["proposal_id"])
    url = f"/minamo/desk/approvals/{proposal.id}/approve/"
    fields = {"content_hash": proposal.content_hash, "step": "0", "comment": ""}
    first, second = (cities.browser("chief").post(url, fields) for _ in range(2))
    assert (first.status_code, second.status_code) == (303, 409)
    forged = cities.browser("manager").post(url, {**fields, "step": "1", "content_hash": "0" * 64})
    assert forged.status_code == 409


# --- ids that are none, pages beyond the end


@pytest.mark.parametrize(
    "path",
    [
        "desk/cases/1/",
        "desk/cases/not-an-id/",
        "desk/cases/00000000-0000-0000-0000-000000000000/",
        "desk/cases/%00/",
        "desk/cases/..%2f..%2fetc/",
        "applications/1%20OR%201=1/",
        "apply/d/x/p/y/",
        "desk/handover/files/00000000-0000-0000-0000-000000000000/manifest.json",
        "desk/handover/files/00000000-0000-0000-0000-000000000000/..%2f..%2fsecret_key",
        "desk/handover/layouts/none/",
        "procedures/none/",
        "procedures/" + "a" * 5000 + "/",
        "verify/" + "Z" * 5000 + "/",
        "verify/%00/",
        "verify/%ff%fe/",
        "nothing/here/",
    ],
)
@pytest.mark.parametrize("role", ["officer", "visitor", "administrator"])
def test_an_address_of_nothing_says_so(db: None, cities: Cities, path: str, role: str) -> None:
    response = cities.ask(role, "GET", f"/minamo/{path}")
    assert response.status_code in (302, 400, 403, 404, 422)
    if response.status_code != 302:
        assert_helpful(response)


@pytest.mark.parametrize("number", ["0", "-1", "99999999999999999999", "1e9", "²", "٣", "abc", "", "1.5"])
def test_a_page_beyond_the_end_is_a_page(db: None, cities: Cities, number: str) -> None:
    for role, path in (("officer", "desk/cases/"), ("officer", "desk/inventory/"), ("officer", "desk/cases.csv")):
        assert cities.ask(role, "GET", f"/minamo/{path}?page={number}").status_code == 200


# --- guessing


def test_numbers_are_not_found_out_one_by_one(db: None, cities: Cities) -> None:
    real = cities.mine.applications["new"].receipt_number
    birth = {"birth_date-era": "W", "birth_date-year": "1901", "birth_date-month": "1", "birth_date-day": "1"}
    pages = []
    for number in (real, codes.new_receipt_number()):  # one that exists, and one that could
        response = Client().post("/minamo/status/", {"number": number, **birth})
        assert response.status_code == 422
        pages.append(re.sub(r'value="[^"]{64}"', "", response.content.decode().replace(number, "…")))  # the token
    assert pages[0] == pages[1]
    answers = [Client().post("/minamo/status/", {"number": real, **birth}).status_code for _ in range(6)]
    assert answers == [422] * 4 + [429] * 2  # the fifth try on one number is the last


def test_codes_of_letters_are_not_found_out_one_by_one(db: None, cities: Cities) -> None:
    answers = [Client().get("/minamo/verify/AAAA-BBBB-CCCC-DDDD/").status_code for _ in range(32)]
    assert answers[-1] == 429
    assert 200 not in answers


def test_an_application_that_is_not_mine_looks_like_one_that_is_not_there(db: None, cities: Cities) -> None:
    theirs, nobodys = cities.mine.applications["decided"].id, uuid4()
    for path in ("applications/{}/", "applications/{}/notice/", "apply/receipt/{}/", "applications/{}/correction/"):
        pages = [cities.ask("resident_other", "GET", f"/minamo/{path.format(one)}") for one in (theirs, nobodys)]
        assert pages[0].status_code == pages[1].status_code
        plain = [
            re.sub(r'value="[^"]*"', "", one.content.decode().replace(str(id_), "…"))
            for one, id_ in zip(pages, (theirs, nobodys), strict=True)
        ]
        assert plain[0] == plain[1]
    assert shown(cities.mine.applications["decided"]) not in pages[0].content.decode()
