"""All tables of the foundation."""

from madoguchi.ground.foundation.models.accounts import Account, AccountKind
from madoguchi.ground.foundation.models.base import Owned, OwnedManager, OwnedQuerySet, Platform, Shared
from madoguchi.ground.foundation.models.bodies import Body, BodyCode, BodyKind, BodyNaming, Departure
from madoguchi.ground.foundation.models.files import Scan, StoredFile
from madoguchi.ground.foundation.models.log import Delivery, DeliveryState, LogCheck, LoggedEvent, Seal
from madoguchi.ground.foundation.models.operation import Fault, ProcessKind, ProcessReport, Sample
from madoguchi.ground.foundation.models.people import (
    Absence,
    ActingOrder,
    Assignment,
    Division,
    Person,
    Post,
    Rank,
    valid_on,
)
from madoguchi.ground.foundation.models.settings import DatedSetting, LegalHold, RetentionDue
from madoguchi.ground.foundation.models.sign_in import Identity, Passkey, RecoveryCode, Session, SignInRenewal
from madoguchi.ground.foundation.models.tasks import Schedule, Spending, TaskLease
from madoguchi.ground.foundation.models.zones import Crossing, SentPackage, TakenPackage

__all__ = [
    "Absence", "Account", "AccountKind", "ActingOrder", "Assignment", "Body", "BodyCode", "BodyKind", "BodyNaming",
    "Crossing", "DatedSetting", "Delivery", "DeliveryState", "Departure", "Division", "Fault", "Identity",
    "LegalHold", "LogCheck", "LoggedEvent", "Owned", "OwnedManager", "OwnedQuerySet", "Passkey", "Person", "Platform",
    "Post", "ProcessKind", "ProcessReport", "Rank", "RecoveryCode", "RetentionDue", "Sample", "Scan", "Schedule",
    "Seal", "SentPackage", "Session", "Shared", "SignInRenewal", "Spending", "StoredFile", "TakenPackage",
    "TaskLease", "valid_on",
]  # fmt: skip
