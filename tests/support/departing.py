"""A body that leaves: its commands as an operator runs them, and what is left of it anywhere."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.support.backups import Ran, contents, key_file, run, stored_files

Held = tuple[dict[str, list[Any]], dict[str, str]]


@dataclass(frozen=True, slots=True)
class Operator:
    """Whoever lets a body leave; ``settings`` are the deployment's, exports lie below ``folder``."""

    settings: dict[str, str]
    folder: Path

    def do(self, *arguments: str | Path) -> Ran:
        return run(self.settings, "bodies", *arguments, *self.key)

    @property
    def key(self) -> list[str | Path]:
        return ["--key-file", key_file(self.folder), "--json"]

    def export(self, slug: str = "minamo") -> Path:
        """Let a closed body be exported; return the export."""
        done = self.do("leave", slug, self.folder / "exports")
        assert done.code == 0, done.err
        return Path(done.json["path"])

    def check(self, export: Path, *more: str | Path) -> Ran:
        """Check an export where nothing of the deployment is known."""
        return run({}, "bodies", "check", export, *more, *self.key)

    def number(self, export: Path) -> str:
        checked = self.check(export)
        assert (checked.code, checked.err) == (0, "")
        return str(checked.json["number"])

    def erase(self, export: Path) -> Ran:
        return self.do("erase", export, "--confirm", self.number(export))

    def held(self) -> Held:
        """Every row and every file of the deployment."""
        return contents(self.settings), stored_files(self.settings)


def without(held: Held, body_id: Any, *more: Any) -> Held:
    """Return what a deployment holds but for the rows and files that name a body, or these other ids."""
    ids = [text for one in (body_id, *more) for text in (str(one), one.hex)]
    rows = {
        table: [row for row in found if not any(one in repr(row) for one in ids)] for table, found in held[0].items()
    }
    return rows, {path: digest for path, digest in held[1].items() if not path.startswith(str(body_id))}
