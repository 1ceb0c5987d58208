"""The record of a case: for whom, on which day, and what a rule package must give.

It is a line of JSON: ``{"id", "rules", "on", "persons": {id: {field: value}}, "households": {id: {"members":
{role: [ids]}, field: value}}, "overrides": {definition: value}, "expect": [{"entity", "id", "definition", "value"}],
"tolerance": yen, "source", "why"}``. A role that is a group of the package is that group; every person named is a
member. ``entity`` is person, or whatever the wholes of the package are. An override of a person's definition is
``{person: value}``. An expected ``reasons`` in place of ``value``: ``[[code, subject], …]``; where no version of the
package holds on the day they are ``[["outside", title of the package]]``.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from madoguchi.office.rules.core.findings import NotAccepted
from madoguchi.office.rules.core.plain_reader import PlainReader
from madoguchi.office.rules.core.types import Entity

Reasons = tuple[tuple[str, str], ...]  # (code, subject), sorted
_NEEDED: Final = ("id", "rules", "on", "persons", "households")
_OPTIONAL: Final = ("overrides", "expect", "tolerance", "source", "why")


@dataclass(frozen=True, slots=True)
class Expected:
    """What one definition must be: ``value`` as JSON holds it, or ``reasons`` why it must be unknown."""

    entity: Entity
    id: str
    definition: str
    value: object = None
    reasons: Reasons | None = None


@dataclass(frozen=True, slots=True)
class Household:
    """One household or application of a case: who is in it in which role, and its own fields."""

    roles: Mapping[str, Sequence[str]]
    fields: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class GoldenCase:
    """One record, its fields still under the names that were given. ``source``: where its facts are published."""

    id: str
    rules: str
    on: date
    persons: Mapping[str, Mapping[str, object]]
    households: Mapping[str, Household]
    overrides: Mapping[str, object]
    expect: tuple[Expected, ...]
    tolerance: int = 0
    source: str = ""
    why: str = ""


def read_case(plain: object) -> GoldenCase:
    """Return the case of one record.

    Raises:
        NotAccepted: with every place that is not as the record says.
    """
    at = PlainReader()
    given = at.mapping(plain, "", _NEEDED, _OPTIONAL)
    persons = {}
    for name, each in at.any_mapping(given["persons"], "persons").items():
        persons[name] = at.any_mapping(each, f"persons/{name}")
    case = GoldenCase(
        at.text(given["id"], "id"),
        at.text(given["rules"], "rules"),
        at.day(given["on"], "on"),
        persons,
        {
            name: _read_household(at, each, f"households/{name}", persons)
            for name, each in at.any_mapping(given["households"], "households").items()
        },
        at.any_mapping(given.get("overrides", {}), "overrides"),
        tuple(_expected(at, each, path) for each, path in at.items(given.get("expect", []), "expect")),
        at.whole_number(given.get("tolerance", 0), "tolerance"),
        at.text(given.get("source", ""), "source"),
        at.text(given.get("why", ""), "why"),
    )
    members = {each for one in case.households.values() for ids in one.roles.values() for each in ids}
    for number, one in enumerate(case.expect):
        known = members if one.entity == Entity.PERSON else case.households.keys()
        if one.id not in known:
            at.shape(
                f"expect/{number}/id",
                "この記録の世帯か、その世帯員のid",
                "A household of this record, or a member of one",
            )
    if at.findings:
        raise NotAccepted(at.findings)
    return case


def _read_household(at: PlainReader, plain: object, path: str, persons: Mapping[str, object]) -> Household:
    given = at.any_mapping(plain, path)
    roles: dict[str, Sequence[str]] = {}
    for role, ids in at.any_mapping(given.get("members", {}), f"{path}/members").items():
        roles[role] = read = [at.text(each, below) for each, below in at.items(ids, f"{path}/members/{role}")]
        for place, each in enumerate(read):
            if each not in persons:
                at.shape(f"{path}/members/{role}/{place}", "persons にある人のid", "The id of somebody in persons")
    return Household(roles, {name: value for name, value in given.items() if name != "members"})


def _expected(at: PlainReader, plain: object, path: str) -> Expected:
    given = at.mapping(plain, path, ("entity", "id", "definition"), ("value", "reasons"))
    if ("value" in given) == ("reasons" in given):
        at.shape(path, "value か reasons のどちらか1つ", "Either value or reasons")
    reasons: Reasons | None = None
    if "reasons" in given:
        pairs = [list(at.items(each, below)) for each, below in at.items(given["reasons"], f"{path}/reasons")]
        if any(len(pair) != 2 for pair in pairs):
            at.shape(f"{path}/reasons", "［種類, 対象］の並び", "A list of [code, subject]")
        else:
            reasons = tuple(sorted((at.text(code, where), at.text(of, below)) for (code, where), (of, below) in pairs))
    return Expected(
        Entity(at.choice(given["entity"], f"{path}/entity", tuple(Entity))),
        at.text(given["id"], f"{path}/id"),
        at.text(given["definition"], f"{path}/definition"),
        given.get("value"),
        reasons,
    )
