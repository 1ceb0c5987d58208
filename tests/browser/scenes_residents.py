"""Pages of residents in their states."""

from __future__ import annotations

from uuid import uuid4

from tests.browser.scenes import Stops, Visit, scene
from tests.support import journeys
from tests.support.visitors import TRIAL

NOBODY = "00000000-0000-7000-8000-000000000000"


@scene(
    "portal_root:bodies", "portal_root:demo", "portal_root:mails", "portal:home", "portal:search", "portal:procedure",
    "portal:status", "documents:verify", "documents:verified", "intake:start", "intake:proxy", "intake:resume",
)  # fmt: skip
def ways_in(visit: Visit) -> Stops:
    """What somebody sees who has just come."""
    somebody = visit()
    for name, address in (
        ("bodies", "/"), ("demo", "/demo/"), ("mails", "/demo/mail/"), ("home", ""), ("home-prefecture", "/hinata/"),
        ("search-all", "search/"), ("search-found", "search/?q=ばす"), ("search-nothing", "search/?q=うちゅう"),
        ("procedure-online", "procedures/jido-teate/"), ("procedure-counter", "procedures/juminhyo/"),
        ("status", "status/"), ("verify", "verify/"), ("start", "apply/jido-teate/"),
        ("proxy", "apply/bus-pass/proxy/"), ("resume", "apply/resume/"),
    ):  # fmt: skip
        somebody.open(address)
        yield name, somebody
    somebody.open("status/")
    somebody.fill({"number": "123"})
    somebody.press("状況を見る", status=422)
    yield "status-errors", somebody
    somebody.open("apply/bus-pass/proxy/")
    somebody.press("次へ進む", status=422)
    yield "proxy-errors", somebody
    somebody.open("apply/resume/")
    somebody.fill({"code": "AAAA-BBBB-CCCC-DDDD"})
    somebody.press("続きを開く", status=422)
    yield "resume-error", somebody
    somebody.open("verify/?code=ABC", status=422)
    yield "verify-error", somebody
    somebody.open("verify/0000-0000-0000-0000/", status=422)
    yield "verified-unknown", somebody


@scene("portal:home", "portal:procedure", "intake:draft_page", "account_login", "account_request_login_code")
def a_trial(visit: Visit) -> Stops:
    """A trial body: every page says so, those of sign-in too."""
    vendor = visit()
    for name, address in (
        ("trial-home", f"/{TRIAL}/"), ("trial-procedure", f"/{TRIAL}/procedures/trial-pass/"),
        ("trial-login", f"/accounts/login/?next=/{TRIAL}/desk/"), ("trial-code", f"/accounts/code/?next=/{TRIAL}/"),
    ):  # fmt: skip
        vendor.open(address)
        assert vendor.page.locator(".m-trial").is_visible(), address
        yield name, vendor
    vendor.open(f"/{TRIAL}/apply/trial-pass/")
    vendor.press("サインインせずに申請する")
    assert vendor.page.locator(".m-trial").is_visible()
    yield "trial-application", vendor


@scene("portal:home", "portal:search", "portal:procedure", "intake:start", "intake:draft_page", "account_home")
def languages(visit: Visit) -> Stops:
    """English, easy Japanese and the largest text."""
    for language, code in (("English", "en"), ("やさしい日本語", "easy")):
        reader = visit()
        reader.open("")
        reader.page.locator("summary", has_text="Language").click()
        reader.press(language, within=".m-preferences")
        reader.page.locator("details.m-menu").nth(1).locator("summary").click()
        reader.click('button[value="largest"]')
        yield f"home-{code}", reader
        reader.open("search/?q=bus")
        yield f"search-{code}", reader
        reader.open("procedures/bus-pass/")
        yield f"procedure-{code}", reader
        reader.open("/accounts/")
        yield f"doors-{code}", reader
        reader.open("apply/bus-pass/")
        yield f"start-{code}", reader
        reader.click("main form button")
        yield f"page-{code}", reader
        reader.click("main form.m-form .m-actions button", status=422)
        yield f"page-errors-{code}", reader


