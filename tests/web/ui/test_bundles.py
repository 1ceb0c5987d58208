"""One style sheet and one script, of all their sources, kept for ever by browsers and made anew after a change."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.contrib.staticfiles import finders
from django.core.files.storage import storages
from django.core.signals import setting_changed
from django.http import HttpResponse
from django.test import Client, RequestFactory
from whitenoise.middleware import WhiteNoiseMiddleware

from madoguchi.config.settings import STORAGES
from madoguchi.config.static_files import collect_static
from madoguchi.ground.ui import bundles

pytestmark = pytest.mark.django_db  # the end of a request looks after the connections of earlier tests


@pytest.fixture
def collected(settings: LazySettings, tmp_path: Path) -> Iterator[Path]:
    """Everything collected as at the start of serving, with the style sheet of a room of the test's own."""
    room = tmp_path / "room"
    (room / "tests").mkdir(parents=True)
    (room / "tests" / "tests.css").write_text("/* ours */\n.m-tests {\n  color: red;\n}\n", encoding="utf-8")
    settings.STATICFILES_DIRS = [room]
    settings.STATIC_ROOT = tmp_path / "static"
    settings.STORAGES = STORAGES
    collect()
    yield room / "tests" / "tests.css"
    finders.get_finder.cache_clear()


def collect() -> None:
    finders.get_finder.cache_clear()  # it keeps the folders it was made with
    setting_changed.send(sender=collect, setting="STORAGES", value=STORAGES, enter=True)  # and so does the storage
    collect_static()


def manifest() -> dict[str, str]:
    return dict(storages.create_storage(STORAGES["staticfiles"]).hashed_files)


def served(address: str, **headers: str) -> Any:
    middleware = WhiteNoiseMiddleware(lambda _: HttpResponse(status=404))
    return middleware(RequestFactory().get(address, headers=headers))


def content(response: Any) -> bytes:
    whole = b"".join(response.streaming_content)
    response.close()
    return whole


def test_every_source_is_in_the_bundle_and_no_longer_beside_it(collected: Path) -> None:
    hashed = manifest()
    style = content(served(f"/static/{hashed[bundles.ALL_STYLES]}")).decode()

    for name in (*bundles.STYLES, bundles.PRINT, "portal/portal.css"):
        classes = set(re.findall(r"\.m-[\w-]+", re.sub(r"/\*.*?\*/", "", found(name), flags=re.DOTALL)))
        assert all(one in style for one in classes), name
        assert name not in hashed
    assert ".m-tests {\ncolor: red;\n}" in style
    assert style.rindex("@media print {") > style.index(".m-tests")
    assert style.count("{") == style.count("}")
    assert "/*" not in style
    assert len(gzip.compress(style.encode())) < 14 * 1024  # as it travels: one round of TCP's first window


def found(name: str) -> str:
    path = finders.find(name)
    assert path is not None
    return Path(path).read_text(encoding="utf-8")


def test_shortening_touches_no_string_of_a_style() -> None:
    for name in (*bundles.STYLES, bundles.PRINT, "portal/portal.css"):
        rules = re.sub(r"/\*.*?\*/", "", found(name), flags=re.DOTALL)
        for text in re.findall(r'"[^"\n]*"', rules):
            assert text in bundles._short(found(name))


def test_scripts_of_every_page_are_one_file_in_their_order(collected: Path) -> None:
    script = content(served(f"/static/{manifest()[bundles.ALL_SCRIPTS]}")).decode()

    assert script == "".join(found(name) for name in bundles.SCRIPTS)


def test_a_page_names_one_style_sheet_and_two_scripts() -> None:
    page = Client().get("/gallery/resident/").content.decode()

    assert re.findall(r'<link rel="stylesheet" href="([^"]+)"', page) == ["/static/ui/all.css"]
    assert re.findall(r'<script src="([^"]+)"', page) == ["/static/django_htmx/htmx-2.min.js", "/static/ui/all.js"]


@pytest.mark.parametrize("name", [bundles.ALL_STYLES, bundles.ALL_SCRIPTS])
def test_bundles_are_compressed_and_kept_for_ever(collected: Path, name: str) -> None:
    address = f"/static/{manifest()[name]}"

    packed = served(address, accept_encoding="gzip")
    plain = served(address)

    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(content(packed)) == content(plain)
    for response in (packed, plain):
        assert response.headers["Cache-Control"] == "max-age=315360000, public, immutable"


def test_a_changed_source_makes_another_bundle_at_the_next_start(collected: Path) -> None:
    before = manifest()
    collect()
    assert manifest() == before

    collected.write_text(".m-tests { color: blue }\n", encoding="utf-8")
    collect()

    after = manifest()
    assert after[bundles.ALL_STYLES] != before[bundles.ALL_STYLES]
    assert after[bundles.ALL_SCRIPTS] == before[bundles.ALL_SCRIPTS]
    assert "blue" in content(served(f"/static/{after[bundles.ALL_STYLES]}")).decode()
