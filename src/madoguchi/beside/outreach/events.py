"""What outreach announces: counts, days and hashes; nobody's number, and no purpose, which is free text."""

from datetime import date
from uuid import UUID

from madoguchi.ground.foundation.events import Event
from madoguchi.ground.kernel.errors import Message

REGISTER_IMPORTED = Event(
    name="outreach.register.imported",
    label=Message("台帳を取り込みました", "A register was imported"),
    facts={"as_of": date, "households": int, "persons": int, "sha256": str},
)
REGISTER_REMOVED = Event(
    name="outreach.register.removed",
    label=Message("古い台帳を消しました", "An old register was removed"),
    facts={"as_of": date, "households": int, "persons": int},
)
HOUSEHOLD_ERASED = Event(
    name="outreach.household.erased",
    label=Message("台帳から1世帯を消しました", "A household was erased from the registers"),
    facts={"registers": int},
)
APPLIED_IMPORTED = Event(
    name="outreach.applied.imported",
    label=Message("申請済みの一覧を取り込みました", "A list of who applied elsewhere was imported"),
    facts={"rules": str, "as_of": date, "count": int},
)
APPLIED_REMOVED = Event(
    name="outreach.applied.removed",
    label=Message("古い申請済みの一覧を消しました", "An old list of who applied elsewhere was removed"),
    facts={"rules": str, "as_of": date, "count": int},
)
OPTED_OUT = Event(
    name="outreach.opt_out.recorded",
    label=Message("お知らせ不要の申出を記録しました", "Somebody does not want to be told"),
    facts={"rules": str},
)
OPT_OUT_WITHDRAWN = Event(
    name="outreach.opt_out.withdrawn",
    label=Message("お知らせ不要の申出を取り消しました", "Somebody wants to be told again"),
    facts={"rules": str},
)
LIST_MADE = Event(
    name="outreach.list.made",
    label=Message("お知らせ先の一覧を作りました", "A list of whom to tell was made"),
    facts={
        "rules": str,
        "rules_hash": str,
        "register": UUID,
        "register_as_of": date,
        "on": date,
        "told": int,
        "to_check": int,
        "applied": int,
        "opted_out": int,
        "not_entitled": int,
        "sha256": str,
    },
)
LIST_OPENED = Event(
    name="outreach.list.opened",
    label=Message("お知らせ先の一覧を取り出しました", "A list of whom to tell was taken out"),
    facts={"told": int, "to_check": int},
)
LIST_REMOVED = Event(
    name="outreach.list.removed",
    label=Message("古いお知らせ先の一覧を消しました", "An old list of whom to tell was removed"),
    facts={"rules": str, "on": date, "sha256": str},
)
HOUSEHOLD_EXPLAINED = Event(
    name="outreach.household.explained",
    label=Message("1世帯の結果とその理由を見ました", "Looked at what came out for a household, and why"),
)
