"""Every page in every state: WCAG 2.1 AA by axe, no sideways scroll at 320 px and at 200 %, no fault on the console."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, partial
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import URLPattern, URLResolver, get_resolver, resolve

from tests.browser import (
    scenes_benefits,
    scenes_organisation,
    scenes_outreach,
    scenes_procedures,
    scenes_residents,
    scenes_rules,
    scenes_staff,
    scenes_trying,
)
from tests.browser.conftest import ARTIFACTS, Visit
from tests.browser.scenes import NOT_SHOWN, SCENES, Scene
from tests.support.visitors import DESK, Visitor, overflow

PLAYED_BY = (
    scenes_benefits,
    scenes_organisation,
    scenes_outreach,
    scenes_procedures,
    scenes_residents,
    scenes_rules,
    scenes_staff,
    scenes_trying,
)  # imported for the scenes they register
RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]},
    "resultTypes": ["violations"],
}
# 640 px: a window of 1280 px zoomed to 200 %. 320 px last: what is open there stays for the picture of a failure.
NARROW = (640, 320)


@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.name)
def test_pages_are_accessible_and_fit(scene: Scene, visit: Visit) -> None:
    seen, wrong = set[str](), list[str]()
    for name, visitor in scene.play(partial(visit, trace=False)):  # a trace would hold axe-core for every page
        seen.add(resolve(urlsplit(visitor.page.url).path).view_name)
        if faults := list(faults_of(visitor)):
            wrong += [f"{name}: {one}" for one in faults]
            visitor.page.screenshot(path=ARTIFACTS / f"{scene.name}-{name}.png", full_page=True)
    assert not wrong, "\n".join(wrong)
    assert seen == scene.shows


def test_axe_finds_what_is_wrong(visit: Visit) -> None:
    visitor = visit(trace=False)
    visitor.page.set_content("<main><h1>窓</h1><img src='data:,'><input><p style='width: 2000px'>幅</p></main>")
    found = "\n".join(faults_of(visitor))
    assert all(rule in found for rule in ("image-alt", "label", "document-title", "sideways at 640", "sideways at 320"))


def faults_of(visitor: Visitor) -> Iterator[str]:
    """Yield what is wrong with the page a visitor looks at."""
    page = visitor.page
    for violation in axe().run(page, options=RULES).response["violations"]:
        nodes = " | ".join(f"{node['html'][:160]} {node['failureSummary'][:200]}" for node in violation["nodes"][:3])
        yield f"{violation['id']} ({violation['impact']}): {violation['help']}: {nodes}"
    for width in NARROW:
        page.set_viewport_size({"width": width, "height": 640})
        if wide := overflow(page):
            yield f"scrolls sideways at {width} px: {wide}"
    page.set_viewport_size({"width": DESK["width"], "height": DESK["height"]})


@cache
def axe() -> Axe:
    """Return axe-core, read once."""
    return Axe()


def test_every_page_of_the_url_conf_is_shown_or_excused() -> None:
    shown = frozenset[str]().union(*(scene.shows for scene in SCENES))
    names = set(url_names(get_resolver().url_patterns))
    assert names - shown - NOT_SHOWN.keys() == set(), "neither in a scene nor in NOT_SHOWN"
    assert NOT_SHOWN.keys() - names == set(), "no such address any more"
    assert NOT_SHOWN.keys() & shown == set(), "excused, but shown"


def url_names(patterns: list[URLPattern | URLResolver], namespace: str = "") -> Iterator[str]:
    """Yield the name of every address."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from url_names(pattern.url_patterns, inner)
        else:
            yield f"{namespace}{pattern.name}"
