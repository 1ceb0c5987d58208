"""The bodies and files of the database tests."""

from tests.db.documents.conftest import at, minamo, stored_files, tonari

__all__ = ["at", "minamo", "stored_files", "tonari"]
