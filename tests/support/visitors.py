"""A browser for everybody: the demo prefecture served for real, and visitors who open, press and type.

Whatever no page may have gathers in ``visitor.faults``: errors on the console, breaches of the
Content-Security-Policy, files that did not come, a focus that cannot be seen.
"""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from itertools import count
from math import inf
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from django.core.signing import JSONSerializer, TimestampSigner

from tests.support.databases import SOURCES
from tests.support.identity_provider import key_pair, run_identity_provider
from tests.support.server import free_port, run_server

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Locator, Page, Request, Response
    from playwright.sync_api import StorageState as SignedIn

BODY = "minamo"
TRIAL = "kaisha"  # a trial body
PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 900}
# Chromium asks the network for nothing of its own; its sandbox needs rights that a container's root does not have.
QUIET = ["--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync"]
ARGUMENTS = [*QUIET, "--no-sandbox"] if os.geteuid() == 0 else QUIET
_addresses = count(1)
# Focus must be seen: an outline, or a ring drawn as a shadow, on the element or on the label that stands for it.
_FOCUS = """(wanted) => {
  const at = document.activeElement;
  if (!at || at === document.body) return {at: '', ring: true, there: false};
  const drawn = (one) => {
    const style = one && getComputedStyle(one);
    if (!style) return false;
    return (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2) || style.boxShadow !== 'none';
  };
  const box = at.getBoundingClientRect();
  const inside = box.width > 0 && box.height > 0 && box.bottom > 0 && box.top < innerHeight;
  const ring = inside && [at, ...(at.labels || [])].some(drawn);
  return {at: at.outerHTML.slice(0, 120), ring, there: at === wanted};
}"""


_KINDS = "all => all.map(one => [one.name, one.type])"
# What is wider than the window, the innermost last.
_OVERFLOW = """() => {
  const root = document.documentElement;
  if (root.scrollWidth <= root.clientWidth) return [];
  const right = (one) => one.getBoundingClientRect().right;
  const wide = [...document.querySelectorAll('body *')].filter((one) => right(one) > root.clientWidth + 1);
  return [`${root.scrollWidth} px`, ...wide.slice(-4).map((one) => one.outerHTML.slice(0, 120))];
}"""


@contextmanager
def running_product(data: Path) -> Iterator[str]:
    """Serve the demo prefecture from an own data folder (SQLite) until the block ends; yield its address.

    Residents may sign in, and have forms filled in, at an identity provider that runs beside it. It stands behind one
    proxy, so that every visitor comes from an address of their own: limits count per address.

    Raises:
        RuntimeError: the prefecture could not be loaded, or the server did not start; the message holds its output.
    """
    port = free_port()
    site = f"http://127.0.0.1:{port}"
    environment = {
        "MADOGUCHI_DEMO": "1", "MADOGUCHI_DATA": str(data), "MADOGUCHI_PROXIES": "1", "MADOGUCHI_ADDRESS": site,
    }  # fmt: skip
    pem, jwks = key_pair("EC")
    (data / "secrets").mkdir(parents=True, exist_ok=True)
    (data / "secrets" / "digital").write_text(pem)
    with run_identity_provider() as idp:
        digital = {
            "key": "digital", "audience": "resident", "issuer": idp.issuer, "client_id": "digital", "secret": "digital",
            "label": {"ja": "デジタル認証アプリ", "en": "Digital Authentication App", "easy": "デジタル認証アプリ"},
            "method": "private_key_jwt", "algorithm": "ES256", "attributes": ["name", "address", "birthdate", "gender"],
        }  # fmt: skip
        idp.register("digital", f"{site}/accounts/oidc/{BODY}/digital/answer/", jwks=jwks)
        (data / "providers.json").write_text(json.dumps([digital]), encoding="utf-8")
        _prepare(data, environment)
        with run_server(environment, command="up", port=port) as address:
            yield address


def _prepare(data: Path, environment: Mapping[str, str]) -> None:
    """Load the demo prefecture and a trial body, before ``up``, whose start is waited for a minute only."""
    put = ["sign-in", "providers", BODY, "--put", str(data / "providers.json")]
    trial = ["sandbox", "add", TRIAL, "--vendor", "見本システム株式会社"]
    for command in (["migrate"], ["load-demo"], put, trial):
        _run(data, environment, command)


