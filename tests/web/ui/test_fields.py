"""Fields say what they want, tie help and error to the box, keep what was typed, and never let it become code."""

from __future__ import annotations

from datetime import date
from html.parser import HTMLParser

import pytest

from madoguchi.ground.ui import components as ui


class Tags(HTMLParser):
    """All start tags with their attributes, in order."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, {name: value or "" for name, value in attrs}))

    def all(self, tag: str) -> list[dict[str, str]]:
        return [attrs for name, attrs in self.found if name == tag]

    def one(self, tag: str) -> dict[str, str]:
        (attrs,) = self.all(tag)
        return attrs

    def ids(self) -> list[str]:
        return [attrs["id"] for _tag, attrs in self.found if "id" in attrs]


SIMPLE = {
    "text_field": (ui.text_field, {}, "input"),
    "text_area": (ui.text_area, {}, "textarea"),
    "select_field": (ui.select_field, {"options": [("a", "甲"), ("b", "乙")]}, "select"),
}
GROUPS = {
    "radio_field": (ui.radio_field, {"options": [("a", "甲"), ("b", "乙")]}),
    "checkbox_field": (ui.checkbox_field, {"options": [("a", "甲"), ("b", "乙")]}),
    "yes_no_field": (ui.yes_no_field, {}),
    "date_field": (ui.date_field, {}),
    "address_field": (ui.address_field, {}),
    "bank_account_field": (ui.bank_account_field, {}),
    "file_field": (ui.file_field, {}),
    "month_field": (ui.month_field, {}),
    "period_field": (ui.period_field, {}),
    "name_field": (ui.name_field, {}),
    "relation_field": (ui.relation_field, {"options": [("a", "甲"), ("b", "乙")]}),
    "location_field": (ui.location_field, {}),
    "matrix_field": (ui.matrix_field, {"rows": [("r", "行"), ("s", "次の行")], "options": [("a", "甲"), ("b", "乙")]}),
}


@pytest.mark.parametrize("field", SIMPLE)
def test_a_box_is_tied_to_its_label_help_and_error(field: str) -> None:
    function, extra, tag = SIMPLE[field]

    html = function(id="f", name="answers", label="氏名", help="住民票の字", error="氏名を入力してください", **extra)

    tags = Tags(html)
    box = tags.one(tag)
    assert (box["id"], box["name"]) == ("f", "answers")
    assert tags.one("label")["for"] == "f"
    assert box["aria-describedby"].split()[:2] == ["f-help", "f-error"]
    assert {"f-help", "f-error"} <= set(tags.ids())
    assert box["aria-invalid"] == "true"


@pytest.mark.parametrize("field", SIMPLE)
def test_a_box_without_help_and_error_points_to_nothing(field: str) -> None:
    function, extra, tag = SIMPLE[field]

    box = Tags(function(id="f", name="n", label="氏名", **extra)).one(tag)

    assert "aria-describedby" not in box
    assert "aria-invalid" not in box


@pytest.mark.parametrize("field", GROUPS)
def test_a_group_has_a_legend_and_is_tied_to_its_help_and_error(field: str) -> None:
    function, extra = GROUPS[field]

    tags = Tags(function(id="f", name="n", label="問い", help="説明", error="直してください", **extra))

    outer = tags.all("fieldset")[0]
    assert outer["aria-describedby"].split()[:2] == ["f-help", "f-error"]
    assert tags.found[1][0] == "legend"
    assert "f" in tags.ids()  # where the error summary leads
    assert len(tags.ids()) == len(set(tags.ids()))


@pytest.mark.parametrize("field", [*SIMPLE, *GROUPS])
def test_a_label_says_whether_an_answer_is_needed(field: str) -> None:
    function, extra = {**{k: v[:2] for k, v in SIMPLE.items()}, **GROUPS}[field]

    needed = function(id="f", name="n", label="問い", required=True, **extra)
    free = function(id="f", name="n", label="問い", required=False, **extra)

    assert "※必須" in needed
    assert "任意" not in needed
    assert "任意" in free
    assert "※必須" not in free


@pytest.mark.parametrize("field", [*SIMPLE, *GROUPS])
def test_texts_never_become_markup(field: str) -> None:
    function, extra = {**{k: v[:2] for k, v in SIMPLE.items()}, **GROUPS}[field]
    evil = '"><script>x</script>'

    html = function(id="f", name="n", label=evil, help=evil, error=evil, **extra)

    assert "<script" not in html


def test_a_typed_value_is_kept_and_escaped() -> None:
    box = Tags(ui.text_field(id="f", name="n", label="氏名", value='髙橋 "さくら" <3')).one("input")

    assert box["value"] == '髙橋 "さくら" <3'


def test_a_text_area_keeps_a_first_empty_line() -> None:
    html = ui.text_area(id="f", name="n", label="内容", value="\n二行目")

    # A browser drops one line break after <textarea>; there must be another.
    assert ">\n\n二行目</textarea>" in html


def test_the_limit_of_a_text_area_is_told_and_not_enforced_by_the_browser() -> None:
    html = ui.text_area(id="f", name="n", label="内容", most=400)

    box = Tags(html).one("textarea")
    assert "maxlength" not in box
    assert box["data-madoguchi-most"] == "400"
    assert "400文字まで" in html
    assert "f-count" in box["aria-describedby"]


def test_a_select_marks_the_chosen_option_and_offers_an_empty_one() -> None:
    tags = Tags(ui.select_field(id="f", name="n", label="地区", options=[("a", "甲"), ("b", "乙")], value="b"))

    assert [option["value"] for option in tags.all("option")] == ["", "a", "b"]
    assert [option["value"] for option in tags.all("option") if "selected" in option] == ["b"]


def test_a_select_may_go_without_an_empty_option() -> None:
    tags = Tags(ui.select_field(id="f", name="n", label="地区", options=[("a", "甲")], empty_label=""))

    assert [option["value"] for option in tags.all("option")] == ["a"]


def test_checked_boxes_are_those_of_the_value() -> None:
    options = [("a", "甲"), ("b", "乙"), ("ab", "丙")]

    tags = Tags(ui.checkbox_field(id="f", name="n", label="地区", options=options, value=["ab"]))

    assert [box["value"] for box in tags.all("input") if "checked" in box] == ["ab"]


def test_a_single_checked_value_is_not_taken_letter_by_letter() -> None:
    tags = Tags(ui.checkbox_field(id="f", name="n", label="地区", options=[("a", "甲"), ("ab", "丙")], value="ab"))

    assert [box["value"] for box in tags.all("input") if "checked" in box] == ["ab"]


def test_every_radio_has_a_label_of_its_own() -> None:
    options = [ui.Option("a", "甲", "説明"), ui.Option("b", "乙", is_disabled=True)]

    tags = Tags(ui.radio_field(id="f", name="n", label="地区", options=options, value="a"))

    assert [box["id"] for box in tags.all("input")] == [label["for"] for label in tags.all("label")] == ["f", "f-2"]
    assert [box["value"] for box in tags.all("input") if "checked" in box] == ["a"]
    assert [box["value"] for box in tags.all("input") if "disabled" in box] == ["b"]


def test_a_date_is_posted_in_four_parts_and_filled_by_the_browser() -> None:
    tags = Tags(ui.date_field(id="f", name="born", label="生年月日", birth=True))

    assert tags.one("select")["name"] == "born-era"
    assert [(box["name"], box["autocomplete"], box["inputmode"]) for box in tags.all("input")] == [
        ("born-year", "bday-year", "numeric"),
        ("born-month", "bday-month", "numeric"),
        ("born-day", "bday-day", "numeric"),
    ]


def test_a_date_shows_what_was_typed_and_marks_only_the_wrong_part() -> None:
    typed = {"era": "S", "year": "58", "month": "2", "day": "30"}

    tags = Tags(ui.date_field(id="f", name="n", label="生年月日", value=typed, error="2月は28日まで", wrong=["day"]))

    assert [option["value"] for option in tags.all("option") if "selected" in option] == ["S"]
    assert [box["value"] for box in tags.all("input")] == ["58", "2", "30"]
    assert [box["name"] for box in tags.all("input") if "aria-invalid" in box] == ["n-day"]


def test_a_known_date_is_shown_in_western_years() -> None:
    tags = Tags(ui.date_field(id="f", name="n", label="転入日", value=date(2026, 4, 1)))

    assert [option["value"] for option in tags.all("option") if "selected" in option] == ["W"]
    assert [box["value"] for box in tags.all("input")] == ["2026", "4", "1"]


def test_an_address_with_an_error_never_blames_the_building() -> None:
    tags = Tags(ui.address_field(id="f", name="n", label="住所", error="番地まで入力してください"))

    assert [box["name"] for box in tags.all("input") if "aria-invalid" in box] == ["n-postal_code", "n-text"]


def test_a_bank_account_posts_the_parts_of_a_definition() -> None:
    tags = Tags(ui.bank_account_field(id="f", name="bank", label="口座"))

    names = list(dict.fromkeys(box["name"] for box in tags.all("input")))
    assert names == [f"bank-{part}" for part in ui.BANK_ACCOUNT_PARTS]


def test_a_received_file_is_listed_with_its_size_and_a_way_to_remove_it() -> None:
    html = ui.file_field(id="f", name="papers", label="書類", files=[ui.UploadedFile("f1", "証明.pdf", 184_320, "/x")])

    tags = Tags(html)
    assert "180 KB" in html
    assert tags.one("a")["href"] == "/x"
    assert [(b["name"], b["value"]) for b in tags.all("button")] == [("papers-remove", "f1"), ("papers-upload", "1")]


def test_a_camera_is_offered_under_the_same_name() -> None:
    boxes = Tags(ui.file_field(id="f", name="papers", label="書類")).all("input")

    assert [box["name"] for box in boxes] == ["papers", "papers"]
    assert [box.get("capture") for box in boxes] == [None, "environment"]


def test_groups_grow_and_shrink_by_submit_buttons() -> None:
    item = ui.repeat_item("", id="c-1", name="children", label="お子さん", number=2, index=1)
    html = ui.repeat_group(item, id="c", name="children", label="お子さん")

    buttons = [(b["name"], b["value"], b["type"]) for b in Tags(html).all("button")]
    assert buttons == [("children-remove", "1", "submit"), ("children-add", "1", "submit")]


def test_content_that_is_not_marked_safe_is_escaped() -> None:
    html = ui.banner("<b>太字</b>", title="お知らせ")

    assert "&lt;b&gt;" in html


@pytest.mark.parametrize("wrong", [{"lable": "氏名"}, {"label": "氏名", "hlep": "ヒント"}])
def test_a_misspelt_argument_is_a_fault_and_not_a_field_without_it(wrong: dict[str, str]) -> None:
    with pytest.raises(TypeError, match=r"lable|hlep"):
        ui.text_field(id="a", name="a", **wrong)  # type: ignore[typeddict-item,misc]  # what the test is about
