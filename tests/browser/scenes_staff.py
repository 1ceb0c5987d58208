"""Pages of staff in their states, and what the applicant sees meanwhile."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

from madoguchi.ground.kernel.opendays import holidays
from madoguchi_demo.walker import one_time_code
from tests.browser.scenes import Stops, Visit, scene
from tests.support import journeys
from tests.support.visitors import BODY

NEXT_MONTH = date(journeys.TODAY.year + journeys.TODAY.month // 12, journeys.TODAY.month % 12 + 1, 1).isoformat()
PROCEDURE = f'main td a[href*="/{BODY}/desk/inventory/"]'
REASONS = (
    "提出された書類から、請求者がお子さまを監護していることを確認できないため、児童手当法第4条の要件に当たりません。"
)
OWN_PASSWORD = "aoba-no-umi-2026"
APPEAL = "この決定に不服がある場合は、知った日の翌日から起算して3か月以内に、みなも市長に審査請求をすることができます。"


@scene(
    "desk:case", "desk:correction", "desk:decision", "portal:tracker", "intake:correction_overview",
    "intake:correction_page", "intake:correction_review", "approval:proposals", "approval:proposal", "approval:approve",
    "linkage:layout", "documents:verified",
)  # fmt: skip
def a_case(visit: Visit) -> Stops:
    """児童手当 from arrival to the notice, at the desk and at home."""
    parent, answers = visit(bare=True), journeys.parent(51)
    sent = journeys.apply(parent, "jido-teate", answers)
    officer, home = visit(staff="hoshino"), visit()
    journeys.find_case(officer, sent)
    yield "received", officer
    officer.press("審査を始める")
    yield "in-review", officer
    journeys.look_up(home, sent)
    yield "tracker-in-review", home
    officer.open(f"{sent.case}correction/")
    yield "correction", officer
    officer.press("補正を依頼する", status=422)
    yield "correction-refused", officer
    journeys.ask_for_correction(officer, sent, "bank", "not_own_account")
    yield "returned", officer
    home.open(sent.address)
    yield "tracker-returned", home
    home.click('main a:has-text("内容を直す")')
    yield "correction-asked", home
    home.press("内容を直す")
    yield "correction-page", home
    home.press(journeys.GO_ON)
    yield "correction-unchanged", home
    home.page.go_back()
    home.fill({"bank-number": "7654321"})
    home.press(journeys.GO_ON)
    yield "correction-changes", home
    home.press("この内容で送信する")
    yield "correction-answered", home
    journeys.wait_for_state(officer, sent, "in_review")
    officer.open(sent.case)
    yield "corrected", officer
    officer.open(f"{sent.case}decision/")
    yield "decision", officer
    officer.fill({"outcome": "granted", "item-monthly_yen": "たくさん"})
    officer.press("処分案を保存", status=422)
    yield "decision-refused", officer
    officer.fill({"outcome": "refused", "item-monthly_yen": "", "reasons": "", "appeal": "", "marks": ["重要", "紛争"]})
    officer.press("処分案を保存")
    yield "drafted-incomplete", officer
    officer.open(f"{sent.case}decision/")
    for mark in ("重要", "紛争"):
        officer.page.locator(f'[name="marks"][value="{mark}"]').uncheck(force=True)
    items = {"item-monthly_yen": "15,000", "item-starts_on": NEXT_MONTH}
    officer.fill({"outcome": "granted_in_part", "reasons": REASONS, "appeal": APPEAL, **items})
    officer.press("処分案を保存")
    yield "drafted", officer
    officer.press("決裁に回す")
    yield "proposed", officer
    home.open(sent.address)
    yield "tracker-proposed", home
    officer.click(f'main a[href*="/{BODY}/desk/approvals/"]')
    yield "proposal-of-mine", officer
    chief = visit(staff="kiryu")
    chief.open("desk/approvals/")
    yield "approvals", chief
    journeys.open_proposal(chief, sent)
    yield "proposal", chief
    if chief.world.data is not None:
        chief.world.age_sign_in(chief)
        chief.fill({"comment": "内容を確認しました。\n問題ありません。"})
        chief.press("決裁する", status=403)
        yield "proposal-prove-again", chief
        chief.fill({"second_factor_code": "000000"})
        chief.press("確かめて送る", status=422)
        yield "proposal-prove-again-error", chief
        journeys.prove_again(chief)
    else:
        chief.press("決裁する")
    yield "proposal-approved", chief
    deputy = visit(staff="asahina")
    journeys.open_proposal(deputy, sent)
    yield "proposal-acting", deputy
    deputy.press("代決する")
    journeys.wait_for_state(officer, sent, "decided")
    head = visit(staff="kurosawa")
    head.open("desk/approvals/")
    yield "approvals-to-confirm", head
    officer.open(sent.case)
    yield "decided", officer

    def notice() -> str:
        home.open(sent.address)
        link = home.page.locator('main a[href$="/notice/"]')
        return (link.get_attribute("href") or "") if link.count() else ""

    code = journeys.code_in(home.context.request.get(journeys.wait_for(notice)).body())
    yield "tracker-decided", home
    home.open(f"verify/{code}/")
    yield "verified", home
    officer.open("desk/handover/")
    officer.click('main a[href*="/handover/layouts/"]')
    yield "handover-waiting", officer


@scene(
    "desk:home", "desk:cases", "desk:assign_many", "desk:hand_over", "approval:proposals", "linkage:hand_overs",
    "evidence:measures", "messages:outgoing", "people:list", "people:absence", "people:person", "people:leave",
    "inventory:procedures", "inventory:procedure", "inventory:facts", "inventory:new", "desk:operation",
)  # fmt: skip
def lists(visit: Visit) -> Stops:
    """Lists of the desk: full, empty, with errors."""
    chief = visit(staff="kiryu")
    for name, address in (
        ("home", ""), ("cases", "cases/"), ("cases-late", "cases/?overdue=1"), ("cases-nothing", "cases/?q=ないない"),
        ("handover", "handover/"), ("evidence", "evidence/"), ("absence", "absence/"), ("inventory", "inventory/"),
    ):  # fmt: skip
        chief.open(f"desk/{address}")
        yield name, chief
    chief.click(PROCEDURE)
    yield "inventory-procedure", chief
    chief.open("desk/absence/")
    chief.press("登録する", status=422)
    yield "absence-errors", chief
    chief.open("desk/cases/")
    chief.press("選んだ案件を割り当てる", status=422)
    yield "assign-nothing", chief
    chief.page.locator('[name="case"]').first.click(force=True)
    chief.page.locator('[name="person"]').select_option(index=1)
    chief.press("選んだ案件を割り当てる")
    yield "assign-confirm", chief
    bus = visit(staff="saionji")
    bus.open("desk/approvals/")
    yield "approvals-empty", bus
    administrator = visit(staff="hayami")
    for name, address in (
        ("home-administrator", ""), ("people", "people/"), ("messages", "messages/"), ("inventory-all", "inventory/"),
        ("inventory-new", "inventory/new/"), ("operation", "operation/"),
    ):  # fmt: skip
        administrator.open(f"desk/{address}")
        yield name, administrator
    administrator.open("desk/people/")
    administrator.click("#people-kodomo tbody a")
    yield "person", administrator
    administrator.press("退職・転出を登録する", status=422)
    yield "person-errors", administrator
    administrator.open("desk/people/")
    administrator.click('main a:has-text("星野")')
    yield "person-with-cases", administrator
    chief.open(f"desk/cases/hand-over/{administrator.page.url.rstrip('/').rpartition('/')[2]}/")
    yield "hand-over", chief
    administrator.open("desk/inventory/")
    administrator.click(PROCEDURE)
    administrator.open(f"{administrator.page.url}facts/")
    yield "inventory-facts", administrator


@scene(
    "people:directory", "people:new", "people:register", "people:posts", "people:end_assignment", "people:person"
)  # fmt: skip
def somebody_comes(visit: Visit) -> Stops:
    """An administrator registers somebody, who moves on later."""
    administrator, name = visit(staff="hayami"), f"髙橋　梓{uuid4().hex[:4]}"
    administrator.open("desk/people/all/")
    yield "people-all", administrator
    administrator.open("desk/people/all/?q=ないない")
    yield "people-none", administrator
    administrator.open("desk/people/new/")
    yield "person-new", administrator
    administrator.press("登録する", within="main", status=422)
    yield "person-new-errors", administrator
    administrator.fill({"name": name, "name_en": "Azusa Takahashi", "email": f"{uuid4().hex[:8]}@minamo.example"})
    administrator.page.locator("#main_post").select_option(index=1)
    administrator.press("登録する", within="main")
    yield "person-registered", administrator
    administrator.click('main a:has-text("本人のページへ")')
    yield "person-of-new", administrator
    administrator.click('main a:has-text("異動・兼務を登録する")')
    yield "person-posts", administrator
    administrator.press("登録する", within="main", status=422)
    yield "person-posts-errors", administrator
    administrator.click('button:has-text("この日で終える")', status=422)
    yield "person-posts-no-end", administrator
    administrator.fill({"first_on": NEXT_MONTH})
    administrator.page.locator("#post").select_option(index=3)
    administrator.press("登録する", within="main")
    yield "person-moves", administrator


@scene(
    "people:organisation", "people:new_division", "people:division", "people:close_division", "people:new_post",
    "people:post", "people:close_post",
)  # fmt: skip
def divisions_and_posts(visit: Visit) -> Stops:
    """A division opens with a post; one that has work left cannot close."""
    administrator, word = visit(staff="hayami"), f"zeimu-{uuid4().hex[:6]}"
    administrator.open("desk/people/divisions/")
    yield "organisation", administrator
    administrator.click('main a:has-text("課を加える")')
    administrator.press("課を加える", within="main", status=422)
    yield "new-division-errors", administrator
    administrator.fill({"name": f"税務課{word[-6:]}", "name_en": "Taxes", "code": word, "mark": "み税"})
    administrator.press("課を加える", within="main")
    administrator.click(f'#posts-{word} ~ .m-cluster a, section:has(#posts-{word}) a:has-text("職を加える")')
    yield "new-post", administrator
    administrator.page.locator('[name="roles"]').first.click(force=True)
    administrator.press("職を加える", within="main", status=422)
    yield "new-post-errors", administrator
    administrator.fill({"title": "税務係", "title_en": "Officer"})
    administrator.page.locator('[name="roles"]').first.click(force=True)
    administrator.press("職を加える", within="main")
    administrator.click('main a:has-text("税務係")')
    yield "post", administrator
    administrator.press("職を廃止する", status=422)
    yield "post-errors", administrator
    administrator.open("desk/people/divisions/")
    administrator.click('section:has(#posts-kodomo) a:has-text("廃止する")')
    yield "division", administrator
    administrator.fill({"last_on": NEXT_MONTH})
    administrator.press("課を廃止する", status=409)
    yield "division-in-use", administrator


@scene("people:moves", "people:carry_out_moves")
def many_move(visit: Visit) -> Stops:
    """Transfers of many from a table: a wrong line first, then all of them."""
    administrator, name = visit(staff="hayami"), f"異動　花子{uuid4().hex[:4]}"
    administrator.open("desk/people/new/")
    administrator.fill({"name": name, "name_en": "Hanako Ido"})
    administrator.page.locator("#main_post").select_option(index=1)
    administrator.press("登録する", within="main")
    administrator.open("desk/people/moves/")
    yield "moves", administrator
    administrator.press("確かめる", status=422)
    yield "moves-empty", administrator
    heading, right = "氏名,メールアドレス,課,職,区分,最初の日", f"{name},,こども課,手当給付係,,{NEXT_MONTH}"
    administrator.fill({"table": f"{heading}\n{right}\n桐生　真理,,財政課,財政係,,{NEXT_MONTH}"})
    administrator.press("確かめる", status=422)
    yield "moves-wrong", administrator
    administrator.fill({"table": f"{heading}\n{right}"})
    administrator.press("確かめる")
    yield "moves-right", administrator
    administrator.press("まとめて登録する")
    yield "moved", administrator


@scene("desk:closed_days", "desk:withdraw_closed_day", "desk:add_yearly_closure")
def closed_days(visit: Visit) -> Stops:
    """An administrator closes the office on a day to come, and opens it again."""
    administrator = visit(staff="hayami")
    administrator.open("desk/closed-days/")
    yield "closed-days", administrator
    administrator.press("加える", within="main", status=422)
    yield "closed-days-errors", administrator
    year = journeys.TODAY.year + 1
    listed = administrator.open(f"desk/closed-days/?year={year}").content()
    tuesdays = (date(year, 2, 1) + timedelta(days=n) for n in range(300))
    day = next(
        day for day in tuesdays
        if day.weekday() == 1 and day not in holidays(year) and f'value="{day.isoformat()}"' not in listed
    )  # fmt: skip
    administrator.fill({"day": day.isoformat(), "reason": "庁舎の電気工事のため"})
    administrator.press("加える", within="main")
    administrator.open(f"desk/closed-days/?year={year}")
    yield "closed-days-added", administrator
    administrator.press(f"取りやめる {day.isoformat()}", status=422)
    yield "closed-days-no-reason", administrator
    administrator.press("毎年の休みに加える", status=422)
    yield "closed-days-yearly-errors", administrator


@scene("desk:bodies", "desk:new_body", "desk:found_body")
def a_new_body(visit: Visit) -> Stops:
    """The operator founds a body, with a first try that does not fit."""
    operator = visit(staff="hayami")
    operator.open("desk/bodies/")
    yield "bodies", operator
    operator.open("desk/bodies/?q=ないない")
    yield "bodies-none", operator
    operator.open("desk/bodies/new/")
    yield "new-body", operator
    operator.fill({"slug": BODY, "code": "482021", "email": "kiryu"})
    operator.press("内容を確かめる", status=422)
    yield "new-body-errors", operator
    word = f"mihon-{uuid4().hex[:8]}"
    operator.fill(
        {
            "kind": "union", "code": "", "name": "見本広域事務組合", "name_en": "Mihon Union", "slug": word,
            "head_title": "見本広域事務組合管理者", "head_name": "見本　太郎", "contact": "事務局　電話 0999-00-0000",
            "division_name": "総務課", "division_name_en": "General affairs", "division_code": "soumu",
            "division_mark": "見総", "post_title": "総務係", "post_title_en": "Officer", "person_name": "髙橋　梓",
            "person_name_en": "Azusa Takahashi", "email": f"azusa@{word}.example",
        }
    )  # fmt: skip
    operator.press("内容を確かめる")
    yield "new-body-sure", operator
    operator.press("この内容で加える")
    yield "new-body-founded", operator


@scene("desk:audit", "desk:holds", "desk:hold", "desk:lift_hold", "desk:case")
def what_is_kept(visit: Visit) -> Stops:
    """Records are kept beyond their retention, and auditors look at what was done."""
    head = visit(staff="kurosawa")
    head.open("desk/cases/")
    head.page.locator('main td a[href*="/desk/cases/"]').first.click()
    head.click('main a:has-text("廃棄を保留する")')
    yield "hold", head
    head.press("廃棄を保留する", within="main", status=422)
    yield "hold-errors", head
    head.fill({"reason": "審査請求があったため（令和8年審第3号）"})
    head.press("廃棄を保留する", within="main")
    yield "holds", head
    head.open("desk/holds/?q=ないない")
    yield "holds-nothing", head
    head.open("desk/holds/")
    head.click("#holds tbody a")
    yield "case-on-hold", head
    head.click('main a:has-text("保留を解除する")')
    yield "lift-from-case", head
    head.open("desk/holds/")
    head.click('#holds a:has-text("解除する")')
    yield "lift", head
    head.fill({"reason": "審査請求の裁決が確定したため"})
    head.press("保留を解除する", within="main")
    yield "holds-none", head
    head.open("desk/holds/?lifted=1")
    yield "holds-lifted", head
    auditor = visit(staff="kanzaki")
    auditor.open("desk/audit/")
    yield "audit", auditor
    auditor.open("desk/audit/?kind=foundation.record.read")
    yield "audit-looks", auditor
    auditor.open("desk/audit/?who=ないない")
    yield "audit-nothing", auditor
    auditor.open("desk/audit/?number=123&first=2026-04-02&last=2026-04-01", status=422)
    yield "audit-errors", auditor


@scene("intake:enter", "intake:entry_page", "intake:entry_review", "intake:entry_receipt")
def counter(visit: Visit) -> Stops:
    """Somebody has come to the counter, and a letter with the post."""
    clerk, answers = visit(staff="tokita"), journeys.rider(53)
    clerk.open("desk/enter/")
    yield "enter", clerk
    clerk.press("入力を始める", status=422)
    yield "enter-errors", clerk
    clerk.fill({"procedure": "bus-pass", "channel": "paper"})
    clerk.press("入力を始める")
    yield "page", clerk
    clerk.press(journeys.GO_ON, status=422)
    yield "page-errors", clerk
    for _ in journeys.answer_all(clerk, answers):
        pass
    yield "review", clerk
    clerk.fill(journeys.inputs({"arrived_on": journeys.TODAY.isoformat()}))
    journeys.send(clerk, answers, button="受け付ける")
    yield "receipt", clerk
    clerk.open("desk/enter/")
    yield "enter-again", clerk


@scene(
    "people:renew_sign_in", "people:renewals", "people:allow_renewal", "mfa_activate_totp",
    "signin_recovery_codes", "signin_passkeys",
    "signin_passkey_add", "signin_sessions", "signin_again", "account_change_password", "mfa_reauthenticate",
    "account_home",
)  # fmt: skip
def a_new_sign_in(visit: Visit) -> Stops:
    """Somebody lost the telephone: a new first password, a new second factor."""
    administrator = visit(staff="hayami")
    administrator.open("desk/people/")
    administrator.click('main a:has-text("橘")')
    administrator.click('main a[href$="/sign-in/"]')
    yield "renew", administrator
    administrator.press("初期化を申し出る")
    yield "renewals-mine", administrator
    head = visit(staff="kurosawa")
    head.open("desk/sign-in-renewals/")
    yield "renewals", head
    head.press("本人を確かめて承認する 橘　大和")
    yield "renewed", head
    password = head.page.locator("#password").inner_text()
    head.open("desk/sign-in-renewals/")
    yield "renewals-none", head
    somebody = visit()
    journeys.give_password(somebody, "tachibana", password)
    yield "first-password", somebody
    somebody.fill({"oldpassword": password, "password1": password, "password2": password})
    somebody.press("変更する", within="main", status=422)
    yield "first-password-again", somebody
    somebody.fill({"oldpassword": password, "password1": OWN_PASSWORD, "password2": OWN_PASSWORD})
    somebody.press("変更する", within="main")
    yield "set-up", somebody
    words = somebody.page.locator(".m-answers dd").inner_text()  # what is typed where no picture can be taken
    secret = "".join(words.split())
    somebody.fill({"code": "000000"})
    somebody.press("設定する", status=422)
    yield "set-up-error", somebody
    somebody.fill({"code": one_time_code(secret)})
    somebody.press("設定する")
    somebody.press("番号を10個作る")
    yield "recovery-codes", somebody
    for name, address in (
        ("codes-left", "/accounts/recovery-codes/"), ("password", "/accounts/password/"),
        ("second-factor-again", "/accounts/second-factor/again/"), ("home", "/accounts/"),
        ("passkeys", "/accounts/passkeys/"), ("passkey-add", "/accounts/passkeys/add/"),
        ("sessions", "/accounts/sessions/"), ("again", "/accounts/again/?next=/accounts/passkeys/add/"),
    ):  # fmt: skip
        somebody.open(address)
        yield name, somebody
    somebody.open("/accounts/password/")
    somebody.press("変更する", within="main", status=422)
    yield "password-errors", somebody


@scene("unsent:look", "desk:note")
def a_late_post(visit: Visit) -> Stops:
    """A session that ended over a long note."""
    officer = visit(staff="hoshino")
    note = "電話で確認しました。\n通帳の名義は請求者ご本人です。"
    session = journeys.write_late_note(officer, note)
    yield "ended", officer
    stranger = visit()
    stranger.open("desk/unsent/")
    yield "not-signed-in", stranger
    journeys.come_back(officer, session)
    officer.press("内容を確かめる", status=403)
    yield "checked", officer
    officer.open("desk/unsent/")
    yield "signed-in", officer


@scene(
    "clients:clients", "clients:add", "clients:client", "clients:add_webhook", "clients:webhook", "clients_api:document"
)  # fmt: skip
def other_systems(visit: Visit) -> Stops:
    """Another system is given access, a webhook and a new secret; vendors read the API's description."""
    administrator = visit(staff="hayami")
    administrator.open("desk/clients/")
    yield "clients", administrator
    administrator.press("登録してシークレットを発行する", status=422)
    yield "clients-errors", administrator
    administrator.fill({"name": f"給付システム{uuid4().hex[:6]}"})
    administrator.press("登録してシークレットを発行する")
    yield "clients-secret", administrator
    administrator.click('main td a[href*="/desk/clients/"]')
    yield "client", administrator
    administrator.press("送り先を登録する", status=422)
    yield "client-errors", administrator
    administrator.fill({"url": "https://vendor.example/hook", "events": "intake.application.withdrawn"})
    administrator.press("送り先を登録する")
    yield "client-secret", administrator
    administrator.click('main td a[href*="/desk/clients/webhooks/"]')
    administrator.press("試しに送る")
    yield "webhook", administrator
    engineer = visit()
    engineer.open("api/v1/")
    yield "api", engineer
