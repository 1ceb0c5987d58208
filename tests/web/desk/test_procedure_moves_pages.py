"""The pages on which a procedure goes to another division."""

from __future__ import annotations

import re
from datetime import date
from html import unescape
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client

from madoguchi.ground.foundation.models import Division
from madoguchi.ground.foundation.public import body_scope, now
from madoguchi.ground.kernel.fiscal_year import FiscalYear
from madoguchi.line.inventory.models import Procedure
from madoguchi.office.documents import public as documents
from tests.support.sign_in import sign_in

if TYPE_CHECKING:
    from tests.support.bodies import Staffed
    from tests.support.offices import Office

pytestmark = pytest.mark.django_db
PAGE = "/minamo/desk/procedure-divisions/"


def words(page: Any) -> str:
    return unescape(" ".join(re.sub(r"<[^>]+>", " ", page.content.decode()).split()))


@pytest.fixture
def administrator(client: Client, office: Office, other_body: Staffed) -> Client:
    sign_in(client, office.staffed.account("administrator"))
    return client


@pytest.fixture
def welfare(office: Office) -> Division:
    with body_scope(office.body, write=True):
        made: Division = Division.objects.create(
            code="fukushi", name="福祉課", name_en="Welfare", mark="福", phone="", valid_from=date(2020, 4, 1)
        )
        documents.open_series(
            code="fukushi", prefix="福", fiscal_year=FiscalYear.of(date(2026, 4, 1)), actor=office.founder, at=now()
        )
    return made


def test_what_happens_is_said_before_it_is_saved(administrator: Client, office: Office, welfare: Division) -> None:
    office.apply()
    with body_scope(office.body):
        one = f"{PAGE}{Procedure.objects.get().id}/"
    assert "こども課 1件" in words(administrator.get(PAGE))
    assert "こども課" in administrator.get("/minamo/desk/procedure-divisions.csv").content.decode("utf-8-sig")
    missing = administrator.post(one, {"division": "x", "valid_from": "", "cases": ""})
    assert missing.status_code == 422
    for field in ("division", "valid_from", "cases"):
        assert f'href="#{field}' in missing.content.decode()
    typed = {"division": str(welfare.id), "valid_from": "2026-05-01", "cases": "move"}
    sure = words(administrator.post(one, typed))
    assert "いま終わっていない案件のうち1件が、新しい課に移ります。" in sure
    assert "新しい課では、決裁が止まる段階があります" in sure
    assert administrator.post(f"{one}save/", typed).status_code == 303
    planned = administrator.get(one)
    assert "令和8年5月1日（金）に福祉課へ移る予定です" in words(planned)
    assert administrator.post(f"{one}save/", typed).status_code == 409
    address = re.search(rf'action="({one}[0-9a-f-]+/withdraw/)"', planned.content.decode())
    assert address is not None
    assert administrator.post(address[1]).status_code == 303
    assert administrator.post(address[1]).status_code == 404
    today = {**typed, "valid_from": "2026-04-15", "cases": "stay"}
    assert "前の課に残り、前の課が決定まで行います。" in words(administrator.post(one, today))
    assert administrator.post(f"{one}save/", today).status_code == 303
    page = words(administrator.get(one))
    assert "これまでの変更" in page
    assert "所管課 福祉課" in page
    assert administrator.get(f"{PAGE}{welfare.id}/").status_code == 404


@pytest.mark.parametrize("role", ["officer", "chief", "manager"])
def test_the_pages_are_the_administrators(client: Client, office: Office, role: str) -> None:
    sign_in(client, office.staffed.account(role))
    assert client.get(PAGE).status_code == 403
