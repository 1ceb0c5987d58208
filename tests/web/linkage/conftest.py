"""The folders, results and bodies of the database tests."""

from tests.db.linkage.conftest import at, folder, jido

__all__ = ["at", "folder", "jido"]
