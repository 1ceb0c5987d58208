"""Which rules there are, what a register may hold for them, and which definition tells who is entitled."""

from datetime import date
from typing import Final

from madoguchi.beside.outreach.core.fields import Field, Kind, Level
from madoguchi.beside.outreach.core.records import Known
from madoguchi.beside.outreach.refusals import DefinitionUnknown
from madoguchi.office.rules import public as rules
from madoguchi.office.rules.public import Rules

_KINDS: Final = {
    rules.Kind.YEN: Kind.NUMBER,
    rules.Kind.INT: Kind.NUMBER,
    rules.Kind.DATE: Kind.DAY,
    rules.Kind.BOOL: Kind.TRUTH,
    rules.Kind.TEXT: Kind.TEXT,
    rules.Kind.ENUM: Kind.TEXT,
}


def known(*, at: date) -> tuple[Known, str]:
    """Return what a register of the body in scope may hold, and the birth date that most of its rules go by."""
    adopted = {each.package_id: each.rules for each in rules.adopted_rules(at=at)}
    all_rules = list({**rules.shipped(), **adopted}.values())  # a register may come before the rules are adopted
    fields: dict[tuple[Level, str], Field] = {}
    aliases: dict[tuple[Level, str], list[str]] = {}
    for each in all_rules:
        if each.package.entity == rules.Entity.APPLICATION:
            continue
        others = rules.shipped_names().of(each.package.id).fields
        for given in each.package.inputs:
            level = Level.PERSON if given.entity == rules.Entity.PERSON else Level.HOUSEHOLD
            key, members = (level, given.name), frozenset(given.type.members)
            before = fields.get(key)
            if before is not None:  # another benefit's choices of the same name; none: any text
                members = members | before.members if members and before.members else frozenset()
            fields[key] = Field(level, given.name, _KINDS[given.type.kind], members)
            aliases.setdefault(key, []).extend(other for other, own in others.items() if own == given.name)
    groups = dict.fromkeys(name for each in all_rules for name in each.package.groups)
    births = [each.package.birth for each in all_rules if each.package.birth is not None]
    return Known([(field, aliases[key]) for key, field in fields.items()], groups), max(births, key=births.count)


def outcome(of: Rules, program: rules.Program, wanted: str | None) -> str:
    """Return the definition that tells who is entitled: an amount above zero, a number above zero, or a yes.

    Raises:
        DefinitionUnknown: there is none of this name, or it is of another type.
    """
    known_ones, asked = usable(program), of.package.asked
    name = wanted or (asked.outcome if asked else "")
    if name not in known_ones:
        raise DefinitionUnknown(definition=name, known="、".join(known_ones))
    return name


def usable(program: rules.Program) -> tuple[str, ...]:
    """Return the definitions that can tell who is entitled: amounts, numbers, and what is yes or no."""
    kinds = (rules.Kind.YEN, rules.Kind.INT, rules.Kind.BOOL)
    return tuple(each.name for each in program.definitions if each.type.kind in kinds)
