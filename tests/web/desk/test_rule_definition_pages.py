"""A draft's own definitions on the screen: formula, sentence rows and table, with faults in the box they belong to."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client

from madoguchi.office.rules import public as rules
from tests.support.sign_in import sign_in
from tests.web.desk.test_rule_pages import LIST, version, words

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Response

    from tests.support.bodies import Staffed

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(client: Client, staffed: Staffed) -> Client:
    sign_in(client, staffed.account("officer"))
    return client


@pytest.fixture
def draft(officer: Client) -> str:
    """The address of a draft over 児童手当."""
    return officer.post(f"{LIST}jido-teate/start/").headers["Location"]


def own(draft: str, staffed: Staffed) -> list[Any]:
    """The definitions that the draft holds itself, as they stand in its document."""
    page = rules.draft_page(re.findall(r"[0-9a-f-]{36}", draft)[0], staffed.actor("officer"))
    return [each for one in json.loads(page.document)["versions"] for each in one["definitions"]]


def sent(officer: Client, address: str, **typed: Any) -> Response:
    return officer.post(address, {"version": version(officer.get(address)), "view": "formula", **typed})


def test_a_formula_is_read_back_and_saved(officer: Client, draft: str, staffed: Staffed) -> None:
    formula = {"name": "市の上乗せ対象", "entity": "person", "formula": "年齢 < 18", "article": "子ども条例 第4条"}
    looked = sent(officer, f"{draft}definition/", **formula, act="look")
    assert "年齢が18より小さい" in words(looked)
    assert "直すところはありません" in words(looked)
    assert not own(draft, staffed)
    sent(officer, f"{draft}definition/", **formula, act="save")
    assert own(draft, staffed) == [
        {"name": "市の上乗せ対象", "expression": "年齢 < 18", "entity": "person", "article": "子ども条例 第4条"}
    ]
    assert "市の上乗せ対象" in words(officer.get(draft))
    sent(officer, f"{draft}definition/0/0/", act="delete")
    assert not own(draft, staffed)


def test_all_faults_are_told_and_what_was_typed_is_kept(officer: Client, draft: str, staffed: Staffed) -> None:
    typed = {"name": "市の対象", "entity": "person", "formula": "年齢 < ない名前 かつ 1"}
    looked = sent(officer, f"{draft}definition/", **typed, act="look")
    assert looked.status_code == 422
    assert looked.content.decode().count('href="#formula"') == 2
    assert "年齢 &lt; ない名前 かつ 1" in looked.content.decode()
    assert "ない名前" in words(looked).partition("名前 ※必須")[0]
    saved = sent(officer, f"{draft}definition/", **typed, act="save")  # a draft keeps faults
    assert saved.headers["Location"] == draft
    shown = officer.get(draft)
    assert "直すところが" in words(shown)
    assert "definition/0/0/" in shown.content.decode()
    assert "下書きに戻って直す" in words(officer.get(f"{draft}propose/"))


def test_a_condition_is_written_in_sentence_rows(officer: Client, draft: str, staffed: Staffed) -> None:
    sent(officer, f"{draft}definition/", name="対象の人", entity="person", formula="年齢 < 18", act="save")
    address = f"{draft}definition/0/0/"
    assert 'value="年齢"' in officer.get(f"{address}?view=rows").content.decode()
    rows = {
        "view": "rows", "name": "対象の人", "entity": "person", "is_all": "yes",
        "row-group": ["", "1", "1"], "row-item": ["年齢", "年齢", "年齢"],
        "row-comparison": ["less", "at_least", "equal"], "row-values": ["18", "3", "1"],
    }  # fmt: skip
    more = sent(officer, address, **rows, act="add-")
    assert more.content.decode().count('name="row-item"') == 4
    wrong = sent(
        officer, address, **{**rows, "row-values": ["多い", "3", ""], "row-item": ["年齢", "1 + 1", "年齢"]}, act="save"
    )
    assert wrong.status_code == 422
    assert {"row-item-1", "row-values-2"} <= set(re.findall(r'href="#([a-z0-9-]+)"', wrong.content.decode()))
    sent(officer, address, **rows, act="save")
    assert own(draft, staffed)[0]["expression"] == "年齢 < 18 かつ (年齢 >= 3 または 年齢 = 1)"
    sent(officer, address, name="対象の人", entity="person", formula="年齢 + 1 < 18", act="save")
    assert "この式は文の行で表せません" in words(officer.get(f"{address}?view=rows"))


def test_a_table_is_written_cell_by_cell_and_overlaps_are_named(officer: Client, draft: str, staffed: Staffed) -> None:
    address = f"{draft}definition/?view=table"
    table = {
        "view": "table", "name": "段階", "entity": "person", "hit": "unique", "column": ["年齢"],
        "cell": ["3未満", "1", "2以上18未満", "2"],
    }  # fmt: skip
    overlaps = sent(officer, address, **table, act="look")
    assert overlaps.status_code == 422
    assert "2行目が1行目と重なっています" in words(overlaps)
    wider = sent(officer, address, **table, act="widen")
    assert wider.content.decode().count('name="cell"') == 6
    fewer = sent(officer, address, **table, act="remove-1")
    assert fewer.content.decode().count('name="cell"') == 2
    sent(officer, address, **{**table, "cell": ["3未満", "1", "3以上18未満", "2"]}, act="save")
    assert own(draft, staffed)[0]["rows"] == [["3未満", "1"], ["3以上18未満", "2"]]
    again = officer.get(f"{draft}definition/0/0/")
    assert 'value="3以上18未満"' in again.content.decode()
    assert "直すところはありません" in words(again)


def marks(response: Response) -> list[str]:
    """What is marked on a page, in words."""
    found = re.findall(r"<p class=\"m-marked\">(.*?)</p>", response.content.decode(), re.DOTALL)
    return [re.sub(r"<[^>]+>", "", each).strip() for each in found]


def test_the_faulty_part_is_marked_in_the_formula_in_a_row_and_in_a_cell(officer: Client, draft: str) -> None:
    address = f"{draft}definition/"
    typed = {"name": "対象の人", "entity": "person", "formula": "年齢 < ない名前"}
    assert marks(sent(officer, address, **typed, act="look")) == ["6文字目年齢 &lt; ここ▸ない名前"]
    sent(officer, address, **typed, act="save")
    assert marks(officer.get(draft)) == ["6文字目年齢 &lt; ここ▸ない名前"]
    rows = {
        "view": "rows", "name": "対象の人", "entity": "person", "is_all": "yes", "row-group": ["", ""],
        "row-item": ["年齢", "ない名前"], "row-comparison": ["less", "yes"], "row-values": ["はい", ""],
    }  # fmt: skip
    looked = sent(officer, f"{draft}definition/0/0/", **rows, act="look")
    assert marks(looked) == ["1文字目ここ▸はい", "1文字目ここ▸ない名前"]
    assert {"row-values-0", "row-item-1"} <= set(re.findall(r'href="#([a-z0-9-]+)"', looked.content.decode()))
    table = {
        "view": "table", "name": "段階", "entity": "person", "hit": "first", "column": ["年齢"],
        "cell": ["3、「子」", "1", "-", "1 + 「二」"],
    }  # fmt: skip
    looked = sent(officer, f"{address}?view=table", **table, act="look")
    assert marks(looked) == ["3文字目3、ここ▸「子」", "5文字目1 + ここ▸「二」"]
    assert {"cell-0-0", "cell-1-1"} <= set(re.findall(r'href="#([a-z0-9-]+)"', looked.content.decode()))
