"""Odd answers are asked about once; sound ones are not, and errors say what is wrong."""

from __future__ import annotations

import pytest

from madoguchi.line.forms.core.checks import check_value
from madoguchi.line.forms.core.definition import parse_form
from madoguchi.line.forms.core.doubts import doubt_of, era_doubts, likely_domain
from madoguchi.line.forms.core.fields import Form
from madoguchi.line.forms.core.town_texts import with_town
from tests.support.forms import TODAY, label


def form_of(kind: str) -> Form:
    fields = [{"id": "name", "type": "name", "label": label("氏名"), "required": True},
              {"id": "f", "type": kind, "label": label("項目")}]  # fmt: skip
    return parse_form({"pages": [{"id": "p", "title": label("頁"), "fields": fields}], "applicant": {"name": "name"}})


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("gmial.com", "gmail.com"),
        ("gmail.con", "gmail.com"),
        ("gmai.com", "gmail.com"),
        ("gmaill.com", "gmail.com"),
        ("gmail.co.jp", "gmail.com"),
        ("yahoo.co.jo", "yahoo.co.jp"),
        ("docomo.ne.jo", "docomo.ne.jp"),
        ("gmail.com", ""),
        ("ymail.com", ""),
        ("city.minamo.lg.jp", ""),
        ("example.jp", ""),
    ],
)
def test_a_domain_one_slip_away_from_a_known_one_is_asked_about(typed: str, meant: str) -> None:
    assert likely_domain(typed) == meant


@pytest.mark.parametrize(
    ("number", "said"),
    [
        ("090-1234-567", "10桁です。携帯電話は11桁"),
        ("03-1234-56789", "固定電話の番号は10桁"),
        ("090-1234-5678", ""),
        ("03-1234-5678", ""),
        ("0800-123-4567", ""),
        ("0120-123-456", ""),
        ("050-1234-5678", ""),
    ],
)
def test_the_digits_of_a_telephone_are_counted(number: str, said: str) -> None:
    form = form_of("phone")
    assert list(check_value(form.field("f"), "f", number, today=TODAY)) == []
    found = doubt_of(form.field("f"), "f", number)
    assert (said in found.message.ja) if said and found else (found is None and not said)


@pytest.mark.parametrize(
    ("era", "year", "month", "said"),
    [
        ("S", "64", "3", ""),  # ended in January: 平成元年 for certain
        ("H", "31", "6", ""),
        ("R", "1", "2", ""),
        ("S", "63", "3", ""),
        ("W", "2020", "3", ""),
        ("T", "64", "3", "大正64年3月5日は、その元号にない年です。昭和50年3月5日として"),
        ("S", "66", "3", "平成3年3月5日"),
        ("H", "35", "3", "令和5年3月5日"),
    ],
)
def test_a_year_that_an_era_never_had_is_asked_about(era: str, year: str, month: str, said: str) -> None:
    post = {
        f"f-{part}": [text] for part, text in zip(("era", "year", "month", "day"), (era, year, month, "5"), strict=True)
    }
    found = list(era_doubts(form_of("date"), "p", post))
    assert [said in one.message.ja for one in found] == ([True] if said else [])


@pytest.mark.parametrize(
    ("kind", "value", "said"),
    [
        ("kana", "港　花子", "漢字（港）"),
        ("kana", "Smith", "アルファベットや数字（S）"),
        ("kana", "ミナト！", "カタカナで入力してください"),
        ("phone", "090-1234-56", "数字が9個"),
        ("phone", "1234", "0から始まる"),
        ("email", "hanako@docomo,ne.jp", "hanako@docomo.ne.jp"),
        ("email", "hanako", "hanako@example.jp のような"),
    ],
)
def test_an_error_says_what_is_wrong(kind: str, value: str, said: str) -> None:
    (found,) = check_value(form_of(kind).field("f"), "f", value, today=TODAY)
    assert said in found.message.ja


@pytest.mark.parametrize("typed", ["", "1-2-3", "緑町1-2-3", "みなも市緑町1-2-3", "陽向県みなも市緑町1-2-3"])
def test_what_was_typed_of_the_house_stays_behind_the_town(typed: str) -> None:
    assert with_town(typed, "陽向県みなも市緑町") == "陽向県みなも市緑町" + ("1-2-3" if typed else "")
