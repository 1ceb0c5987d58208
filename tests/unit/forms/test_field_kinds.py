"""Each kind of the country's fields: what is read, what is told, what is kept, shown and read by rules."""

from typing import Any

import pytest

from madoguchi.ground.kernel.errors import Language
from madoguchi.line.forms.core.answers import cleaned
from madoguchi.line.forms.core.api_schema import answers_schema
from madoguchi.line.forms.core.checks import check_all
from madoguchi.line.forms.core.condition_words import condition_words
from madoguchi.line.forms.core.definition import DefinitionRefused, parse_form
from madoguchi.line.forms.core.difference import difference
from madoguchi.line.forms.core.fields import Form
from madoguchi.line.forms.core.posted import page_inputs, read_page
from madoguchi.line.forms.core.summary import shown
from madoguchi.line.forms.core.taking import card_answers, origins, taken_from
from tests.support.forms import TODAY, label

NAME = {"id": "name", "type": "name", "label": label("申請者")}
DECLARED = {"ja": "事実と違いありません。", "en": "All of it is true.", "easy": "全部 本当です。"}


def form(*fields: dict[str, Any], name: dict[str, Any] = NAME) -> Form:
    asked = [{"label": label("質問"), **field} for field in fields]
    return parse_form({
        "pages": [{"id": "p", "title": label("p"), "fields": [name, *asked]}],
        "applicant": {"name": "name"},
    })  # fmt: skip


def posted(of: Form, **inputs: str) -> Any:
    """Return the answer to f as a post of its page leaves it."""
    return read_page(of, "p", {name: [value] for name, value in inputs.items()}, {}, today=TODAY)[0].get("f")


def faults(of: Form, value: Any) -> dict[str, str]:
    found = check_all(of, {"f": value}, today=TODAY)
    assert all(one.message.text(language) for one in found for language in Language)
    return {one.path: one.fault.value for one in found}


def in_words(of: Form, value: Any, language: str = "ja") -> str:
    return shown(of.field("f"), value, language)


FIRM = form({"id": "f", "type": "corporate_number"})


@pytest.mark.parametrize("typed", ["7000012050002", "７０００-０１２０-５０００２", " 7-0000-1205-0002 "])
def test_a_corporate_number_is_kept_as_thirteen_digits(typed: str) -> None:
    # The number of 国税庁 itself: 2·1 + 5·1 + 2·1 + 1·2 = 11, 11 mod 9 = 2, 9 - 2 = 7
    assert posted(FIRM, f=typed) == "7000012050002"
    assert faults(FIRM, "7000012050002") == {}


@pytest.mark.parametrize(
    "value", ["7000012050003", "000012050002", "8000012050002", "7000-0120-50002", "70000120500021", "x", 7000012050002]
)
def test_a_corporate_number_with_a_slip_is_refused(value: object) -> None:
    assert set(faults(FIRM, value)) == {"f"}


MONTH = form({"id": "f", "type": "year_month", "earliest": "1989-01", "latest": "today"})


@pytest.mark.parametrize(
    "parts, kept",
    [
        (("R", "8", "4"), "2026-04"),
        (("W", "2019", "5"), "2019-05"),
        (("H", "元", "1"), "1989-01"),
        (("R", "2025", "12"), "2025-12"),
        (("R", "８", "４"), "2026-04"),
    ],
)
def test_a_month_is_read_from_era_and_western_years(parts: tuple[str, str, str], kept: str) -> None:
    era, year, month = parts
    assert posted(MONTH, **{"f-era": era, "f-year": year, "f-month": month}) == kept
    assert faults(MONTH, kept) == {}


