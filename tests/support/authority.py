"""A body that has adopted rules on who decides (専決規程): those of the demo's fictional city."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import madoguchi_demo
from tests.support import rule_books

if TYPE_CHECKING:
    from madoguchi.office.rules.models import RuleRevision
    from tests.support.offices import Office

_FOLDER = Path(madoguchi_demo.__file__).parent / "rules"
DOCUMENT = (_FOLDER / "senketsu.json").read_text(encoding="utf-8")
CASES = (_FOLDER / "senketsu.cases.jsonl").read_text(encoding="utf-8").splitlines()


def adopt(office: Office, document: str = DOCUMENT, *cases: str) -> RuleRevision:
    """Let the body adopt rules on who decides, from today on."""
    return rule_books.adopt(office.staffed, document, *(cases or CASES), package_id="senketsu")


def adopt_by_another_limit(office: Office, yen: int) -> RuleRevision:
    """The same with another limit of the chief's, and the golden cases at that limit left out."""
    document = DOCUMENT.replace('"value": 10000,', f'"value": {yen},')
    cases = [case for case in CASES if '"id": "chief-' not in case]
    return adopt(office, document, *cases)


def employ_superiors(office: Office) -> None:
    """Give the body a director above the division, and a head."""
    office.employ("director", rank="director", role="manager")
    office.employ("head", rank="head", role="manager", division=office.divide("shicho"))
