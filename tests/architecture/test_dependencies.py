"""Every dependency is declared, explained and locked by hash; the locks name no address."""

import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from tests.architecture.house import PACKAGE, ROOT, imports

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
LOCKS = [ROOT / "requirements" / name for name in ("core.lock", "celery.lock", "dev.lock")]
# What an installation without extras must not need to start: imported only where the extra's function is used.
OF_EXTRAS = {
    "psycopg": "postgres",
    "psycopg-binary": "postgres",
    "paramiko": "sftp",
    "celery": "celery",
    "kombu": "celery",
}


def name_of(requirement: str) -> str:
    """Return the normalised name of a requirement: ``Django_Tasks[db]>=1`` is ``django-tasks``."""
    return re.sub(r"[-_.]+", "-", re.match(r"[A-Za-z0-9._-]+", requirement)[0]).lower()  # type: ignore[index]


def core() -> set[str]:
    return {name_of(line) for line in PROJECT["project"]["dependencies"]}


def declared() -> set[str]:
    groups = [*PROJECT["project"]["optional-dependencies"].values(), PROJECT["build-system"]["requires"]]
    return core() | {name_of(line) for group in groups for line in group}


def pins(lock: Path) -> dict[str, str]:
    lines = re.findall(r"^([A-Za-z0-9._-]+)==(\S+)", lock.read_text(encoding="utf-8"), re.MULTILINE)
    return {name_of(name): version for name, version in lines}


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_a_lock_names_no_address(lock: Path) -> None:
    assert [line for line in lock.read_text(encoding="utf-8").splitlines() if "://" in line or "--index" in line] == []


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_every_locked_package_has_a_hash(lock: Path) -> None:
    blocks = re.split(r"^(?=[A-Za-z0-9])", lock.read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert [block.split()[0] for block in blocks if "==" in block and "--hash=sha256:" not in block] == []


def test_the_development_lock_holds_what_operators_install_in_the_same_versions() -> None:
    operators, with_celery, developers = map(pins, LOCKS)
    assert operators.items() <= with_celery.items() <= developers.items()
    assert core() <= operators.keys()
    assert declared() <= developers.keys()


def test_every_dependency_is_explained_with_its_licence() -> None:
    page = (ROOT / "docs" / "develop" / "dependencies.md").read_text(encoding="utf-8")
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")] for line in page.splitlines() if line.startswith("| `")
    ]
    explained = {re.sub(r"[-_.]+", "-", row[0].strip("`")).lower() for row in rows}
    assert declared() - explained == set(), "declared in pyproject.toml, not explained"
    assert explained - declared() == set(), "explained, declared no longer"
    assert [row[0] for row in rows if len(row) != 3 or not all(row)] == []


def test_the_product_imports_only_what_it_declares() -> None:
    distributions = packages_distributions()
    allowed = core() | OF_EXTRAS.keys()
    undeclared = {
        f"{found.importer}:{found.line} imports {found.imported}"
        for found in imports()
        if (top := found.imported.split(".")[0]) not in sys.stdlib_module_names
        and top not in {PACKAGE, "madoguchi_demo"}
        if not {name_of(name) for name in distributions.get(top, [top])} & allowed
        and (found.importer, top) not in BUILD_ONLY
    }
    assert undeclared == set()


# Run by the build and by developers, never by an installation.
BUILD_ONLY = {("madoguchi.ground.ui.catalogues", "babel")}
