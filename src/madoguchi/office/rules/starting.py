"""New rules of a body: begun with a worked example, or as a copy of others. Services open their own scope."""

import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Final

from madoguchi.ground.foundation.public import Actor, body_scope, localdate, permissions, require_scope
from madoguchi.ground.kernel.errors import Message, Refused
from madoguchi.office.rules import packages
from madoguchi.office.rules import permissions as may
from madoguchi.office.rules.core import drafting
from madoguchi.office.rules.core.beginnings import Beginning, Example, copied, worked_example
from madoguchi.office.rules.core.package import Unit
from madoguchi.office.rules.core.states import State
from madoguchi.office.rules.draft_rows import LONGEST_TITLE
from madoguchi.office.rules.draft_services import begin, beginning_of_shipped, own_layer
from madoguchi.office.rules.in_force import in_force
from madoguchi.office.rules.models import RuleDraft, RuleRevision
from madoguchi.office.rules.refusals import NoRules, PackageIdNotUsable, PackageIdTaken, TitleMissing, TitleTaken

_ID: Final = re.compile(r"[a-z][a-z0-9-]{0,59}")


def start_rules(
    *, package_id: str, title: Message, example: Example, unit: Unit, actor: Actor, at: datetime
) -> RuleDraft:
    """Begin rules of the body's own with a worked example, whose golden cases pass.

    Args:
        package_id: the id of the new rules: at most 60 of a-z, 0-9 and -, a letter first.
        unit: what one result is for.

    Raises:
        PackageIdNotUsable, PackageIdTaken, TitleMissing, TitleTaken, DraftExists
    """
    with body_scope(actor.body_id, write=True):
        permissions.require(actor, may.WRITE)
        _require_free(package_id, title, at)
        document, cases = worked_example(example, Beginning(package_id, _said(title), own_layer(), unit))
        return begin(package_id, document, cases, None, actor, at)


def copy_rules(*, package_id: str, title: Message, copied_from: str, actor: Actor, at: datetime) -> RuleDraft:
    """Begin rules of the body's own with the document and golden cases of others: those adopted last, else shipped.

    Args:
        copied_from: the id of rules that the body has adopted or that are shipped.

    Raises:
        NoRules: there are none of the id ``copied_from``.
        PackageIdNotUsable, PackageIdTaken, TitleMissing, TitleTaken, DraftExists
    """
    with body_scope(actor.body_id, write=True):
        permissions.require(actor, may.WRITE)
        _require_free(package_id, title, at)
        adopted = RuleRevision.objects.filter(package_id=copied_from, state=State.ADOPTED.value)
        newest = adopted.order_by("-effective_from", "-number")
        base: RuleRevision | None = newest.select_related("document", "composed", "cases").first()
        texts = beginning_of_shipped(copied_from) if base is None else (base.document.text, base.cases.text)
        if texts is None:
            raise NoRules(package=copied_from, day=localdate(at).isoformat())
        document, cases = copied(*texts, Beginning(package_id, _said(title), own_layer()))
        return begin(package_id, document, cases, base, actor, at)


def require_usable(package_id: str) -> None:
    """Refuse what cannot be the id of rules. Raises PackageIdNotUsable."""
    if _ID.fullmatch(package_id) is None:
        raise PackageIdNotUsable(pointer="package_id")


def require_title_free(package_id: str, title: str, on: date) -> None:
    """Refuse a title under which other rules of the body in scope are in force on a day, or will be.

    Locks every revision of this title, so that of two approved at once the second sees the first. Raises TitleTaken.
    """
    require_scope(write=True)
    alike = RuleRevision.objects.filter(title=title).order_by("id").select_for_update(of=("self",))
    others = [row for row in alike if row.package_id != package_id and row.state == State.ADOPTED.value]
    standing = {row.package_id for row in in_force(on) if row.title == title}
    for row in others:
        if row.effective_from > on or row.package_id in standing:
            raise TitleTaken(title=title, package=row.package_id, pointer="title")


def faults_of_new(*, package_id: str, title: Message, actor: Actor, at: datetime) -> list[Refused]:
    """Return everything that keeps new rules of an id and a title from being begun, for a form to tell at once."""
    with body_scope(actor.body_id):
        permissions.require(actor, may.WRITE)
        return list(_faults(package_id, title, at))


def _require_free(package_id: str, title: Message, at: datetime) -> None:
    for fault in _faults(package_id, title, at):
        raise fault


def _faults(package_id: str, title: Message, at: datetime) -> Iterator[Refused]:
    """What is wrong with the id and with the title: one thing of each at most."""
    said, known = title.ja.strip(), list(_known())
    of_id = next((each for each in known if each[0] == package_id), None)
    of_title = next((each for each in known if each[1] == said), None)
    if not 0 < len(said) <= LONGEST_TITLE or len(title.en) > LONGEST_TITLE:
        yield TitleMissing(pointer="title")
    elif of_title is not None:
        yield TitleTaken(title=said, package=of_title[0], pointer="title")
    if _ID.fullmatch(package_id) is None:
        yield PackageIdNotUsable(pointer="package_id")
    elif of_id is not None:
        yield PackageIdTaken(package=package_id, title=of_id[1], pointer="package_id")


def _known() -> Iterable[tuple[str, str]]:
    """The id and title of whatever is shipped, and of the body's drafts, proposals and adopted rules."""
    for each in packages.shipped().values():
        yield each.package.id, each.package.title.ja
    for package_id, document in RuleDraft.objects.order_by("id").values_list("package_id", "document"):
        title = drafting.title_in(document)
        yield package_id, package_id if title is None else title.ja
    live = RuleRevision.objects.filter(state__in=[State.PROPOSED.value, State.ADOPTED.value])
    yield from live.order_by("package_id", "-number").values_list("package_id", "title")


def _said(title: Message) -> Message:
    """The title without spaces around it; where nothing English was given, the Japanese one."""
    return Message(title.ja.strip(), title.en.strip() or title.ja.strip())
