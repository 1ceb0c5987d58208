"""The harness: which database, a clock that stands still, a closed network, loud faults.

docs/develop/testing.md explains it to people who write tests.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Generator, Iterator
from datetime import datetime
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import hypothesis
import pytest
import time_machine
from django.conf import LazySettings
from pytest_django.plugin import blocking_manager_key

from madoguchi.ground.ui import catalogues
from tests.support import postgres
from tests.support.bodies import Staffed
from tests.support.clamd import daemon, scanner  # noqa: F401  # fixtures for every folder
from tests.support.databases import SETTINGS, Database, PostgresDatabase, SqliteDatabase
from tests.support.standing import STANDING, Standing, layers, settings_of_files, standing

if TYPE_CHECKING:
    from django.test import Client
    from playwright.sync_api import Browser

    from madoguchi.ground.foundation.public import Body
    from tests.support.offices import Office

NOW = datetime(2026, 4, 15, 10, 0, tzinfo=ZoneInfo("Asia/Tokyo"))  # a Wednesday, 令和8年
RUN_DIRECTORY = "MADOGUCHI_TEST_RUN_DIRECTORY"
SERVER_URL = "MADOGUCHI_TEST_DATABASE_URL"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")

DATABASE = pytest.StashKey[Database]()
SERVER = pytest.StashKey[postgres.Server]()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--database",
        choices=["sqlite", "postgres"],
        default=os.environ.get("MADOGUCHI_TEST_DATABASE", "sqlite"),
        help="engine under the tests (default: MADOGUCHI_TEST_DATABASE, or sqlite)",
    )


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Choose this process's database before Django reads its settings (pytest-django does so after this hook)."""
    # Machines are noisy: how long one example takes says nothing. `make check-long` asks for more.
    hypothesis.settings.register_profile(
        "house", deadline=None, max_examples=int(os.environ.get("MADOGUCHI_TEST_EXAMPLES", "100"))
    )
    hypothesis.settings.load_profile("house")
    if os.environ.pop("DJANGO_SETTINGS_MODULE", None):
        pytest.exit("Unset DJANGO_SETTINGS_MODULE: the tests choose settings and database themselves.", 4)
    process = os.environ.get("PYTEST_XDIST_WORKER", "main")
    if process == "main":
        os.environ[RUN_DIRECTORY] = tempfile.mkdtemp(prefix="madoguchi-test-")
        if config.option.database == "postgres" and not os.environ.get(SERVER_URL):
            config.stash[SERVER] = postgres.start()
            os.environ[SERVER_URL] = config.stash[SERVER].url
    run_directory = Path(os.environ[RUN_DIRECTORY])
    database: Database
    if config.option.database == "postgres":
        database = PostgresDatabase(os.environ[SERVER_URL], run_directory, process)
    else:
        database = SqliteDatabase(run_directory, process)
    config.stash[DATABASE] = database
    for name in [
        name for name in os.environ if name.startswith("MADOGUCHI_") and not name.startswith("MADOGUCHI_TEST_")
    ]:
        del os.environ[name]  # a developer's own settings are not part of a test
    os.environ.update(
        database.environment(),
        DJANGO_SETTINGS_MODULE=SETTINGS,
        MADOGUCHI_DATA=str(run_directory / process),  # files, mails, secret key
        MADOGUCHI_SECRET_KEY="the-key-of-the-tests-guards-nothing-but-fictional-people",
    )
    from django.conf import settings

    assert settings.DATABASES  # read now; from here on pytest-django sees them and sets Django up
    del os.environ["DJANGO_SETTINGS_MODULE"]  # workers choose their own database before they read the settings


def pytest_unconfigure(config: pytest.Config) -> None:
    """Leave nothing behind; the workers of a parallel run have ended by now."""
    if "PYTEST_XDIST_WORKER" in os.environ or DATABASE not in config.stash:
        return
    if SERVER in config.stash:
        config.stash[SERVER].stop()
    else:
        config.stash[DATABASE].close()
    shutil.rmtree(os.environ[RUN_DIRECTORY], ignore_errors=True)


@pytest.hookimpl(wrapper=True)  # before -m is applied, and after the order was shuffled
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> Generator[None]:
    """Mark what needs marks; bring together, in each module, the tests that stand on the same, the most first."""
    _mark(config, items)
    yield
    modules = groupby(items, key=lambda item: item.path)
    items[:] = [item for _path, inside in modules for item in sorted(inside, key=_standing_on, reverse=True)]


def _standing_on(item: pytest.Item) -> list[str]:
    return [layer.name for layer in layers(item)]


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Let stand what this test asks for."""
    if STANDING in item.config.stash:  # the first test that has a database sets it up
        with item.config.stash[blocking_manager_key].unblock():
            item.config.stash[STANDING].make_ready(layers(item))


def _mark(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark what stands in tests/browser and tests/long; skip, with the reason, what this machine cannot show."""
    for item in items:
        for folder, mark in (("browser", pytest.mark.browser), ("long", pytest.mark.long)):
            if item.path.is_relative_to(Path(__file__).parent / folder):
                item.add_marker(mark)
        if config.stash[DATABASE].vendor == "postgresql" and item.get_closest_marker("long_on_postgres"):
            item.add_marker(pytest.mark.long)
    skipped = {}
    if config.stash[DATABASE].vendor != "postgresql":
        skipped["postgres"] = "shows something of PostgreSQL: run with --database=postgres"
    if not CHROMIUM:
        skipped["browser"] = "needs Chromium: apt-get install chromium fonts-noto-cjk"
    elsewhere = [one for one in items if "postgres" in skipped and one.get_closest_marker("postgres") and _is_long(one)]
    if elsewhere:  # `make check-long` skips nothing: these run there with the other database
        items[:] = [one for one in items if one not in elsewhere]
        config.hook.pytest_deselected(items=elsewhere)
    for item in items:
        for mark, reason in skipped.items():
            if item.get_closest_marker(mark):
                item.add_marker(pytest.mark.skip(reason=reason))


