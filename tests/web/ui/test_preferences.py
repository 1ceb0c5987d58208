"""The reader chooses language and size of text, without script, and is sent nowhere else."""

from __future__ import annotations

import pytest
from django.test import Client

ADDRESSES = ["/gallery/", "/gallery/resident/", "/gallery/staff/", "/gallery/error/404/"]


@pytest.fixture
def client() -> Client:
    return Client()


@pytest.mark.parametrize("code", ["ja", "en", "ja-easy"])
def test_a_chosen_language_is_remembered_and_leads_back(client: Client, code: str) -> None:
    response = client.post("/ui/language/", {"language": code, "next": "/gallery/resident/?q=児童"})

    assert response.status_code == 303
    assert response.headers["Location"] == "/gallery/resident/?q=%E5%85%90%E7%AB%A5"
    cookie = response.cookies["language"]
    assert cookie.value == code
    assert (cookie["samesite"], bool(cookie["httponly"])) == ("Lax", True)


@pytest.mark.parametrize(
    "code, html_lang, words",
    [("ja", "ja", "本文へ移動"), ("en", "en", "Skip to main content"), ("ja-easy", "ja", "中心へ 行く")],
)
def test_the_page_speaks_the_chosen_language(client: Client, code: str, html_lang: str, words: str) -> None:
    client.cookies["language"] = code

    response = client.get("/gallery/resident/")

    html = response.content.decode()
    assert f'<html lang="{html_lang}"' in html
    assert words in html
    assert response.headers["Content-Language"] == html_lang
    assert "Cookie" in response.headers["Vary"]


@pytest.mark.parametrize(
    "asked, html_lang",
    [
        ("en-US,en;q=0.9", "en"),
        ("fr,en;q=0.5", "en"),
        ("ja", "ja"),
        ("vi", "vi"),
        ("th", "ja"),
        ("ko-KR,en;q=0.5", "ko"),
        ("zh-CN", "zh-Hans"),
        ("zh-TW,en;q=0.5", "en"),
        ("", "ja"),
        ("ja-easy", "ja"),
        ("zh,ja;q=0.5,en;q=0.4", "zh-Hans"),
    ],
)
def test_without_a_choice_the_browser_is_asked(client: Client, asked: str, html_lang: str) -> None:
    response = client.get("/gallery/resident/", headers={"Accept-Language": asked})

    assert f'<html lang="{html_lang}"' in response.content.decode()
    assert 'value="ja-easy" lang="ja" aria-current' not in response.content.decode()


@pytest.mark.parametrize("size", ["standard", "large", "largest"])
def test_a_chosen_size_of_text_is_on_every_page(client: Client, size: str) -> None:
    response = client.post("/ui/text-size/", {"text_size": size, "next": "/gallery/"})

    assert response.status_code == 303
    for address in ADDRESSES:
        assert f'data-text-size="{size}"' in client.get(address).content.decode()


def test_an_unknown_choice_changes_nothing(client: Client) -> None:
    response = client.post("/ui/language/", {"language": "xx", "next": "/gallery/"})
    client.cookies["text_size"] = "huge"

    assert response.status_code == 303
    assert "language" not in response.cookies
    assert 'data-text-size="standard"' in client.get("/gallery/").content.decode()


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://example.com/",
        "//example.com/",
        "///example.com",
        "/\\example.com",
        "javascript:alert(1)",
        "http:example.com",
        "",
        "\x01//a",
    ],
)
@pytest.mark.parametrize("address", ["/ui/language/", "/ui/text-size/"])
def test_nobody_is_sent_to_another_site(client: Client, address: str, elsewhere: str) -> None:
    response = client.post(address, {"language": "en", "text_size": "large", "next": elsewhere})

    assert response.headers["Location"] == "/"


@pytest.mark.parametrize("address", ["/ui/language/", "/ui/text-size/"])
def test_choices_are_made_by_post_from_our_own_pages_only(address: str) -> None:
    strict = Client(enforce_csrf_checks=True)

    assert strict.get(address).status_code == 405
    assert strict.post(address, {"language": "en", "text_size": "large"}).status_code == 403
