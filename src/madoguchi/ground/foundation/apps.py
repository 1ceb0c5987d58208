"""How rooms are started: a room's events, subscriptions, permissions and tasks are known before the first request."""

from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate

# Modules of a room that register something, in this order.
PARTS = (
    "events", "subscriptions", "permissions", "tasks", "erasure", "parts", "gauges", "navigation", "leaving",
    "crossing", "sealed",
)  # fmt: skip


class RoomConfig(AppConfig):
    """A room. ``ready`` imports what registers itself."""

    default_auto_field = "django.db.models.UUIDField"

    def ready(self) -> None:
        for part in PARTS:
            if find_spec(f"{self.name}.{part}"):
                module = import_module(f"{self.name}.{part}")
                if part == "permissions" and hasattr(module, "ROWS"):
                    from madoguchi.ground.foundation import permissions

                    permissions.register(module.ROWS)


class FoundationConfig(RoomConfig):
    """The foundation itself."""

    name = "madoguchi.ground.foundation"
    label = "foundation"

    def ready(self) -> None:
        from madoguchi.ground.foundation import (  # noqa: F401  they register
            audit,
            calendars,
            delivering,
            events,
            file_sweeping,
            files_events,
            files_scanning,
            housekeeping,
            operating,
            people_events,
            permissions,
            permissions_rows,
            request_ids,
            retention,
            who_looked,
        )
        from madoguchi.ground.foundation.database import grant_to_app_role
        from madoguchi.ground.foundation.departing import closing  # noqa: F401
        from madoguchi.ground.foundation.signin import sealed_secrets, sweeping  # noqa: F401
        from madoguchi.ground.foundation.signin.web.proving import prove_again
        from madoguchi.ground.foundation.web.decorators import register_proof
        from madoguchi.ground.foundation.zones import own_crossing, rounds  # noqa: F401

        permissions.register(permissions_rows.ROWS)
        events.request_id = request_ids.current
        register_proof(prove_again)
        post_migrate.connect(_grant, sender=self, dispatch_uid="foundation.grants")
        self._grant = grant_to_app_role


def _grant(sender: FoundationConfig, using: str, **_: Any) -> None:  # Any: a signal's further arguments
    sender._grant(using)
