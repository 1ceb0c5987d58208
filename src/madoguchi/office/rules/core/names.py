"""Other names of packages, fields, roles and definitions: one mapping (``madoguchi.rule-names/1``) beside the rules.

So records written in other words, also those of another engine, are read without a change of code::

    {"format": "madoguchi.rule-names/1",
     "packages": {"child_allowance": "jido-teate"},
     "names": {"*": {"fields": {"birth_date": "生年月日"}, "roles": {"children": "子"}},
               "jido-teate": {"definitions": {"amount": "手当月額"}}}}

Another name stands before the name of the package; under ``*`` it holds for every package that has that name.
A name of the package itself always means itself.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from madoguchi.office.rules.core.compiling import Rules, groups_of
from madoguchi.office.rules.core.findings import Finding, NotAccepted, finding
from madoguchi.office.rules.core.plain_reader import PlainReader

FORMAT: Final = "madoguchi.rule-names/1"
EVERY: Final = "*"
_SORTS: Final = ("fields", "roles", "definitions")


@dataclass(frozen=True, slots=True)
class Aliases:
    """Other names → names of one package (or of every one)."""

    fields: Mapping[str, str] = field(default_factory=dict)
    roles: Mapping[str, str] = field(default_factory=dict)
    definitions: Mapping[str, str] = field(default_factory=dict)

    def over(self, other: "Aliases") -> "Aliases":
        """Return these names, and those of ``other`` that are not here."""
        return Aliases(
            {**other.fields, **self.fields},
            {**other.roles, **self.roles},
            {**other.definitions, **self.definitions},
        )


NO_ALIASES: Final = Aliases()


@dataclass(frozen=True, slots=True)
class Names:
    """A mapping as a whole. ``packages``: other names → ids; ``aliases``: by id, or under ``*``."""

    packages: Mapping[str, str] = field(default_factory=dict)
    aliases: Mapping[str, Aliases] = field(default_factory=dict)

    def of(self, package: str) -> Aliases:
        """Return the other names that hold in the package of this id: its own before those of every package."""
        return self.aliases.get(package, NO_ALIASES).over(self.aliases.get(EVERY, NO_ALIASES))

    def over(self, other: "Names") -> "Names":
        """Return these names, and those of ``other`` that are not here."""
        return Names(
            {**other.packages, **self.packages},
            {
                package: self.aliases.get(package, NO_ALIASES).over(other.aliases.get(package, NO_ALIASES))
                for package in (*other.aliases, *self.aliases)
            },
        )


NO_NAMES: Final = Names()


def read_names(plain: object) -> Names:
    """Return the mapping of a document.

    Raises:
        NotAccepted: with every place that is not as the format says.
    """
    at = PlainReader()
    given = at.mapping(plain, "", ("format",), ("packages", "names"))
    at.choice(given["format"], "format", (FORMAT,))
    names = Names(
        _texts(at, given.get("packages", {}), "packages"),
        {
            package: _aliases(at, each, f"names/{package}")
            for package, each in at.any_mapping(given.get("names", {}), "names").items()
        },
    )
    if at.findings:
        raise NotAccepted(at.findings)
    return names


def _aliases(at: PlainReader, plain: object, path: str) -> Aliases:
    given = at.mapping(plain, path, (), _SORTS)
    return Aliases(*(_texts(at, given.get(sort, {}), f"{path}/{sort}") for sort in _SORTS))


def _texts(at: PlainReader, plain: object, path: str) -> dict[str, str]:
    return {name: at.text(each, f"{path}/{name}") for name, each in at.any_mapping(plain, path).items()}


def check_names(names: Names, rules: Mapping[str, Rules]) -> list[Finding]:
    """Return what is wrong with a mapping for these packages: names that stand for nothing, or mean something already.

    Args:
        names: the mapping.
        rules: the packages by id.
    """
    found = [
        finding("alias_of_nothing", path=f"packages/{alias}", alias=alias, name=name)
        for alias, name in names.packages.items()
        if name not in rules
    ]
    found += [
        finding("alias_is_name", path=f"packages/{alias}", alias=alias)
        for alias in names.packages
        if any(alias in (each.package.id, each.package.title.ja) for each in rules.values())
    ]
    for package, aliases in names.aliases.items():
        if package != EVERY and package not in rules:
            found.append(finding("alias_of_nothing", path=f"names/{package}", alias=package, name=package))
            continue
        within = rules.values() if package == EVERY else (rules[package],)
        known = {sort: {name for each in within for name in _known(each, sort)} for sort in _SORTS}
        found += _misplaced(aliases, known, f"names/{package}", is_every=package == EVERY)
    return found


def _misplaced(aliases: Aliases, known: Mapping[str, set[str]], path: str, *, is_every: bool) -> Iterator[Finding]:
    for sort in _SORTS:
        for alias, name in getattr(aliases, sort).items():
            place = f"{path}/{sort}/{alias}"
            if name not in known[sort]:
                yield finding("alias_of_nothing", path=place, alias=alias, name=name)
            elif alias in known[sort] and not is_every:
                yield finding("alias_is_name", path=place, alias=alias)


def _known(rules: Rules, sort: str) -> Iterator[str]:
    """The names of a package that this sort of other names may stand for, in any of its versions."""
    if sort == "fields":
        yield from (each.name for each in rules.package.inputs)
    elif sort == "roles":
        yield from groups_of(rules.package)
    else:
        yield from (each.name for version in rules.package.versions for each in version.definitions)
