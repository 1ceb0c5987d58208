"""Bodies whose inventory holds the demo's procedures, and the definitions themselves."""

import json
from datetime import date, datetime
from pathlib import Path
from typing import Any

from madoguchi.ground.foundation.public import Body, Division, body_scope
from madoguchi.line.inventory.public import Procedure

FOLDER = Path(__file__).resolve().parents[2] / "demo" / "madoguchi_demo" / "procedures"
CODES = tuple(sorted(path.stem for path in FOLDER.glob("*.json")))


def definition(code: str) -> dict[str, Any]:
    """Return a fresh copy of a demo procedure's definition."""
    read: dict[str, Any] = json.loads((FOLDER / f"{code}.json").read_text(encoding="utf-8"))
    return read


def body_with_procedures(slug: str, *, at: datetime) -> Body:
    """Make a body with the procedures and the divisions that review them; nothing is published yet."""
    body = Body.objects.create(
        key=slug,
        slug=slug,
        kind="municipality",
        name=f"{slug}市",
        name_en=slug.title(),
        head_title="市長",
        head_name="",
        contact="",
    )
    with body_scope(body, write=True):
        for code in CODES:
            made = definition(code)
            name = made["review"]["division"]
            division, _ = Division.objects.get_or_create(
                code=name,
                defaults={
                    "name": f"{name}課", "name_en": name, "mark": name[:1], "phone": "", "valid_from": date(2020, 4, 1),
                },
            )  # fmt: skip
            Procedure.objects.create(code=code, name=made["procedure"]["name"]["ja"], division=division)
    return body
