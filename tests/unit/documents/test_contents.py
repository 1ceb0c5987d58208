"""Contents as JSON data, and QR codes as vector pictures."""

import json
import re
from datetime import UTC, datetime
from xml.etree import ElementTree as ET

from madoguchi.office.documents.core import qr
from madoguchi.office.documents.core.contents import KIND_LABELS, Kind
from tests.unit.documents import samples


def test_every_content_is_json_with_dates_in_the_japanese_era() -> None:
    for content in samples.ALL:
        data = json.loads(json.dumps(content.data(), ensure_ascii=False))
        assert data["issued_on"] == "令和8年4月15日"


def test_instants_are_shown_in_japanese_time() -> None:
    from dataclasses import replace

    midnight = replace(samples.receipt(), received_at=datetime(2026, 4, 15, 15, 0, tzinfo=UTC))
    evening = replace(samples.receipt(), received_at=datetime(2026, 4, 15, 10, 30, tzinfo=UTC))

    assert midnight.data()["received_at"] == "令和8年4月16日（木）午前0時0分"
    assert evening.data()["received_at"] == "令和8年4月15日（水）午後7時30分"


def test_names_are_not_normalised() -> None:
    recipient = samples.notice("\ufa19谷").data()["recipient"]

    assert isinstance(recipient, dict)
    assert recipient["name"] == "\ufa19谷"


def test_every_kind_has_a_label_and_a_template() -> None:
    from madoguchi.office.documents.core.typesetting import NAMES, TEMPLATES

    assert set(KIND_LABELS) == set(Kind)
    assert {kind.value for kind in Kind} == set(NAMES)
    assert all((TEMPLATES / f"{kind}.typ").is_file() for kind in Kind)


def test_the_picture_shows_exactly_the_dark_modules_of_the_code() -> None:
    rows = qr.matrix(samples.URL)
    wanted = {(x, y) for y, row in enumerate(rows, 4) for x, module in enumerate(row, 4) if module == "1"}

    path = ET.fromstring(qr.svg(samples.URL)).find("{http://www.w3.org/2000/svg}path")
    assert path is not None
    drawn = {
        (int(x) + step, int(y))
        for x, y, width in re.findall(r"M(\d+) (\d+)\.5h(\d+)", path.attrib["d"])
        for step in range(int(width))
    }

    assert drawn == wanted
