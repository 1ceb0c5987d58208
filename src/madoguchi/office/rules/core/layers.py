"""Layers: a prefecture's or municipality's rules laid over the national ones.

A lower layer replaces values of parameters for the days it covers and adds names; it changes nothing else.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from madoguchi.office.rules.core.findings import Finding, NotAccepted, finding
from madoguchi.office.rules.core.package import Layer, Package, Version
from madoguchi.office.rules.core.parameters import Dated, Parameter, interval_findings

_ORDER: Final = tuple(Layer)


@dataclass(frozen=True, slots=True)
class Replaced:
    """What a lower layer put in the place of what: ``before`` are the upper entries that no longer hold somewhere."""

    parameter: str
    layer: Layer
    before: tuple[Dated, ...]
    after: tuple[Dated, ...]


def lay_over(upper: Package, lower: Package) -> tuple[Package, tuple[Replaced, ...]]:
    """Return ``upper`` as it holds where ``lower`` is laid over it, and what was replaced.

    Names that ``lower`` adds hold in its own versions' intervals; where those begin or end, versions are cut.

    Raises:
        NotAccepted: ``lower`` extends another package or stands no lower, replaces a parameter by one of another type,
            leaves a gap in it, or gives a name that ``upper`` has to something else. Paths are in ``lower``.
    """
    found: list[Finding] = []
    if lower.extends != upper.id:
        found.append(finding("layer_other_package", path="extends", found=lower.extends or "", wanted=upper.id))
    if _ORDER.index(lower.layer) <= _ORDER.index(upper.layer):
        found.append(finding("layer_order", path="layer", layer=lower.layer.value, upper=upper.layer.value))
    parameters, replaced = _parameters(upper, lower, found)
    _redefined(upper, lower, found)
    if found:
        raise NotAccepted(found)
    return (
        replace(
            upper,
            layer=lower.layer,
            enums=tuple(sorted({*upper.enums, *lower.enums}, key=lambda each: each.name)),
            groups=tuple(dict.fromkeys((*upper.groups, *lower.groups))),
            birth=upper.birth or lower.birth,
            inputs=(*upper.inputs, *(each for each in lower.inputs if each not in upper.inputs)),
            parameters=parameters,
            versions=tuple(_versions(upper.versions, lower.versions)),
            asked=lower.asked if upper.asked is None else upper.asked.under(lower.asked),
        ),
        replaced,
    )


def _parameters(
    upper: Package, lower: Package, found: list[Finding]
) -> tuple[tuple[Parameter, ...], tuple[Replaced, ...]]:
    over = {each.name: (number, each) for number, each in enumerate(lower.parameters)}
    laid, replaced = [], []
    for parameter in upper.parameters:
        number, above = over.pop(parameter.name, (0, None))
        if above is None:
            laid.append(parameter)
            continue
        path = f"parameters/{number}"
        if (above.type, above.is_table) != (parameter.type, parameter.is_table):
            found.append(finding("layer_redefines", path=path, name=parameter.name))
            continue
        entries = _laid(parameter.entries, above.entries)
        found += interval_findings([(each.start, each.end) for each in entries], f"{path}/entries")
        laid.append(replace(parameter, entries=entries))
        hidden = tuple(each for each in parameter.entries if each not in entries)
        replaced.append(Replaced(parameter.name, lower.layer, hidden, above.entries))
    return (*laid, *(each for _, each in over.values())), tuple(replaced)


def lay_parameter(upper: Parameter, lower: Parameter | None) -> Parameter:
    """Return a parameter as it holds where one of its name, if there is one, is laid over it."""
    return upper if lower is None else replace(upper, entries=_laid(upper.entries, lower.entries))


def _laid(upper: tuple[Dated, ...], lower: tuple[Dated, ...]) -> tuple[Dated, ...]:
    """The entries of ``lower``, and of ``upper`` what lies before and after them."""
    if not lower:
        return upper
    start, end = lower[0].start, lower[-1].end
    before = [replace(each, end=_earlier(each.end, start)) for each in upper if each.start < start]
    after = [] if end is None else [
        replace(each, start=max(each.start, end)) for each in upper if each.end is None or each.end > end
    ]  # fmt: skip
    return (*before, *lower, *after)


def _earlier(end: date | None, other: date) -> date:
    return other if end is None else min(end, other)


def _redefined(upper: Package, lower: Package, found: list[Finding]) -> None:
    """Note names of the upper layer that the lower one gives to something else."""
    defined = {each.name for version in upper.versions for each in version.definitions}
    taken = defined | {each.name for each in upper.inputs} | {each.name for each in upper.parameters}
    for version in lower.versions:
        found += [
            finding("layer_redefines", path=each.path, name=each.name)
            for each in version.definitions
            if each.name in taken
        ]
    for number, given in enumerate(lower.inputs):
        if given.name in taken and given not in upper.inputs:
            found.append(finding("layer_redefines", path=f"inputs/{number}", name=given.name))
    names = {each.name: each for each in upper.enums}
    for each in lower.enums:
        if names.get(each.name, each) != each:
            found.append(finding("layer_redefines", path=f"enums/{each.name}", name=each.name))


def _versions(upper: tuple[Version, ...], lower: tuple[Version, ...]) -> Iterable[Version]:
    """The upper versions, cut where the lower ones begin and end, with the definitions of both."""
    cuts = sorted({each for version in lower for each in (version.start, version.end) if each is not None})
    for version in upper:
        inside = [cut for cut in cuts if version.start < cut and (version.end is None or cut < version.end)]
        starts, ends = [version.start, *inside], [*inside, version.end]
        for start, end in zip(starts, ends, strict=True):
            added = next((each.definitions for each in lower if each.covers(start)), ())
            yield Version(start, end, (*version.definitions, *added))
