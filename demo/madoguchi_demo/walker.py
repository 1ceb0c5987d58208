"""Walks two applications of みなも市 through their whole life over HTTP, as the people themselves would.

(a) 児童手当 認定請求: a parent signs in on a phone, is asked for one correction, and is granted a part of what was
asked; the head of the division is away, so a deputy acts. (b) コミュニティバス乗車券: a resident of 75 without account
or e-mail finds the form by search, keeps the printed receipt and sees the status by its number and the birth date.

An HTTP client like any other: it imports nothing of the product.
"""

import base64
import hmac
import json
import re
import struct
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from random import Random
from typing import Any

from madoguchi_demo import applicants
from madoguchi_demo.browser import Browser, Page

BODY = "minamo"
Say = Callable[[str], None]


@dataclass
class Case:
    """What became of one application."""

    receipt_number: str
    birth_date: str
    case_url: str = ""
    states: list[str] = field(default_factory=list)
    timeline: list[dict[str, str]] = field(default_factory=list)
    notice_pdf: str = ""
    receipt_pdf: str = ""
    core_file: str = ""
    manifest: str = ""

    @property
    def shown(self) -> str:
        """The receipt number as people read it."""
        return f"{self.receipt_number[:4]}-{self.receipt_number[4:8]}-{self.receipt_number[8:]}"

    def plain(self) -> dict[str, Any]:
        """Return the case as `madoguchi demo --json` prints it."""
        return {
            "receipt_number": self.receipt_number,
            "states": self.states,
            "timeline": self.timeline,
            "receipt_pdf": self.receipt_pdf,
            "notice_pdf": self.notice_pdf,
            "core_file": self.core_file,
            "manifest": self.manifest,
        }


class WentWrong(RuntimeError):
    """A page was not what the walker's person expected."""


class Staff:
    """A member of staff at a browser."""

    def __init__(self, base: str, email: str, password: str, totp_secret: str) -> None:
        self.browser = Browser(base)
        page = self.browser.open(f"/accounts/login/?next=/{BODY}/desk/")
        page = self.browser.send(page, page.form(names=["password"]), {"login": email, "password": password})
        for _ in range(3):
            if not any("code" in form.names for form in page.forms):
                break
            page = self.browser.send(page, page.form(names=["code"]), {"code": one_time_code(totp_secret)})
            if any("code" in form.names for form in page.forms):
                time.sleep(31 - time.time() % 30)  # a code opens once: wait for the next
        page = self.browser.open(f"/{BODY}/desk/")
        if f"/{BODY}/desk/" not in page.url or page.status != 200:
            raise WentWrong(f"{email} could not sign in: {page.status} {page.url} {page.text[:300]}")

    def open(self, address: str) -> Page:
        """Open a page; it must be there."""
        return expect(self.browser.open(address))

    def press(
        self,
        page: Page,
        button: str,
        values: dict[str, Any] | None = None,
        *,
        action: str = "",
        names: tuple[str, ...] = (),
    ) -> Page:
        """Fill in the form with this button and press it."""
        return expect(
            self.browser.send(page, page.form(action=action, names=names, button=button), values or {}, button=button)
        )


def expect(page: Page) -> Page:
    """Return the page if it came well."""
    if page.status != 200:
        raise WentWrong(f"{page.status} {page.url}: {page.text[:600]}")
    return page


def one_time_code(secret: str, at: float | None = None) -> str:
    """Return the six digits of a second factor (RFC 6238, SHA-1, 30 s)."""
    counter = struct.pack(">Q", int(time.time() if at is None else at) // 30)
    digest = hmac.new(base64.b32decode(secret), counter, "sha1").digest()
    offset = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[offset : offset + 4])[0] & 0x7FFFFFFF) % 1_000_000:06}"


