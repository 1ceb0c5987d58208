"""Divisions, people, posts: dated, half open, so that 人事異動, 兼務 and 不在 are rows and not edits."""

from datetime import date

from django.db import models
from django.db.models import BaseConstraint, CheckConstraint, F, Q, UniqueConstraint

from madoguchi.ground.foundation.models.base import Owned


class Rank(models.TextChoices):
    """Ranks a route may ask for, lowest first."""

    OFFICER = "officer", "担当"
    CHIEF = "chief", "係長"
    DEPUTY = "deputy", "課長補佐"
    MANAGER = "manager", "課長"
    DIRECTOR = "director", "部長"
    HEAD = "head", "首長"


def dated(prefix: str) -> list[BaseConstraint]:
    return [
        CheckConstraint(
            name=f"{prefix}_interval", condition=Q(valid_until__isnull=True) | Q(valid_until__gt=F("valid_from"))
        )
    ]


def valid_on(day: date, prefix: str = "") -> Q:
    """Rows whose half-open interval holds ``day``."""
    until = Q(**{f"{prefix}valid_until__isnull": True}) | Q(**{f"{prefix}valid_until__gt": day})
    return Q(**{f"{prefix}valid_from__lte": day}) & until


class Division(Owned):
    """課・係. ``mark`` opens its document numbers (文書記号)."""

    code = models.SlugField(max_length=40)
    name = models.CharField(max_length=80)
    name_en = models.CharField(max_length=120)
    mark = models.CharField(max_length=10)
    phone = models.CharField(max_length=40)
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)

    class Meta(Owned.Meta):
        constraints = [UniqueConstraint(name="division_code_once", fields=["body", "code"]), *dated("division")]

    def __str__(self) -> str:
        return self.name


class Person(Owned):
    """A member of staff of one body; the account may serve several bodies."""

    account = models.ForeignKey("foundation.Account", models.PROTECT, null=True, related_name="+")
    name = models.CharField(max_length=100)
    name_en = models.CharField(max_length=100)
    left_on = models.DateField(null=True)

    class Meta(Owned.Meta):
        constraints = [UniqueConstraint(name="person_one_per_account", fields=["body", "account"])]

    def __str__(self) -> str:
        return str(self.id)


class Post(Owned):
    """職: a place in a division with a rank and the roles it carries."""

    division = models.ForeignKey(Division, models.PROTECT, related_name="posts")
    title = models.CharField(max_length=80)
    title_en = models.CharField(max_length=120)
    rank = models.CharField(max_length=10, choices=Rank.choices)
    roles = models.JSONField(default=list)  # list of Role values
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)

    class Meta(Owned.Meta):
        constraints = dated("post")
        indexes = [models.Index(name="post_of_division", fields=["body", "division", "rank"])]


class Assignment(Owned):
    """A person holds a post for a time, as main post (本務) or beside it (兼務)."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="assignments")
    post = models.ForeignKey(Post, models.PROTECT, related_name="assignments")
    is_main = models.BooleanField(default=True)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)

    class Meta(Owned.Meta):
        constraints = [
            UniqueConstraint(name="assignment_once", fields=["body", "person", "post", "valid_from"]),
            *dated("assignment"),
        ]
        indexes = [models.Index(name="assignment_of_post", fields=["body", "post"])]


class Absence(Owned):
    """不在: from the first day to before the last."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="absences")
    valid_from = models.DateField()
    valid_until = models.DateField()
    reason = models.CharField(max_length=20)  # leave, trip, vacancy

    class Meta(Owned.Meta):
        constraints = dated("absence")
        indexes = [models.Index(name="absence_of_person", fields=["body", "person", "valid_from"])]


class ActingOrder(Owned):
    """Who acts for a post when its holder is absent (代決の順位): 1 first."""

    post = models.ForeignKey(Post, models.PROTECT, related_name="acting_order")
    deputy = models.ForeignKey(Post, models.PROTECT, related_name="+")
    order = models.PositiveSmallIntegerField()
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)

    class Meta(Owned.Meta):
        constraints = [
            UniqueConstraint(name="acting_order_once", fields=["body", "post", "order", "valid_from"]),
            CheckConstraint(name="acting_not_for_itself", condition=~Q(post=F("deputy"))),
            *dated("acting_order"),
        ]
