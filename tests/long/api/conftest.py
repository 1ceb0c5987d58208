"""The same filled city as for the short tests."""

from tests.web.api.conftest import city, files_here, one_connection

__all__ = ["city", "files_here", "one_connection"]
