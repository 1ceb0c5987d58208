"""The applicant puts right what the office asks for, and takes an application back."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client

from madoguchi.ground.foundation.public import body_scope
from madoguchi.line.forms import public as forms
from madoguchi.line.intake import public as intake
from tests.support.offices import deliver
from tests.web.intake.proofs import know
from tests.web.intake.steps import png, revision_of, text

if TYPE_CHECKING:
    from time_machine import Traveller

    from tests.support.offices import Office

pytestmark = pytest.mark.django_db


class Applicant:
    """An applicant whose bank account the office asks about."""

    def __init__(self, office: Office, client: Client, path: str = "bank") -> None:
        self.office, self.client = office, client
        self.application = office.apply()
        office.start(self.application)
        office.ask(self.application, path, note="通帳をご覧ください。", answer_by=date(2026, 4, 30))
        deliver()
        know(client, office, self.application.id)
        self.url = f"/minamo/applications/{self.application.id}/correction/"

    def inputs(self, page_id: str, **changed: str) -> dict[str, Any]:
        """The fields of a page as they were sent, some changed."""
        with body_scope(self.office.body):
            form = forms.version(self.application.version_id).form
            answers = intake.answers(self.application.id)
        inputs: dict[str, Any] = dict(forms.page_inputs(form, page_id, answers))
        return {**inputs, **changed}

    def begin(self) -> str:
        response = self.client.post(self.url)
        assert response.status_code == 303
        return str(response.headers["Location"])

    def send(self) -> Any:
        revision = revision_of(self.client.get(self.url + "review/"))
        return self.client.post(self.url + "submit/", {"revision": revision})

    def state(self) -> tuple[str, int]:
        with body_scope(self.office.body):
            found = intake.application(self.application.id)
        return found.state.value, found.revision


@pytest.fixture
def applicant(office: Office, client: Client) -> Applicant:
    return Applicant(office, client)


def test_a_correction_goes_round(applicant: Applicant) -> None:
    shown = text(applicant.client.get(applicant.url))
    assert "振込口座" in shown
    assert "通帳をご覧ください。" in shown
    assert "令和8年4月30日" in shown

    page_url = applicant.begin()
    assert page_url == applicant.url + "p/account/"
    page = applicant.client.get(page_url)
    assert "直していただきたいところ" in text(page)
    assert "窓口から：" in text(page)  # beside the box itself
    saved = applicant.client.post(
        page_url, {"revision": revision_of(page), **applicant.inputs("account", **{"bank-number": "7654321"})}
    )
    assert saved.headers["Location"] == applicant.url + "review/"
    review = text(applicant.client.get(applicant.url + "review/"))
    assert "7654321" in review
    assert "変わった内容" in review
    assert "まだ変わっていない項目" not in review

    sent = applicant.send()

    assert sent.headers["Location"] == applicant.url
    assert applicant.state() == ("submitted", 2)
    assert "補正の内容を送信しました" in text(applicant.client.get(applicant.url))
    again = applicant.client.post(applicant.url + "submit/", {"revision": "2"})
    assert again.status_code in (303, 404)
    assert applicant.state() == ("submitted", 2)


def test_a_correction_that_changes_nothing_is_not_sent(applicant: Applicant) -> None:
    applicant.begin()

    review = text(applicant.client.get(applicant.url + "review/"))
    sent = applicant.send()

    assert "まだ変わっていない項目" in review
    assert sent.status_code == 422
    assert applicant.state() == ("returned", 1)


def test_errors_and_stale_pages_of_a_correction_keep_what_was_typed(applicant: Applicant) -> None:
    page_url = applicant.begin()
    old = revision_of(applicant.client.get(page_url))

    wrong = applicant.client.post(page_url, {"revision": old, **applicant.inputs("account", **{"bank-number": "12"})})
    stale = applicant.client.post(
        page_url, {"revision": old, **applicant.inputs("account", **{"bank-number": "3456789"})}
    )

    assert wrong.status_code == 422
    assert 'value="12"' in wrong.content.decode()
    assert stale.status_code == 409
    assert 'value="3456789"' in stale.content.decode()
    assert applicant.send().status_code == 422  # the wrong number is still the one that is kept


def test_a_new_photo_comes_with_the_correction(office: Office, client: Client) -> None:
    applicant = Applicant(office, client, "identity_photo")
    page_url = applicant.begin()
    page = client.get(page_url)

    client.post(page_url, {"revision": revision_of(page), "identity_photo": png("新しい写真.png")})
    review = client.get(applicant.url + "review/")
    client.post(applicant.url + "submit/", {"revision": revision_of(review)})

    assert applicant.state() == ("submitted", 2)
    with body_scope(office.body):
        names = [one.name for one in intake.attachments(applicant.application.id)]
    assert "新しい写真.png" in names


def test_only_the_applicant_sees_a_correction(applicant: Applicant) -> None:
    page_url = applicant.begin()
    stranger = Client()

    for response in (
        stranger.get(applicant.url),
        stranger.post(applicant.url),
        stranger.get(page_url),
        stranger.post(page_url, {"revision": "1", "bank-number": "9999999"}),
        stranger.get(applicant.url + "review/"),
        stranger.post(applicant.url + "submit/", {"revision": "1"}),
        stranger.get(f"/minamo/applications/{applicant.application.id}/withdraw/"),
        stranger.post(f"/minamo/applications/{applicant.application.id}/withdraw/"),
    ):
        assert response.status_code == 404
    assert applicant.state() == ("returned", 1)


def test_the_proof_lasts_while_somebody_is_at_work_and_typed_text_survives_its_end(
    applicant: Applicant, clock: Traveller
) -> None:
    page_url = applicant.begin()
    page = applicant.client.get(page_url)
    clock.shift(timedelta(minutes=50))
    page = applicant.client.get(page_url)
    clock.shift(timedelta(minutes=50))
    assert applicant.client.get(page_url).status_code == 200

    clock.shift(timedelta(minutes=61))
    fields = {"revision": revision_of(page), **applicant.inputs("account", **{"bank-number": "7654321"})}
    lost = applicant.client.post(page_url, fields)

    assert lost.status_code == 404
    assert '<input type="hidden" name="bank-number" value="7654321">' in lost.content.decode()
    know(applicant.client, applicant.office, applicant.application.id)
    assert applicant.client.post(page_url, fields).status_code == 303


def test_an_answer_that_lay_a_month_is_begun_anew(applicant: Applicant, clock: Traveller) -> None:
    from madoguchi.ground.foundation.public import now
    from madoguchi.line.forms.tasks import delete_expired_drafts

    applicant.begin()
    clock.shift(timedelta(days=31))
    delete_expired_drafts(now())
    know(applicant.client, applicant.office, applicant.application.id)

    assert "内容を直す" in text(applicant.client.get(applicant.url))
    assert applicant.client.get(applicant.begin()).status_code == 200


def test_an_application_without_correction_has_no_such_page(office: Office, client: Client) -> None:
    application = office.apply()
    know(client, office, application.id)

    response = client.get(f"/minamo/applications/{application.id}/correction/")

    assert response.status_code == 404
    assert "直していただくところはありません" in text(response)


def test_an_applicant_takes_an_application_back_after_being_asked(office: Office, client: Client) -> None:
    application = office.apply()
    know(client, office, application.id)
    url = f"/minamo/applications/{application.id}/withdraw/"
    assert "取り下げますか" in text(client.get(url))

    done = client.post(url)

    assert done.status_code == 303
    assert "申請を取り下げました" in text(client.get(url))
    assert client.post(url).status_code == 409
    with body_scope(office.body):
        assert intake.application(application.id).state is intake.State.WITHDRAWN
