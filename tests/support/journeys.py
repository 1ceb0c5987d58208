"""What residents and staff do on the pages of the demo prefecture, step by step as they would."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from random import Random
from typing import TYPE_CHECKING, Any, TypeVar
from unicodedata import normalize

from pypdf import PdfReader

from madoguchi.config.demo_accounts import TOTP_SECRET, world
from madoguchi_demo import applicants
from madoguchi_demo.walker import one_time_code
from tests.support.visitors import BODY, Visitor

if TYPE_CHECKING:
    from playwright.sync_api import FilePayload

_T = TypeVar("_T")
TODAY = (datetime.now(UTC) + timedelta(hours=9)).date()  # in Japan
WAIT_SECONDS = 30.0
GO_ON, SEND = "保存して次へ進む", "申請する"
_RECEIPT_NUMBER = re.compile(r"(?<!\d)\d{4}-\d{4}-\d{4}(?!\d)")


@dataclass
class Sent:
    """An application that was sent: how to find it again."""

    number: str  # 0000-0000-0000
    born_on: date
    name: str
    address: str = ""  # of its tracker, once looked up
    case: str = ""  # of its case on the desk, once found


# signing in ---------------------------------------------------------------------------------------------------------


def sign_in_staff(visitor: Visitor, key: str) -> None:
    """Sign in with e-mail, password and the one-time code."""
    give_password(visitor, key)
    visitor.fill({"code": one_time_code(TOTP_SECRET)})
    visitor.press("サインイン", within="main")
    assert f"/{BODY}/desk/" in visitor.page.url, visitor.text()[:400]


def sign_in_elsewhere(visitor: Visitor, slug: str, key: str) -> None:
    """Sign in somebody of another body than みなも市."""
    give_password(visitor, key, slug=slug)
    visitor.fill({"code": one_time_code(TOTP_SECRET)})
    visitor.press("サインイン", within="main")


def give_password(visitor: Visitor, key: str, password: str = "", *, slug: str = BODY) -> None:
    """Give e-mail and password of somebody; the second factor is asked for next."""
    plain = world()
    city = next(body for body in plain["bodies"] if body["slug"] == slug)
    email = next(person["email"] for person in city["people"] if person["key"] == key)
    visitor.open(f"/accounts/login/?next=/{slug}/desk/")
    visitor.fill({"login": email, "password": password or plain["password"]})
    visitor.press("次へ")


def sign_in_resident(visitor: Visitor, email: str) -> None:
    """Sign in by the code that comes by mail; a first code makes the account."""
    visitor.open(f"/accounts/code/?next=/{BODY}/mypage/")
    visitor.fill({"email": email})
    visitor.press("確認番号を受け取る")
    visitor.fill({"code": mailed_code(visitor, email)})
    visitor.press("サインイン", within="main")
    assert visitor.page.url.endswith(f"/{BODY}/mypage/"), visitor.text()[:400]


def mailed_code(visitor: Visitor, email: str) -> str:
    """Wait for the mail with the code and return the code as written there."""

    def arrived() -> str:
        shown = visitor.context.request.get("/demo/mail/").text()
        mail = next((one for one in shown.split("<h2") if email in one and re.search(r"\d{4}-\d{4}", one)), "")
        found = re.search(r"(?<!\d)(\d{4}-\d{4})(?!\d)", mail)
        return found[1] if found else ""

    return wait_for(arrived)


def wait_for(what: Callable[[], _T], seconds: float = WAIT_SECONDS) -> _T:
    """Look again until there is something, as people do while the background work goes on; return it."""
    until = time.monotonic() + seconds
    while not (found := what()):
        assert time.monotonic() < until, "waited too long for the background work"
        time.sleep(0.2)
    return found


# residents ----------------------------------------------------------------------------------------------------------


def rider(seed: int) -> dict[str, Any]:
    """Return a rider's answers to コミュニティバス."""
    return applicants.rider(Random(seed), today=TODAY)