def walk(
    base: str,
    *,
    output: Path,
    world: dict[str, Any],
    totp_secret: str,
    seed: int | None = None,
    say: Say = print,
    desk: str | None = None,
) -> dict[str, Any]:
    """Walk both applications and return what was seen and made.

    Args:
        base: address of the running product.
        output: folder for what a person would keep: receipts, notices, core-system files.
        world: the fictional prefecture (``world.json``).
        seed: makes the applicants up again the same way; None: others every time.
        desk: address of the office's zone where it runs apart from the internet; None: the same as ``base``.
    """
    output.mkdir(parents=True, exist_ok=True)
    walker = _Walker(base, desk or base, output, world, totp_secret, Random(seed), say)  # noqa: S311  made-up people
    try:
        cases = [walker.child_allowance(), walker.bus_pass()]
        evidence = walker.evidence()
    except LookupError as error:
        raise WentWrong(str(error)) from error
    return {"cases": [case.plain() for case in cases], "evidence": evidence}


class _Walker:
    def __init__(
        self, base: str, desk: str, output: Path, world: dict[str, Any], totp_secret: str, random: Random, say: Say
    ) -> None:
        self.base, self.desk, self.output, self.world, self.totp_secret, self.random, self.say = (
            base,
            desk,
            output,
            world,
            totp_secret,
            random,
            say,
        )
        self.today = datetime.now(timezone(timedelta(hours=9))).date()  # in Japan
        self._staff: dict[str, Staff] = {}

    def staff(self, name: str) -> Staff:
        """Return somebody of みなも市 at their own browser, signed in once."""
        if name not in self._staff:
            city = next(body for body in self.world["bodies"] if body["slug"] == BODY)
            email = next(person["email"] for person in city["people"] if person["key"] == name)
            self._staff[name] = Staff(self.desk, email, self.world["password"], self.totp_secret)
        return self._staff[name]

    # (a) ------------------------------------------------------------------------------------------------

    def child_allowance(self) -> Case:
        """児童手当: parent, correction, 代決, granted in part."""
        self.say("(a) 児童手当 認定請求 — 保護者がスマートフォンで申請します")
        email = f"parent{self.random.randrange(10**6)}@resident.example"  # a first code makes the account
        parent = self._sign_in_resident(email)
        answers = applicants.parent(self.random, today=self.today, email=email)
        photos = {name: (f"{name}.png", applicants.photo(self.random)) for name in ("identity_photo", "bank_photo")}
        page = expect(parent.open(f"/{BODY}/procedures/jido-teate/"))
        page = self._fill(parent, self._begin(parent, page, "サインイン"), answers, photos)
        case = self._receipt(parent, page, answers)

        officer = self.staff("hoshino")
        self._find(officer, case)
        officer.press(officer.open(case.case_url), "審査を始める")
        self._state(officer, case)
        self.say("    担当が着手し、口座の名義について補正を依頼します")
        page = officer.open(f"{case.case_url}correction/")
        chosen = {
            "choose-bank": "1",
            "reason-bank": "not_own_account",
            "note-bank": "通帳の名義のとおりに入力してください。",
        }
        officer.press(
            page, "補正を依頼する", {**chosen, "note": "お手数ですが、ご確認をお願いします。"}, names=("choose-bank",)
        )
        self._state(officer, case)

        self.say("    保護者が直して送ります")
        answers["bank"]["number"] = f"{self.random.randrange(10_000_000):07}"
        self._answer_correction(parent, case, answers)
        self._wait(lambda: self._state(officer, case) == "in_review")

        self.say("    担当が確認し、一部を認める処分案を作って決裁に回します")
        page = officer.open(case.case_url)
        checks = {name: "ok" for name in page.form(action="checks").names if name.startswith("check-")}
        officer.press(page, "確認結果を保存", checks, action="checks")
        page = officer.open(f"{case.case_url}decision/")
        officer.press(
            page,
            "処分案を保存",
            {
                "outcome": "granted_in_part",
                "item-monthly_yen": "15,000",
                "item-starts_on": _next_month(self.today).isoformat(),
                "reasons": "お子さまのうち1人は、請求者が監護し生計を同じくしていることを提出書類から確認できないため、"
                "児童手当法第4条の支給要件に当たるとは認められません。",
            },
            names=("outcome",),
        )
        officer.press(officer.open(case.case_url), "決裁に回す")
        self._state(officer, case)
        self.say("    係長が決裁し、課長が不在のため課長補佐が代決します")
        self._approve("kiryu", case, "決裁する")
        self._approve("asahina", case, "代決する")
        self._finish(officer, case, parent, f"/{BODY}/mypage/")
        return case

    # (b) ------------------------------------------------------------------------------------------------

    def bus_pass(self) -> Case:
        """コミュニティバス: no account, printed receipt, status by number and birth date."""
        self.say("(b) コミュニティバス乗車券 — 75歳以上の方が、アカウントなしで申請します")
        resident = Browser(self.base)
        answers = applicants.rider(self.random, today=self.today)
        page = expect(resident.open(f"/{BODY}/"))
        page = expect(resident.send(page, page.form(names=["q"]), {"q": "ばす"}))
        page = expect(resident.open(page.link("bus-pass")))
        page = self._fill(resident, self._begin(resident, page, "サインインせず"), answers, {})
        case = self._receipt(resident, page, answers)

        officer = self.staff("nagumo")
        self._find(officer, case)
        officer.press(officer.open(case.case_url), "審査を始める")
        self._state(officer, case)
        page = officer.open(case.case_url)
        checks = {name: "ok" for name in page.form(action="checks").names if name.startswith("check-")}
        officer.press(page, "確認結果を保存", checks, action="checks")
        page = officer.open(f"{case.case_url}decision/")
        items = {
            name: date(self.today.year + 2, 3, 31).isoformat()
            for name in page.form(names=("outcome",)).names
            if name.startswith("item-")
        }
        officer.press(page, "処分案を保存", {"outcome": "granted", **items}, names=("outcome",))
        officer.press(officer.open(case.case_url), "決裁に回す")
        self._state(officer, case)
        self._approve("mizuno", case, "決裁する")

        self.say("    受付票の番号と生年月日で、状況を確かめます（別の端末）")
        elsewhere = Browser(self.base)
        page = expect(elsewhere.open(f"/{BODY}/status/"))
        born = date.fromisoformat(case.birth_date)
        form = page.form(names=["number", "birth_date-year"])
        values = {
            "number": case.receipt_number, "birth_date-era": "W", "birth_date-year": str(born.year),
            "birth_date-month": str(born.month), "birth_date-day": str(born.day),
        }  # fmt: skip
        self._wait(lambda: self._state(officer, case) == "decided")
        tracker = expect(elsewhere.send(page, form, values))
        self._finish(officer, case, elsewhere, tracker.url)
        return case

    # steps ----------------------------------------------------------------------------------------------

    def _sign_in_resident(self, email: str) -> Browser:
        browser = Browser(self.base)
        page = expect(browser.open(f"/accounts/code/?next=/{BODY}/mypage/"))
        page = expect(browser.send(page, page.form(names=["email"]), {"email": email}))
        mail = ""

        def arrived() -> bool:
            nonlocal mail
            mail = Browser(self.base).open("/demo/mail/").text
            return email in mail

        self._wait(arrived)
        code = re.search(r"(?<!\d)(\d{4}-\d{4})(?!\d)", mail)
        if code is None:
            raise WentWrong("no code in the mail: " + mail[:300])
        expect(browser.send(page, page.form(names=["code"]), {"code": code[1]}))
        return browser

    def _begin(self, browser: Browser, page: Page, way: str) -> Page:
        page = expect(browser.open(page.link("/apply/")))
        form = next((one for one in page.forms if any(way in button.label for button in one.buttons)), None)
        form = form or page.form(action="/apply/")
        return expect(browser.send(page, form, button=way if any(way in one.label for one in form.buttons) else ""))

    def _fill(
        self, browser: Browser, page: Page, answers: dict[str, Any], photos: dict[str, tuple[str, bytes]]
    ) -> Page:
        """Answer page after page until the review page."""
        inputs = _as_inputs(answers)
        for _ in range(20):
            if "/review/" in page.url:
                return page
            form = page.form(action="/apply/", names=["revision"])
            here = {
                name: value
                for name, value in inputs.items()
                if name in form.names or name.rsplit("-", 1)[0] in form.names
            }
            missing = [name for name in inputs if re.fullmatch(r"children-[1-9]-name", name) and name not in form.names]
            if missing and "children-0-name" in form.names:
                page = expect(browser.send(page, form, here, button="追加"))
                continue
            files = {name: file for name, file in photos.items() if name in form.names}
            before = page.url
            page = expect(browser.send(page, form, here, button="次へ", files=files or None))
            if page.url == before:
                raise WentWrong(f"the page {before} asks again: {page.text[:800]}")
        raise WentWrong("the form does not end")

    def _receipt(self, browser: Browser, page: Page, answers: dict[str, Any]) -> Case:
        page = expect(browser.send(page, page.form(action="/submit/")))
        number = re.search(r"(?<!\d)(\d{4}-\d{4}-\d{4})(?!\d)", page.text)
        if number is None:
            raise WentWrong("no receipt number: " + page.text[:400])
        case = Case(number[1].replace("-", ""), answers["birth_date"])
        self.say(f"    受付番号 {number[1]}")
        pdf = expect(browser.open(page.link(".pdf")))
        case.receipt_pdf = self._keep(f"receipt-{case.receipt_number}.pdf", pdf.content)
        return case

    def _find(self, officer: Staff, case: Case) -> None:
        def listed() -> bool:
            page = officer.open(f"/{BODY}/desk/cases/?q={case.receipt_number}")
            found = re.search(rf"/{BODY}/desk/cases/[0-9a-f-]{{36}}/", " ".join(address for address, _ in page.links))
            case.case_url = found[0] if found else ""
            return bool(found)

        self._wait(listed)
        self._state(officer, case)

    def _state(self, officer: Staff, case: Case) -> str:
        shown = json.loads(officer.open(f"{case.case_url}history.json").content)
        case.timeline = shown["history"]
        if not case.states or case.states[-1] != shown["state"]:
            case.states.append(shown["state"])
        return str(shown["state"])

    def _answer_correction(self, browser: Browser, case: Case, answers: dict[str, Any]) -> None:
        page = self._told(browser, case, f"/{BODY}/mypage/", "/correction/")
        page = expect(browser.open(page.link("/correction/")))
        page = expect(browser.send(page, page.form(button="内容を直す")))
        inputs = _as_inputs(answers)
        for _ in range(6):
            if any("/correction/submit/" in form.action for form in page.forms):
                break
            form = page.form(action="/correction/", names=["revision"])
            here = {name: value for name, value in inputs.items() if name in form.names}
            page = expect(browser.send(page, form, here))
        expect(browser.send(page, page.form(action="/correction/submit/")))

    def _approve(self, name: str, case: Case, button: str) -> None:
        person = self.staff(name)
        page = person.open(f"/{BODY}/desk/approvals/")
        address = next((one for one, words in page.links if case.shown in words and "/approvals/" in one), None)
        if address is None:
            raise WentWrong(f"{name} has nothing to approve: {page.text[:400]}")
        person.press(person.open(address), button, {"comment": "確認しました。"}, names=("content_hash",))

    def _finish(self, officer: Staff, case: Case, applicant: Browser, start: str) -> None:
        self._wait(lambda: self._state(officer, case) == "decided")

        def noticed() -> bool:
            self._state(officer, case)
            return any(event["event"] == "decisions.notice.issued" for event in case.timeline)

        self._wait(noticed)
        page = self._told(applicant, case, start, "/notice/")
        notice = expect(applicant.open(page.link("/notice/")))
        case.notice_pdf = self._keep(f"notice-{case.receipt_number}.pdf", notice.content)
        self._hand_over(officer, case)
        self._state(officer, case)
        self.say(f"    通知書 {case.notice_pdf}")
        self.say(f"    基幹システムへ {case.core_file}")

    def _told(self, applicant: Browser, case: Case, start: str, link: str) -> Page:
        """Return the tracker once the office's news is there: where the zones are apart it takes some seconds."""
        page = self._own_page(applicant, case, start)

        def is_there() -> bool:
            nonlocal page
            page = self._own_page(applicant, case, start)
            return any(link in address for address, _ in page.links)

        self._wait(is_there)
        return page

    def _own_page(self, applicant: Browser, case: Case, start: str) -> Page:
        """Return the tracker of this application, found among the applicant's own."""
        page = expect(applicant.open(start))
        shown = case.shown
        if "/applications/" in page.url and shown in page.text:
            return page
        for address in dict.fromkeys(address for address, _ in page.links if "/applications/" in address):
            found = expect(applicant.open(address))
            if shown in found.text:
                return found
        raise WentWrong(f"{shown} is not listed on {page.url}: {page.text[:400]}")

    def _hand_over(self, hander: Staff, case: Case) -> None:
        """Hand the result over to the core system and keep what it would take up: the file and its manifest."""
        page = hander.open(f"/{BODY}/desk/handover/")
        page = hander.open(page.link("/handover/layouts/"))
        page = hander.press(page, "引き継ぐ", action="/make/")
        made = page.link("manifest.json")
        manifest = json.loads(hander.open(made).content)
        case.manifest = self._keep(f"{manifest['name']}.manifest.json", hander.open(made).content)
        file = hander.open(page.link(made.rsplit("/", 2)[1] + "/" + manifest["files"][0]["name"]))
        case.core_file = self._keep(manifest["files"][0]["name"], file.content)

    def _keep(self, name: str, content: bytes) -> str:
        path = self.output / name
        path.write_bytes(content)
        return str(path)

    def _wait(self, is_so: Callable[[], bool], seconds: float = 30.0) -> None:
        """Wait for the background work, as a person would look again."""
        until = time.monotonic() + seconds
        while not is_so():
            if time.monotonic() > until:
                raise WentWrong("waited too long for the background work")
            time.sleep(0.15)

    def evidence(self) -> dict[str, Any]:
        """Return the measures of this fiscal year as the evidence page gives them."""
        measures: dict[str, Any] = json.loads(self.staff("kiryu").open(f"/{BODY}/desk/evidence/measures.json").content)
        return measures


def _as_inputs(answers: dict[str, Any], prefix: str = "") -> dict[str, Any]:
    """Return answers as the inputs of a page name them."""
    inputs: dict[str, Any] = {}
    for key, value in answers.items():
        name = f"{prefix}{key}"
        if value is True:
            inputs[name] = "yes"
        elif isinstance(value, dict):
            inputs.update({f"{name}-{part}": str(text) for part, text in value.items()})
        elif isinstance(value, list) and value and isinstance(value[0], dict):
            for index, item in enumerate(value):
                inputs.update(_as_inputs(item, f"{name}-{index}-"))
        elif isinstance(value, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
            day = date.fromisoformat(value)
            inputs.update(
                {
                    f"{name}-era": "W",
                    f"{name}-year": str(day.year),
                    f"{name}-month": str(day.month),
                    f"{name}-day": str(day.day),
                }
            )
        elif isinstance(value, list):
            inputs[name] = [str(one) for one in value]
        else:
            inputs[name] = str(value)
    return inputs


def _next_month(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)
