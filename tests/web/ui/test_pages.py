"""Pages, redirects, error pages, navigation."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import pairwise

import pytest
from django.http import HttpRequest
from django.test import Client

from madoguchi.ground.kernel.errors import Message
from madoguchi.ground.ui import navigation
from madoguchi.ground.ui.bundles import ALL_SCRIPTS, ALL_STYLES
from madoguchi.ground.ui.navigation import NavItem, NavItemTaken
from madoguchi.ground.ui.pages import done, error_page, page
from madoguchi.ground.ui.web.gallery_data import SampleRefusal
from tests.web.ui.test_fields import Tags

RequestIn = Callable[..., HttpRequest]
SHELLS = [
    "",
    "resident/",
    "receipt/",
    "staff/",
    "case/",
    "error/400/",
    "error/403/",
    "error/404/",
    "error/409/",
    "error/429/",
    "error/500/",
]


@pytest.mark.parametrize("address", SHELLS)
@pytest.mark.parametrize("language", ["ja", "en", "ja-easy"])
def test_a_page_has_one_heading_one_main_unique_ids_and_targets_for_its_references(address: str, language: str) -> None:
    client = Client()
    client.cookies["language"] = language

    response = client.get(f"/gallery/{address}")

    tags = Tags(response.content.decode())
    ids = tags.ids()
    assert response.status_code == 200
    assert len(tags.all("h1")) == len(tags.all("main")) == 1
    assert len(ids) == len(set(ids))
    wanted = [label["for"] for label in tags.all("label")]
    for _tag, attrs in tags.found:
        wanted += " ".join(
            attrs.get(name, "") for name in ("aria-describedby", "aria-labelledby", "popovertarget")
        ).split()
    assert set(wanted) <= set(ids)


@pytest.mark.parametrize("address", SHELLS)
def test_every_file_a_page_asks_for_exists(address: str) -> None:
    from django.contrib.staticfiles import finders

    tags = Tags(Client().get(f"/gallery/{address}").content.decode())

    files = [link["href"] for link in tags.all("link")] + [script["src"] for script in tags.all("script")]
    assert files
    asked = {file.removeprefix("/static/") for file in files} - {ALL_STYLES, ALL_SCRIPTS}  # made of their sources
    assert [file for file in asked if not finders.find(file)] == []


def test_headings_do_not_skip_a_level() -> None:
    for address in SHELLS[1:]:
        levels = [
            int(tag[1])
            for tag, _ in Tags(Client().get(f"/gallery/{address}").content.decode()).found
            if re.fullmatch("h[1-6]", tag)
        ]
        after = levels[levels.index(1) :]
        assert all(later - earlier <= 1 for earlier, later in pairwise(after)), address


def test_htmx_adds_no_style_of_its_own() -> None:
    html = Client().get("/gallery/resident/").content.decode()

    assert '"includeIndicatorStyles":false' in html
    assert '"allowEval":false' in html


def test_a_refusal_is_shown_above_the_content_in_the_readers_language(request_in: RequestIn) -> None:
    response = page(request_in("en"), "ui/error.html", None, status=409, refusal=SampleRefusal())

    html = response.content.decode()
    assert response.status_code == 409
    assert html.index("cannot be accepted") < html.index("<h1")
    assert "<title>Error: " in html


def test_a_page_carries_the_name_and_contact_of_its_body(request_in: RequestIn) -> None:
    ja = error_page(request_in("ja"), 404).content.decode()
    en = error_page(request_in("en"), 404).content.decode()

    assert "｜みなも市</title>" in ja
    assert "000-111-2222" in ja
    assert "Minamo City" in en


def test_htmx_gets_the_part_and_everybody_else_the_whole(request_in: RequestIn) -> None:
    def ask(**headers: str) -> str:
        request = request_in()
        request.META.update(headers)
        response = page(request, "ui/error.html", None, fragment="ui/_preferences.html")
        assert "HX-Request" in response.headers["Vary"]
        return response.content.decode()

    part = ask(HTTP_HX_REQUEST="true")
    assert "<html" not in part
    assert "m-preferences" in part
    assert "<html" in ask()
    assert "<html" in ask(HTTP_HX_REQUEST="true", HTTP_HX_BOOSTED="true")


def test_done_leads_to_a_page_of_the_same_body(request_in: RequestIn) -> None:
    response = done(request_in(), "sample:case", case_id="R8-1")

    assert response.status_code == 303
    assert response.headers["Location"] == "/minamo/desk/review/R8-1/"


@pytest.mark.parametrize("status", [400, 403, 404, 409, 429, 500, 503])
def test_error_pages_say_what_to_do_next(request_in: RequestIn, status: int) -> None:
    response = error_page(request_in(), status, reference="2K7M-94QD")

    html = response.content.decode()
    assert response.status_code == status
    assert ("2K7M-94QD" in html) == (status >= 500)
    assert "ください" in html


def test_an_error_page_needs_no_body_and_no_middleware() -> None:
    from django.test import RequestFactory

    response = error_page(RequestFactory().get("/"), 500)

    assert response.status_code == 500
    assert "オンライン窓口" in response.content.decode()


# Navigation


@pytest.fixture
def entries() -> Iterator[None]:
    kept, allowed = dict(navigation._items), navigation._allowed
    navigation._items.clear()
    navigation._allowed = None
    yield
    navigation._items.clear()
    navigation._items.update(kept)
    navigation._allowed = allowed


HOME = NavItem(Message("ホーム", "Home"), "sample:home", order=10, icon="home", key="h")
CASES = NavItem(Message("審査", "Review"), "sample:cases", action="review.case.see", order=20, icon="list", key="r")


@pytest.mark.usefixtures("entries")
def test_entries_with_an_action_stay_hidden_until_somebody_decides(request_in: RequestIn) -> None:
    navigation.register(CASES)
    navigation.register(HOME)

    assert [item.url for item in navigation.shown(request_in())] == ["/minamo/desk/"]


@pytest.mark.usefixtures("entries")
@pytest.mark.parametrize(
    "answer, urls", [(True, ["/minamo/desk/", "/minamo/desk/review/"]), (False, ["/minamo/desk/"])]
)
def test_permissions_decide_what_is_shown_in_order(request_in: RequestIn, answer: bool, urls: list[str]) -> None:
    asked: list[tuple[object, str]] = []
    navigation.decide_with(lambda actor, action: bool(asked.append((actor, action))) or answer)
    navigation.register(CASES)
    navigation.register(HOME)
    request = request_in()

    assert [item.url for item in navigation.shown(request)] == urls
    assert asked == [(request.actor, "review.case.see")]  # type: ignore[attr-defined]


@pytest.mark.usefixtures("entries")
def test_the_entry_nearest_to_the_page_is_current(request_in: RequestIn) -> None:
    navigation.decide_with(lambda actor, action: True)
    navigation.register(HOME)
    navigation.register(CASES)

    def current(path: str) -> list[str]:
        return [item.url for item in navigation.shown(request_in("ja", path)) if item.is_current]

    assert current("/minamo/desk/") == ["/minamo/desk/"]
    assert current("/minamo/desk/review/R8-1/") == ["/minamo/desk/review/"]
    assert current("/minamo/") == []


@pytest.mark.usefixtures("entries")
def test_two_entries_never_share_a_page_or_a_key() -> None:
    navigation.register(HOME)
    navigation.register(HOME)  # a second start of the same app is fine

    with pytest.raises(NavItemTaken):
        navigation.register(NavItem("他", "sample:home"))
    with pytest.raises(NavItemTaken):
        navigation.register(NavItem("他", "sample:case", key="h"))


@pytest.mark.usefixtures("entries")
def test_pages_without_a_body_have_no_navigation() -> None:
    from django.test import RequestFactory

    navigation.register(HOME)

    assert navigation.shown(RequestFactory().get("/gallery/")) == []