def parent(seed: int, *, children: int = 1, email: str = "") -> dict[str, Any]:
    """Return a parent's answers to 児童手当, without the photos."""
    answers = applicants.parent(Random(seed), today=TODAY, email=email)
    first = answers["children"][0]
    answers["children"] = [{**first, "name": f"{first['name']}{'一二三'[n]}"} for n in range(children)]
    return answers


def photo(seed: int) -> FilePayload:
    """Return a small picture as Playwright hands it to a file box."""
    return {"name": f"photo-{seed}.png", "mimeType": "image/png", "buffer": applicants.photo(Random(seed))}


def inputs(answers: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    """Return answers as the boxes of the pages name them; dates in western years."""
    named: dict[str, Any] = {}
    for key, value in answers.items():
        name = f"{prefix}{key}"
        if value is True:
            named[name] = "yes"
        elif isinstance(value, dict):
            named |= {f"{name}-{part}": str(text) for part, text in value.items()}
        elif isinstance(value, list) and isinstance(value[0], dict):
            for index, item in enumerate(value):
                named |= inputs(item, f"{name}-{index}-")
        elif isinstance(value, list):
            named[name] = [str(one) for one in value]
        elif re.fullmatch(r"\d{4}-\d\d-\d\d", str(value)):
            day = date.fromisoformat(value)
            parts = {"era": "W", "year": day.year, "month": day.month, "day": day.day}
            named |= {f"{name}-{part}": str(text) for part, text in parts.items()}
        else:
            named[name] = str(value)
    return named


def begin(visitor: Visitor, code: str, *, button: str = "サインインせずに申請する") -> None:
    """Open the start page of a procedure and begin."""
    visitor.open(f"apply/{code}/")
    visitor.press(button)
    assert "/apply/d/" in visitor.page.url, visitor.text()[:400]


def answer_all(visitor: Visitor, answers: Mapping[str, Any]) -> Iterator[str]:
    """Answer page after page up to the review; yields the address of each page once it is filled in."""
    named = inputs(answers)
    items = sum(1 for name in named if re.fullmatch(r"children-\d-name", name))
    for _ in range(12):
        page = visitor.page
        if "/review/" in page.url:
            return
        while page.locator('[name="children-0-name"]').count() and (
            page.locator('[name$="-name"][name^="children-"]').count() < items
        ):
            visitor.click('[name="children-add"]')
        visitor.fill(named)
        for box in page.locator("input[type=file]:not([capture])").all():
            if not page.locator(f'button[name="{box.get_attribute("name")}-remove"]').count():
                box.set_input_files(photo(1))
        yield page.url
        before = page.url
        visitor.press(GO_ON)
        assert page.url != before, f"{before} asks again: {visitor.text()[:800]}"
    raise AssertionError("the form does not end")


def send(visitor: Visitor, answers: Mapping[str, Any], *, button: str = SEND) -> Sent:
    """Send what the review shows and return the receipt."""
    visitor.press(button, within="main form")
    found = _RECEIPT_NUMBER.search(visitor.page.locator("main").inner_text())
    assert found, visitor.text()[:600]
    return Sent(found[0], date.fromisoformat(answers["birth_date"]), answers["name"])


def apply(visitor: Visitor, code: str, answers: Mapping[str, Any]) -> Sent:
    """Apply without an account, from the start page to the receipt."""
    begin(visitor, code)
    for _ in answer_all(visitor, answers):
        pass
    return send(visitor, answers)


def look_up(visitor: Visitor, sent: Sent) -> None:
    """Open the tracker with receipt number and birth date."""
    visitor.open("status/")
    visitor.fill({"number": sent.number, **inputs({"birth_date": sent.born_on.isoformat()})})
    visitor.press("状況を見る")
    sent.address = visitor.page.url
    assert sent.number in visitor.text()


# staff --------------------------------------------------------------------------------------------------------------


def find_case(officer: Visitor, sent: Sent) -> str:
    """Wait until the application has become a case, open it and return its address."""

    def listed() -> str:
        officer.open(f"desk/cases/?q={sent.number.replace('-', '')}")
        links = officer.page.locator(f'main a[href*="/{BODY}/desk/cases/"]', has_text=sent.number)
        return (links.first.get_attribute("href") or "") if links.count() else ""

    sent.case = wait_for(listed)
    officer.open(sent.case)
    return sent.case


def start_case(officer: Visitor, sent: Sent) -> None:
    """Open the case and begin the review."""
    find_case(officer, sent)
    officer.press("審査を始める")


def ask_for_correction(officer: Visitor, sent: Sent, field_id: str, reason: str) -> None:
    """Ask the applicant to put one answer right."""
    officer.open(f"{sent.case}correction/")
    officer.fill({f"choose-{field_id}": "1", f"reason-{field_id}": reason, "note": "ご確認をお願いします。"})
    officer.press("補正を依頼する")


def draft_and_propose(officer: Visitor, sent: Sent, items: Mapping[str, str]) -> None:
    """Draft a decision that grants, and send it for approval."""
    officer.open(f"{sent.case}decision/")
    officer.fill({"outcome": "granted", **{f"item-{name}": value for name, value in items.items()}})
    officer.press("処分案を保存")
    officer.press("決裁に回す")


def open_proposal(approver: Visitor, sent: Sent) -> None:
    """Open the proposal among those that wait for this person."""
    approver.open("desk/approvals/")
    approver.click(f'main a:has-text("{sent.number}")')


def approve(approver: Visitor, sent: Sent, *, button: str = "決裁する") -> None:
    """Approve the proposal."""
    open_proposal(approver, sent)
    approver.press(button)


def prove_again(approver: Visitor) -> None:
    """Give the app's code on the page that asks for it before an act; the next one, for this one may be used up."""
    approver.fill({"second_factor_code": one_time_code(TOTP_SECRET, time.time() + 30)})
    approver.press("確かめて送る")


def wait_for_state(officer: Visitor, sent: Sent, state: str) -> None:
    """Wait until the case is in this state (``in_review``, ``decided``, …)."""
    wait_for(lambda: officer.context.request.get(f"{sent.case}history.json").json()["state"] == state)


def tracker_of(visitor: Visitor, sent: Sent) -> str:
    """Look the application up and return the address of its tracker."""
    look_up(visitor, sent)
    return sent.address


# paper --------------------------------------------------------------------------------------------------------------


def printed(visitor: Visitor) -> str:
    """Print the page and return what the paper says."""
    return _text(visitor.page.pdf())


def code_in(notice: bytes) -> str:
    """Return the code by which a document is verified, as its last page says it."""
    found = re.search(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}", _text(notice))
    assert found, _text(notice)
    return found[0]


def missing(paper: str, words: Sequence[str]) -> list[str]:
    """Return the words that a print does not say; a PDF knows glyphs, which come back as compatible characters."""
    said = _folded(paper)
    return [one for one in words if _folded(one) not in said]


def _text(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)


def _folded(text: str) -> str:
    return "".join(normalize("NFKC", text).split())


def write_late_note(officer: Visitor, note: str) -> Any:
    """Write a note on the first case of the list, and press the button after the session ended; return its cookie."""
    officer.open("desk/cases/")
    officer.click('main td a[href*="/desk/cases/"]')
    officer.fill({"text": note})
    session = next(one for one in officer.context.cookies() if one.get("name") == "madoguchi_session")
    officer.context.clear_cookies(name="madoguchi_session")
    officer.press("保存", within='main form[action$="/notes/"]', status=403)
    return session


def come_back(officer: Visitor, session: Any) -> None:
    """Be signed in again, as after a sign-in in another tab (a code of the app opens once, so none is spent here)."""
    officer.context.add_cookies([session])
