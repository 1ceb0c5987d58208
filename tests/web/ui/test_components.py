"""Other components, and the house rules that every component keeps."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.template import engines
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.ground.ui import components as ui
from madoguchi.ground.ui import icons
from madoguchi.ground.ui.bundles import COMPONENTS
from madoguchi.ground.ui.components.wayfinding import page_links
from madoguchi.ground.ui.web import gallery_data
from tests.web.ui.test_fields import Tags

HERE = Path(ui.__file__).resolve().parents[1]
TEMPLATES = sorted((HERE / "templates").rglob("*.html"))
SIGN_IN = HERE.parent / "foundation" / "templates"
STYLES = sorted((HERE / "static").rglob("*.css"))
SCRIPTS = sorted((HERE / "static").rglob("*.js"))
SAMPLES = [file for _title, files in gallery_data.SECTIONS for file in files]
FUNCTIONS = [function.__name__ for function in (*ui.TAGS, *ui.BLOCKS)]


def all_of(paths: list[Path]) -> str:
    return "\n".join(path.read_text(encoding="utf-8") for path in paths)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_component_is_a_tag_and_shown_in_the_gallery(name: str) -> None:
    samples = all_of([path for path in TEMPLATES if "samples" in path.parts])

    assert re.search(rf"{{% {name}\b", samples)


@pytest.mark.parametrize("file", SAMPLES)
def test_every_sample_renders_with_more_than_a_frame(file: str) -> None:
    component = gallery_data.component(file)

    assert component.states
    for state in component.states:
        assert state.code
        assert state.html.strip() or "何も出ない" in state.name


def test_every_sample_file_is_in_the_gallery() -> None:
    files = {f"ui/gallery/samples/{path.name}" for path in TEMPLATES if "samples" in path.parts}

    assert files == set(SAMPLES)


def test_every_stylesheet_of_a_component_is_loaded_and_exists() -> None:
    files = {f"ui/components/{path.name}" for path in STYLES if path.parent.name == "components"}

    assert files == set(COMPONENTS)
    assert len(COMPONENTS) == len(set(COMPONENTS))
    assert all(finders.find(name) for name in COMPONENTS)


def test_every_style_is_seen_in_the_gallery() -> None:
    classes = set(re.findall(r"\.(m-[a-z0-9_-]+)", all_of(STYLES)))
    pages = ["", "resident/", "receipt/", "staff/", "case/", "error/500/"]
    rendered = "".join(Client().get(f"/gallery/{page}").content.decode() for page in pages)
    seen = {name for value in re.findall(r'class="([^"]*)"', rendered) for name in value.split()}

    by_scripts = set(re.findall(r"m-[a-z0-9_-]+", all_of(SCRIPTS)))
    for_pages = {"m-small", "m-stack", "m-filter", "m-footer__links"}  # documented in docs/develop/ui.md
    assert classes - seen - by_scripts - for_pages == set()


def test_styles_use_tokens_that_exist_and_no_colours_of_their_own() -> None:
    tokens = HERE / "static" / "ui" / "tokens.css"
    others = [path for path in STYLES if path != tokens]
    defined = set(re.findall(r"(--[a-z0-9-]+):", all_of(STYLES)))

    assert set(re.findall(r"var\((--[a-z0-9-]+)", all_of(STYLES))) <= defined
    assert re.findall(r"#[0-9a-fA-F]{3,8}\b|\brgba?\(|\bhsla?\(", all_of(others)) == []


def test_every_token_is_used_or_one_step_of_a_scale() -> None:
    tokens = re.findall(r"^\s+(--[a-z0-9-]+):", (HERE / "static/ui/tokens.css").read_text(), re.MULTILINE)
    used = set(re.findall(r"var\((--[a-z0-9-]+)", all_of(STYLES)))

    scales = re.compile(r"--(color-(key|gray)-\d+|text-\d+|space-\d+|radius-\w+|shadow-\d)$")
    assert [token for token in tokens if token not in used and not scales.match(token)] == []


def test_scripts_know_only_attributes_that_templates_carry() -> None:
    markup = all_of(TEMPLATES) + all_of(sorted(SIGN_IN.rglob("*.html")))
    wanted = set(re.findall(r"\[(data-madoguchi-[a-z-]+)", all_of(SCRIPTS)))

    set_by_scripts = {"data-madoguchi-resting"}
    for_pages = {"data-madoguchi-announce"}
    assert {name for name in wanted - set_by_scripts - for_pages if name not in markup} == set()


def test_every_icon_named_in_a_template_exists() -> None:
    names = set(re.findall(r'{% icon "([^"]+)"', all_of(TEMPLATES)))

    assert names <= set(icons.SHAPES)
    assert "<script" not in icons.icon("check")


def test_an_unknown_icon_is_an_error() -> None:
    with pytest.raises(KeyError):
        icons.icon("unicorn")


# Buttons, notices


def test_a_button_carries_name_value_and_words_for_screen_readers() -> None:
    html = ui.button("削除", name="remove", value="1", hidden_label="山田 花子", kind="quiet")

    assert Tags(html).one("button") == {
        "class": "m-button m-button--quiet m-button--medium",
        "type": "submit",
        "name": "remove",
        "value": "1",
    }
    assert "m-visually-hidden" in html


def test_the_error_summary_links_to_fields_and_takes_the_focus() -> None:
    html = ui.error_summary([("name", "氏名を入力してください"), ("", "全部で30MBまでです")])

    tags = Tags(html)
    assert [link["href"] for link in tags.all("a")] == ["#name"]
    assert "data-madoguchi-focus" in tags.one("section")
    assert "2件" in html


def test_no_errors_make_no_summary() -> None:
    assert ui.error_summary([]) == ""


@pytest.mark.parametrize(
    "tone, word", [("success", "完了："), ("warning", "注意："), ("error", "エラー："), ("info", "お知らせ：")]
)
def test_a_banner_says_its_tone_in_a_word(tone: str, word: str) -> None:
    assert word in ui.banner("", title="題", tone=tone)  # type: ignore[arg-type]


def test_a_refusal_is_shown_in_its_three_sentences() -> None:
    html = ui.refusal_box(gallery_data.SampleRefusal(), language="en")

    for sentence in ("cannot be accepted", "already dealt with", "Reload the page"):
        assert sentence in html


def test_an_empty_answer_is_named() -> None:
    assert "未入力" in ui.answer("電話番号", "")
    assert "未入力" not in ui.answer("人数", 0)


def test_a_bulk_act_shows_how_many_are_meant() -> None:
    html = ui.confirm_box("", id="c", title="消します", count=1204, unit="件", button_label="消す", cancel_url="/")

    assert "1,204" in html


# Finding one's way


def test_breadcrumbs_end_with_this_page() -> None:
    html = ui.breadcrumb("みなも市", "/minamo/", "申請")

    tags = Tags(html)
    assert [link["href"] for link in tags.all("a")] == ["/minamo/"]
    assert tags.all("li")[-1]["aria-current"] == "page"


def test_breadcrumbs_without_a_last_label_are_an_error() -> None:
    with pytest.raises(ValueError, match="label"):
        ui.breadcrumb("みなも市", "/minamo/")


def test_steps_name_the_current_one_and_lead_back_to_done_ones_only() -> None:
    html = ui.steps([ui.Step("氏名", "/1"), "口座", ui.Step("確認", "/3")], current=2)

    tags = Tags(html)
    assert "2 / 3" in html
    assert [link["href"] for link in tags.all("a")] == ["/1"]
    assert [item.get("aria-current") for item in tags.all("li")] == [None, "step", None]


@pytest.mark.parametrize("current", [0, 3])
def test_a_step_that_does_not_exist_is_an_error(current: int) -> None:
    with pytest.raises(ValueError, match="does not exist"):
        ui.steps(["氏名", "口座"], current=current)


def test_pages_near_and_at_the_ends_are_linked() -> None:
    links = page_links(5, 12, "?page=")

    assert [link.number for link in links] == [1, 2, 3, 4, 5, 6, 7, 0, 12]
    assert [link.number for link in links if link.is_current] == [5]


@given(st.integers(1, 60).flatmap(lambda count: st.tuples(st.integers(1, count), st.just(count))))
def test_pagination_never_hides_a_single_page_and_always_shows_the_ends(pages: tuple[int, int]) -> None:
    number, count = pages

    numbers = [link.number for link in page_links(number, count, "?page=")]

    shown = [n for n in numbers if n]
    assert shown[0] == 1
    assert shown[-1] == count
    assert shown == sorted(set(shown))
    assert number in shown
    for place, n in enumerate(numbers):
        if n == 0:
            assert numbers[place + 1] - numbers[place - 1] > 2  # a gap stands for at least two pages
        elif place and numbers[place - 1]:
            assert n - numbers[place - 1] == 1


def test_one_page_needs_no_pagination() -> None:
    assert ui.pagination(number=1, count=1) == ""


def test_pagination_keeps_the_search() -> None:
    query = ui.query_of([("q", "児童 手当"), ("page", "3"), ("state", "")])

    html = ui.pagination(number=1, count=2, query=query)

    assert query == "q=%E5%85%90%E7%AB%A5+%E6%89%8B%E5%BD%93"
    assert Tags(html).all("a")[-1]["href"] == f"?{query}&page=2"


def test_components_are_block_tags_where_they_hold_content() -> None:
    template = engines["django"].from_string("{% load ui %}{% panel id='p' title='題' %}<b>{{ x }}</b>{% endpanel %}")

    assert "<b>&lt;</b>" in template.render({"x": "<"})
