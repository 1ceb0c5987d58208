"""Translating a form on the screen: beside the Japanese, by file, and which languages residents may choose."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from madoguchi.line.forms import public as forms
from tests.support.offices import Office
from tests.web.desk.test_building_pages import manager, page, sent, words, work

__all__ = ["manager", "page"]  # fixtures
pytestmark = pytest.mark.django_db
ADDRESS = "texts/vi/"


@pytest.fixture(autouse=True)
def begun(manager: Client, page: str, office: Office) -> None:
    manager.post(page)


def texts(page: str) -> list[Any]:
    return list(forms.texts_sheet.to_translate(work(page).definition))


def test_a_translation_is_saved_beside_its_japanese(manager: Client, page: str) -> None:
    first = texts(page)[0]
    assert first.ja in words(manager.get(f"{page}{ADDRESS}"))

    response = sent(manager, f"{page}{ADDRESS}", act="save", **{"text-0": "  Trợ cấp trẻ em "})

    assert response.status_code == 303
    assert texts(page)[0].said["vi"] == "Trợ cấp trẻ em"
    assert "翻訳を入れた" in words(manager.get(f"{page}steps/"))


def test_a_language_that_is_not_complete_keeps_the_form_from_being_handed_in(manager: Client, page: str) -> None:
    assert sent(manager, f"{page}{ADDRESS}", act="languages", language=["en", "vi"]).status_code == 303

    assert not work(page).can_be_handed_in
    assert "ベトナム語がありません" in words(manager.get(page))

    everything = {f"text-{n}": f"[vi] {one.ja}" for n, one in enumerate(texts(page))}
    sent(manager, f"{page}{ADDRESS}", act="save", **everything)

    assert work(page).can_be_handed_in
    assert "訳はすべてそろっています" in words(manager.get(f"{page}{ADDRESS}"))


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_a_file_goes_out_and_comes_back(manager: Client, page: str, kind: str) -> None:
    out = manager.get(f"{page}texts-file/{kind}/").content
    assert f'.{kind}"' in manager.get(f"{page}texts-file/{kind}/").headers["Content-Disposition"]
    step = work(page).step
    if kind == "csv":
        heading, first, *rest = out.decode().split("\r\n")
        assert heading.endswith("pt ポルトガル語")
        out = "\r\n".join([heading, first.removesuffix(",") + ",Abono de família", *rest]).encode()

    response = sent(manager, f"{page}{ADDRESS}", act="file", file=SimpleUploadedFile(f"texts.{kind}", out))

    assert response.status_code == 303
    assert work(page).step == step + (kind == "csv")
    assert texts(page)[0].said.get("pt") == ("Abono de família" if kind == "csv" else None)


def test_a_wrong_file_changes_nothing(manager: Client, page: str) -> None:
    before = work(page).definition

    response = sent(manager, f"{page}{ADDRESS}", act="file", file=SimpleUploadedFile("a.csv", b"a,b\r\n1,2"))

    assert response.status_code == 422
    assert "「key」と「ja」の列がありません" in words(response)
    assert work(page).definition == before


def test_a_stale_translation_is_marked_until_somebody_says_that_it_is_right(manager: Client, page: str) -> None:
    found = texts(page)
    number = next(n for n, one in enumerate(found) if one.key.count("/") == 2 and one.key.endswith("label"))
    place = found[number].key.split("/")[1]
    sent(manager, f"{page}{ADDRESS}", act="save", **{f"text-{number}": "Họ tên"})
    label = {"ja": "申請する人の名前", "en": "Name"}
    answers = {"label_ja": label["ja"], "label_en": label["en"], "required": "yes"}
    assert sent(manager, f"{page}items/{place}/", **answers).status_code == 303

    assert "日本語が変わりました" in words(manager.get(f"{page}{ADDRESS}"))
    sent(manager, f"{page}{ADDRESS}", act="save", **{f"text-{number}": "Họ tên", f"right-{number}": "1"})

    assert texts(page)[number].stale == ()
    assert texts(page)[number].said["vi"] == "Họ tên"


@pytest.mark.parametrize("address", ["texts/ja/", "texts/tlh/", "texts-file/pdf/"])
def test_there_is_no_page_for_other_languages_and_files(manager: Client, page: str, address: str) -> None:
    assert manager.get(f"{page}{address}").status_code == 404


def test_who_saw_an_older_form_is_told(manager: Client, page: str) -> None:
    response = manager.post(f"{page}{ADDRESS}", {"revision": "0", "act": "save", "text-0": "Đơn"})

    assert response.status_code == 409
    assert "vi" not in texts(page)[0].said
