"""What a draft of rules amounts to: its document read and laid over what it extends, its golden cases tried."""

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from madoguchi.ground.kernel.errors import Message, Refused
from madoguchi.office.rules.core.canonical import canonical
from madoguchi.office.rules.core.cases import CaseRunner, GoldenCase, Outcome, Reasons, Verdict, read_case
from madoguchi.office.rules.core.compiling import Rules
from madoguchi.office.rules.core.composing import Composed, compose
from madoguchi.office.rules.core.document import FORMAT, read_package
from madoguchi.office.rules.core.document_writer import write_words
from madoguchi.office.rules.core.findings import Finding, NotAccepted, finding
from madoguchi.office.rules.core.override_refusals import OverrideNotReadable, OverrideUnknown
from madoguchi.office.rules.core.package import Layer, Package
from madoguchi.office.rules.core.plain_json import TextNotReadable, read_json
from madoguchi.office.rules.core.reasons import Code, Reason

MOST_CHARACTERS: Final = 2_000_000  # of a document, and of its cases
_MOST_FINDINGS: Final = 200  # of cases: whoever has more has one reason


@dataclass(frozen=True, slots=True)
class Tried:
    """One golden case: the line it stands on (from 1), how it came out, and what is wrong with it or with the rules."""

    line: int
    case: GoldenCase | None
    outcomes: Sequence[Outcome] = ()
    findings: Sequence[Finding] = ()


@dataclass(frozen=True, slots=True)
class Looked:
    """A draft looked at. ``composed`` is None where its document holds faults; cases are then read, not tried.

    ``upper``: the shipped package that the document extends.
    """

    composed: Composed | None
    upper: Package | None
    findings: Sequence[Finding]
    tried: Sequence[Tried]

    @property
    def faults(self) -> tuple[Finding, ...]:
        """Everything that keeps the draft from being proposed."""
        found = [each for one in self.tried for each in one.findings]
        if not self.tried:
            found.append(finding("cases_missing", path="cases"))
        return (*self.findings, *found[:_MOST_FINDINGS])


def look(document: str, cases: str, package_id: str, shipped: Mapping[str, Rules]) -> Looked:
    """Return what a draft amounts to; nothing that was typed raises.

    Args:
        document: JSON, ``madoguchi.rules/1``.
        cases: golden cases, a JSON object on each line.
        package_id: whose rules they are to be.
        shipped: what can be extended, by id.
    """
    found: list[Finding] = []
    composed: Composed | None = None
    upper: Package | None = None
    try:
        package = read_package(read_json(document))
        if package.extends is not None:
            extended = shipped.get(package.extends)
            if extended is None:
                found.append(finding("extends_unknown", path="extends", name=package.extends))
            else:
                upper = extended.package
        if package.id != package_id:
            found.append(finding("id_other", path="id", name=package.id, wanted=package_id))
        if not found:
            composed = compose(package, upper)
    except TextNotReadable as refused:
        found.append(_of(refused, "document"))
    except NotAccepted as refused:
        found += refused.findings
    if composed is None:
        return Looked(None, upper, tuple(found), tuple(try_cases(cases)))
    names = {name for each in (composed.rules.package, upper) if each is not None for name in (each.id, each.title.ja)}
    return Looked(composed, upper, (), tuple(try_cases(cases, composed.rules, names)))


