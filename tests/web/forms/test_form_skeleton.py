"""The compiled page is the plain page, byte for byte, and much cheaper."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID

import pytest
from django.utils.html import escape
from hypothesis import given, settings
from hypothesis import strategies as st

from madoguchi.ground.kernel.errors import Language
from madoguchi.line.forms.core.answers import file_ids
from madoguchi.line.forms.core.definition import content_address, parse_definition, parse_form
from madoguchi.line.forms.core.fields import Form, Kind
from madoguchi.line.forms.core.posted import page_inputs, read_page
from madoguchi.line.forms.skeleton import MOST_KEPT, _pages, page_html
from tests.support.answers import valid_answers
from tests.support.forms import JSON, SEEDS, TODAY, definition, label
from tests.support.kinds import kinds_page

LANGUAGES = list(Language)


class Inputs(HTMLParser):
    """Collects what a browser would post, and all ids."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.post: dict[str, list[str]] = {}
        self.ids: list[str] = []
        self._select = self._area = ""
        self._text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if found.get("id"):
            self.ids.append(str(found["id"]))
        name, value, kind = str(found.get("name") or ""), str(found.get("value") or ""), found.get("type")
        if tag == "select":
            self._select = name
        elif tag == "option" and "selected" in found:
            self.post[self._select] = [value]
        elif tag == "textarea":
            self._area, self._text = name, ""
        elif tag == "input" and kind in {"radio", "checkbox"}:
            if "checked" in found:
                self.post.setdefault(name, []).append(value)
        elif tag == "input" and kind != "file" and (value or kind == "hidden"):
            self.post.setdefault(name, []).append(value)

    def handle_data(self, data: str) -> None:
        if self._area:
            self._text += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            if text := self._text.removeprefix("\n"):
                self.post[self._area] = [text]
            self._area = ""


def plain(sha256: str, form: Form, page_id: str, answers: Any, language: str, files: Any = None) -> str:
    from madoguchi.line.forms.rendering import fields_html

    return fields_html(sha256, form, page_id, answers, language, files=files)


def stored(form: Form, answers: Any) -> dict[str, Any]:
    from madoguchi.ground.ui.public import components as ui

    return {one: ui.UploadedFile(one, f"写真<{n}>.png", 1000 * n) for n, (_, one) in enumerate(file_ids(form, answers))}


@settings(max_examples=25, deadline=None)
@given(SEEDS, st.sampled_from(LANGUAGES))
def test_the_compiled_page_equals_the_plain_page(seed: int, language: str) -> None:
    random = Random(seed)
    data = definition(random)
    form, sha256 = parse_form(data), content_address(data)
    for answers in (valid_answers(form, random, today=TODAY), {}, valid_answers(form, random, today=TODAY, fill=1)):
        files = stored(form, answers)
        for page in form.pages:
            html = page_html(sha256, form, page.id, answers, language, files=files)
            assert html == plain(sha256, form, page.id, answers, language, files)
            assert "zq" not in html


@settings(max_examples=15, deadline=None)
@given(SEEDS, st.data())
def test_hostile_answers_are_escaped_in_both_and_shown_alike(seed: int, data: st.DataObject) -> None:
    made = definition(Random(seed))
    form, sha256 = parse_form(made), content_address(made)
    page = data.draw(st.sampled_from(form.pages))
    odd = st.sampled_from(['"><script>alert(1)</script>', "'\"&<>", "zqText0qz", "zqIndexqz", "zqContentqz"]) | JSON
    inside = st.dictionaries(st.sampled_from(["g0", "g1", "g2", "text", "year", "holder"]), odd, max_size=4)
    answers = {field.id: data.draw(odd | inside | st.lists(inside, max_size=3)) for field in page.fields}
    html = page_html(sha256, form, page.id, answers, "ja")
    assert html == plain(sha256, form, page.id, answers, "ja")
    assert "<script>" not in html


@settings(max_examples=15, deadline=None)
@given(SEEDS)
def test_what_a_browser_posts_back_unchanged_gives_the_same_answers(seed: int) -> None:
    random = Random(seed)
    data = definition(random)
    form, sha256 = parse_form(data), content_address(data)
    answers = valid_answers(form, random, today=TODAY)
    for page in form.pages:
        inputs = Inputs(page_html(sha256, form, page.id, answers, "ja"))
        assert len(inputs.ids) == len(set(inputs.ids))
        shown = {field.id for field in page.fields if field.id in answers}
        again, _ = read_page(form, page.id, inputs.post, answers, today=TODAY)
        hidden = {field.id for field in page.fields if field.kind is Kind.GROUP and field.id not in answers}
        assert {name: again[name] for name in shown} == {name: answers[name] for name in shown}
        for name in hidden & again.keys():
            assert all(not item for item in again[name])  # type: ignore[union-attr]  blank items a group starts with


