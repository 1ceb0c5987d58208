"""What an export is: a sealed folder like a backup's, its manifest, its parts.

::

    FOLDER/minamo-20260415T010000Z/   one finished export, whole in itself
        backup.json        in the clear: format, id, how the key is stretched
        manifest           sealed: what there is, with counts and sha256
        database/NAME      sealed and compressed: one table, a JSON object a line
        files/ab/NAME      sealed: one file
    FOLDER/unfinished-minamo/          one that is being made, or was interrupted
"""

import json
from dataclasses import asdict, dataclass
from hashlib import sha256
from typing import Any, Self

FORMAT = "madoguchi-body/1"


@dataclass(frozen=True, slots=True)
class TableMade:
    """One table: its rows as they were written."""

    name: str
    columns: tuple[str, ...]
    rows: int
    sha256: str  # of the JSON lines


@dataclass(frozen=True, slots=True)
class FileMade:
    """One file; rows of ``foundation_storedfile`` name it by its sha256."""

    path: str
    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class Contents:
    """The manifest of one export."""

    body_id: str
    slug: str
    name: str
    made_at: str
    version: str
    tables: list[TableMade]
    files: list[FileMade]
    missing: list[str]  # files that the deployment itself had lost or damaged
    seal_number: int  # the log's last seal
    root: str

    @classmethod
    def from_json(cls, text: str) -> Self:
        given: dict[str, Any] = json.loads(text)
        tables = [TableMade(**{**one, "columns": tuple(one["columns"])}) for one in given["tables"]]
        return cls(**{**given, "tables": tables, "files": [FileMade(**one) for one in given["files"]]})

    def as_json(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False, indent=1)

    @property
    def number(self) -> str:
        """The number by which whoever erases says that this very export was checked (確認番号)."""
        return sha256(self.as_json().encode()).hexdigest()[:12]

    @property
    def row_count(self) -> int:
        return sum(table.rows for table in self.tables)