def test_a_month_that_is_none_stays_as_typed_and_is_told() -> None:
    typed = posted(MONTH, **{"f-era": "R", "f-year": "8", "f-month": "13"})
    assert typed == {"era": "R", "year": "8", "month": "13"}
    assert [faults(MONTH, one) for one in (typed, {"year": "8"}, "2026-4", "2026-13", 202604)] == [
        {"f": "not_a_date"}
    ] * 5
    assert faults(MONTH, "1988-12") == faults(MONTH, "2026-05") == {"f": "date_out_of_range"}
    assert posted(MONTH, **{"f-era": "R"}) is None
    assert (in_words(MONTH, "2026-04"), in_words(MONTH, "2026-04", "en")) == (
        "令和8年4月（2026年）",
        "April 2026 (Reiwa 8)",
    )


PERIOD = form({"id": "f", "type": "period", "latest": "2026-12-31", "required": True})
OPEN = form({"id": "f", "type": "period", "open_end": True})


def test_a_period_has_two_days_in_order() -> None:
    typed = {f"f-{half}-{part}": value for half, day in (("from", "1"), ("to", "30")) for part, value in
             (("era", "R"), ("year", "8"), ("month", "4"), ("day", day))}  # fmt: skip
    kept = {"from": "2026-04-01", "to": "2026-04-30"}
    assert posted(PERIOD, **typed) == kept
    assert faults(PERIOD, kept) == faults(PERIOD, {"from": "2026-04-01", "to": "2026-04-01"}) == {}
    assert faults(PERIOD, {"from": "2026-04-02", "to": "2026-04-01"}) == {"f/to": "dates_reversed"}
    assert faults(PERIOD, {"from": "2026-04-01"}) == {"f/to": "missing"}
    assert faults(PERIOD, {"to": "2027-01-01"}) == {"f/from": "missing", "f/to": "date_out_of_range"}
    assert faults(PERIOD, {"from": {"year": "8"}, "to": "2026-02-30", "x": 1}) == {
        "f/from": "not_a_date", "f/to": "not_a_date", "f/x": "unknown_field",
    }  # fmt: skip
    assert in_words(PERIOD, kept) == "令和8年4月1日（2026年）から令和8年4月30日（2026年）まで"


def test_a_period_that_is_still_open_needs_its_first_day_only() -> None:
    assert faults(OPEN, {"from": "2026-04-01"}) == {}
    assert faults(OPEN, {"to": "2026-04-01"}) == {"f/from": "missing"}
    assert in_words(OPEN, {"from": "2026-04-01"}, "en") == "from 1 April 2026 (Reiwa 8)"
    assert posted(OPEN, **{"f-from-era": "R", "f-to-era": "R"}) is None


KIN = form({"id": "f", "type": "relationship", "relations": ["child", "spouse"]})


def test_a_relation_is_chosen_or_written() -> None:
    assert [one.value for one in KIN.field("f").options] == ["child", "spouse", "other"]
    assert posted(KIN, **{"f-relation": "child", "f-text": "いとこ"}) == {"relation": "child"}
    cousin = {"relation": "other", "text": "いとこ"}
    assert posted(KIN, **{"f-relation": "other", "f-text": "いとこ"}) == cousin
    assert faults(KIN, cousin) == faults(KIN, {"relation": "child"}) == {}
    assert faults(KIN, {"relation": "other"}) == {"f/text": "missing"}
    assert faults(KIN, {"text": "いとこ"}) == {"f/relation": "missing"}
    assert faults(KIN, {"relation": "self"}) == {"f/relation": "not_an_option"}
    assert (in_words(KIN, cousin), in_words(KIN, {"relation": "child"}, "en")) == ("その他（いとこ）", "Child")


OATH = form({"id": "f", "type": "declaration", "text": DECLARED})


@pytest.mark.parametrize(
    "language, text", [("ja", DECLARED["ja"]), ("en", DECLARED["en"]), ("ja-easy", DECLARED["easy"])]
)
def test_a_declaration_is_kept_with_the_text_that_was_read(language: str, text: str) -> None:
    assert posted(OATH, **{"f": "yes", "f-language": language}) == text
    assert faults(OATH, text) == {}
    assert text in in_words(OATH, text, language)


