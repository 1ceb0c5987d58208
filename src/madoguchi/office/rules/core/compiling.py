"""From a written package to programs, one for each version; or every fault of the package at once."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from graphlib import CycleError, TopologicalSorter

from madoguchi.office.rules.core import lexer, tables, tree, typed
from madoguchi.office.rules.core.asked import asked_findings
from madoguchi.office.rules.core.check import check
from madoguchi.office.rules.core.findings import Finding, NotAccepted, finding
from madoguchi.office.rules.core.functions import HOUSEHOLD_MEMBERS, JAPANESE, NAMES, ON
from madoguchi.office.rules.core.package import Package, Version, WrittenDefinition
from madoguchi.office.rules.core.parameters import interval_findings
from madoguchi.office.rules.core.program import Definition, Input, Program
from madoguchi.office.rules.core.scope import Declared, Offers, Scope, Sort
from madoguchi.office.rules.core.types import DATE, Entity, level_of


@dataclass(frozen=True)
class Rules:
    """A checked package: a program for each of its versions."""

    package: Package
    programs: tuple[tuple[Version, Program], ...]

    def on(self, day: date) -> Program | None:
        """Return the program that holds on ``day``; None: 未対応の期間."""
        return next((program for version, program in self.programs if version.covers(day)), None)


def compile_package(package: Package) -> Rules:
    """Check a package and return its programs.

    Raises:
        NotAccepted: with every fault, ``path`` in the document (``versions/0/definitions/2/expression``).
    """
    names, found = _declared(package)
    found += interval_findings([(each.start, each.end) for each in package.versions], "versions")
    for number, parameter in enumerate(package.parameters):
        entries = [(each.start, each.end) for each in parameter.entries]
        found += interval_findings(entries, f"parameters/{number}/entries")
    offers = Offers()
    programs = [
        _version(package, version, names, place, found, offers) for place, version in enumerate(package.versions)
    ]
    if not found:
        found += asked_findings(package, programs)
    if found:
        raise NotAccepted(dict.fromkeys(found))  # a table with two results is checked twice
    return Rules(package, tuple(zip(package.versions, programs, strict=True)))


def groups_of(package: Package) -> tuple[str, ...]:
    """Return the groups of a package: those it names, and 世帯員 where it is about households."""
    return (HOUSEHOLD_MEMBERS, *package.groups) if package.entity != Entity.APPLICATION else package.groups


def _declared(package: Package) -> tuple[dict[str, Declared], list[Finding]]:
    """The names that all versions share, and what is wrong with them."""
    names: dict[str, Declared] = {}
    found: list[Finding] = []
    taken = set(package.groups) | {HOUSEHOLD_MEMBERS, ON}
    for number, name in enumerate(package.groups):
        if not _is_usable(name, is_called=False) or name in package.groups[:number]:
            found.append(finding("name_not_usable", path=f"groups/{number}", name=name))
    for number, given in enumerate(package.inputs):
        _declare(
            names,
            taken,
            given.name,
            Declared(Sort.INPUT, given.type, level_of(given.entity)),
            f"inputs/{number}",
            found,
        )
    for number, parameter in enumerate(package.parameters):
        sort = Sort.TABLE if parameter.is_table else Sort.PARAMETER
        _declare(names, taken, parameter.name, Declared(sort, parameter.type), f"parameters/{number}", found)
    if package.birth is not None:
        birth = names.get(package.birth)
        is_birth = birth is not None and birth.sort == Sort.INPUT and birth.type == DATE
        if not is_birth or birth is None or birth.level != level_of(Entity.PERSON):
            found.append(
                finding(
                    "shape",
                    path="birth",
                    wanted="人の日付の項目の名前",
                    wanted_en="The name of a date input of a person",
                )
            )
    return names, found


def _declare(
    names: dict[str, Declared], taken: Iterable[str], name: str, declared: Declared, path: str, found: list[Finding]
) -> None:
    if not _is_usable(name, is_called=declared.sort == Sort.TABLE):
        found.append(finding("name_not_usable", path=path, name=name))
    elif name in names or name in taken:
        found.append(finding("name_twice", path=path, name=name))
    else:
        names[name] = declared


def _is_usable(name: str, *, is_called: bool) -> bool:
    """Whether a name can be declared; one that is called must be no function."""
    return lexer.is_name(name) and not (is_called and (name in NAMES or name in JAPANESE))


def _version(
    package: Package,
    version: Version,
    shared: Mapping[str, Declared],
    place: int,
    found: list[Finding],
    offers: Offers,
) -> Program:
    names = dict(shared)
    written: dict[str, WrittenDefinition] = {}
    for each in version.definitions:
        declared = Declared(Sort.DEFINITION, each.type, level_of(each.entity))
        before = len(found)
        _declare(names, (*groups_of(package), ON), each.name, declared, each.path, found)
        if len(found) == before:
            written[each.name] = each
    definitions = []
    for name, each in written.items():  # until it is checked, as after a cycle, a definition has the type it declares
        names[name] = Declared(Sort.DEFINITION, each.type, level_of(each.entity))
    scope = Scope(names, frozenset(groups_of(package)), package.birth, offers)  # names learn the types as they come
    for name in _order(written, found, f"versions/{place}/definitions"):
        definition = written[name]
        body = _body(definition, scope, found)
        names[name] = Declared(
            Sort.DEFINITION, definition.type if body is None else body.type, level_of(definition.entity)
        )
        if body is not None:
            definitions.append(_definition(definition, body))
    program = Program(
        tuple(Input(each.name, each.type, level_of(each.entity), each.label) for each in package.inputs),
        tuple(definitions),
        {each.name: each for each in package.parameters},
        groups_of(package),
        package.birth,
    )
    found += _never_covered(program, version, f"versions/{place}")
    return program


def _order(written: Mapping[str, WrittenDefinition], found: list[Finding], path: str) -> Sequence[str]:
    """Names in the order of their need, as far as that leaves it in the order of the document."""
    place = {name: number for number, name in enumerate(written)}
    needs = {name: sorted(place.keys() & _mentioned(each), key=place.__getitem__) for name, each in written.items()}
    while True:
        try:
            return tuple(TopologicalSorter(needs).static_order())
        except CycleError as cycle:
            names = cycle.args[1]
            found.append(finding("cycle", path=written[names[0]].path or path, names=" → ".join(names)))
            needs = {  # the others are still looked at
                name: [need for need in below if need not in names]
                for name, below in needs.items()
                if name not in names
            }


def _mentioned(definition: WrittenDefinition) -> frozenset[str]:
    if isinstance(definition.body, tables.WrittenTable):
        return tables.names(definition.body)
    return tree.names(definition.body)


def _body(definition: WrittenDefinition, scope: Scope, found: list[Finding]) -> typed.Typed | None:
    """Check one definition; None where it, or one that it uses, is at fault."""
    level = level_of(definition.entity)
    try:
        if isinstance(definition.body, tables.WrittenTable):
            return tables.check_table(definition.body, scope, level, definition.type)
        return check(definition.body, scope, level, definition.type)
    except NotAccepted as refused:
        inner = "" if isinstance(definition.body, tables.WrittenTable) else "expression"
        found += [each.at(inner).at(definition.path) for each in refused.findings]
        return None


def _definition(written: WrittenDefinition, body: typed.Typed) -> Definition:
    return Definition(written.name, body, level_of(written.entity), written.passes, written.fails, written.article)


def _never_covered(program: Program, version: Version, path: str) -> list[Finding]:
    """Parameters in use whose values lie on no day of the version. One without any waits for a layer to give them."""
    used = {name for each in program.definitions for name in program.used_parameters(each)}
    return [
        finding("parameter_never_covers", path=path, name=name)
        for name in sorted(used)
        if program.parameters[name].entries
        and not any(
            (version.end is None or entry.start < version.end) and (entry.end is None or version.start < entry.end)
            for entry in program.parameters[name].entries
        )
    ]