@scene("intake:draft_card", "intake:draft_page", "intake:draft_review", "account_home", "portal:my_page")
def from_a_card(visit: Visit) -> Stops:
    """A form filled in from the card, and the account page that connects what reads it."""
    rider = visit()
    journeys.begin(rider, "bus-pass")
    if rider.world.data is None:  # a product that runs elsewhere has no such provider
        return
    rider.click('main a:has-text("マイナンバーカードから入力する")')
    yield "card", rider
    rider.click('main a:has-text("デジタル認証アプリで読み取る")')
    yield "card-read", rider
    rider.press("この内容を入力する")
    yield "page-filled", rider
    draft = rider.page.url.split("/p/")[0]
    rider.open(f"{draft}/review/")
    yield "review-from-card", rider
    resident = visit()
    journeys.sign_in_resident(resident, f"card-{uuid4().hex[:8]}@resident.example")
    resident.open("mypage/")
    yield "my-page", resident
    resident.click('main a:has-text("サインインの設定")')
    yield "account", resident


@scene(
    "intake:start", "intake:draft_page", "intake:draft_review", "intake:draft_later", "intake:draft_discard",
    "intake:draft_forget", "intake:receipt", "portal:tracker", "intake:withdraw",
)  # fmt: skip
def without_account(visit: Visit) -> Stops:
    """コミュニティバス, from the first page to the withdrawal."""
    rider, answers = visit(), journeys.rider(41)
    journeys.begin(rider, "bus-pass")
    yield "page", rider
    rider.fill({"phone": "いちに", "birth_date-year": "99"})
    rider.press(journeys.GO_ON, status=422)
    yield "page-errors", rider
    first = rider.page.url
    review = first.split("/p/")[0] + "/review/"
    for _ in journeys.answer_all(rider, answers):
        pass
    yield "review", rider
    rider.open("apply/bus-pass/")
    yield "start-begun", rider
    rider.open(review.replace("/review/", "/later/"))
    yield "later", rider
    rider.open(review.replace("/review/", "/discard/"))
    yield "discard", rider
    rider.open(review)
    sent = journeys.send(rider, answers)
    yield "receipt", rider
    journeys.look_up(rider, sent)
    yield "tracker-received", rider
    rider.open(f"{sent.address}withdraw/")
    yield "withdraw", rider
    rider.click("main form.m-form button, main form[method=post] button")
    rider.open(sent.address)
    yield "tracker-withdrawn", rider

    other = visit()
    journeys.begin(other, "bus-pass")
    draft = other.page.url.split("/p/")[0]
    other.open(f"{draft}/review/")
    yield "review-missing", other
    other.open(f"{draft}/later/")
    other.press("この端末から外す")
    yield "forgotten", other
    other.open(first, status=404)
    yield "gone", other
    other.open(sent.address, status=403)
    yield "tracker-not-shown", other
    journeys.begin(other, "bus-pass")
    other.open(f"{other.page.url.split('/p/')[0]}/discard/")
    other.press("すべて消す")
    yield "discarded", other


@scene("portal:my_page", "intake:start", "intake:draft_page", "intake:draft_review")
def a_parent(visit: Visit) -> Stops:
    """児童手当 with an account: every page of the form, empty of answers and with errors."""
    parent, answers = visit(), journeys.parent(42, children=2)
    journeys.sign_in_resident(parent, f"gazou-{uuid4().hex[:8]}@resident.example")
    yield "my-page-empty", parent
    parent.open("apply/jido-teate/")
    yield "start-signed-in", parent
    parent.press("申請を始める")
    for number, _ in enumerate(journeys.answer_all(parent, answers), start=1):
        yield f"form-{number}", parent
    yield "review", parent
    parent.click('.m-answers a[href*="/p/account/"]')
    parent.fill({"bank-number": "12", "bank-holder": "ひらがな"})
    parent.press("保存して確認に戻る", status=422)
    yield "bank-errors", parent
    parent.page.go_back()
    parent.page.go_back()
    parent.click('.m-answers a[href*="/p/children/"]')
    parent.fill({"children-0-name": "", "children-1-birth_date-month": "13"})
    parent.press("保存して確認に戻る", status=422)
    yield "children-errors", parent
    parent.open("mypage/")
    yield "my-page-draft", parent


