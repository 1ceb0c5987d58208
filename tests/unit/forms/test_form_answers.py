import json
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from madoguchi.ground.kernel.errors import Language
from madoguchi.line.forms.core.answers import cleaned, file_ids, next_page, pages_shown, places
from madoguchi.line.forms.core.checks import check_all, check_page
from madoguchi.line.forms.core.definition import parse_definition, parse_form
from madoguchi.line.forms.core.difference import difference
from madoguchi.line.forms.core.fields import UNANSWERED, Field, Form, Kind
from madoguchi.line.forms.core.messages import Fault
from madoguchi.line.forms.core.posted import only_edits_items, page_inputs, read_page
from madoguchi.line.forms.core.summary import summary
from tests.support.answers import valid_answers
from tests.support.forms import JSON, SEEDS, TEXT, TODAY, filled_forms, forms, label

LANGUAGES = list(Language)


def one(kind: str, **more: Any) -> Form:
    """Return a form that asks for a name and one field ``f`` of this kind."""
    fields = [
        {"id": "name", "type": "name", "label": {"ja": "氏名"}},
        {"id": "f", "type": kind, "label": {"ja": "質問", "en": "question"}, **more},
    ]
    page = {"id": "p", "title": {"ja": "ページ"}, "fields": fields}
    return parse_form({"pages": [page], "applicant": {"name": "name"}})


def read(form: Form, post: dict[str, str | list[str]], answers: dict[str, Any] | None = None, **more: Any) -> Any:
    lists = {name: [value] if isinstance(value, str) else value for name, value in post.items()}
    return read_page(form, form.pages[0].id, lists, answers or {}, today=TODAY, **more)


def faults(form: Form, value: Any) -> list[tuple[str, Fault]]:
    return [(error.path, error.fault) for error in check_all(form, {"f": value}, today=TODAY)]


OPTIONS = [{"value": value, "label": label(value)} for value in ("a", "b", "c")]


# -- properties over all forms ----------------------------------------------------------------------------------


@given(filled_forms())
def test_valid_answers_have_no_errors_and_nothing_to_clean(filled: tuple[Form, dict[str, Any]]) -> None:
    form, answers = filled
    assert check_all(form, answers, today=TODAY) == ()
    assert cleaned(form, answers) == answers


@settings(max_examples=300)
@given(filled_forms())
def test_answers_survive_the_way_through_the_inputs_of_every_page(filled: tuple[Form, dict[str, Any]]) -> None:
    form, answers = filled
    files = _files(form, answers)
    again: dict[str, Any] = {}
    for page in pages_shown(form, answers):
        inputs = page_inputs(form, page.id, answers)
        again, errors = read_page(form, page.id, inputs, again, today=TODAY, uploaded=files)
        assert errors == ()
    assert again == answers


