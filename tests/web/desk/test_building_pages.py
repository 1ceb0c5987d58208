"""Making a form on the screen: begun, laid out, changed question by question, undone, handed in, published."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client

from madoguchi.ground.foundation.models import LoggedEvent
from madoguchi.ground.foundation.public import body_scope, now
from madoguchi.line.forms import public as forms
from madoguchi.line.forms.models import PreparedVersion, ProcedureVersion, WorkComment, WorkInProgress, WorkStep
from madoguchi.line.inventory import public as inventory
from madoguchi_demo.browser import Page, _Reader
from tests.support.offices import CODE, Office
from tests.support.sign_in import sign_in
from tests.support.signing_off import sign_off

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Response

pytestmark = pytest.mark.django_db


@pytest.fixture
def manager(client: Client, office: Office) -> Client:
    sign_in(client, office.staffed.account("manager"))
    return client


@pytest.fixture
def page(office: Office) -> str:
    with body_scope(office.body):
        return f"/minamo/desk/forms/{inventory.by_code(CODE).id}/"


def words(response: Response) -> str:
    return unescape(" ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split()))


def sent(client: Client, address: str, **fields: Any) -> Response:
    """Post with the number of the form as it is now."""
    return client.post(address, {"revision": str(_revision()), **fields})


def _revision() -> int:
    with body_scope(_body()):
        return int(WorkInProgress.objects.values_list("revision", flat=True).get())


def _body() -> Any:
    from madoguchi.ground.foundation.models import Body

    return Body.objects.get(slug="minamo")


def work(page: str) -> forms.Work:
    with body_scope(_body()):
        found = forms.work_in_progress(page.split("/")[-2], on=now().date())  # type: ignore[arg-type]
    assert found
    return found


def boxes(response: Response) -> dict[str, str]:
    """What a browser would send of the settings as they stand."""
    shown = Page("http://minamo.example/", response.status_code, response.content, "text/html")
    _Reader(shown).feed(response.content.decode())
    return dict(shown.form(names=["revision", "label_ja" if b"label_ja" in response.content else "title_ja"]).values)


def test_a_form_is_made_question_by_question_and_published(manager: Client, office: Office, page: str) -> None:
    assert "編集を始める" in words(manager.get(page))
    assert manager.post(page).status_code == 303
    assert "請求する方" in words(manager.get(page))

    added = sent(manager, f"{page}add/", into="account", after="bank", kind="yesno", label="通帳はありますか")
    assert added.headers["Location"] == f"{page}items/yesno/"
    settings = manager.get(f"{page}items/yesno/")
    typed = boxes(settings) | {"label_en": "Do you have a bank book?", "required": "yes", "show_when": "spouse"}
    assert manager.post(f"{page}items/yesno/", typed).status_code == 303
    shown = manager.get(f"{page}items/yesno/")
    assert "「配偶者はいますか」" in words(shown)

    assert (
        sent(manager, f"{page}hand-in/").headers["Location"].endswith("/desk/publishing/" + page.split("/")[-2] + "/")
    )
    with body_scope(office.body):
        prepared = PreparedVersion.objects.get()
        assert not WorkInProgress.objects.exists()
        assert not WorkStep.objects.exists()
    manager, reviewer = office.staffed.actor("manager"), office.staffed.actor("administrator")
    sign_off(CODE, prepared.sha256, manager, reviewer, now())
    forms.publish_prepared(procedure_code=CODE, sha256=prepared.sha256, actor=manager, at=now())
    with body_scope(office.body):
        version = ProcedureVersion.objects.get(number=2)
        field = forms.version(version.id).definition.form.field("yesno")
        assert (field.label.en, field.required) == ("Do you have a bank book?", True)
        names = list(LoggedEvent.objects.order_by("arrival").values_list("name", flat=True))
    assert [name for name in names if name.startswith("forms.work")] == [
        "forms.work.begun", "forms.work.done", "forms.work.done", "forms.work.ended",
    ]  # fmt: skip


def test_saving_what_stands_there_changes_nothing(manager: Client, page: str) -> None:
    manager.post(page)
    before = work(page)
    for one in before.outline.everything():
        typed = boxes(manager.get(f"{page}items/{one.place}/"))
        answer = manager.post(f"{page}items/{one.place}/", typed)
        assert answer.status_code == 303, (one.place, words(answer))

    after = work(page)
    assert after.form == before.form  # conditions in the older shape are written as text
    assert after.definition.keys() == before.definition.keys()


def test_what_is_done_is_undone_and_done_again(manager: Client, page: str) -> None:
    manager.post(page)
    sent(manager, f"{page}act/", act="down phone")
    sent(manager, f"{page}act/", act="copy email")
    order = [one.id for one in work(page).outline.pages[0].items]
    assert (order.index("phone") > order.index("email"), "email_2" in order) == (True, True)

    sent(manager, f"{page}act/", act="step 1")
    assert work(page).definition["form"]["pages"][0]["fields"][4]["id"] == "phone"  # type: ignore[index]
    sent(manager, f"{page}act/", act="step 3")
    assert [one.id for one in work(page).outline.pages[0].items] == order
    sent(manager, f"{page}add/", into="parent", kind="text", label="新しいこと")
    assert "足した 新しいこと" in words(manager.get(f"{page}steps/"))
    steps = words(manager.get(f"{page}steps/"))
    assert steps.index("写した") < steps.index("動かした") < steps.index("編集を始めた")
    for step in ("9", "0", "x", "9" * 5000):
        assert sent(manager, f"{page}act/", act=f"step {step}").status_code == 409


def test_two_people_at_once_lose_nothing(manager: Client, page: str) -> None:
    manager.post(page)
    typed = boxes(manager.get(f"{page}items/phone/")) | {"label_ja": "昼の電話番号"}
    sent(manager, f"{page}act/", act="copy email")

    refused = manager.post(f"{page}items/phone/", typed)
    assert refused.status_code == 409
    assert "ほかの人（または別の画面）" in words(refused)
    assert 'value="昼の電話番号"' in refused.content.decode()
    assert manager.post(f"{page}items/phone/", boxes(refused)).status_code == 303
    assert work(page).outline.item("phone").title == "昼の電話番号"
    assert work(page).outline.item("email_2")


def test_what_names_a_question_is_told_before_it_goes(manager: Client, page: str) -> None:
    manager.post(page)
    asked = words(manager.get(f"{page}remove/spouse_earns_more/"))
    assert "請求する方を確かめてください" in asked
    assert sent(manager, f"{page}remove/spouse_earns_more/").status_code == 303

    shown = words(manager.get(page))
    assert "直すところが1件あります" in shown
    assert "公開の準備に出す" not in shown
    assert sent(manager, f"{page}hand-in/").status_code == 422
    assert "まだ見られません" in words(manager.get(f"{page}items/phone/"))


def test_settings_that_cannot_be_are_refused_beside_their_box(manager: Client, page: str) -> None:
    manager.post(page)
    typed = boxes(manager.get(f"{page}items/occasion/")) | {"label_ja": ""}
    refused = manager.post(f"{page}items/occasion/", typed)
    assert refused.status_code == 422
    assert 'href="#q-label_ja"' in refused.content.decode()

    more = manager.post(f"{page}items/occasion/", boxes(manager.get(f"{page}items/occasion/")) | {"options-add": "1"})
    assert more.content.decode().count("m-repeat__item") > refused.content.decode().count("m-repeat__item")
    assert manager.get(f"{page}items/nothing/").status_code == 404
    assert manager.get(f"{page}items/page:nothing/").status_code == 404


def test_nothing_is_made_without_work_and_giving_up_forgets_all(manager: Client, office: Office, page: str) -> None:
    for address in ("items/phone/", "steps/", "preview/", "give-up/", "remove/phone/"):
        assert manager.get(f"{page}{address}").status_code == 404, address
    manager.post(page)
    assert "請求する方" in words(manager.get(f"{page}preview/"))
    assert "お子さま" in words(manager.get(f"{page}preview/children/"))
    assert manager.get(f"{page}preview/nothing/").status_code == 404
    assert "元には戻せません" in words(manager.get(f"{page}give-up/"))
    assert sent(manager, f"{page}give-up/").status_code == 303
    with body_scope(office.body):
        assert not WorkStep.objects.exists()


def test_words_are_found_with_their_places(manager: Client, page: str) -> None:
    manager.post(page)
    found = words(manager.get(f"{page}?q=電話"))
    assert "「電話」が見つかった場所（" in found
    assert f'href="{page}items/phone/"' in manager.get(f"{page}?q=PHONE").content.decode()
    assert "別の言葉や、言葉の一部で" in words(manager.get(f"{page}?q=どこにもない言葉"))
    assert "&lt;script&gt;" in manager.get(f"{page}?q=<script>").content.decode()


def test_several_questions_are_put_together_and_taken_apart_in_one_step_each(manager: Client, page: str) -> None:
    manager.post(page)
    before = [one.id for one in work(page).outline.pages[0].items]
    several: dict[str, Any] = {"act": "gather", "chosen": ["email", "phone"]}

    answer = sent(manager, f"{page}act/", into="page", title="連絡先", **several)
    assert answer.headers["Location"] == f"{page}?at=page%3Apage#at-page-page"
    outline = work(page).outline
    assert [one.title for one in outline.pages[:2]] == ["請求する方", "連絡先"]
    assert [one.id for one in outline.pages[1].items] == ["phone", "email"]
    sent(manager, f"{page}act/", act="ungroup page:page")
    assert [one.id for one in work(page).outline.pages[0].items][-2:] == ["phone", "email"]
    sent(manager, f"{page}act/", act="step 1")
    assert [one.id for one in work(page).outline.pages[0].items] == before, "one step back for each"

    sent(manager, f"{page}act/", into="to account", **several)
    assert [one.id for one in work(page).outline.item("page:account").items][-2:] == ["phone", "email"]
    sent(manager, f"{page}act/", into="section", title="連絡先", **several)
    assert work(page).outline.item("heading").title == "連絡先"
    assert "まとめた" in words(manager.get(f"{page}steps/"))

    refused = sent(manager, f"{page}act/", act="gather", into="page")
    assert refused.status_code == 422
    assert "どの質問にも印が付いていません" in words(refused)
    assert sent(manager, f"{page}act/", act="gather", into="group", chosen=["children"]).status_code == 422
    assert sent(manager, f"{page}act/", act="gather", into="page", chosen=["gone"]).status_code == 404
    assert sent(manager, f"{page}act/", act="gather", into="elsewhere", chosen=["phone"]).status_code == 404
    assert sent(manager, f"{page}act/", act="ungroup phone").status_code == 422


def test_the_preview_beside_the_outline_follows_what_was_done(manager: Client, page: str) -> None:
    manager.post(page)

    def beside(address: str) -> str:
        shown = manager.get(address).content.decode()
        return shown[shown.index('id="seen"') :].partition("</section>")[0]

    assert "請求する方" in beside(page)
    moved = sent(manager, f"{page}act/", act="copy bank").headers["Location"]
    assert moved == f"{page}?at=bank_2#at-bank_2"
    assert f'href="{page}preview/account/"' in beside(moved)
    undone = sent(manager, f"{page}act/", act="step 1").headers["Location"]
    assert undone == moved
    assert f'href="{page}preview/parent/"' in beside(f"{page}?at=gone")
    removed = sent(manager, f"{page}remove/spouse_earns_more/").headers["Location"]
    assert removed == f"{page}?at=page%3Aspouse#at-page-spouse"
    assert "まだ見られません" in beside(removed)


def test_comments_are_written_answered_done_and_go_with_the_work(manager: Client, office: Office, page: str) -> None:
    assert manager.get(f"{page}comments/").status_code == 404
    manager.post(page)
    before = work(page).definition
    asked = {"act": "write", "place": "phone", "text": "昼の番号も<要る>？", "back": "item"}
    written = manager.post(f"{page}comments/", asked)
    assert written.headers["Location"] == f"{page}items/phone/#comments"
    manager.post(f"{page}comments/", {"act": "write", "place": "", "text": "全体に長い"})
    assert "コメント 2件" in words(manager.get(page))
    assert "&lt;要る&gt;" in manager.get(f"{page}items/phone/").content.decode()
    assert "全体に長い" not in words(manager.get(f"{page}items/phone/"))
    with body_scope(office.body):
        first, _whole = forms.work_comments(page.split("/")[-2])  # type: ignore[arg-type]

    empty = manager.post(f"{page}comments/", {"act": f"answer {first.id}", "text": " "})
    assert (empty.status_code, "2,000文字まで" in words(empty)) == (422, True)
    long = manager.post(f"{page}comments/", {"act": "write", "place": "phone", "text": "長" * 2001})
    assert (long.status_code, "長" * 2001 in long.content.decode()) == (422, True)
    assert manager.post(f"{page}comments/", {"act": f"answer {first.id}", "text": "一つで足ります"}).status_code == 303
    sent(manager, f"{page}act/", act="down phone")
    assert manager.post(f"{page}comments/", {"act": f"done {first.id}"}).status_code == 303, "no act stands in its way"
    for act in (f"answer {first.id}", f"done {first.id}"):
        assert manager.post(f"{page}comments/", {"act": act, "text": "まだ"}).status_code == 409
    for act in ("answer x", "done", "other"):
        assert manager.post(f"{page}comments/", {"act": act, "text": "?"}).status_code == 404
    assert manager.post(f"{page}comments/", {"act": "write", "place": "gone", "text": "?"}).status_code == 404

    shown = words(manager.get(f"{page}comments/"))
    assert shown.index("全体に長い") < shown.index("対応済みのもの（1件）") < shown.index("一つで足ります")
    sent(manager, f"{page}remove/phone/")
    assert "消した質問" in words(manager.get(f"{page}comments/"))
    sent(manager, f"{page}act/", act="step 1")
    assert work(page).definition == before, "comments are no part of the form"
    sent(manager, f"{page}act/", act="down phone")

    assert sent(manager, f"{page}hand-in/").status_code == 303
    with body_scope(office.body):
        assert not WorkComment.objects.exists()
        assert "全体に長い" not in PreparedVersion.objects.get().definition
        names = list(LoggedEvent.objects.order_by("arrival").values_list("name", flat=True))
    assert [name for name in names if "comment" in name] == ["forms.work.commented"] * 3 + ["forms.work.comment_done"]


def test_options_are_written_as_lines_and_a_long_list_always_is(manager: Client, page: str) -> None:
    manager.post(page)
    lines = manager.get(f"{page}items/occasion/?options=lines")
    typed = boxes(lines)
    known = typed["options_text"].split("\t")[0]
    typed["options_text"] = "\n".join([known, *(f"選択肢{n}" for n in range(60))])
    assert manager.post(f"{page}items/occasion/?options=lines", typed).status_code == 303

    options: Any = work(page).outline.item("occasion").data["options"]
    assert len(options) == 61
    assert options[0]["label"]["en"], "the one that was there keeps its English"
    always = manager.get(f"{page}items/occasion/")
    assert "options_text" in boxes(always)
    assert "1つずつの欄で" not in words(always)
    assert manager.post(f"{page}items/occasion/", boxes(always)).status_code == 303
    assert work(page).outline.item("occasion").data["options"] == options


def test_settings_stand_in_sections_and_hard_words_get_plainer_ones(manager: Client, page: str) -> None:
    manager.post(page)
    shown = manager.get(f"{page}items/phone/")
    for heading in ("質問の言葉", "答え方", "条件と確認", "理由、根拠と扱い", "ほかのシステムでの名前"):
        assert re.search(rf"<h2[^>]*>{heading}</h2>", shown.content.decode()), heading
    assert manager.post(f"{page}items/phone/", boxes(shown) | {"label_ja": "当該電話番号"}).status_code == 303
    hinted = words(manager.get(f"{page}items/phone/"))
    assert "「当該」→「その」" in hinted
    assert "案 その電話番号" in hinted


def test_a_procedure_that_was_never_published_is_completed_on_pages(manager: Client, office: Office) -> None:
    with body_scope(office.body):
        division = inventory.by_code(CODE).division_id
    new = inventory.add_procedure(
        code="machikado", division_id=division,
        values={"name": "まちかど花だん 利用届", "legal_basis": "条例", "channels": ["web"]},
        actor=office.staffed.actor("manager"), at=now(),
    )  # fmt: skip
    page = f"/minamo/desk/forms/{new.id}/"
    manager.post(page)
    sent(manager, f"{page}add/", into="page", kind="name", label="氏名")
    sent(manager, f"{page}add/", into="page", kind="yesno", label="水やりができますか", after="name")
    assert not work(page).can_be_handed_in

    facts = manager.get(f"{page}facts/")
    assert "住所の質問" not in words(facts), "there is no address to choose"
    refused = manager.post(f"{page}facts/", boxes_of_facts(facts))
    assert refused.status_code == 422
    assert 'href="#q-applicant_name' in refused.content.decode()
    more = manager.post(f"{page}facts/", boxes_of_facts(facts) | {"procedure_needed-add": "1"})
    assert 'name="procedure_needed-0-ja"' in more.content.decode()

    html = facts.content.decode()
    division_code, route = (
        re.findall(rf'name="{name}" value="([^"]+)"', html)[0] for name in ("review_division", "approval_route")
    )
    typed = boxes_of_facts(facts) | {
        "procedure_summary_ja": "駅前の花だんを使います。", "procedure_keywords": "花\n花だん",
        "applicant_name": "name",
        "procedure_needed-item": "0", "procedure_needed-0-ja": "本人を確かめるもの",
        "review_period_days": "7", "review_division": division_code, "retention_years": "3",
        "approval_route": route, "decisions_outcomes": "granted",
    }  # fmt: skip
    saved = manager.post(f"{page}facts/", typed)
    assert saved.status_code == 303, words(saved)
    found = work(page)
    assert found.can_be_handed_in, found.outline
    assert found.definition["procedure"] == {
        "code": "machikado", "name": {"ja": "まちかど花だん 利用届"}, "summary": {"ja": "駅前の花だんを使います。"},
        "keywords": ["花", "花だん"], "needed": [{"ja": "本人を確かめるもの"}],
    }  # fmt: skip
    stale = manager.post(f"{page}facts/", typed)
    assert (stale.status_code, "入力した内容は残っています" in words(stale)) == (409, True)
    assert sent(manager, f"{page}hand-in/").status_code == 303


def test_facts_saved_as_they_stand_change_nothing(manager: Client, page: str) -> None:
    assert manager.get(f"{page}facts/").status_code == 404
    manager.post(page)
    before = work(page)
    answer = manager.post(f"{page}facts/", boxes_of_facts(manager.get(f"{page}facts/")))
    assert answer.headers["Location"] == f"{page}#others"
    assert (work(page).definition, work(page).step) == (before.definition, before.step)


def boxes_of_facts(response: Response) -> dict[str, Any]:
    """What a browser would send of the facts as they stand."""
    shown = Page("http://minamo.example/", response.status_code, response.content, "text/html")
    _Reader(shown).feed(response.content.decode())
    sent = dict(shown.form(names=["revision", "procedure_name_ja"]).values)
    chosen = re.findall(r'name="decisions_outcomes" value="([a-z_]+)" checked', response.content.decode())
    return sent | ({"decisions_outcomes": chosen} if chosen else {})
