"""One running product for all browser tests, and visitors who are looked after: no page of theirs may have a fault."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.support.journeys import sign_in_staff
from tests.support.visitors import ARGUMENTS, Visitor, World, running_product

if TYPE_CHECKING:
    from playwright.sync_api import Browser

ARTIFACTS = Path(__file__).resolve().parents[2] / "test-artifacts"
RUNNING = "MADOGUCHI_TEST_RUNNING"  # address of a demo prefecture that runs already, to save a minute while writing
Visit = Callable[..., Visitor]
_FAILED = pytest.StashKey[bool]()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """As everywhere, but asking the network for nothing of its own."""
    from playwright.sync_api import sync_playwright

    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        # Playwright runs a loop in this thread; Django takes that for asynchronous code and would refuse its database.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        from tests.conftest import CHROMIUM

        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def prefecture(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """The demo prefecture with half a year of history, served by ``madoguchi up``; all browser tests share it."""
    if address := os.environ.get(RUNNING):
        yield World(address, browser, sign_in_staff)
        return
    data = tmp_path_factory.mktemp("product")
    with running_product(data) as address:
        yield World(address, browser, sign_in_staff, data)


@pytest.fixture
def visit(prefecture: World, request: pytest.FixtureRequest) -> Iterator[Visit]:
    """``visit(viewport=PHONE, script=False)``, ``visit(staff="hoshino")``: somebody at a browser.

    After the test everybody leaves; a failed one keeps a trace and a picture of each browser under test-artifacts/;
    a fault on any page seen fails the test.
    """
    visitors: list[Visitor] = []
    traced: list[Visitor] = []

    def come(*, staff: str = "", trace: bool = True, **options: Any) -> Visitor:  # Any: Playwright's own options
        visitor = prefecture.staff(staff, **options) if staff else prefecture.visitor(**options)
        if trace:
            visitor.context.tracing.start(snapshots=True)
            traced.append(visitor)
        visitors.append(visitor)
        return visitor

    yield come
    faults = [fault for visitor in visitors for fault in visitor.faults]
    has_failed = bool(faults) or request.node.stash.get(_FAILED, False)
    name = re.sub(r"[^\w-]+", "-", request.node.name)
    for number, visitor in enumerate(visitors, start=1):
        if has_failed:
            ARTIFACTS.mkdir(exist_ok=True)
            if visitor in traced:
                visitor.context.tracing.stop(path=ARTIFACTS / f"{name}-{number}.zip")
            visitor.page.screenshot(path=ARTIFACTS / f"{name}-{number}.png", full_page=True)
        visitor.close()
    assert not faults, "\n".join(faults)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Let ``visit`` know whether its test failed."""
    report = yield
    if report.when == "call":
        item.stash[_FAILED] = report.failed
    return report