def _files(form: Form, answers: dict[str, Any]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for path, file_id in file_ids(form, answers):
        found.setdefault(path.replace("/", "-"), []).append(file_id)
    return found


SECRET = "SECRET-OF-A-HIDDEN-QUESTION"


def _secrets(group: Field) -> dict[str, str]:
    return {one.id: SECRET for one in group.fields if one.kind not in UNANSWERED}


@settings(max_examples=300)
@given(filled_forms())
def test_answers_of_hidden_questions_never_leak(filled: tuple[Form, dict[str, Any]]) -> None:
    form, answers = filled
    shown = {place.path for place in places(form, answers)}
    stuffed: dict[str, Any] = json.loads(json.dumps(answers))
    for field in form.fields():
        if field.id not in shown and field.kind not in UNANSWERED:
            stuffed[field.id] = [_secrets(field)] if field.kind is Kind.GROUP else SECRET
        for n, item in enumerate(stuffed.get(field.id, []) if field.kind is Kind.GROUP and field.id in shown else []):
            item |= {one: SECRET for one in _secrets(field) if f"{field.id}/{n}/{one}" not in shown}
    kept = cleaned(form, stuffed)
    assert kept == answers
    assert SECRET not in repr(kept)
    assert SECRET not in repr(summary(form, stuffed, "ja"))
    assert difference(form, answers, stuffed) == ()
    assert check_all(form, stuffed, today=TODAY) == ()


@given(forms(), st.dictionaries(st.text(max_size=8), JSON, max_size=6), st.data())
def test_hostile_json_is_checked_and_shown_without_a_crash(
    form: Form, odd: dict[str, Any], data: st.DataObject
) -> None:
    for field in data.draw(st.lists(st.sampled_from(form.fields()), max_size=6)):
        inside = st.dictionaries(st.sampled_from([one.id for one in field.fields] or ["f0"]), JSON, max_size=3)
        odd[field.id] = data.draw(JSON | st.lists(inside | JSON, max_size=60))
    errors = check_all(form, odd, today=TODAY)
    unknown = {name for name in odd if all(name != field.id for field in form.fields())}
    assert not unknown or any(error.fault is Fault.UNKNOWN_FIELD for error in errors)
    for language in LANGUAGES:
        for section in summary(form, odd, language):
            for row in section.rows:
                row.shown.encode()
                row.label.encode()
        for error in errors:
            error.message.text(language).encode()
            error.path.encode()
    assert cleaned(form, cleaned(form, odd)) == cleaned(form, odd)
    for page in form.pages:
        for values in page_inputs(form, page.id, odd).values():
            assert all(isinstance(value, str) for value in values)
    difference(form, odd, {})


@given(forms(), st.data())
def test_a_hostile_post_is_read_without_a_crash_and_can_be_stored(form: Form, data: st.DataObject) -> None:
    page = data.draw(st.sampled_from(form.pages))
    names = [f"{field.id}{end}" for field in page.fields for end in _ENDS]
    names += [
        f"{field.id}-{n}-{one.id}{end}"
        for field in page.fields
        for one in field.fields
        for n in (0, 7)
        for end in _ENDS
    ]
    post = data.draw(st.dictionaries(st.sampled_from(names) | TEXT, st.lists(TEXT | _TELLING, max_size=3), max_size=20))
    before = data.draw(st.dictionaries(st.sampled_from([field.id for field in page.fields]), JSON, max_size=3))
    after, errors = read_page(form, page.id, post, before, today=TODAY)
    only_edits_items(form, page.id, post)
    for error in errors:
        form.field(error.path)
    typed = {name: value for name, value in after.items() if name not in before}
    text = json.dumps(typed, ensure_ascii=False)
    text.encode()
    assert "\\u0000" not in text
    added = {field.id for field in page.fields if f"{field.id}-add" in post}  # a blank item lasts until the next post
    again, same = read_page(form, page.id, page_inputs(form, page.id, typed), typed, today=TODAY)
    for name in typed.keys() - added:
        assert again.get(name) == typed[name]
    if not before and not added:
        assert (again, same) == (typed, errors)


_ENDS = (
    "",
    "-era",
    "-year",
    "-month",
    "-day",
    "-postal_code",
    "-text",
    "-kind",
    "-number",
    "-item",
    "-add",
    "-remove",
    "-0-",
    "-x",
)
_TELLING = st.sampled_from(
    ("yes", "no", "a", "b", "0", "1", "７", "R", "W", "2026", "2", "31", "元", "　", "03-1234-5678", "ﾐﾅﾄ")
)


@given(filled_forms(), SEEDS)
def test_differences_lead_from_one_set_of_answers_to_the_other(filled: tuple[Form, dict[str, Any]], seed: int) -> None:
    form, before = filled
    after = valid_answers(form, Random(seed), today=TODAY)
    changes = {change.path: change for change in difference(form, before, after)}
    unasked = UNANSWERED | {Kind.GROUP}
    old = {place.path: place.value for place in places(form, before) if place.field.kind not in unasked}
    new = {place.path: place.value for place in places(form, after) if place.field.kind not in unasked}
    for path in old.keys() | new.keys():
        was, now = old.get(path), new.get(path)
        assert (path in changes) == (was != now)
        if path in changes:
            assert (changes[path].before, changes[path].after) == (was, now)
    back = {change.path: change for change in difference(form, after, before)}
    assert {path: (c.after, c.before) for path, c in changes.items()} == {
        p: (c.before, c.after) for p, c in back.items()
    }
    assert difference(form, before, before) == ()


@settings(max_examples=50)
@given(filled_forms())
def test_every_page_is_reached_in_order_by_next_page(filled: tuple[Form, dict[str, Any]]) -> None:
    form, answers = filled
    way = [form.pages[0].id]
    while (page := next_page(form, way[-1], answers)) is not None:
        way.append(page)
    assert way == [page.id for page in pages_shown(form, answers)]


# -- one kind at a time --------------------------------------------------------------------------------------------


def test_a_name_keeps_inner_spaces_and_variants_and_loses_outer_spaces() -> None:
    answers, errors = read(one("name"), {"f": " 　辻\U000e0100　葉子\u3000 "})
    assert answers["f"] == "辻\U000e0100　葉子"
    assert errors == ()


def test_a_name_is_never_normalised() -> None:
    written = "\ufa19田　福"  # 神 as a compatibility ideograph, which NFC would change
    assert read(one("name"), {"f": written})[0]["f"] == written


def test_length_counts_visible_characters() -> None:
    form = one("name", max_length=2)
    assert faults(form, "辻\U000e0100葉") == []
    assert faults(form, "辻葉子") == [("f", Fault.TOO_LONG)]
    assert faults(form, "辻" + "\U000e0100" * 50) == [("f", Fault.TOO_LONG)]
    (error,) = check_all(form, {"f": "辻葉子"}, today=TODAY)
    assert error.message.ja == "「質問」は2文字以内で入力してください（いまは3文字です）。"


@pytest.mark.parametrize("text", ["a\x00b", "a\ud800", "abc\u202etxt", "\x1b[0m"])
def test_characters_that_cannot_be_kept_or_mislead_are_refused(text: str) -> None:
    assert faults(one("text"), text) == [("f", Fault.UNUSABLE_CHARACTER)]


def test_only_long_text_takes_lines() -> None:
    assert faults(one("text"), "a\nb") == [("f", Fault.UNUSABLE_CHARACTER)]
    assert read(one("long_text"), {"f": "a\r\nb\r\n"})[0]["f"] == "a\nb"


@pytest.mark.parametrize("typed", ["ﾐﾅﾄ ﾊﾅｺ", "みなと　はなこ", "ミナト　ハナコ"])
def test_a_reading_is_kept_in_full_width_katakana(typed: str) -> None:
    answers, errors = read(one("kana"), {"f": typed})
    assert (answers["f"], errors) == ("ミナト　ハナコ", ())


def test_a_reading_with_kanji_is_kept_as_typed_beside_its_error() -> None:
    answers, errors = read(one("kana"), {"f": "港ハナコ"})
    assert answers["f"] == "港ハナコ"
    assert [error.fault for error in errors] == [Fault.NOT_KATAKANA]


@pytest.mark.parametrize(
    "typed, kept",
    [
        ("０９０－１２３４－５６７８", "090-1234-5678"),
        ("03(1234)5678", "03-1234-5678"),
        ("090 1234 5678", "09012345678"),
    ],
)
def test_a_phone_number_is_made_half_width(typed: str, kept: str) -> None:
    answers, errors = read(one("phone"), {"f": typed})
    assert (answers["f"], errors) == (kept, ())


@pytest.mark.parametrize(
    "number", ["1234567890", "090-1234-56", "090-1234-56789", "0----------", "०९०१२३४५६७८", "", "0312345678x"]
)
def test_what_is_no_phone_number_is_refused(number: str) -> None:
    assert faults(one("phone", required=True), number)


@pytest.mark.parametrize(
    "mail, fine",
    [
        ("hanako@example.jp", True),
        ("a.b+c@mail.example.co.jp", True),
        ("hanako", False),
        ("a@b", False),
        ("a@b..jp", False),
        ("a b@example.jp", False),
        ("@example.jp", False),
        ("a@example.jp\n", False),
        ("a@-x.jp", False),
    ],
)
def test_e_mail_addresses(mail: str, fine: bool) -> None:
    assert (faults(one("email"), mail) == []) == fine


def test_an_e_mail_address_in_full_width_letters_is_understood() -> None:
    assert read(one("email"), {"f": "ｈａｎａｋｏ＠ｅｘａｍｐｌｅ．ｊｐ"})[0]["f"] == "hanako@example.jp"


@pytest.mark.parametrize(
    "parts, iso",
    [
        (("R", "8", "4", "1"), "2026-04-01"),
        (("S", "６４", "１", "７"), "1989-01-07"),
        (("R", "元", "5", "1"), "2019-05-01"),
        (("W", "1951", "12", "3"), "1951-12-03"),
        (("", "1951", "12", "3"), "1951-12-03"),
        (("R", "１９５１", "12", "3"), "1951-12-03"),
        (("H", "31", "5", "1"), "2019-05-01"),
    ],
)  # fmt: skip
def test_a_birth_date_is_read_from_era_year_month_and_day(parts: tuple[str, ...], iso: str) -> None:
    answers, errors = read(one("birth_date"), _date_post(parts))
    assert (answers["f"], errors) == (iso, ())


def _date_post(parts: tuple[str, ...]) -> dict[str, str | list[str]]:
    return dict(zip(("f-era", "f-year", "f-month", "f-day"), parts, strict=True))


def test_a_date_that_does_not_exist_is_kept_as_typed_and_explained() -> None:
    answers, errors = read(one("date"), _date_post(("R", "8", "2", "30")))
    assert answers["f"] == {"era": "R", "year": "8", "month": "2", "day": "30"}
    assert page_inputs(one("date"), "p", answers) == {
        "f-era": ["R"],
        "f-year": ["8"],
        "f-month": ["2"],
        "f-day": ["30"],
    }
    assert errors[0].fault is Fault.NOT_A_DATE
    assert errors[0].message.ja == "「質問」：この年の2月は、1日から28日までです。日を確かめてください。"


def test_an_era_alone_is_no_answer() -> None:
    assert "f" not in read(one("date"), {"f-era": "R", "f-year": "", "f-month": "", "f-day": ""})[0]


def test_a_birth_date_may_be_today_and_not_tomorrow() -> None:
    assert faults(one("birth_date"), "2026-04-15") == []
    assert faults(one("birth_date"), "2026-04-16") == [("f", Fault.DATE_OUT_OF_RANGE)]


def test_dates_keep_to_the_bounds_of_their_question() -> None:
    form = one("date", earliest="today", latest="2026-05-01")
    assert faults(form, "2026-04-14") == faults(form, "2026-05-02") == [("f", Fault.DATE_OUT_OF_RANGE)]
    assert faults(form, "2026-04-15") == faults(form, "2026-05-01") == []
    (error,) = check_all(form, {"f": "2026-05-02"}, today=TODAY)
    assert error.message.ja == "「質問」は令和8年5月1日以前の日付にしてください。"


@pytest.mark.parametrize(
    "value",
    [
        "20260401",
        "2026-4-1",
        "2026-02-30",
        "0001-01-01",
        "２０２６-04-01",
        20260401,
        ["2026-04-01"],
        "2026-04-01T00:00",
    ],
)
def test_a_date_in_json_is_iso_and_real(value: Any) -> None:
    assert faults(one("date"), value) == [("f", Fault.NOT_A_DATE)]


def test_an_address_needs_a_postal_code_of_seven_digits_and_a_text() -> None:
    form = one("address", required=True)
    answers, errors = read(
        form, {"f-postal_code": "〒１２３－４５６７", "f-text": "みなも市汐見町１－２－３", "f-building": ""}
    )
    assert answers["f"] == {"postal_code": "1234567", "text": "みなも市汐見町１－２－３"}
    assert errors == ()
    assert faults(form, {"postal_code": "123-4567", "text": "x"}) == [("f/postal_code", Fault.NOT_A_POSTAL_CODE)]
    assert faults(form, {"postal_code": "1234567"}) == [("f/text", Fault.MISSING)]
    assert faults(form, {"building": "x"}) == [("f/postal_code", Fault.MISSING), ("f/text", Fault.MISSING)]
    assert faults(form, {"postal_code": "1234567", "text": "x", "zip": "1"}) == [("f/zip", Fault.UNKNOWN_FIELD)]
    assert faults(form, {}) == [("f", Fault.MISSING)]


ACCOUNT = {
    "bank_code": "0001",
    "branch_code": "001",
    "kind": "ordinary",
    "number": "1234567",
    "holder": "ミナト　ハナコ",
}


def test_a_bank_account_is_read_with_its_codes_half_width() -> None:
    typed = {
        "bank_code": "０００１",
        "branch_code": "００１",
        "kind": "ordinary",
        "number": "１２３４５６７",
        "holder": "ミナト　ハナコ",
    }
    answers, errors = read(one("bank_account"), {f"f-{part}": text for part, text in typed.items()})
    assert (answers["f"], errors) == (ACCOUNT, ())


@pytest.mark.parametrize(
    "part, value",
    [
        ("bank_code", "001"),
        ("branch_code", "12"),
        ("kind", "gold"),
        ("number", "123456"),
        ("holder", "港花子"),
        ("number", 1234567),
    ],
)
def test_each_part_of_a_bank_account_has_its_own_error(part: str, value: Any) -> None:
    assert faults(one("bank_account"), {**ACCOUNT, part: value}) == [(f"f/{part}", Fault.NOT_AN_ACCOUNT)]
    missing = {name: text for name, text in ACCOUNT.items() if name != part}
    assert faults(one("bank_account"), missing) == [(f"f/{part}", Fault.MISSING)]


@pytest.mark.parametrize(
    "typed, kept", [("１５，０００円", 15000), ("¥15,000", 15000), ("0", 0), ("いちまん", "いちまん"), ("1.5", "1.5")]
)
def test_yen_are_whole_amounts(typed: str, kept: Any) -> None:
    answers, errors = read(one("yen"), {"f": typed})
    assert answers["f"] == kept
    assert [error.fault for error in errors] == ([] if isinstance(kept, int) else [Fault.NOT_A_NUMBER])


def test_numbers_keep_to_their_range() -> None:
    form = one("number", min=1, max=10)
    assert faults(form, 0) == faults(form, 11) == [("f", Fault.OUT_OF_RANGE)]
    assert faults(form, 1) == faults(form, 10) == []
    assert faults(form, True) == faults(form, 1.0) == faults(form, "1") == [("f", Fault.NOT_A_NUMBER)]
    assert read(form, {"f": "１０"})[0]["f"] == 10
    assert faults(one("number", required=True), 0) == []


def test_choices_come_from_the_options() -> None:
    assert faults(one("choice", options=OPTIONS), "d") == [("f", Fault.NOT_AN_OPTION)]
    several = one("choices", options=OPTIONS, min=1, max=2)
    assert faults(several, ["a", "b", "c"]) == [("f", Fault.WRONG_COUNT)]
    assert faults(several, ["a", "d"]) == [("f", Fault.NOT_AN_OPTION)]
    assert faults(several, ["a", "a"]) == [("f", Fault.WRONG_SHAPE)]
    assert faults(several, "a") == [("f", Fault.WRONG_SHAPE)]
    assert read(several, {"f": ["c", "a", "a"]})[0]["f"] == ["a", "c"]
    assert faults(one("yesno"), "yes") == []
    assert faults(one("yesno"), True) == [("f", Fault.NOT_AN_OPTION)]


def test_consent_is_needed_unless_the_form_says_otherwise() -> None:
    assert faults(one("consent"), False) == [("f", Fault.MISSING)]
    assert faults(one("consent"), "true") == [("f", Fault.WRONG_SHAPE)]
    assert faults(one("consent"), True) == []
    assert faults(one("consent", required=False), False) == []
    assert read(one("consent"), {"f": "yes"})[0]["f"] is True
    assert "f" not in read(one("consent"), {}, {"f": True})[0]


FILE = "0197a3c2-0000-7000-8000-00000000000a"


def test_a_file_id_is_never_taken_from_the_post() -> None:
    form = one("file", max=2)
    answers, _ = read(
        form, {"f": "0197-of-somebody-else", "f-remove": ["aaa"]}, {"f": ["aaa", "bbb"]}, uploaded={"f": ["ccc"]}
    )
    assert answers["f"] == ["bbb", "ccc"]
    assert faults(form, [FILE] * 3) == [("f", Fault.WRONG_COUNT)]
    assert faults(form, [FILE]) == []
    assert faults(form, ["../../etc/passwd"]) == [("f", Fault.WRONG_SHAPE)]
    assert faults(one("file", required=True), []) == [("f", Fault.MISSING)]


def group(**more: Any) -> Form:
    inside = [
        {"id": "name", "type": "name", "label": label("氏名"), "required": True},
        {"id": "together", "type": "yesno", "label": label("同居")},
        {
            "id": "where",
            "type": "text",
            "label": label("住所"),
            "required": True,
            "show_when": {"field": "together", "is": "no"},
        },
        {"id": "photo", "type": "file", "label": label("写真")},
    ]
    return one("group", item_label={"ja": "お子さま", "en": "Child"}, fields=inside, **more)


def test_items_are_read_in_order_and_renumbered() -> None:
    post: dict[str, str | list[str]] = {
        "f-item": ["0", "1", "2"],
        "f-0-name": "一",
        "f-1-name": "二",
        "f-2-name": "三",
        "f-remove": "1",
    }
    answers, errors = read(group(), post, {"f": [{}, {}, {"photo": [FILE]}]})
    assert answers["f"] == [{"name": "一"}, {"name": "三", "photo": [FILE]}]
    assert errors == ()
    assert only_edits_items(group(), "p", {"f-remove": ["1"]})
    assert not only_edits_items(group(), "p", {"f-item": ["0"]})


def test_an_item_can_be_added_up_to_the_most_and_a_blank_last_one_is_dropped() -> None:
    form = group(max=2)
    added = read(form, {"f-0-name": "一", "f-add": "1"})[0]
    assert added["f"] == [{"name": "一"}, {}]
    assert page_inputs(form, "p", added)["f-item"] == ["0", "1"]
    assert read(form, {"f-item": ["0", "1"], "f-0-name": "一", "f-1-name": " "}, added)[0]["f"] == [{"name": "一"}]
    full = read(form, {"f-0-name": "一", "f-1-name": "二", "f-add": "1"})[0]
    assert len(full["f"]) == 2


def test_a_blank_item_that_is_needed_stays_and_shows_what_is_missing() -> None:
    answers, errors = read(group(min=1), {"f-item": "0", "f-0-name": ""})
    assert answers["f"] == [{}]
    assert [(error.path, error.fault) for error in errors] == [("f/0/name", Fault.MISSING)]
    assert faults(group(min=1), []) == [("f", Fault.MISSING)]
    assert faults(group(min=2), [{"name": "一"}]) == [("f", Fault.WRONG_COUNT)]
    assert ("f", Fault.WRONG_COUNT) in faults(group(max=1), [{"name": "一"}, {"name": "二"}])


def test_the_number_of_items_read_is_bounded_whatever_is_posted() -> None:
    post: dict[str, str | list[str]] = {f"f-{n}-name": "x" for n in range(999)}
    answers, errors = read(group(max=3), {**post, "f-99999999999-name": "x", "f-٣-name": "x"})
    assert len(answers["f"]) == 4
    assert [error.fault for error in errors] == [Fault.WRONG_COUNT]


def test_conditions_inside_an_item_look_at_their_own_item() -> None:
    value = [
        {"name": "一", "together": "no"},
        {"name": "二", "together": "yes"},
        {"name": "三", "together": "no", "where": "x"},
    ]
    assert faults(group(), value) == [("f/0/where", Fault.MISSING)]


def test_unknown_fields_are_refused_by_path_and_only_so_many() -> None:
    form = group()
    assert faults(form, [{"name": "一", "age": 3}]) == [("f/0/age", Fault.UNKNOWN_FIELD)]
    many = check_all(form, {f"x{n}": 1 for n in range(5000)}, today=TODAY)
    assert len(many) == 20
    (error,) = check_all(form, {"{label}\x00": 1}, today=TODAY)
    assert error.path == "{label}"
    assert "{label}" in error.message.ja


def test_answers_hidden_by_a_later_change_of_mind_stay_in_the_draft_and_leave_the_application() -> None:
    fields = [
        {"id": "name", "type": "name", "label": label("氏名")},
        {"id": "spouse", "type": "yesno", "label": label("配偶者")},
        {
            "id": "who",
            "type": "name",
            "label": label("氏名"),
            "required": True,
            "show_when": {"field": "spouse", "is": "yes"},
        },
    ]
    form = parse_form({"pages": [{"id": "p", "title": label("p"), "fields": fields}], "applicant": {"name": "name"}})
    answers, errors = read(form, {"spouse": "no", "who": "港　太郎"})
    assert errors == ()
    assert answers["who"] == "港　太郎"
    assert cleaned(form, answers) == {"spouse": "no"}
    assert [error.path for error in check_page(form, "p", {"spouse": "yes"}, today=TODAY)] == ["who"]


def test_every_error_is_told_in_three_languages_with_the_label() -> None:
    data = json.loads(Path("demo/madoguchi_demo/procedures/jido-teate.json").read_text())
    form = parse_definition(data).form
    errors = check_all(form, {}, today=date(2026, 4, 15))
    paths = [error.path for error in errors]
    assert paths == [
        "name", "kana", "birth_date", "address", "phone", "occasion", "work", "spouse", "children", "older", "bank",
        "identity_photo", "bank_photo", "agree_research", "agree_true",
    ]  # fmt: skip
    for error in errors:
        field = form.field(error.path)
        for language in LANGUAGES:
            assert field.label.text(language) in error.message.text(language)
    assert errors[0].message.ja == "「氏名」を入力してください。"
    assert errors[11].message.ja.endswith("10MB以下のPDFか写真（JPEG・PNG）が使えます。")
