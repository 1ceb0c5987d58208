"""The form on which a household is typed to try rules: its boxes, read from a post, and changed by its buttons."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, TypeVar

from django.http import QueryDict
from django.utils.safestring import SafeString, mark_safe

from madoguchi.faces.desk import trying_typed
from madoguchi.faces.desk.trying_typed import MOST_EXPECTED, MOST_MEMBERS, Member, Typed, Wanted
from madoguchi.ground.kernel.errors import Message
from madoguchi.ground.ui.public import components, say
from madoguchi.office.rules.public import Entity, Kind, Rules

_EMPTY: Final = Message("（入れない）", "(left empty)")
_YES, _NO = Message("はい", "yes"), Message("いいえ", "no")
_GROUPS: Final = Message("どれに当たるか", "Counts as")
_LONGEST: Final = 200
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class MemberBoxes:
    """The boxes of one member; ``number`` is from 1."""

    number: int
    label: str
    boxes: SafeString


@dataclass(frozen=True, slots=True)
class WantedRow:
    """One expectation as typed, with what is wrong with it."""

    place: int
    typed: Wanted
    definition_error: str
    whose_error: str
    value_error: str


@dataclass(frozen=True, slots=True)
class TryForm:
    """The form with what was typed. ``errors`` lead to the boxes; rows of expectations are shown for drafts only."""

    typed: Typed
    errors: Sequence[tuple[str, str]]
    whole: SafeString
    members: Sequence[MemberBoxes]
    has_members: bool
    can_add: bool
    rows: Sequence[WantedRow]
    definitions: Sequence[tuple[str, str]]
    whose: Sequence[tuple[str, str]]
    can_expect: bool

    @property
    def wrong(self) -> Mapping[str, str]:
        """What is wrong, by the id of its box."""
        return {"on": "", "case": "", "expected": "", **dict(self.errors)}


def show(rules: Rules, typed: Typed, faults: Mapping[str, Message]) -> TryForm:
    """Return the form of these rules with what was typed, and what is wrong with it by the id of its box."""
    said = {box: say(words) for box, words in faults.items()}
    ids = [trying_typed.member_id(number) for number in range(1, len(typed.members) + 1)]
    day = trying_typed.read(rules, typed).on
    program = None if day is None else rules.on(day)
    names = [] if program is None else [each.name for each in program.definitions]
    whole = trying_typed.whole_id(rules)
    return TryForm(
        typed,
        [*said.items()],
        _boxes(rules, False, "w", typed.whole, said),
        [
            MemberBoxes(number, trying_typed.member_id(number), _member(rules, number, member, said))
            for number, member in enumerate(typed.members, 1)
        ],
        trying_typed.has_members(rules),
        len(typed.members) < MOST_MEMBERS,
        [
            WantedRow(place, each, *(said.get(f"e{place}-{part}", "") for part in ("definition", "whose", "value")))
            for place, each in enumerate(typed.expected)
        ],
        [(name, name) for name in reversed(names)],
        [(each, each) for each in (whole, *ids)],
        len(typed.expected) < MOST_EXPECTED,
    )


def posted(rules: Rules, post: QueryDict) -> Typed:
    """Return what a post holds, however hostile: texts cut to length, no more members than there may be."""
    whole = {
        each.name: text
        for each in rules.package.inputs
        if each.entity != Entity.PERSON and (text := post.get(f"w-{each.name}", "")[:_LONGEST])
    }
    members = tuple(
        Member(
            tuple(group for group in rules.package.groups if group in post.getlist(f"m{number}-groups")),
            {
                each.name: text
                for each in rules.package.inputs
                if each.entity == Entity.PERSON and (text := post.get(f"m{number}-{each.name}", "")[:_LONGEST])
            },
        )
        for number in range(1, _count(post.get("members", ""), MOST_MEMBERS) + 1)
    )
    expected = tuple(
        Wanted(*(post.get(f"e{place}-{part}", "")[:_LONGEST] for part in ("definition", "whose", "value")))
        for place in range(_count(post.get("expected", ""), MOST_EXPECTED))
    )
    return Typed(
        post.get("on", "")[:20], whole, members, expected, post.get("case", "")[:100], post.get("source", "")[:_LONGEST]
    )


def changed(typed: Typed, act: str, whole: str) -> Typed | None:
    """Return the form after one of its buttons was pressed; None: the button does something else."""
    act, _, number = act.partition("-")
    at = int(number) if number.isascii() and number.isdecimal() and len(number) < 3 else -1
    match act:
        case "add_member":
            return replace(typed, members=(*typed.members, Member((), {}))[:MOST_MEMBERS])
        case "remove_member":
            return replace(typed, members=_without(typed.members, at - 1))
        case "add_expected":
            return replace(typed, expected=(*typed.expected, Wanted("", whole, ""))[:MOST_EXPECTED])
        case "remove_expected":
            return replace(typed, expected=_without(typed.expected, at))
    return None


def _without(items: tuple[T, ...], at: int) -> tuple[T, ...]:
    return tuple(each for place, each in enumerate(items) if place != at)


def _count(text: str, most: int) -> int:
    return min(int(text), most) if text.isascii() and text.isdecimal() and len(text) < 4 else 0


def _member(rules: Rules, number: int, member: Member, said: Mapping[str, str]) -> SafeString:
    boxes = _boxes(rules, True, f"m{number}", member.values, said)
    if not rules.package.groups:
        return boxes
    name = f"m{number}-groups"
    options = [(each, each) for each in rules.package.groups]
    groups = components.checkbox_field(id=name, name=name, label=say(_GROUPS), options=options, value=member.groups)
    return mark_safe(groups + boxes)  # noqa: S308  the components' own output


def _boxes(
    rules: Rules, is_member: bool, before: str, values: Mapping[str, str], said: Mapping[str, str]
) -> SafeString:
    asked = {} if rules.package.asked is None else rules.package.asked.questions
    found = []
    for each in rules.package.inputs:
        if (each.entity == Entity.PERSON) != is_member:
            continue
        name, value = f"{before}-{each.name}", values.get(each.name, "")
        label = each.name if each.label is None else say(each.label)
        error, kind = said.get(name, ""), each.type.kind
        if kind in (Kind.BOOL, Kind.ENUM):
            words = asked[each.name].choices if each.name in asked else {}
            options = [(one, say(words.get(one, Message(one, one)))) for one in each.type.members]
            if kind == Kind.BOOL:
                options = [("はい", say(_YES)), ("いいえ", say(_NO))]
            box = components.select_field(
                id=name, name=name, label=label, options=options, value=value, error=error, empty_label=say(_EMPTY)
            )
        elif kind == Kind.DATE:
            box = components.text_field(
                id=name, name=name, label=label, value=value, error=error, type="date", width="12"
            )
        else:
            box = components.text_field(
                id=name,
                name=name,
                label=label,
                value=value,
                error=error,
                width="20" if kind == Kind.TEXT else "12",
                inputmode="" if kind == Kind.TEXT else "numeric",
                unit="円" if kind == Kind.YEN else "",
            )
        found.append(box)
    return mark_safe("".join(found))  # noqa: S308  the components' own output