@scene(
    "account_home", "account_login", "account_request_login_code", "account_confirm_login_code", "account_inactive",
    "account_signed_out", "account_logout", "mfa_authenticate",
)  # fmt: skip
def signing_in(visit: Visit) -> Stops:
    """The doors of residents and staff."""
    somebody = visit()
    for name, address in (
        ("doors", "/accounts/"), ("code", "/accounts/code/"), ("code-over", "/accounts/code/?over=1"),
        ("login", "/accounts/login/"), ("inactive", "/accounts/inactive/"),
        ("signed-out", "/accounts/signed-out/?next=/minamo/"),
    ):  # fmt: skip
        somebody.open(address)
        yield name, somebody
    email = f"tobira-{uuid4().hex[:8]}@resident.example"
    somebody.open("/accounts/code/")
    somebody.fill({"email": "kore"})
    somebody.press("確認番号を受け取る", status=422)
    yield "code-error", somebody
    somebody.fill({"email": email})
    somebody.press("確認番号を受け取る")
    yield "confirm", somebody
    somebody.fill({"code": "00000000"})
    somebody.press("サインイン", within="main", status=422)
    yield "confirm-error", somebody
    somebody.fill({"code": journeys.mailed_code(somebody, email)})
    somebody.press("サインイン", within="main")
    somebody.open("/accounts/")
    yield "home-resident", somebody
    somebody.open("/accounts/sign-out/")
    yield "sign-out", somebody
    staff = visit()
    staff.open("/accounts/login/")
    staff.fill({"login": "nobody@minamo.example", "password": "mistaken"})
    staff.press("次へ", status=422)
    yield "login-error", staff
    journeys.give_password(staff, "saionji")
    yield "second-factor", staff
    staff.fill({"code": "000000"})
    staff.press("サインイン", within="main", status=422)
    yield "second-factor-error", staff


@scene("desk:home", "portal:status", "ui:gallery", "ui:gallery_resident", "ui:gallery_receipt",
       "ui:gallery_staff", "ui:gallery_case", "ui:gallery_error")  # fmt: skip
def errors_and_gallery(visit: Visit) -> Stops:
    """Refusals and faults, and the components in all their states."""
    somebody = visit()
    for part in (
        "",
        "resident/",
        "receipt/",
        "staff/",
        "case/",
        "error/403/",
        "error/404/",
        "error/429/",
        "error/500/",
    ):
        somebody.page.goto(f"/gallery/{part}")
        yield f"gallery-{part.strip('/').replace('/', '-') or 'all'}", somebody
    resident = visit(bare=True)
    journeys.sign_in_resident(resident, f"machigai-{uuid4().hex[:8]}@resident.example")
    wrong = visit(storage_state=resident.context.storage_state())
    wrong.page.goto("/minamo/desk/")
    yield "not-permitted", wrong
    sent = journeys.apply(visit(bare=True), "bus-pass", journeys.rider(44))
    curious = visit()
    curious.open("status/")
    wrong_day = {"number": sent.number, **journeys.inputs({"birth_date": "1950-01-01"})}
    for _ in range(5):
        curious.fill(wrong_day)
        curious.press("状況を見る", status=422)
    yield "status-not-found", curious
    curious.fill(wrong_day)
    curious.press("状況を見る", status=429)
    yield "too-many", curious
