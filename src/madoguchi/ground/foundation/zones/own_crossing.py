"""What crosses of the foundation's own tables and events."""

from collections.abc import Iterable, Mapping
from typing import Any

from allauth.account.models import EmailAddress, EmailConfirmation
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django_tasks_db.models import DBTaskResult

from madoguchi.ground.foundation import retention, who_looked
from madoguchi.ground.foundation.filing import scanning
from madoguchi.ground.foundation.models import (
    Absence,
    Account,
    ActingOrder,
    Assignment,
    Body,
    BodyCode,
    BodyNaming,
    Crossing,
    DatedSetting,
    Delivery,
    Departure,
    Division,
    Fault,
    Identity,
    LegalHold,
    LogCheck,
    LoggedEvent,
    Passkey,
    Person,
    Post,
    ProcessReport,
    RecoveryCode,
    RetentionDue,
    Sample,
    Scan,
    Schedule,
    Seal,
    SentPackage,
    Session,
    SignInRenewal,
    Spending,
    StoredFile,
    TakenPackage,
    TaskLease,
)
from madoguchi.ground.foundation.places import Zone
from madoguchi.ground.foundation.scope import current_body_id
from madoguchi.ground.foundation.zones import crossings


def _reference() -> Iterable[models.Model]:
    """The body in scope and those above it, their codes, what it was and is called, its divisions and its settings."""
    chain = [Body.objects.get(pk=current_body_id())]
    while (parent := chain[-1].parent) is not None and parent not in chain:
        chain.append(parent)
    return [
        *chain,
        *BodyCode.objects.filter(body__in=chain).order_by("id"),
        *BodyNaming.objects.filter(body_id=current_body_id(), begun_at__isnull=False).order_by("id"),
        *Division.objects.order_by("id"),
        *DatedSetting.objects.filter(body_id=current_body_id()).order_by("id"),
    ]


def _all(table: type[models.Model]) -> dict[Zone, tuple[str, ...]]:
    """Every column is the office's to change."""
    return {
        Zone.LGWAN: tuple(one.attname for one in table._meta.concrete_fields if one.attname not in ("id", "body_id"))
    }


def _look_again(row: StoredFile, told: Mapping[str, Any], *, sender: Zone, is_new: bool) -> None:
    """Each zone trusts its own scanner; where it has none, the other's word. A virus found by either is one in both."""
    if scanning.scanner() is None or told["scan"] == Scan.INFECTED:
        row.scan, row.found, row.signatures, row.scanned_at = (told[name] for name in _VERDICT)
    elif is_new:
        row.scan, row.scanned_at = Scan.WAITING, None
    row.save(update_fields=_VERDICT)


_VERDICT = ("scan", "found", "signatures", "scanned_at")

crossings.carried(Body, by=crossings.LGWAN, kept_by=_all(Body))
crossings.carried(BodyCode, by=crossings.LGWAN, kept_by=_all(BodyCode))
crossings.carried(BodyNaming, by=crossings.LGWAN, without=("set_by",))
crossings.carried(Division, by=crossings.LGWAN, kept_by=_all(Division))
crossings.carried(
    DatedSetting, by=crossings.LGWAN, without=("set_by",), kept_by={Zone.LGWAN: ("value", "valid_from", "valid_until")}
)
crossings.carried(StoredFile, by=crossings.BOTH, merge=_look_again)
crossings.local(
    Person, Post, Assignment, Absence, ActingOrder, because="staff stay in the office's zone; the internet knows none"
)
crossings.local(
    Account, Identity, Passkey, RecoveryCode, SignInRenewal, EmailAddress, EmailConfirmation, Authenticator, Session,
    Group, Permission, ContentType,
    because="who signs in where: residents on the internet, staff in the office's zone",
)  # fmt: skip
crossings.local(
    LoggedEvent,
    Seal,
    LogCheck,
    because="each zone has a sealed log of its own; events of the other are recorded in it",
)
crossings.local(
    Delivery, TaskLease, Schedule, DBTaskResult, Spending, Crossing, SentPackage, TakenPackage, ProcessReport, Sample,
    Fault, Departure,
    because="each zone's own work, counters and faults",
)  # fmt: skip
crossings.local(LegalHold, RetentionDue, because="retention is the office's; that a matter was erased crosses")

crossings.reference(_reference)
crossings.crosses(who_looked.READ, by=crossings.LGWAN)
crossings.crosses(retention.ERASED, by=crossings.LGWAN)
