"""Making and changing tables, as their owner."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.core.management import call_command
from django.db import connections


@contextmanager
def as_owner() -> Iterator[str]:
    """Let ``default`` be the owner's connection too, where the product's own role owns no table; yield its alias.

    Some migrations of other packages write through ``default`` whatever alias they run on; a second connection would
    wait for ever for the tables that the first one is altering.
    """
    if "owner" not in settings.DATABASES:
        yield "default"
        return
    own = connections["default"]
    connections["default"] = connections["owner"]
    try:
        yield "owner"
    finally:
        connections["default"] = own


def migrate(*, verbosity: int) -> None:
    """Make and update the tables, and grant the product's role what it needs."""
    with as_owner() as alias:
        call_command("migrate", database=alias, verbosity=verbosity)