def test_a_declaration_is_needed_unless_said_otherwise_and_holds_for_its_own_text_only() -> None:
    assert posted(OATH, **{"f-language": "ja"}) is None
    assert faults(OATH, None) == {"f": "missing"}
    assert faults(OATH, "別の文です。") == faults(OATH, True) == {"f": "wrong_shape"}
    changed = form({"id": "f", "type": "declaration", "text": {"ja": "違いはありません。"}})
    assert faults(changed, DECLARED["ja"]) == {"f": "wrong_shape"}


TABLE = form({
    "id": "f", "type": "matrix", "required": True,
    "rows": [{"value": "walk", "label": label("歩く")}, {"value": "shop", "label": label("買い物")}],
    "options": [{"value": "yes", "label": label("できる")}, {"value": "no-help", "label": label("できない")}],
})  # fmt: skip


def test_a_table_has_one_choice_for_each_row() -> None:
    answer = {"walk": "yes", "shop": "no-help"}
    assert posted(TABLE, **{"f-walk": "yes", "f-shop": "no-help"}) == answer
    assert faults(TABLE, answer) == {}
    assert faults(TABLE, {"walk": "yes"}) == {"f/shop": "missing"}
    assert faults(TABLE, {"walk": "maybe", "shop": ["yes"], "swim": "yes"}) == {
        "f/swim": "unknown_field", "f/walk": "not_an_option", "f/shop": "not_an_option",
    }  # fmt: skip
    assert in_words(TABLE, answer) == "歩く：できる\n買い物：できない"
    assert (
        check_all(TABLE, {"f": {"walk": "yes"}}, today=TODAY)[0].message.ja == "「質問」の「買い物」を選んでください。"
    )


PLACE = form({"id": "f", "type": "location"})


def test_a_place_needs_words_and_keeps_degrees_as_text_of_six_decimals() -> None:
    typed = {"f-text": "駅の前", "f-latitude": "３５．６８", "f-longitude": "139.7671251"}
    kept = {"text": "駅の前", "latitude": "35.680000", "longitude": "139.767125"}
    assert posted(PLACE, **typed) == kept
    assert faults(PLACE, kept) == faults(PLACE, {"text": "駅の前"}) == {}
    assert faults(PLACE, {"latitude": "35.680000", "longitude": "139.767125"}) == {"f/text": "missing"}
    assert faults(PLACE, {**kept, "latitude": "95.000000"}) == {"f/latitude": "not_a_place"}
    assert faults(PLACE, {"text": "駅", "latitude": "35.680000"}) == {"f/longitude": "not_a_place"}
    assert faults(PLACE, {**kept, "longitude": 139.767125}) == {"f/longitude": "not_a_place"}
    assert posted(PLACE, **{**typed, "f-latitude": "35度40分"})["latitude"] == "35度40分"
    assert in_words(PLACE, kept) == "駅の前\n緯度 35.680000、経度 139.767125"


TWO = form({"id": "f", "type": "name", "parts": "family_given"})


@pytest.mark.parametrize(
    "family, given, kept",
    [
        ("辻󠄀", "葉子", "辻󠄀　葉子"),
        ("神田", "福", "神田　福"),  # compatibility ideographs stay as they are
        ("Nguyen", "Van An", "Nguyen　Van An"),
        ("Suharto", "", "Suharto"),
    ],
)
def test_a_name_in_two_boxes_is_one_text_as_written(family: str, given: str, kept: str) -> None:
    inputs = {key: value for key, value in (("f-family", family), ("f-given", given)) if value}
    assert posted(TWO, **inputs) == kept
    assert faults(TWO, kept) == {}
    assert page_inputs(TWO, "p", {"f": kept}) == {name: [value] for name, value in inputs.items()}


