"""What sign-in leaves behind: accounts of people who left, sessions that have ended, limits and codes that are over."""

from datetime import datetime, timedelta
from importlib import import_module

from django.conf import settings
from django.db import connection

from madoguchi.ground.foundation.people_closing import close_accounts_of_leavers
from madoguchi.ground.foundation.tasks.schedules import schedule

CACHE_TABLE = "foundation_cache"


def prune_sessions(at: datetime) -> None:
    """Delete the rows of sessions that have ended."""
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()


def prune_cache(at: datetime) -> int:
    """Delete what is over; Django itself looks only when the table is full. Return how many rows went."""
    with connection.cursor() as cursor:
        over = connection.ops.adapt_datetimefield_value(at.replace(microsecond=0))
        cursor.execute(f"DELETE FROM {CACHE_TABLE} WHERE expires < %s", [over])  # noqa: S608  constant text
        return int(cursor.rowcount)


schedule("foundation.prune_sessions", every=timedelta(hours=1), run=prune_sessions)
schedule("foundation.prune_cache", every=timedelta(hours=1), run=prune_cache)
schedule("foundation.close_accounts_of_leavers", every=timedelta(hours=1), run=close_accounts_of_leavers)
