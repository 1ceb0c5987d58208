"""Accounts: one per person and deployment; what a person may do comes from posts, per body."""

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import UniqueConstraint
from django.db.models.functions import Lower

from madoguchi.ground.kernel.ids import uuid7


class AccountKind(models.TextChoices):
    """Two doors that never open each other: see docs/operate/sign-in.md."""

    STAFF = "staff", "職員"
    RESIDENT = "resident", "住民"


class AccountManager(BaseUserManager["Account"]):
    """Makes accounts."""

    def create_user(self, email: str | None, password: str | None = None, **more: Any) -> "Account":  # Any: Django's
        account = self.model(email=email and email.strip(), **more)
        account.set_password(password)  # None: no password works
        account.save(using=self._db)
        return account


class Account(AbstractBaseUser):
    """Who signs in (platform table)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    email = models.EmailField(max_length=254, unique=True, null=True)  # None: known by an identity provider alone
    kind = models.CharField(max_length=10, choices=AccountKind.choices, default=AccountKind.RESIDENT)
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(auto_now_add=True)
    first_password_until = models.DateTimeField(null=True)  # somebody else chose it; None: its holder did

    objects: ClassVar[AccountManager] = AccountManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        constraints = [UniqueConstraint(Lower("email"), name="account_email_whatever_case")]

    def __str__(self) -> str:
        return str(self.id)
