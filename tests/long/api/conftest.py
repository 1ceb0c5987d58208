"""The same filled city as for the short tests."""

from tests.web.api.conftest import city, one_connection

__all__ = ["city", "one_connection"]