def _is_long(item: pytest.Item) -> bool:
    return item.get_closest_marker("long") is not None


@pytest.fixture(scope="session")
def database(request: pytest.FixtureRequest) -> Database:
    """The database of this test process: ``vendor``, ``environment()``."""
    return request.config.stash[DATABASE]


@pytest.fixture(scope="session")
def django_db_setup(
    request: pytest.FixtureRequest,
    django_test_environment: None,
    django_db_blocker: pytest.FixtureRequest,
    database: Database,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[None]:
    """Replaces pytest-django's: a copy of the migrated template, and a fresh one after each test that commits."""
    from django.db import connections
    from django.test import TransactionTestCase

    from tests.support.loud import make_faults_loud

    def fresh_copy(_test: TransactionTestCase) -> None:
        connections.close_all()
        database.prepare()

    make_faults_loud()
    database.prepare()
    # Django would empty the tables (TRUNCATE), which the product's role may not and which loses rows of migrations.
    TransactionTestCase._fixture_teardown = fresh_copy  # type: ignore[attr-defined]
    stands = Standing(tmp_path_factory.mktemp("standing"), NOW)
    request.config.stash[STANDING] = stands
    yield
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        stands.leave()
        connections.close_all()


@pytest.fixture(scope="session", autouse=True)
def settings_of_tests(request: pytest.FixtureRequest) -> Iterator[None]:
    """Where tests differ from the product's settings.

    Static files keep their plain names (nothing is collected) and passwords are hashed quickly.
    """
    from django.conf import settings
    from django.test import override_settings

    catalogues.compile_all()  # a word changed since the last install shows at once
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)  # WhiteNoise warns of a missing one
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    with override_settings(
        STORAGES={**settings.STORAGES, "staticfiles": plain},
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
    ):
        yield


@pytest.fixture(autouse=True)
def clock(request: pytest.FixtureRequest) -> Iterator[time_machine.Traveller | None]:
    """The clock, standing at 2026-04-15 10:00 in Japan; ``clock.shift(timedelta(days=1))`` or ``clock.move_to(…)``.

    Tests marked ``real_time`` or ``browser`` see the real clock and get ``None``.
    """
    if request.node.get_closest_marker("real_time") or request.node.get_closest_marker("browser"):
        yield None
        return
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture(autouse=True)
def nothing_kept() -> None:
    """What a process keeps for a while is of this test alone."""
    from tests.support.kept import forget_kept

    forget_kept()


@pytest.fixture(autouse=True)
def set_up_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A command run in this process does not set Django up again: its log would go to this test's closed capture."""
    monkeypatch.setattr("django.setup", lambda: None)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The machine's Chromium, driven by Playwright; ``browser.new_page(viewport={"width": 320, "height": 640})``."""
    from playwright.sync_api import sync_playwright

    # Chromium's sandbox needs rights that a container's root does not have; it only meets our own pages here.
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        # Playwright runs a loop in this thread; Django takes that for asynchronous code and would refuse its database.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=arguments)
        yield chromium
        chromium.close()


@standing
def other_body() -> Staffed:
    """となり町 with a division, posts and people; all its names hold ``NEVER_SHOWN``."""
    from tests.support.bodies import NEVER_SHOWN, OTHER_SLUG, make_body, staff

    return staff(make_body(OTHER_SLUG, "となり町", mark=NEVER_SHOWN), mark=NEVER_SHOWN)


@standing
def staffed(other_body: Staffed) -> Staffed:
    """みなも市 with a division, posts and people: ``staffed.body``, ``.division``, ``.actor("chief")``.

    The other body's rows are always there too.
    """
    from tests.support.bodies import make_body, staff

    return staff(make_body("minamo", "みなも市"))


@pytest.fixture
def body(staffed: Staffed) -> Body:
    """みなも市, the body that a test is about; see ``staffed``."""
    return staffed.body


@pytest.fixture
def own_files(settings: LazySettings, tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    """The folder where this test's files lie (``HANDOVER_FOLDER`` is beside it), with those of what stands under it."""
    for name, value in settings_of_files(tmp_path).items():
        setattr(settings, name, value)
    if STANDING in request.config.stash:
        request.config.stash[STANDING].give_files(tmp_path)
    return tmp_path / "files"


@standing
def office(staffed: Staffed, other_body: Staffed, own_files: Path) -> Office:
    """みなも市 open for 児童手当, and となり町 too, with an application of its own; files in a folder of the test."""
    from tests.support.bodies import NEVER_SHOWN
    from tests.support.offices import open_office

    neighbour = open_office(other_body)
    neighbour.start(neighbour.apply(seed=99, name=NEVER_SHOWN, email="neighbour@example.jp"))
    return open_office(staffed)


@pytest.fixture
def client() -> Client:
    """Django's test client; fails where a page shows anything of the other body."""
    from django.test import Client

    from tests.support.bodies import assert_nothing_of_another_body

    class WalledClient(Client):
        def request(self, **request: Any) -> Any:  # Any: Django's own signature
            response = super().request(**request)
            assert_nothing_of_another_body(request["PATH_INFO"], response)
            return response

    return WalledClient()
