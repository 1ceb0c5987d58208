"""How the tests of the house read it: files, rooms and imports, from any copy of ``src``."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SRC = ROOT / "src"
PACKAGE = "madoguchi"
FLOORS_WITH_ROOMS = ("ground", "office", "line", "beside", "commons", "faces")


@dataclass(frozen=True, slots=True)
class Import:
    """``importer`` (a module) names ``imported`` (a module, or the package it was taken from) at ``line``."""

    importer: str
    imported: str
    line: int


def python_files(src: Path = SRC) -> list[Path]:
    """Return every Python file of the product, migrations included."""
    return sorted((src / PACKAGE).rglob("*.py"))


def rooms(src: Path = SRC) -> list[Path]:
    """Return the folder of every room."""
    floors = [src / PACKAGE / floor for floor in FLOORS_WITH_ROOMS]
    return sorted(init.parent for floor in floors for init in floor.glob("*/__init__.py"))


def templates(src: Path = SRC) -> list[Path]:
    """Return every template of pages and mails."""
    return sorted(path for path in (src / PACKAGE).rglob("templates/**/*") if path.suffix in {".html", ".txt"})


def module_name(path: Path, src: Path) -> str:
    """Return the dotted name of the module in ``path``."""
    parts = path.relative_to(src).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports(src: Path = SRC) -> Iterator[Import]:
    """Yield every import of the product, wherever it stands: in a function, for type checking, relative or not."""
    for path in python_files(src):
        importer = module_name(path, src)
        package = importer if path.name == "__init__.py" else importer.rpartition(".")[0]
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"), str(path))):
            if isinstance(node, ast.Import):
                for alias in node.names:
                    yield Import(importer, alias.name, node.lineno)
            elif isinstance(node, ast.ImportFrom):
                base = _absolute(node, package)
                for alias in node.names:
                    yield Import(importer, _module_or_base(src, base, alias.name), node.lineno)


def room_of(module: str) -> str | None:
    """Return the room a module stands in (``madoguchi.line.intake``), or None for config and what lies outside."""
    parts = module.split(".")
    return ".".join(parts[:3]) if len(parts) >= 3 and parts[0] == PACKAGE and parts[1] in FLOORS_WITH_ROOMS else None


def _absolute(node: ast.ImportFrom, package: str) -> str:
    if not node.level:
        return node.module or ""
    parent = package.split(".")[: len(package.split(".")) - node.level + 1]
    return ".".join([*parent, *([node.module] if node.module else [])])


def _module_or_base(src: Path, base: str, name: str) -> str:
    """``from base import name`` imports the module ``base.name`` where there is one, else ``base``."""
    candidate = src.joinpath(*base.split("."), name)
    return f"{base}.{name}" if candidate.with_suffix(".py").exists() or (candidate / "__init__.py").exists() else base
