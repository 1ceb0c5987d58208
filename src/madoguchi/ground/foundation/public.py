"""The door of the foundation for every room (events have their own: ``foundation.events``)."""

from madoguchi.ground.foundation import (
    admission,
    audit,
    calendars,
    closures,
    closures_yearly,
    dated_settings,
    feed,
    files,
    founding,
    key_files,
    leaving,
    limits,
    log_checks,
    metrics,
    namings,
    new_bodies,
    operating,
    outages,
    people,
    people_acting,
    people_services,
    permissions,
    retention,
    sealing,
    tasks,
    trials,
    who_looked,
)
from madoguchi.ground.foundation.actors import Actor, ActorKind, Role
from madoguchi.ground.foundation.apps import RoomConfig
from madoguchi.ground.foundation.clock import localdate, localtime, now
from madoguchi.ground.foundation.migrating import migrate
from madoguchi.ground.foundation.models import (
    Account,
    AccountKind,
    Body,
    BodyCode,
    Division,
    Owned,
    OwnedManager,
    OwnedQuerySet,
    Person,
    Platform,
    Post,
    Rank,
    Shared,
    StoredFile,
    valid_on,
)
from madoguchi.ground.foundation.named_bodies import at_work
from madoguchi.ground.foundation.named_bodies import bodies as named_bodies
from madoguchi.ground.foundation.permissions import NotPermitted, Reach, Row
from madoguchi.ground.foundation.places import Zone, here
from madoguchi.ground.foundation.process_reports import WebReporter
from madoguchi.ground.foundation.scope import body_scope, current_body_id, require_scope
from madoguchi.ground.foundation.signin.oidc.card import Card
from madoguchi.ground.foundation.signin.services import (
    client_address,
    create_resident_account,
    create_staff_account,
    forget_known,
    remember_known,
)
from madoguchi.ground.foundation.signin.web import cards
from madoguchi.ground.foundation.statements import (
    Statement,
    changing,
    first_row,
    insert,
    lone_row,
    owned_row,
    update_row,
    update_rows,
)
from madoguchi.ground.foundation.web.decorators import api_view, open_page, resident_page, staff_page
from madoguchi.ground.foundation.web.middleware import NotText, parse_json, problem, wants_json
from madoguchi.ground.foundation.web.requests import Request
from madoguchi.ground.foundation.zones import crossings

__all__ = [
    "Account", "AccountKind", "Actor", "ActorKind", "Body", "BodyCode", "Card", "Division", "NotPermitted",
    "NotText", "Owned", "OwnedManager", "OwnedQuerySet", "Person", "Platform", "Post", "Rank", "Reach",
    "Request", "Role", "RoomConfig", "Row", "Shared", "Statement", "StoredFile", "WebReporter", "Zone",
    "admission", "api_view", "at_work", "audit", "body_scope", "calendars", "cards", "changing",
    "client_address", "closures", "closures_yearly", "create_resident_account", "create_staff_account",
    "crossings", "current_body_id", "dated_settings", "feed", "files", "first_row", "forget_known",
    "founding", "here", "insert", "key_files", "leaving", "limits", "localdate", "localtime", "log_checks", "lone_row",
    "metrics", "migrate", "named_bodies", "namings", "new_bodies", "now", "open_page", "operating", "outages",
    "owned_row",
    "parse_json", "people", "people_acting", "people_services", "permissions", "problem", "remember_known",
    "require_scope", "resident_page", "retention", "sealing", "staff_page", "tasks", "trials", "update_row",
    "update_rows", "valid_on", "wants_json", "who_looked",
]  # fmt: skip
