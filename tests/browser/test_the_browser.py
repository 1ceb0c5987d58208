"""The browser of the tests works: it shows Japanese text in a Japanese font and reaches the product's own pages."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.support.databases import Database
from tests.support.server import run_server


def test_japanese_text_is_set_in_a_japanese_font(browser: Browser) -> None:
    page = browser.new_page()
    page.set_content("<p id=one style='font: 100px sans-serif; display: inline'>窓</p>")
    box = page.locator("#one").bounding_box()
    page.close()
    assert box is not None
    assert box["width"] == pytest.approx(100, abs=1)  # a full-width glyph; a missing one is narrower


@pytest.mark.django_db(transaction=True)
def test_the_product_answers_from_a_process_of_its_own(database: Database, browser: Browser, tmp_path: Path) -> None:
    with run_server({**database.environment(), "MADOGUCHI_DATA": str(tmp_path)}) as address:
        page = browser.new_page()
        response = page.goto(f"{address}/healthz")
        page.close()
    assert response is not None
    assert response.status == 200
