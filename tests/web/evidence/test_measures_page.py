"""The page of measures and its downloads."""

from __future__ import annotations

import csv
import io
import re
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from madoguchi.ground.foundation.public import body_scope
from madoguchi.ground.kernel.errors import Message
from madoguchi.office.evidence import names
from madoguchi.office.evidence.names import Kind
from tests.db.evidence.log import write_matter
from tests.support.bodies import assert_nothing_of_another_body, make_body, staff
from tests.support.sign_in import sign_in

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Response

    from tests.support.bodies import Staffed

pytestmark = pytest.mark.django_db
PAGE = "/minamo/desk/evidence/"
START = datetime(2026, 4, 6, 10, 0, tzinfo=ZoneInfo("Asia/Tokyo"))  # a Monday


@pytest.fixture(autouse=True)
def neighbour(other_body: Staffed) -> None:
    with body_scope(other_body.body, write=True):
        write_matter(other_body.division, arrived_at=START, decided_at=START)


def fill(staffed: Staffed, count: int, procedure: str = "jido-teate") -> None:
    """Write ``count`` matters decided after one open day, the first with a correction."""
    with body_scope(staffed.body, write=True):
        for number in range(count):
            write_matter(
                staffed.division,
                arrived_at=START,
                decided_at=START + timedelta(days=1),
                asked=number == 0,
                procedure=procedure,
            )


def get(staffed: Staffed, path: str, role: str = "officer") -> Response:
    client = Client()
    sign_in(client, staffed.account(role))
    return client.get(path)


def words(response: Response) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


@pytest.mark.parametrize("path", [PAGE, f"{PAGE}measures.csv", f"{PAGE}measures.json"])
def test_staff_read_and_others_do_not(staffed: Staffed, path: str) -> None:
    fill(staffed, 1)
    for role in ("officer", "chief", "manager", "administrator"):
        response = get(staffed, path, role)
        assert response.status_code == 200
        assert_nothing_of_another_body(path, response)
    assert Client().get(path).status_code == 302  # to the sign-in
    stranger = Client()
    sign_in(stranger, staff(make_body("yoso", "よそ市")).account("officer"))
    assert stranger.get(path).status_code == 403


def test_without_records_the_page_says_what_will_come(staffed: Staffed) -> None:
    assert "この期間の記録はありません" in words(get(staffed, PAGE))


def test_with_few_records_it_claims_nothing(staffed: Staffed) -> None:
    fill(staffed, 9)
    shown = words(get(staffed, PAGE))
    assert "データ不足（n = 9）" in shown
    assert "信頼区間 " not in shown  # the note at the end says 95%信頼区間 without figures


def test_with_enough_records_it_shows_figures_with_their_interval_and_plots_with_tables(staffed: Staffed) -> None:
    fill(staffed, 10)
    response = get(staffed, PAGE)
    shown = words(response)
    # 9 of 10 right first time: Wilson 59.6–98.2 % (Newcombe's formula by hand: (0.9+0.19207±1.96·√(…))/1.38415)
    assert "95%信頼区間 59.6%〜98.2%（n = 10）" in shown
    assert "中央値。9割は1開庁日以内（n = 10）" in shown
    assert "職員の作業時間ではありません" in shown
    html = response.content.decode()
    assert html.count('<svg class="m-plot"') >= 2
    assert html.count('<svg class="m-plot"') == html.count("数値を表で見る")
    assert len(re.findall("<h1", html)) == 1


def test_filters_choose_month_and_procedure_and_are_kept(staffed: Staffed) -> None:
    fill(staffed, 10)
    fill(staffed, 2, procedure="bus-pass")
    html = get(staffed, f"{PAGE}?year=2026&month=4&procedure=bus-pass").content.decode()
    assert "手続きは「" in html
    assert re.search(r'<option value="bus-pass" selected', html)
    assert re.search(r'<option value="jido-teate"', html)
    assert "2026-05" not in html
    assert "measures.csv?year=2026&amp;month=4&amp;procedure=bus-pass" in html
    assert "この期間の記録はありません" in words(get(staffed, f"{PAGE}?month=3"))
    assert get(staffed, f"{PAGE}?year=abc&month=77&procedure=x").status_code == 200
    assert get(staffed, f"{PAGE}?procedure=%00").status_code == 400


def test_csv_is_one_figure_a_row_and_holds_no_formula(staffed: Staffed, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(staffed, 10)
    evil = Message('=HYPERLINK("http://evil.example")', "x")
    monkeypatch.setattr(names, "_lookups", {Kind.PROCEDURE: lambda codes: dict.fromkeys(codes, evil)})
    response = get(staffed, f"{PAGE}measures.csv?year=2026&month=4")
    assert response.headers["Content-Disposition"] == 'attachment; filename="measures-minamo-2026-04.csv"'
    assert response.content.startswith(b"\xef\xbb\xbf")
    text = response.content.decode("utf-8-sig")
    assert text.endswith("\r\n")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert not [cell for row in rows for cell in row.values() if cell.startswith(("=", "+", "-", "@"))]
    assert rows[-1]["手続名"] == '\'=HYPERLINK("http://evil.example")'
    arrivals = [row for row in rows if (row["手続コード"], row["項目"]) == ("jido-teate", "受付")]
    assert [(row["値"], row["単位"]) for row in arrivals] == [("10", "件")]
    rate = next(row for row in rows if row["項目"] == "一次完了率（補正なし）")
    assert (rate["値"], rate["件数"], rate["備考"]) == ("0.9", "10", "")


def test_json_holds_the_same(staffed: Staffed) -> None:
    fill(staffed, 10)
    found = get(staffed, f"{PAGE}measures.json").json()
    assert found["procedures"]["jido-teate"]["elapsed_open_days"] == {
        "n": 10,
        "median": 1.0,
        "p90": 1,
        "is_enough": True,
    }
    assert found["total"]["fields_corrected"] == [
        {"procedure": "jido-teate", "field": "children/name", "matters": 1, "asked": 1}
    ]


def test_the_page_is_there_in_english(staffed: Staffed) -> None:
    fill(staffed, 10)
    client = Client()
    sign_in(client, staffed.account("chief"))
    client.cookies["language"] = "en"
    shown = words(client.get(PAGE))
    assert "Measures" in shown
    assert "Days at each stage" in shown


def test_nothing_of_the_room_is_untranslated() -> None:
    from madoguchi.ground.ui import catalogues
    from madoguchi.office import evidence

    assert [str(lack) for lack in catalogues.lacks(Path(evidence.__file__).parent)] == []
