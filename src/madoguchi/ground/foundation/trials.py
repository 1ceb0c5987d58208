"""Trial bodies (試験用の団体): retired by a reset, erased whole later. Nothing here touches a real body."""

from datetime import datetime

from django.db.models import QuerySet

from madoguchi.ground.foundation import events
from madoguchi.ground.foundation.actors import Actor
from madoguchi.ground.foundation.backup.sides import owner_alias
from madoguchi.ground.foundation.departing.erasing import erase_body, require_erasable
from madoguchi.ground.foundation.events import Event, Reader
from madoguchi.ground.foundation.known_bodies import body_by_slug, forget_bodies
from madoguchi.ground.foundation.models import Account, Body, Delivery, DeliveryState, Person
from madoguchi.ground.foundation.named_bodies import BodyUnknown
from madoguchi.ground.foundation.scope import body_scope
from madoguchi.ground.kernel.errors import Message, Refused

OLD = "-old-"  # in the address of a retired body, which leads nowhere
MAIL_DOMAIN = "sandbox.example"  # RFC 2606: no mail is ever delivered there

RETIRED = Event(
    name="foundation.trial.retired",
    label=Message("試験用の団体を終え、新しいものに替えました", "A trial body ended; a new one took its place"),
    facts={"accounts": int, "deliveries": int},
    seen_by={Reader.AUDIT},
)


class NotATrial(Refused):
    """A real body was named where only a trial body may stand."""

    code = "foundation.not_a_trial"
    what = Message("何も消していません。", "Nothing was erased.")
    why = Message(
        "「{slug}」は試験用の団体ではありません。実際の団体を初期状態に戻すことはできません。",
        "“{slug}” is not a trial body. A real body is never reset.",
    )
    mend = Message("試験用の団体の名前を確かめてください。", "Check the name of the trial body.")


def require_trial(body: Body) -> None:
    """Refuse a real body.

    Raises:
        NotATrial
    """
    if not body.is_trial:
        raise NotATrial(slug=body.slug)


def current(slug: str) -> Body:
    """Return the trial body at this address; where a reset was stopped half-way, the one that stood there last.

    Raises:
        BodyUnknown, NotATrial
    """
    body = Body.objects.filter(slug=slug).first() or _retired(slug).last()
    if body is None:
        known = Body.objects.filter(is_trial=True, retired_at=None).order_by("slug").values_list("slug", flat=True)
        raise BodyUnknown(slug=slug, known=", ".join(known) or "—")
    require_trial(body)
    return body


def retired(slug: str) -> list[Body]:
    """Return the trial bodies that stood at this address before, oldest first."""
    return list(_retired(slug))


def _retired(slug: str) -> QuerySet[Body]:
    named = Body.objects.filter(key__startswith=f"{key_of(slug)}.", is_trial=True, retired_at__isnull=False)
    return named.order_by("retired_at", "id")


def erase_retired() -> list[str]:
    """Erase the trial bodies that were retired by a reset, wholly, with their logs; return their addresses.

    Raises:
        OwnerNeeded: on PostgreSQL only the tables' owner may; StillAtWork, Held
    """
    owner_alias()
    erased = []
    for body in Body.objects.filter(is_trial=True, retired_at__isnull=False, slug__contains=OLD).order_by("id"):
        require_erasable(body)
        erase_body(body.id)
        erased.append(body.slug)
    return erased


def key_of(slug: str) -> str:
    """Return the key of the trial body at this address."""
    return f"sandbox-{slug}"


def of_account(account: Account) -> Body | None:
    """Return the trial body that an account of staff was made with, if there is one."""
    slug, _, domain = (account.email or "").rpartition("@")[2].partition(".")
    body = body_by_slug(slug) if domain == MAIL_DOMAIN else None
    return body if body is not None and body.is_trial else None


def retire(body: Body, *, at: datetime) -> None:
    """Take a trial body's address, the accounts made with it and what waits for delivery away; its log stays.

    Raises:
        NotATrial
    """
    require_trial(body)
    with body_scope(body, write=True):
        row: Body = Body.objects.select_for_update(of=("self",)).get(pk=body.pk)
        if row.retired_at is not None:
            return
        own = Account.objects.filter(email__endswith=f"@{row.slug}.{MAIL_DOMAIN}")
        people = Person.objects.filter(account__in=own)
        made = list(people.values_list("account_id", flat=True))
        people.update(account=None)
        Account.objects.filter(pk__in=made).delete()
        waiting = Delivery.objects.filter(body=row, state=DeliveryState.PENDING)
        dropped = waiting.update(state=DeliveryState.DROPPED)
        events.record(RETIRED, subject=row, actor=Actor.system(row.id), at=at, accounts=len(made), deliveries=dropped)
        number = len(_retired(row.slug)) + 1
        row.key, row.slug, row.retired_at = f"{row.key}.{number}", f"{row.slug}{OLD}{number}", at
        row.save(update_fields=["key", "slug", "retired_at"])
    forget_bodies()