@pytest.mark.parametrize(
    "path", sorted(Path("demo/madoguchi_demo/procedures").glob("*.json")), ids=lambda path: path.stem
)
@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_of_the_demo_are_equal_and_their_words_are_of_the_language(path: Path, language: str) -> None:
    data = json.loads(path.read_text())
    form, sha256 = parse_definition(data).form, content_address(data)
    answers = valid_answers(form, Random(1), today=TODAY, fill=1)
    for page in form.pages:
        html = page_html(sha256, form, page.id, answers, language)
        assert html == plain(sha256, form, page.id, answers, language)
        asked = [field for field in page.fields if form.logic.shown(answers).field(field)]
        assert all(escape(field.label.text(language)) in html for field in asked or page.fields[:1])


def asking() -> tuple[Form, str]:
    fields = [
        {"id": "name", "type": "name", "label": label("氏名")},
        {"id": "spouse", "type": "yesno", "label": {"ja": "配偶者はいますか"}},
        {"id": "who", "type": "name", "label": label("配偶者の氏名"), "show_when": {"field": "spouse", "is": "yes"}},
    ]
    later = [
        {"id": "a", "type": "text", "label": label("あり"), "show_when": {"field": "spouse", "is": "yes"}},
        {"id": "b", "type": "text", "label": label("なし"), "show_when": {"field": "spouse", "is": "no"}},
        {"id": "c", "type": "yesno", "label": label("両方")},
        {
            "id": "d", "type": "text", "label": label("組合せ"),
            "show_when": {"all": [{"field": "spouse", "is": "no"}, {"field": "c", "is": "yes"}]},
        },
    ]  # fmt: skip
    pages = [{"id": "p", "title": label("p"), "fields": fields}, {"id": "q", "title": label("q"), "fields": later}]
    data = {"pages": pages, "applicant": {"name": "name"}}
    return parse_form(data), content_address(data)


def test_a_condition_on_the_same_page_is_left_to_the_script_and_told_in_words() -> None:
    form, sha256 = asking()
    html = page_html(sha256, form, "p", {}, "ja")
    assert '<div data-madoguchi-shown="who">' in html
    assert "「配偶者はいますか」で「はい」を選んだ方だけお答えください。" in html


def test_a_condition_on_an_earlier_page_is_settled_by_the_server() -> None:
    form, sha256 = asking()
    names = {
        chosen: re.findall(r'name="(\w+)"', page_html(sha256, form, "q", {"spouse": chosen}, "ja"))
        for chosen in ("yes", "no", "")
    }
    assert names == {"yes": ["a", "c", "c"], "no": ["b", "c", "c", "d"], "": ["c", "c"]}
    html = page_html(sha256, form, "q", {"spouse": "no"}, "ja")
    assert "「両方」で「はい」を選んだ方だけお答えください。" in html  # what is left of the condition
    assert 'data-given="{&quot;whole&quot;:{&quot;spouse&quot;:false},&quot;members&quot;:{}}"' in html


