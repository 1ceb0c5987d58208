"""Operators can read about every environment variable the product reads."""

import re

from tests.architecture.house import ROOT, python_files

VARIABLE = re.compile(r"\bMADOGUCHI_[A-Z0-9_]*[A-Z0-9]\b")


def test_every_setting_is_explained_to_operators() -> None:
    pages = "\n".join(path.read_text(encoding="utf-8") for path in sorted((ROOT / "docs" / "operate").rglob("*.md")))
    read = {name for path in python_files() for name in VARIABLE.findall(path.read_text(encoding="utf-8"))}
    assert read - set(VARIABLE.findall(pages)) == set()
