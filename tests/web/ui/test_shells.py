"""Furniture that is kept: the same page, byte for byte, and nobody else's data."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import CsrfViewMiddleware
from django.template import Context, Engine, TemplateSyntaxError
from django.test import Client
from django.utils.html import conditional_escape, escape
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.ground.ui import compiled, components
from madoguchi.ground.ui.compiled import compiled_page
from madoguchi.ground.ui.components import Step
from madoguchi.ground.ui.components._render import render
from madoguchi.ground.ui.kept import KeptNode
from madoguchi.ground.ui.pages import page
from madoguchi.ground.ui.shell import Shell
from tests.web.ui.conftest import City

RequestIn = Callable[..., HttpRequest]
TOKEN = re.compile(rb'(name="csrfmiddlewaretoken" value=")[^"]+')
TEXT = st.text(st.characters(exclude_categories=("Cs",)), max_size=20)


@given(st.dictionaries(st.sampled_from(["token", "content"]), TEXT, min_size=2))
def test_a_shell_gives_its_page_with_the_values_escaped(values: dict[str, str]) -> None:
    def render(marks: Any) -> str:
        return f"<p>{conditional_escape(marks['token'])}</p><main>{marks['content']}</main>{marks['token']}"

    shell = Shell(render, ["token"], perhaps=["content"])
    safe = {name: escape(value) for name, value in values.items()}
    assert shell.fill(values) == render(safe)
    with pytest.raises(RuntimeError, match="nowhere"):
        Shell(render, ["token", "content", "nowhere"])
    assert Shell(render, ["token"], perhaps=["content", "nowhere"]).names == ["token", "content", "token"]


@pytest.mark.parametrize("address", ["resident/", "staff/", "case/", "error/404/"])
@pytest.mark.parametrize("size", ["standard", "largest"])
def test_kept_furniture_is_what_the_template_gives(monkeypatch: pytest.MonkeyPatch, address: str, size: str) -> None:
    def ask(language: str, query: str) -> bytes:
        client = Client()
        client.cookies["language"], client.cookies["text_size"] = language, size
        return TOKEN.sub(rb"\1", client.get(f"/gallery/{address}?{query}").content)

    queries = ('a="<b>"', "a=2")
    kept = {(language, one): ask(language, one) for language in ("ja", "en", "ja-easy") for one in queries}
    monkeypatch.setattr(KeptNode, "render", lambda self, context: self.nodelist.render(context))
    assert kept == {look: ask(*look) for look in kept}
    assert len(set(kept.values())) == len(kept)  # the looks do differ


def test_kept_furniture_sees_nothing_but_its_names() -> None:
    engine = Engine(libraries={"ui": "madoguchi.ground.ui.templatetags.ui"}, string_if_invalid="-")
    template = engine.from_string("{% load ui %}{% kept size %}{{ size }} {{ person }} {{ here }}{% endkept %}")

    def shown(**context: str) -> str:
        return template.render(Context({"csrf_token": "t", **context}))

    assert shown(size="large", person="水野 葵", here="/<1>/") == "large - /&lt;1&gt;/"
    assert shown(size="large", person="港 花子", here="/2/") == "large - /2/"
    assert shown(size="largest", person="港 花子", here="/2/") == "largest - /2/"


def test_kept_furniture_may_not_hold_a_block() -> None:
    engine = Engine(libraries={"ui": "madoguchi.ground.ui.templatetags.ui"})
    with pytest.raises(TemplateSyntaxError, match="must not hold a block"):
        engine.from_string("{% load ui %}{% kept %}{% if x %}{% block title %}{% endblock %}{% endif %}{% endkept %}")


@dataclass(frozen=True, slots=True)
class SamplePage:
    """What the sample template reads."""

    name: str
    title: str
    back: str
    steps: tuple[Step, ...]
    phone: str


SAMPLE = """{% extends "ui/resident_page.html" %}{% load ui %}
{% block title %}{{ page.title }}{% endblock %}
{% block content %}<h1>{{ page.title }}</h1>{% steps page.steps current=1 %}
<a href="{{ page.back }}">{{ page.name }}</a>{% if page.name %}<p>{{ page.name }}</p>{% endif %}
<form method="post">{% csrf_token %}</form>{{ page.phone }}{% if actor %}{{ actor.name }}{% endif %}{% endblock %}"""


@pytest.fixture
def sample(settings: Any, tmp_path: Path) -> str:
    (tmp_path / "sample.html").write_text(SAMPLE)
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [tmp_path]}]
    return "sample.html"


def of(person: str, name: str, *, phone: str = "000-111-2222") -> SamplePage:
    url = f"/minamo/{person}/"
    return SamplePage(name, "題", f"{url}back/", (Step("氏名", f"{url}1/"), Step("確認")), phone)


@pytest.mark.parametrize("language", ["ja", "en", "ja-easy"])
def test_a_compiled_page_is_the_plain_page(request_in: RequestIn, sample: str, language: str) -> None:
    compiled.forget()
    for person, name in (("id-1", "先の人"), ("id-2", "<b>後の人</b>"), ("id-3", "")):
        request = request_in(language, f"/minamo/{person}/?a=%3C&b=2")
        request.actor = None  # type: ignore[attr-defined]
        made = compiled_page(request, sample, of(person, name), slots=("name",), own_id=person)
        plain = page(request, sample, of(person, name))
        assert TOKEN.sub(rb"\1", made.content) == TOKEN.sub(rb"\1", plain.content)
    assert len(compiled._kept) == 2  # with a name, and without


def test_tokens_differ_and_each_is_accepted(request_in: RequestIn, sample: str) -> None:
    request = request_in()
    check = CsrfViewMiddleware(lambda _: HttpResponse())
    made = [compiled_page(request, sample, of("id-1", "人"), slots=("name",)).content]  # a browser without the cookie
    secret = request.META["CSRF_COOKIE"]
    for _ in range(50):
        again = request_in()
        again.COOKIES["madoguchi_csrf"] = secret
        check.process_request(again)
        made.append(compiled_page(again, sample, of("id-1", "人"), slots=("name",)).content)
        assert not again.META.get("CSRF_COOKIE_NEEDS_UPDATE")  # the browser keeps the cookie it has

    def accepted(token: str) -> bool:
        posted = request_in()
        posted.method, posted.COOKIES["madoguchi_csrf"] = "POST", secret
        posted.META["HTTP_X_CSRFTOKEN"] = token
        check.process_request(posted)
        return check.process_view(posted, lambda _: HttpResponse(), (), {}) is None

    tokens = [
        found[0].decode() for content in made if (found := re.findall(rb'csrfmiddlewaretoken" value="([^"]+)', content))
    ]
    assert len(set(tokens)) == len(made)
    assert len({token[place] for token in tokens for place in range(32)}) > 50  # of 62 characters
    for token in tokens:
        assert accepted(token)
        assert not accepted(token[:-1] + ("b" if token.endswith("a") else "a"))


def test_a_compiled_page_shows_nobody_elses_data(request_in: RequestIn, sample: str) -> None:
    first = compiled_page(request_in(), sample, of("id-1", "先の人"), slots=("name",), own_id="id-1")
    other = compiled_page(request_in(), sample, of("id-2", "後の人"), slots=("name",), own_id="id-2")

    assert "先の人" in first.content.decode()
    for mine in ("先の人", "id-1", "水野 葵"):  # the last is the actor, whom these pages do not know
        assert mine not in other.content.decode()


def test_a_text_that_changes_shows_at_once(request_in: RequestIn, sample: str) -> None:
    def shown(phone: str, contact: str) -> str:
        request = request_in()
        request.public_body = City(contact=contact)  # type: ignore[attr-defined]
        return compiled_page(request, sample, of("id-1", "人", phone=phone), slots=("name",)).content.decode()

    assert "000-111-2222" in shown("000-111-2222", "みなも市役所")
    later = shown("000-333-4444", "みなも市役所 新庁舎")
    assert "000-333-4444" in later
    assert "新庁舎" in later


def test_what_is_kept_in_memory_is_bounded(request_in: RequestIn, sample: str, monkeypatch: pytest.MonkeyPatch) -> None:
    compiled.forget()
    monkeypatch.setattr(compiled, "MOST_KEPT", 3)
    for n in range(6):
        compiled_page(request_in(), sample, of("id-1", "人", phone=str(n)), slots=("name",))
    assert len(compiled._kept) == 3


@pytest.mark.parametrize("value", ["みなも市", "一行目\n<二行目>", mark_safe("<b>太字</b>"), 0, 12])
@pytest.mark.parametrize("label", ["氏名 <1>", mark_safe("氏名 <i>1</i>"), gettext_lazy("氏名")])
def test_a_plain_answer_is_what_its_template_gives(label: str, value: object) -> None:
    plain = render("ui/components/answer.html", label=label, value=value, change_url="", note="")
    assert components.answer(label, value) == plain