def test_errors_stand_beside_their_boxes_and_links_reach_them() -> None:
    from madoguchi.line.forms.core.checks import check_page
    from madoguchi.line.forms.rendering import error_links

    data = json.loads(Path("demo/madoguchi_demo/procedures/jido-teate.json").read_text())
    form, sha256 = parse_definition(data).form, content_address(data)
    answers: dict[str, Any] = {
        "children": [{"together": "no", "address": {"postal_code": "12", "text": "x"}}],
        "bank": {"number": "12"},
        "birth_date": {"year": "9", "month": "x", "day": "1"},
    }
    for page_id in ("parent", "children", "account", "photos", "consent"):
        errors = check_page(form, page_id, answers, today=TODAY)
        html = page_html(sha256, form, page_id, answers, "ja", errors=errors)
        ids = Inputs(html).ids
        links = error_links(errors, form, "ja")
        assert links
        for anchor, message in links:
            assert anchor in ids
            assert message in html
    assert (
        "q-children-0-address",
        "「お子さまの住所」の郵便番号は、7桁の数字で入力してください（例：123-4567）。",
    ) in error_links(check_page(form, "children", answers, today=TODAY), form, "ja")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_error_of_the_kinds_of_the_country_leads_to_its_box(language: str) -> None:
    from madoguchi.line.forms.core.checks import check_page
    from madoguchi.line.forms.rendering import error_links

    data = {"pages": [kinds_page()], "applicant": {"name": "head"}}
    form, sha256 = parse_form(data), content_address(data)
    day = {"era": "R", "year": "8", "month": "13", "day": "1"}
    answers: dict[str, Any] = {
        "firm": "123", "head": "港", "since": {"era": "R", "year": "8"}, "place": {"latitude": "x"},
        "days": {"from": day, "to": "2026-04-01"}, "effects": {"noise": "maybe"}, "contact_is": {"relation": "other"},
    }  # fmt: skip
    errors = check_page(form, "kinds", answers, today=TODAY)
    ids = Inputs(page_html(sha256, form, "kinds", answers, language, errors=errors)).ids
    links = dict(error_links(errors, form, language))
    assert set(links) == {
        "q-firm", "q-head-given", "q-since", "q-place", "q-place-latitude", "q-place-longitude", "q-days", "q-effects",
        "q-effects-dust", "q-effects-traffic", "q-contact_is-text", "q-promise",
    }  # fmt: skip
    assert set(links) <= set(ids)
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_declaration_is_posted_in_the_language_of_its_page(language: str) -> None:
    data = {"pages": [kinds_page()], "applicant": {"name": "head"}}
    form = parse_form(data)
    promise = form.field("promise").text
    assert promise is not None
    kept = {"promise": promise.en}  # read in English before
    html = page_html(content_address(data), form, "kinds", kept, language)
    assert html == plain(content_address(data), form, "kinds", kept, language)
    again, _ = read_page(form, "kinds", Inputs(html).post, {}, today=TODAY)
    assert again["promise"] == promise.text(language)


def test_a_table_of_thirty_rows_is_compiled_and_filled_in_as_it_is_rendered() -> None:
    rows = [{"value": f"r{n}", "label": label(f"{n}")} for n in range(30)]
    options = [{"value": f"v{n}", "label": label(f"{n}")} for n in range(10)]
    table = {"id": "t", "type": "matrix", "label": label("表"), "rows": rows, "options": options}
    name = {"id": "name", "type": "name", "label": label("氏名")}
    data = {"pages": [{"id": "p", "title": label("p"), "fields": [name, table]}], "applicant": {"name": "name"}}
    form, sha256 = parse_form(data), content_address(data)
    answers: dict[str, Any] = {"t": {f"r{n}": f"v{n % 10}" for n in range(0, 30, 2)}}
    html = page_html(sha256, form, "p", answers, "ja")
    assert html == plain(sha256, form, "p", answers, "ja")
    assert html.count(" checked") == 15


def test_what_is_kept_in_memory_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    from madoguchi.line.forms import skeleton

    monkeypatch.setattr(skeleton, "MOST_KEPT", 3)
    form, _ = asking()
    for n in range(6):
        page_html(f"{n}", form, "p", {}, "ja")
    assert len(_pages) <= 3 < MOST_KEPT


def test_files_in_items_are_listed_where_they_belong() -> None:
    one = str(UUID(int=7))
    group = {
        "id": "kids", "type": "group", "label": label("お子さま"), "item_label": label("お子さま"),
        "fields": [{"id": "photo", "type": "file", "label": label("写真")}],
    }  # fmt: skip
    name = {"id": "name", "type": "name", "label": label("氏名")}
    data = {"pages": [{"id": "p", "title": label("p"), "fields": [name, group]}], "applicant": {"name": "name"}}
    form = parse_form(data)
    answers: dict[str, Any] = {"kids": [{}, {"photo": [one]}]}
    html = page_html(content_address(data), form, "p", answers, "ja", files=stored(form, answers))
    assert f'name="kids-1-photo-remove" value="{one}"' in html
    assert html.count("-photo-remove") == 1
    assert html == plain(content_address(data), form, "p", answers, "ja", stored(form, answers))
    assert page_inputs(form, "p", answers) == {"kids-item": ["0", "1"]}