def test_half_a_name_is_told_and_kept() -> None:
    assert faults(TWO, posted(TWO, **{"f-family": "港"})) == {"f/given": "missing"}
    alone = posted(TWO, **{"f-given": "花子"})
    assert faults(TWO, alone) == {"f/family": "missing"}
    assert page_inputs(TWO, "p", {"f": alone}) == {"f-given": ["花子"]}


def test_a_name_of_a_card_is_known_again_where_it_comes_back_from_two_boxes() -> None:
    of = form(name={**NAME, "parts": "family_given"})
    card = {"name": "港 花子", "birth_date": "", "address": "", "sex": ""}
    taken = card_answers(of, card, {})
    again, _ = read_page(of, "p", page_inputs(of, "p", taken), taken, today=TODAY)
    assert again == taken == {"name": "港　花子"}
    assert origins(of, again, taken_from("card", taken)) == {"name": "card"}


def test_characters_of_one_machine_are_told_kindly_and_variants_are_not() -> None:
    of = form({"id": "f", "type": "name", "max_length": 50})
    (error,) = check_all(of, {"f": "渡\ue001"}, today=TODAY)
    assert error.fault == "private_character"
    assert "「\ue001」は、お使いの機器だけの文字（外字）です" in error.message.ja
    assert faults(of, "葛󠄀" * 50) == faults(of, "𠮷髙﨑") == {}
    assert faults(of, "a" * 51) == {"f": "too_long"}


def test_headings_are_read_and_not_answered() -> None:
    of = form({"id": "f", "type": "heading"})
    assert faults(of, "x") == {"f": "unknown_field"}
    assert cleaned(of, {"f": "x"}) == {}
    assert "f" not in answers_schema(of)["properties"]


RULED = (
    ({"type": "year_month"}, "f < 2026年4月1日", "2026-03", "2026-04"),
    ({"type": "period"}, "f・from < 2026年4月1日", {"from": "2026-03-31"}, {"from": "2026-04-01"}),
    ({"type": "relationship"}, "f = 「child」", {"relation": "child"}, {"relation": "mother"}),
    (
        {"type": "matrix", "rows": [{"value": "r", "label": label("行")}],
         "options": [{"value": v, "label": label(v)} for v in ("a", "b")]},
        "f・r = 「a」", {"r": "a"}, {"r": "b"},
    ),
    ({"type": "declaration", "text": DECLARED}, "f", DECLARED["ja"], None),
)  # fmt: skip


@pytest.mark.parametrize("field, rule, yes, no", RULED, ids=[one[0]["type"] for one in RULED])
def test_rules_read_it_and_its_condition_stands_in_words(field: Any, rule: str, yes: Any, no: Any) -> None:
    of = form({"id": "f", **field}, {"id": "g", "type": "text", "show_when": rule})
    given = {"f": yes, "g": "x"}
    assert cleaned(of, given).get("g") == "x"
    assert "g" not in cleaned(of, {**given, "f": no})
    condition = of.field("g").show_when
    assert condition is not None
    told = condition_words(condition, of.logic.named)
    assert told is not None
    assert "質問" in told.ja


def test_changed_parts_are_a_change_of_the_whole_answer() -> None:
    (change,) = difference(PLACE, {"f": {"text": "駅の前"}}, {"f": {"text": "駅の裏"}})
    assert (change.path, change.before, change.after) == ("f", {"text": "駅の前"}, {"text": "駅の裏"})


def test_a_declaration_without_text_and_a_bound_that_is_no_month_are_refused() -> None:
    for field, path in (
        ({"id": "f", "type": "declaration", "text": None}, "text"),
        ({"id": "f", "type": "year_month", "earliest": "2026-04-01"}, "earliest"),
        ({"id": "f", "type": "period", "earliest": "2026-04-02", "latest": "2026-04-01"}, "earliest"),
        ({"id": "f", "type": "date", "earliest": "2026-W14-3"}, "earliest"),
    ):
        with pytest.raises(DefinitionRefused) as refused:
            form(field)
        assert [one.path for one in refused.value.problems] == [f"form/pages/0/fields/1/{path}"]
