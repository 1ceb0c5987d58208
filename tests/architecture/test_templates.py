"""Templates hold no inline style or script (the Content-Security-Policy forbids both), and none lies unused."""

import re
from pathlib import Path

import pytest

from tests.architecture.house import PACKAGE, SRC, python_files, templates

INLINE = {
    "inline style": re.compile(r"<style\b|\sstyle\s*=", re.IGNORECASE),
    "inline script": re.compile(r"<script\b(?![^>]*\bsrc\s*=)[^>]*>", re.IGNORECASE),
    "script with content": re.compile(r"<script\b[^>]*>\s*[^<\s]", re.IGNORECASE),
    "inline handler": re.compile(r"<[^>]*\son[a-z]+\s*=", re.IGNORECASE),
    "address with script": re.compile(r"javascript:", re.IGNORECASE),
}
# Named by others than our code: error pages of Django and allauth, and pages of allauth that we replace.
NAMED_ELSEWHERE = re.compile(
    r"^(400|403|404|429|500|403_csrf)\.html$|^(account|mfa|socialaccount|allauth|usersessions)/"
)
HTML = [pytest.param(path, id=str(path.relative_to(SRC / PACKAGE))) for path in templates() if path.suffix == ".html"]


def faults(text: str) -> list[str]:
    """Return what a template holds that the Content-Security-Policy would stop."""
    without_comments = re.sub(r"{%\s*comment.*?endcomment\s*%}|{#.*?#}|<!--.*?-->", "", text, flags=re.DOTALL)
    return [name for name, pattern in INLINE.items() if pattern.search(without_comments)]


@pytest.mark.parametrize("path", HTML)
def test_a_template_holds_no_inline_style_or_script(path: Path) -> None:
    assert faults(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "text, fault",
    [
        ('<p style="color:red">', "inline style"),
        ("<style>p{}</style>", "inline style"),
        ("<script>alert(1)</script>", "inline script"),
        ('<script src="a.js">alert(1)</script>', "script with content"),
        ('<button type="button" onclick="go()">', "inline handler"),
        ('<a href="javascript:go()">', "address with script"),
    ],
)
def test_the_search_for_inline_code_finds_it(text: str, fault: str) -> None:
    assert fault in faults(text)


def test_the_search_for_inline_code_lets_the_rest_pass() -> None:
    assert faults('<script src="{% static "ui/menu.js" %}" defer></script>\n<p class="style">on = off</p>') == []


def test_every_template_is_used() -> None:
    sources = [path.read_text(encoding="utf-8") for path in [*python_files(), *templates()]]
    unused = [name for name in map(_name, templates()) if not NAMED_ELSEWHERE.match(name) and not _used(name, sources)]
    assert unused == []


def _name(path: Path) -> str:
    """Return the name under which Django finds the template."""
    parts = path.parts
    return "/".join(parts[len(parts) - parts[::-1].index("templates") :])


def _used(name: str, sources: list[str]) -> bool:
    return any(f'"{name}"' in source or f"'{name}'" in source for source in sources)
