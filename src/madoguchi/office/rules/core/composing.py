"""A body's document laid over the shipped one: what comes of both, its canonical text and the hash of that."""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from madoguchi.office.rules.core.canonical import canonical
from madoguchi.office.rules.core.compiling import Rules, compile_package
from madoguchi.office.rules.core.document import read_package
from madoguchi.office.rules.core.document_writer import write_package
from madoguchi.office.rules.core.findings import Finding, NotAccepted
from madoguchi.office.rules.core.layers import Replaced, lay_over
from madoguchi.office.rules.core.package import Package


@dataclass(frozen=True, slots=True)
class Composed:
    """What rules are. ``rules`` were compiled from ``text``; ``replaced``: what the lower layer put in whose place."""

    text: str
    rules: Rules
    replaced: tuple[Replaced, ...] = ()


def compose(document: Package, upper: Package | None) -> Composed:
    """Lay a document over another, or take it as it is, and check what comes of it.

    Raises:
        NotAccepted: every fault; paths are in ``document``, or begin with ``upper`` where they are not in it.
    """
    laid, replaced = (document, ()) if upper is None else lay_over(upper, document)
    laid = replace(laid, id=document.id, title=document.title)  # a campaign has a name of its own, its template another
    try:
        compile_package(laid)
    except NotAccepted as refused:
        raise NotAccepted(_in_document(refused.findings, laid, document)) from None
    text = canonical(write_package(laid))
    return Composed(text, rules_of_text(text), replaced)


def rules_of_text(text: str) -> Rules:
    """Return the rules of a canonical text.

    Raises:
        NotAccepted: it is none.
    """
    return compile_package(read_package(json.loads(text)))


def hash_of(text: str) -> str:
    """Return the SHA-256 of a text in UTF-8, 64 hexadecimal digits."""
    return hashlib.sha256(text.encode()).hexdigest()


def _in_document(findings: Iterable[Finding], laid: Package, document: Package) -> Iterator[Finding]:
    """The same faults with places of ``laid`` turned into those of ``document``; definitions know theirs already."""
    for each in findings:
        section, _, rest = each.path.partition("/")
        number, _, below = rest.partition("/")
        is_definition = section == "versions" and below.startswith("definitions/")
        if not number.isdecimal() or is_definition or laid == document:
            yield each
            continue
        place = _place(section, int(number), laid, document)
        head = f"upper/{section}/{number}" if place is None else f"{section}/{place}"
        yield replace(each, path="/".join(part for part in (head, below) if part))


def _place(section: str, number: int, laid: Package, document: Package) -> int | None:
    """Where in ``document`` stands what is number ``number`` of a section of ``laid``; None: it comes from above."""
    match section:
        case "parameters":
            names = [each.name for each in document.parameters]
            name = laid.parameters[number].name
        case "inputs":
            names = [each.name for each in document.inputs]
            name = laid.inputs[number].name
        case "groups":
            names, name = list(document.groups), laid.groups[number]
        case _:
            start = laid.versions[number].start
            return next((place for place, each in enumerate(document.versions) if each.covers(start)), None)
    return names.index(name) if name in names else None
