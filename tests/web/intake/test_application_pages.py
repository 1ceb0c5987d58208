"""A resident's way through an application."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from madoguchi.ground.foundation.public import body_scope
from madoguchi.line.intake.models import Attachment
from tests.web.intake.proofs import know
from tests.web.intake.steps import (
    PERSON,
    PNG,
    RECEIVING,
    Resident,
    draft_in,
    png,
    publish,
    revision_of,
    sign_in,
    text,
)

if TYPE_CHECKING:
    from time_machine import Traveller

    from tests.support.offices import Office

pytestmark = pytest.mark.django_db


def test_the_start_page_says_what_it_is_who_reads_it_and_whom_to_call(resident: Resident) -> None:
    shown = text(resident.client.get("/minamo/apply/bus-pass/"))

    assert "コミュニティバス乗車券" in shown
    assert "入力は5分ほどです" in shown
    assert "こども課" in shown
    assert "紙・電話・窓口でもできます" in shown
    assert "000-000-0000" in shown


def test_a_visitor_applies_and_gets_a_receipt_with_number_and_date(resident: Resident) -> None:
    draft_id = resident.fill_bus()
    review = text(resident.review(draft_id))
    assert "港 花子" in review
    assert "昭和28年2月14日" in review

    sent = resident.send(draft_id)

    application = resident.application()
    assert sent.status_code == 303
    assert sent.headers["Location"] == f"/minamo/apply/receipt/{application.id}/"
    receipt = text(resident.client.get(sent.headers["Location"]))
    number = application.receipt_number
    assert f"{number[:4]}-{number[4:8]}-{number[8:]}" in receipt
    assert "令和8年4月22日（水）" in receipt  # 5 open days from Wednesday 15 April
    assert "/minamo/status/" in receipt
    assert application.applicant_name == "港　花子"
    assert application.channel == "web"


def test_the_receipt_comes_as_the_same_pdf_every_time(resident: Resident) -> None:
    url = resident.send(resident.fill_bus()).headers["Location"]

    first = resident.client.get(url + "receipt.pdf")

    assert first.headers["Content-Type"] == "application/pdf"
    assert first.content.startswith(b"%PDF-")
    assert resident.client.get(url + "receipt.pdf").content == first.content


def test_steps_saved_mark_and_back_link_show_the_way(resident: Resident, clock: Traveller) -> None:
    draft_id = resident.begin()
    first = text(resident.page(draft_id, "person"))
    assert "1 / 3" in first
    assert "保存しました" not in first

    clock.shift(timedelta(minutes=32))
    resident.save(draft_id, "person", PERSON)
    second = resident.page(draft_id, "receiving")

    assert "2 / 3" in text(second)
    assert "保存しました 10:32" in text(second)
    assert f'href="/minamo/apply/d/{draft_id}/p/person/"' in second.content.decode()


def test_errors_are_listed_and_what_was_typed_stays(resident: Resident) -> None:
    draft_id = resident.begin()

    response = resident.save(draft_id, "person", {**PERSON, "kana": "みなと", "phone": "12"})

    assert response.status_code == 422
    html = response.content.decode()
    assert 'href="#q-phone"' in html
    assert 'value="12"' in html
    assert 'value="港　花子"' in html
    assert resident.count() == 0


def test_two_tabs_that_send_get_the_same_receipt(resident: Resident) -> None:
    draft_id = resident.fill_bus()
    revision = revision_of(resident.review(draft_id))

    first = resident.send(draft_id, revision=revision)
    second = resident.send(draft_id, revision=revision)

    assert first.headers["Location"] == second.headers["Location"]
    assert resident.count() == 1


def test_every_page_of_a_sent_draft_leads_to_its_receipt(resident: Resident) -> None:
    draft_id = resident.fill_bus()
    receipt = resident.send(draft_id).headers["Location"]

    for response in (
        resident.page(draft_id, "person"),
        resident.review(draft_id),
        resident.client.post(f"/minamo/apply/d/{draft_id}/p/person/", {"revision": "1", **PERSON}),
        resident.client.get(f"/minamo/apply/d/{draft_id}/later/"),
    ):
        assert response.status_code == 303
        assert response.headers["Location"] == receipt


def test_a_page_saved_in_another_tab_is_refused_with_the_text_kept(resident: Resident) -> None:
    draft_id = resident.begin()
    old = revision_of(resident.page(draft_id, "person"))
    resident.save(draft_id, "person", {**PERSON, "name": "先の画面"}, revision=old)

    late = resident.save(draft_id, "person", {**PERSON, "name": "後の画面"}, revision=old)

    assert late.status_code == 409
    assert 'value="後の画面"' in late.content.decode()
    again = resident.save(draft_id, "person", {**PERSON, "name": "後の画面"}, revision=revision_of(late))
    assert again.status_code == 303
    assert 'value="後の画面"' in resident.page(draft_id, "person").content.decode()


def test_sending_what_another_tab_changed_shows_the_new_answers_first(resident: Resident) -> None:
    draft_id = resident.fill_bus()
    old = revision_of(resident.review(draft_id))
    resident.save(draft_id, "person", {**PERSON, "name": "神田　福"})

    response = resident.send(draft_id, revision=old)

    assert response.status_code == 409
    assert "神田 福" in text(response)
    assert resident.count() == 0


def test_sending_with_answers_missing_links_to_each_box(resident: Resident) -> None:
    draft_id = resident.begin()
    resident.save(draft_id, "person", {**PERSON, "phone": ""})

    review = resident.review(draft_id)
    sent = resident.send(draft_id)

    link = f"/minamo/apply/d/{draft_id}/p/person/?check=1&amp;to=review#q-phone"
    assert link in review.content.decode()
    assert sent.status_code == 422
    assert link in sent.content.decode()
    checked = resident.page(draft_id, "person", check="1", to="review")
    assert 'href="#q-phone"' in checked.content.decode()
    back = resident.save(draft_id, "person", {**PERSON, "to": "review"})
    assert back.headers["Location"].endswith("/review/")


def test_a_version_published_meanwhile_does_not_change_an_open_draft(resident: Resident) -> None:
    draft_id = resident.fill_bus()
    newer = publish(resident.office, "bus-pass", minutes_to_fill=9)

    resident.send(draft_id)

    application = resident.application()
    assert application.version_id != newer.id
    assert "9分" in text(resident.client.get("/minamo/apply/bus-pass/"))


def test_a_draft_expires_after_thirty_days_without_a_save(resident: Resident, clock: Traveller) -> None:
    draft_id = resident.fill_bus()
    revision = revision_of(resident.review(draft_id))

    clock.shift(timedelta(days=30, seconds=1))

    assert resident.page(draft_id, "person").status_code == 404
    assert resident.send(draft_id, revision=revision).status_code == 404
    assert resident.count() == 0


def test_another_persons_draft_is_not_found(resident: Resident) -> None:
    draft_id = resident.fill_bus()
    stranger = Client()
    sign_in(stranger)

    for response in (
        stranger.get(f"/minamo/apply/d/{draft_id}/p/person/"),
        stranger.get(f"/minamo/apply/d/{draft_id}/review/"),
        stranger.get(f"/minamo/apply/d/{draft_id}/later/"),
        stranger.get(f"/minamo/apply/d/{draft_id}/discard/"),
        stranger.post(f"/minamo/apply/d/{draft_id}/discard/"),
        stranger.post(f"/minamo/apply/d/{draft_id}/submit/", {"revision": "3"}),
        stranger.post(f"/minamo/apply/d/{draft_id}/p/person/", {"revision": "3", **PERSON}),
    ):
        assert response.status_code == 404
        assert "港" not in text(response)
    assert resident.review(draft_id).status_code == 200


def test_a_draft_of_one_body_is_not_found_at_another(resident: Resident) -> None:
    draft_id = resident.begin()

    assert resident.client.get(f"/tonari/apply/d/{draft_id}/p/person/").status_code == 404
    names = [name for name in resident.client.cookies if name.startswith("madoguchi_draft_")]
    assert [resident.client.cookies[name]["path"] for name in names] == ["/minamo/"]
    assert resident.client.cookies[names[0]]["httponly"] is True


def test_a_browser_holds_five_drafts_and_lets_go_of_the_oldest(resident: Resident) -> None:
    drafts = [resident.begin() for _ in range(6)]

    assert resident.page(drafts[0], "person").status_code == 404
    assert all(resident.page(draft_id, "person").status_code == 200 for draft_id in drafts[1:])


def test_the_receipt_is_for_the_applicant_alone(resident: Resident) -> None:
    url = resident.send(resident.fill_bus()).headers["Location"]

    assert Client().get(url).status_code == 404
    assert Client().get(url + "receipt.pdf").status_code == 404


# --- going on elsewhere -----------------------------------------------------------------------------------------------


def test_a_resume_code_opens_the_draft_on_another_device(resident: Resident) -> None:
    draft_id = resident.begin()
    later = resident.save(draft_id, "person", {**PERSON, "phone": "", "later": "1"})
    assert later.headers["Location"] == f"/minamo/apply/d/{draft_id}/later/"
    page = resident.client.get(later.headers["Location"])
    code = re.search(r"[0-9A-Z]{4}(-[0-9A-Z]{4}){3}", text(page))
    assert code

    other = Client()
    opened = other.post("/minamo/apply/resume/", {"code": code[0].lower().replace("-", "　")})

    assert opened.status_code == 303
    assert draft_in(opened.headers["Location"]) == draft_id
    assert 'value="港　花子"' in other.get(opened.headers["Location"]).content.decode()
    assert code[0] in text(resident.client.get(later.headers["Location"]))  # shown again, the same


@pytest.mark.parametrize("typed", ["", "7KQ2", "7KQ2-M9DX-40PT-ZB3W", "７ＫＱ２", "あ" * 500])
def test_a_code_that_opens_nothing_is_explained(resident: Resident, typed: str) -> None:
    response = resident.client.post("/minamo/apply/resume/", {"code": typed})

    assert response.status_code == 422
    assert "再開コード" in text(response)


def test_guessing_codes_is_stopped(resident: Resident) -> None:
    answers = [resident.client.post("/minamo/apply/resume/", {"code": "A" * 16}).status_code for _ in range(11)]

    assert answers == [422] * 10 + [429]


def test_a_code_of_a_sent_draft_leads_to_the_receipt(resident: Resident) -> None:
    draft_id = resident.fill_bus()
    code = re.search(r"[0-9A-Z]{4}(-[0-9A-Z]{4}){3}", text(resident.client.get(f"/minamo/apply/d/{draft_id}/later/")))
    assert code
    receipt = resident.send(draft_id).headers["Location"]

    opened = Client().post("/minamo/apply/resume/", {"code": code[0]})

    assert opened.headers["Location"] == receipt


def test_a_shared_computer_forgets_a_draft_and_a_draft_can_be_deleted(resident: Resident) -> None:
    kept, gone = resident.begin(), resident.begin()

    assert resident.client.post(f"/minamo/apply/d/{kept}/forget/").status_code == 200
    assert resident.client.get(f"/minamo/apply/d/{gone}/discard/").status_code == 200
    assert resident.client.post(f"/minamo/apply/d/{gone}/discard/").status_code == 200

    assert resident.page(kept, "person").status_code == 404
    assert resident.page(gone, "person").status_code == 404


# --- accounts ---------------------------------------------------------------------------------------------------------


def test_a_signed_in_resident_finds_the_draft_again(resident: Resident) -> None:
    account = sign_in(resident.client)
    draft_id = resident.begin()
    other = Client()
    sign_in(other)

    shown = other.get("/minamo/apply/bus-pass/").content.decode()

    assert f"/minamo/apply/d/{draft_id}/p/person/" in shown
    resident.save(draft_id, "person", PERSON)
    resident.save(draft_id, "receiving", RECEIVING)
    resident.send(draft_id)
    assert resident.application().account_id == account.id


def test_a_session_that_ended_keeps_the_typed_text_until_signed_in_again(resident: Resident) -> None:
    sign_in(resident.client)
    draft_id = resident.begin()
    revision = revision_of(resident.page(draft_id, "person"))
    resident.client.logout()

    lost = resident.save(draft_id, "person", PERSON, revision=revision)

    html = lost.content.decode()
    assert lost.status_code == 404
    assert '<input type="hidden" name="name" value="港　花子">' in html
    assert "この画面に残っています" in html
    sign_in(resident.client)
    fields = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', html))
    again = resident.client.post(f"/minamo/apply/d/{draft_id}/p/person/", fields)
    assert again.status_code == 303
    assert 'value="港　花子"' in resident.page(draft_id, "person").content.decode()


def test_a_page_whose_token_is_old_keeps_the_typed_text_and_saves_nothing(bus: Office) -> None:
    strict = Client(enforce_csrf_checks=True)
    token = re.search(
        r'name="csrfmiddlewaretoken" value="([^"]+)"', strict.get("/minamo/apply/bus-pass/").content.decode()
    )
    assert token
    begun = strict.post("/minamo/apply/bus-pass/", {"csrfmiddlewaretoken": token[1]})
    url = begun.headers["Location"]
    revision = revision_of(strict.get(url))

    refused = strict.post(url, {"revision": revision, **PERSON})

    assert refused.status_code == 403
    assert 'value="港　花子"' in refused.content.decode()
    assert 'value="港　花子"' not in strict.get(url).content.decode()
    fresh = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', refused.content.decode())
    assert fresh
    saved = strict.post(url, {"revision": revision, "csrfmiddlewaretoken": fresh[1], **PERSON})
    assert saved.status_code == 303


def test_another_site_cannot_send_a_draft_or_put_text_on_a_page(bus: Office) -> None:
    strict = Client(enforce_csrf_checks=True)
    url = "/minamo/apply/d/00000000-0000-7000-8000-000000000000/p/person/"

    response = strict.post(url, {"name": "よその文"}, headers={"Origin": "https://elsewhere.example"})

    assert response.status_code == 404
    assert "よその文" not in response.content.decode()


def test_a_proxy_says_who_they_are_first(resident: Resident) -> None:
    url = "/minamo/apply/bus-pass/proxy/"
    wrong = resident.client.post(url, {"name": "港　次郎", "relation": "", "phone": "電話"})
    assert wrong.status_code == 422
    assert 'value="港　次郎"' in wrong.content.decode()
    assert 'href="#relation"' in wrong.content.decode()

    begun = resident.client.post(url, {"name": "港　次郎", "relation": "長男", "phone": "000-9999-0000"})
    draft_id = draft_in(begun.headers["Location"])
    resident.save(draft_id, "person", PERSON)
    resident.save(draft_id, "receiving", RECEIVING)
    assert "本人から頼まれて" in text(resident.review(draft_id))
    resident.send(draft_id)

    application = resident.application()
    assert application.channel == "proxy"
    assert application.proxy == {"name": "港　次郎", "relation": "長男", "phone": "000-9999-0000"}
    assert application.applicant_name == "港　花子"


def test_staff_apply_in_private_like_anybody(resident: Resident) -> None:
    from tests.web.intake.steps import sign_in_staff

    sign_in_staff(resident.client, resident.office, "officer")
    resident.send(resident.fill_bus())

    application = resident.application()
    assert application.entered_by_id is None
    assert application.channel == "web"


# --- files and groups -------------------------------------------------------------------------------------------------


@pytest.fixture
def photos(resident: Resident) -> Any:
    """The page of 児童手当 that asks for photos."""
    return resident.begin("jido-teate")


def test_files_are_kept_shown_and_taken_away(resident: Resident, photos: Any) -> None:
    sent = resident.save(
        photos, "photos", {"identity_photo": [png("表.png"), png("裏.png")], "identity_photo-upload": "1"}
    )
    assert sent.headers["Location"].endswith("/p/photos/#q-identity_photo")
    html = resident.page(photos, "photos").content.decode()
    assert "表.png" in html
    assert "裏.png" in html
    link = re.search(rf"/minamo/apply/d/{photos}/files/([0-9a-f-]+)/", html)
    assert link
    opened = resident.client.get(link[0])
    assert opened.content == PNG
    assert opened.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert Client().get(link[0]).status_code == 404

    resident.save(photos, "photos", {"identity_photo-remove": link[1]})

    assert link[1] not in resident.page(photos, "photos").content.decode()


@pytest.mark.parametrize(
    "name, content, said",
    [
        ("空.png", b"", "0バイト"),
        ("証明.docx", b"PK\x03\x04" + b"\0" * 40, "PDF・JPEG・PNGのどれでもありませんでした"),
        ("写真.pdf", PNG, "名前と中身の種類が違います"),
        ("大きい.png", PNG + b"\0" * (10 * 1024 * 1024), "大きすぎます"),
        ("半分.png", PNG[:20], "画像の途中が欠けているか"),
    ],
)
def test_a_file_that_cannot_be_taken_is_explained_and_the_rest_is_kept(
    resident: Resident, photos: Any, name: str, content: bytes, said: str
) -> None:
    fields = {"identity_photo": [png("よい.png"), SimpleUploadedFile(name, content)]}

    response = resident.save(photos, "photos", fields)

    html = response.content.decode()
    assert response.status_code == 422
    assert said in html
    assert name in html
    assert 'href="#q-identity_photo"' in html
    assert "よい.png" in html


def test_a_large_file_costs_no_text(resident: Resident) -> None:
    draft_id = resident.begin("jido-teate")
    big = SimpleUploadedFile("動画.mp4", b"\0" * (11 * 1024 * 1024))

    response = resident.save(draft_id, "parent", {"name": "港　花子", "identity_photo": big})

    assert response.status_code == 422
    assert 'value="港　花子"' in resident.page(draft_id, "parent").content.decode()


def test_an_id_of_another_persons_file_typed_into_a_post_is_not_taken(resident: Resident, photos: Any) -> None:
    stranger = Resident(resident.office, Client())
    theirs = stranger.begin("jido-teate")
    stranger.save(theirs, "photos", {"identity_photo": [png("他人.png")], "identity_photo-upload": "1"})
    link = re.search(r"/files/([0-9a-f-]+)/", stranger.page(theirs, "photos").content.decode())
    assert link

    resident.save(photos, "photos", {"identity_photo": link[1]})

    assert "他人.png" not in resident.page(photos, "photos").content.decode()
    assert resident.client.get(f"/minamo/apply/d/{photos}/files/{link[1]}/").status_code == 404


def test_children_are_added_and_removed_without_script(resident: Resident) -> None:
    draft_id = resident.begin("jido-teate")
    added = resident.save(draft_id, "children", {"children-0-name": "港　海", "children-add": "1"})
    assert added.headers["Location"].endswith("#q-children-1")
    html = resident.page(draft_id, "children").content.decode()
    assert 'name="children-1-name"' in html
    assert 'value="港　海"' in html

    resident.save(
        draft_id, "children", {"children-0-name": "港　海", "children-1-name": "港　空", "children-remove": "0"}
    )

    html = resident.page(draft_id, "children").content.decode()
    assert 'value="港　空"' in html
    assert 'value="港　海"' not in html


def test_a_page_that_does_not_apply_leads_to_where_one_is(resident: Resident) -> None:
    draft_id = resident.begin("jido-teate")

    response = resident.page(draft_id, "spouse")

    assert response.status_code == 302
    assert response.headers["Location"].endswith("/p/parent/")
    assert resident.page(draft_id, "no_such_page").status_code in (302, 404)
    assert resident.save(draft_id, "no_such_page", {}, revision="1").status_code == 404


def test_the_applicant_sees_the_files_that_were_sent(resident: Resident) -> None:
    with body_scope(resident.office.body):
        assert Attachment.objects.count() == 0
    application = resident.office.apply(seed=3)
    owner = Client()
    with body_scope(resident.office.body):
        file_id = Attachment.objects.filter(application=application).order_by("id")[0].file_id
    url = f"/minamo/applications/{application.id}/files/{file_id}/"
    assert owner.get(url).status_code == 404

    know(owner, resident.office, application.id)

    assert owner.get(url).status_code == 200
    other = resident.office.apply(seed=4)
    assert owner.get(f"/minamo/applications/{other.id}/files/{file_id}/").status_code == 404


@pytest.mark.parametrize("revision", ["", "abc", "-1", "99999999999", "１"])
def test_a_revision_that_is_none_is_a_stale_page_not_a_fault(resident: Resident, revision: str) -> None:
    draft_id = resident.begin()

    response = resident.client.post(f"/minamo/apply/d/{draft_id}/p/person/", {**PERSON, "revision": revision})

    assert response.status_code == 409
    assert 'value="港　花子"' in response.content.decode()


def test_a_closed_procedure_says_so(resident: Resident) -> None:
    assert resident.client.get("/minamo/apply/no-such/").status_code == 409
    assert resident.client.post("/minamo/apply/no-such/").status_code == 409


# --- pages that are compiled once -------------------------------------------------------------------------------------


def test_a_compiled_page_shows_nothing_of_whoever_saw_it_first(resident: Resident) -> None:
    first = resident.begin()
    resident.save(first, "person", {**PERSON, "name": "先の人"})
    for page_id in ("person", "receiving"):
        resident.page(first, page_id)
    other = Resident(resident.office, Client())
    second = other.begin()
    other.save(second, "person", {**PERSON, "name": "後の人"})

    for page_id in ("person", "receiving"):
        html = other.page(second, page_id).content.decode()
        assert str(first) not in html
        assert "先の人" not in html
        assert f"/minamo/apply/d/{second}/p/{page_id}/" in html  # where the choice of language comes back to
    assert 'value="後の人"' in other.page(second, "person").content.decode()


@pytest.mark.parametrize("language", ["ja", "en", "ja-easy"])
def test_a_compiled_page_is_the_plain_page(resident: Resident, monkeypatch: pytest.MonkeyPatch, language: str) -> None:
    from madoguchi.ground.ui.pages import page
    from madoguchi.line.intake.web import form_pages, receipts, reviewing, starting

    resident.client.cookies["language"] = language
    draft_id = resident.begin()
    resident.save(draft_id, "person", {**PERSON, "name": "<港>　花子"})
    resident.save(draft_id, "receiving", RECEIVING)
    sent = Resident(resident.office, Client())
    sent.client.cookies["language"] = language
    receipt = sent.send(sent.fill_bus()).headers["Location"]
    stranger = Client()
    stranger.cookies["language"] = language
    parts = ("p/person/", "p/person/?to=review", "p/receiving/", "review/")
    asked = [
        (stranger, "/minamo/apply/bus-pass/"),
        *((resident.client, f"/minamo/apply/d/{draft_id}/{part}") for part in parts),
        (sent.client, receipt),
    ]

    def shown() -> list[str]:
        pages = [client.get(address) for client, address in asked]
        assert {one.status_code for one in pages} == {200}
        return [re.sub(r'(name="csrfmiddlewaretoken" value=")[^"]+', "", one.content.decode()) for one in pages]

    compiled = [shown(), shown()]  # made, and filled in again

    def plainly(request: Any, template: str, data: Any, **_slots: Any) -> Any:
        return page(request, template, data)

    for module in (form_pages, receipts, reviewing, starting):
        monkeypatch.setattr(module, "compiled_page", plainly)
    assert compiled == [shown()] * 2


def test_a_compiled_page_speaks_the_readers_language(resident: Resident) -> None:
    draft_id = resident.begin()
    said = {}
    for language in ("ja", "en", "ja-easy"):
        resident.client.cookies["language"] = language
        said[language] = text(resident.page(draft_id, "person"))

    assert "保存して次へ進む" in said["ja"]
    assert "Save and go on" in said["en"]
    assert "保存して つぎへ" in said["ja-easy"]
    assert "Name" in said["en"]
    assert resident.page(draft_id, "person").headers["Cache-Control"].startswith("private")


def test_a_compiled_page_carries_the_token_of_its_own_browser(bus: Office) -> None:
    for _ in range(2):  # the second browser gets the page that was compiled for the first
        strict = Client(enforce_csrf_checks=True)
        start = strict.get("/minamo/apply/bus-pass/").content.decode()
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', start)
        assert token
        url = strict.post("/minamo/apply/bus-pass/", {"csrfmiddlewaretoken": token[1]}).headers["Location"]
        shown = strict.get(url)
        own = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', shown.content.decode())
        assert own
        fields = {"revision": revision_of(shown), "csrfmiddlewaretoken": own[1], **PERSON}
        assert strict.post(url, fields).status_code == 303


def test_a_query_in_the_address_is_escaped_on_a_compiled_page(resident: Resident) -> None:
    draft_id = resident.begin()
    resident.page(draft_id, "person")

    html = resident.page(draft_id, "person", x='"><script>alert(1)</script>').content.decode()

    assert "<script>alert(1)" not in html


def test_characters_nobody_types_are_dropped_and_the_rest_is_kept(resident: Resident) -> None:
    draft_id = resident.begin()

    saved = resident.save(draft_id, "person", {**PERSON, "name": "港\0　花子\x07"})

    assert saved.status_code == 303
    assert 'value="港　花子"' in resident.page(draft_id, "person").content.decode()