def _run(data: Path, environment: Mapping[str, str], command: Sequence[str]) -> None:
    """Run a command of the product on a data folder. Raises RuntimeError."""
    done = subprocess.run(
        [sys.executable, "-m", "madoguchi", *command],
        env={"PATH": os.environ["PATH"], "HOME": str(data), "PYTHONPATH": SOURCES, **environment},
        cwd=data,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise RuntimeError(f"madoguchi {command} failed:\n{done.stdout}\n{done.stderr}")


SEEN_SECONDS = 2.0  # within which a focus must be drawn
SIGNED_IN_SECONDS = 600.0  # how long a sign-in of staff is used for further visitors


@dataclass
class World:
    """The running product, a browser, and staff who have signed in already."""

    address: str  # http://127.0.0.1:port
    browser: Browser
    sign_in: Callable[[Visitor, str], None]
    data: Path | None = None  # the product's own data folder, where it is ours to reach into
    _signed_in: dict[str, tuple[float, SignedIn]] = field(default_factory=dict)

    def visitor(self, **options: Any) -> Visitor:  # Any: Playwright's own options
        """Let somebody come with a browser of their own; see :class:`Visitor`."""
        return Visitor(self, **options)

    def staff(self, key: str, **options: Any) -> Visitor:
        """Let a member of staff come, signed in: ``hoshino`` (officer), ``kiryu`` (chief), … of ``world.json``."""
        # A one-time code opens once in 30 seconds, so few sign-ins; but one of long ago is asked for a code at 決裁.
        if time.monotonic() - self._signed_in.get(key, (-inf, None))[0] > SIGNED_IN_SECONDS:
            somebody = Visitor(self, bare=True)
            self.sign_in(somebody, key)
            self._signed_in[key] = (time.monotonic(), somebody.context.storage_state())
            somebody.close()
        return Visitor(self, storage_state=self._signed_in[key][1], **options)

    def age_sign_in(self, visitor: Visitor, *, seconds: int = 3600) -> None:
        """Let a visitor have signed in longer ago, behind the product's back; its data folder must be known."""
        assert self.data is not None, "of a product that runs elsewhere"
        key = next(one["value"] for one in visitor.context.cookies() if one["name"] == "madoguchi_session")
        secret = (self.data / "secret_key").read_text().strip()
        signer = TimestampSigner(key=secret, salt="django.contrib.sessions.SessionStore", fallback_keys=[])
        with closing(sqlite3.connect(self.data / "madoguchi.sqlite3", timeout=20)) as database, database:
            row = "foundation_session WHERE session_key = ?"
            [text] = database.execute(f"SELECT session_data FROM {row}", [key]).fetchone()
            session = signer.unsign_object(text, serializer=JSONSerializer)
            for record in session["account_authentication_methods"]:
                record["at"] -= seconds
            aged = signer.sign_object(session, serializer=JSONSerializer, compress=True)
            database.execute("UPDATE foundation_session SET session_data = ? WHERE session_key = ?", [aged, key])

    def stop_a_task(self) -> None:
        """Leave a task of the body given up after all its tries, behind the product's back: a mail that never went."""
        assert self.data is not None, "of a product that runs elsewhere"
        with closing(sqlite3.connect(self.data / "madoguchi.sqlite3", timeout=20)) as database, database:
            database.row_factory = sqlite3.Row
            [body_id] = database.execute("SELECT id FROM foundation_body WHERE slug = ?", [BODY]).fetchone()
            row = "SELECT * FROM django_tasks_database_dbtaskresult WHERE status = 'SUCCESSFUL' AND args_kwargs LIKE ?"
            done = dict(database.execute(f"{row} LIMIT 1", [f'%"{UUID(body_id)}"%']).fetchone())
            stopped = {**done, "id": uuid4().hex, "status": "FAILED"}
            _insert(database, "django_tasks_database_dbtaskresult", stopped)
            lease = {
                "task_id": stopped["id"], "token": 8, "worker_id": "-", "leased_until": done["finished_at"],
                "attempts": 8, "is_dead": True, "last_error": "ConnectionRefusedError",
            }  # fmt: skip
            _insert(database, "foundation_tasklease", lease)


def _insert(database: sqlite3.Connection, table: str, row: Mapping[str, object]) -> None:
    marks = ", ".join("?" * len(row))
    database.execute(f"INSERT INTO {table} ({', '.join(row)}) VALUES ({marks})", [*row.values()])


class Visitor:
    """Somebody at a browser of their own: ``page`` to act on, ``faults`` that no page may have."""

    def __init__(
        self,
        world: World,
        *,
        viewport: Mapping[str, int] = DESK,
        script: bool = True,
        bare: bool = False,
        **options: Any,
    ) -> None:
        """Open a browser.

        Args:
            world: where.
            viewport: width and height in CSS px.
            script: whether scripts run.
            bare: neither scripts nor style sheets, as in a browser of text: quick, for those whom a test is not about.
            options: more for Playwright's ``new_context``: ``locale``, ``storage_state``.
        """
        number = next(_addresses)
        self.world, self.faults, self._is_bare = world, list[str](), bare
        self.context: BrowserContext = world.browser.new_context(
            base_url=world.address,
            viewport={"width": viewport["width"], "height": viewport["height"]},
            java_script_enabled=script and not bare,
            extra_http_headers={"X-Forwarded-For": f"192.0.2.{number % 250 + 1}"},
            **{"locale": "ja-JP", "accept_downloads": True, **options},
        )
        self.context.set_default_timeout(10_000)
        self.context.on("console", self._heard)
        self.context.on("weberror", lambda error: self.faults.append(f"script: {error.error}"))
        self.context.on("response", self._answered)
        self.context.on("requestfailed", self._failed)
        self.page: Page = self.context.new_page()
        if bare:
            session = self.context.new_cdp_session(self.page)
            session.send("Network.enable")
            session.send("Network.setBlockedURLs", {"urls": ["*/static/*"]})

    def _heard(self, message: ConsoleMessage) -> None:
        # The status of an answer is told by _answered; that of a page itself is for the test to judge.
        if message.type in ("error", "warning") and not message.text.startswith("Failed to load resource"):
            self.faults.append(f"{message.page.url if message.page else ''}: {message.text}")

    def _answered(self, response: Response) -> None:
        if response.status >= 400 and response.request.resource_type != "document":
            self.faults.append(f"{response.url}: {response.status}")
        if response.status >= 500:
            self.faults.append(f"{response.url}: {response.status}")

    def _failed(self, request: Request) -> None:
        # Aborted: the person went on before it had come, or a page became a file to save.
        if request.failure != "net::ERR_ABORTED" and not self._is_bare:
            self.faults.append(f"{request.url}: {request.failure}")

    def close(self) -> None:
        """Go away."""
        self.context.close()

    # pages ------------------------------------------------------------------------------------------------------

    def open(self, address: str, *, status: int = 200) -> Page:
        """Open a page, ``/…`` or below みなも市, and see that it comes with this status."""
        response = self.page.goto(address if address.startswith(("/", "http")) else f"/{BODY}/{address}")
        assert response is not None
        assert response.status == status, f"{response.status} {self.page.url}: {self.text()[:400]}"
        return self.page

    def press(self, name: str, *, within: str = "body", status: int = 200) -> Page:
        """Press the button with these words and wait for the page that answers."""
        return self._go(self.page.locator(within).get_by_role("button", name=name, exact=True).first.click, status)

    def click(self, selector: str, *, status: int = 200) -> Page:
        """Click on what the selector names and wait for the page that answers."""
        return self._go(self.page.locator(selector).first.click, status)

    def _go(self, act: Callable[[], None], status: int) -> Page:
        with self.page.expect_navigation() as navigation:
            act()
        response = navigation.value
        assert response.status == status, f"{response.status} on {self.page.url}: {self.text()[:600]}"
        return self.page

    def text(self) -> str:
        """Return what the page says, in one line."""
        return " ".join(self.page.locator("body").inner_text().split())

    def heading(self) -> str:
        """Return the page's one heading of the first order."""
        return " ".join(self.page.locator("h1").inner_text().split())

    def fill(self, inputs: Mapping[str, str | Sequence[str]]) -> None:
        """Answer the questions of this page that the mapping names, in its order; others are left."""
        kinds: dict[str, str] = dict(self.page.locator("form [name]").evaluate_all(_KINDS))
        for name, value in inputs.items():
            boxes, kind = self.page.locator(f'form [name="{name}"]'), kinds.get(name)
            if kind in ("radio", "checkbox"):
                for one in [value] if isinstance(value, str) else value:
                    box = self.page.locator(f'form [name="{name}"][value="{one}"]')
                    if not box.is_checked():
                        box.click(force=True)  # the label lies over the box: the whole row is to be clicked
            elif kind == "select-one":
                boxes.select_option(str(value))
            elif kind and kind not in ("hidden", "submit"):
                boxes.fill(str(value))

    # keys -------------------------------------------------------------------------------------------------------

    def tab_to(self, selector: str, *, most: int = 90) -> None:
        """Press Tab until what the selector names has the focus; wherever the focus stops, it must be seen."""
        wanted = self.page.locator(selector).first
        wanted.wait_for()
        for _ in range(most):
            self.page.keyboard.press("Tab")
            seen = self._seen_focus(wanted)
            if not seen["ring"]:
                self.faults.append(f"{self.page.url}: the focus cannot be seen on {seen['at']}")
            if seen["there"]:
                return
        raise AssertionError(f"{selector} is not reached by Tab on {self.page.url}")

    def _seen_focus(self, wanted: Locator) -> dict[str, Any]:
        # As a person sees it: once the page has scrolled there and is drawn, which a busy machine needs a moment for.
        deadline = time.monotonic() + SEEN_SECONDS
        while True:
            seen: dict[str, Any] = wanted.evaluate(_FOCUS)
            if seen["ring"] or time.monotonic() > deadline:
                return seen
            self.page.wait_for_timeout(50)

    def tab_to_button(self, name: str, *, within: str = "main") -> None:
        """Press Tab until the button or link with these words has the focus."""
        self.tab_to(f'{within} :is(button:not([aria-hidden]), a):visible:has-text("{name}")')

    def key_in(self, inputs: Mapping[str, str]) -> None:
        """Answer this page's questions with nothing but keys, in the order of the mapping, which is the page's."""
        for name, value in inputs.items():
            boxes = self.page.locator(f'form [name="{name}"]:visible')
            if not boxes.count():
                continue
            if boxes.first.evaluate("box => box.tagName") == "SELECT":
                self.tab_to(f'form [name="{name}"]')
                self._choose(name, value)
            elif (kind := boxes.first.get_attribute("type")) == "radio":
                self._radio(name, value)
            elif kind == "checkbox":
                self.tab_to(f'form [name="{name}"][value="{value}"]')
                self.page.keyboard.press("Space")
            else:
                self.tab_to(f'form [name="{name}"]')
                self.page.keyboard.insert_text(value)

    def _choose(self, name: str, value: str) -> None:
        box = self.page.locator(f'form [name="{name}"]')
        values = box.locator("option").evaluate_all("all => all.map(one => one.value)")
        steps = values.index(value) - values.index(box.input_value())
        for _ in range(abs(steps)):
            self.page.keyboard.press("ArrowDown" if steps > 0 else "ArrowUp")
        assert box.input_value() == value, f"{name} cannot be chosen with the arrow keys"

    def _radio(self, name: str, value: str) -> None:
        # Tab stops once at a group: at its chosen button, else at its first
        group = self.page.locator(f'form [name="{name}"]')
        values = group.evaluate_all("all => all.map(one => one.value)")
        checked = group.evaluate_all("all => all.findIndex(one => one.checked)")
        self.tab_to(f'form [name="{name}"] >> nth={max(checked, 0)}')
        if checked < 0:
            self.page.keyboard.press("Space")
        for _ in range(values.index(value) - max(checked, 0)):
            self.page.keyboard.press("ArrowDown")
        assert group.nth(values.index(value)).is_checked(), f"{name} cannot be chosen with the arrow keys"

    def key_press(self, key: str = "Enter", *, status: int = 200) -> Page:
        """Press a key that opens a page, and wait for it."""
        return self._go(lambda: self.page.keyboard.press(key), status)


def overflow(page: Page) -> list[str]:
    """Return what is wider than the window and makes the page scroll sideways; nothing where it does not."""
    found: list[str] = page.evaluate(_OVERFLOW)
    return found