def try_cases(cases: str, rules: Rules | None = None, names: Collection[str] = ()) -> Iterator[Tried]:
    """Yield golden cases, a JSON object on each line, as they come out; where there are no rules they are only read.

    Args:
        cases: a JSON object on each line.
        rules: what they are tried on.
        names: what a case may call these rules; empty: whatever it calls them.
    """
    seen: set[str] = set()
    runner = None if rules is None else CaseRunner(rules)
    for number, line in enumerate(cases.split("\n"), 1):
        if not line.strip():
            continue
        path = f"cases/{number}"
        try:
            case = read_case(read_json(line))
        except TextNotReadable as refused:
            yield Tried(number, None, (), [_of(refused, path)])
            continue
        except NotAccepted as refused:
            yield Tried(number, None, (), [each.at(path) for each in refused.findings])
            continue
        found = []
        if case.id in seen:
            found.append(finding("case_twice", path=f"{path}/id", name=case.id))
        seen.add(case.id)
        if names and case.rules not in names:
            wanted = "、".join(sorted(names))
            found.append(finding("case_of_other", path=f"{path}/rules", name=case.rules, wanted=wanted))
        if not case.expect:
            found.append(finding("case_expects_nothing", path=f"{path}/expect", name=case.id))
        outcomes: Sequence[Outcome] = ()
        if runner is not None:
            try:
                outcomes = runner.run(case)
            except NotAccepted as refused:
                found += [each.at(path) for each in refused.findings]
            except (OverrideUnknown, OverrideNotReadable) as refused:
                found.append(_of(refused, f"{path}/overrides"))
        yield Tried(number, case, outcomes, (*found, *_otherwise(case, outcomes, path)))


def canonical_cases(cases: str) -> str:
    """Return golden cases in their canonical text: what was tried, without spaces and empty lines."""
    return "\n".join(canonical(read_json(line)) for line in cases.split("\n") if line.strip())


def readable(text: str) -> str:
    """Return a canonical text as people read and change it."""
    return json.dumps(json.loads(text), ensure_ascii=False, indent=2)


def empty_layer(upper: Package, layer: Layer) -> str:
    """Return the document that changes nothing in ``upper``, as people begin to write it."""
    return _written({"extends": upper.id, "parameters": [], "versions": []}, upper, layer)


def title_in(document: str) -> Message | None:
    """Return the title that a document as it was typed gives; None where none can be read."""
    try:
        plain = read_json(document)
    except TextNotReadable:
        return None
    words = plain.get("title") if isinstance(plain, Mapping) else None
    japanese = words.get("ja") if isinstance(words, Mapping) else None
    if not isinstance(words, Mapping) or not isinstance(japanese, str) or not japanese:
        return None
    return Message(japanese, str(words.get("en", japanese)))


def _written(parts: Mapping[str, object], package: Package, layer: Layer) -> str:
    head = {
        "format": FORMAT,
        "id": package.id,
        "title": write_words(package.title),
        "entity": package.entity.value,
        "unit": package.unit.value,
        "layer": layer.value,
    }
    return json.dumps({**head, **parts}, ensure_ascii=False, indent=2)


def _otherwise(case: GoldenCase, outcomes: Sequence[Outcome], path: str) -> Iterator[Finding]:
    """A finding for each expectation that came out otherwise."""
    for each in outcomes:
        if each.verdict == Verdict.PASSED:
            continue
        expected = each.expected
        wanted = expected.value if expected.reasons is None else expected.reasons
        yield finding(
            "case_failed",
            path=f"{path}/expect/{case.expect.index(expected)}",
            name=case.id,
            whose=expected.id,
            definition=expected.definition,
            wanted=_shown(wanted),
            found=_shown(each.found),
        )


def _shown(value: object) -> Message:
    """A value or its reasons, in words."""
    match value:
        case bool():
            return Message("はい", "yes") if value else Message("いいえ", "no")
        case int():
            return Message(f"{value:,}", f"{value:,}")
        case tuple():
            return _reasons(value)
        case _:
            return Message(f"「{value}」", f"“{value}”")


def _reasons(pairs: Reasons) -> Message:
    words = [Reason(Code(code), subject).words for code, subject in pairs if code in tuple(Code)]
    return Message(
        f"不明（{'・'.join(each.ja for each in words)}）", f"unknown ({'; '.join(each.en for each in words)})"
    )


def _of(refused: Refused, path: str) -> Finding:
    return Finding(refused.code, path, None, refused.what, refused.why, refused.mend)
