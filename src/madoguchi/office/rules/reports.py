"""Reports on cases: what came out and why, as JSON holds it and as lines that people read."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from madoguchi.ground.kernel.errors import Message, Refused
from madoguchi.office.rules.core.case_records import Expected, GoldenCase, Reasons
from madoguchi.office.rules.core.cases import Outcome, Traces, Verdict
from madoguchi.office.rules.core.compiling import Rules
from madoguchi.office.rules.core.engine import Traced
from madoguchi.office.rules.core.explaining import Explanation, explain, plain_explanation
from madoguchi.office.rules.core.findings import NotAccepted
from madoguchi.office.rules.core.program import Program, needed

WORDS: Final = {Verdict.PASSED: "合格", Verdict.FAILED: "不合格", Verdict.NOT_COVERED: "未対応"}
OUTSIDE: Final = "この日の規則がありません（未対応の期間）。 / No version of the rules holds on this day."


@dataclass(frozen=True, slots=True)
class Report:
    """How one case came out. ``line``: its number in the file."""

    line: int
    case: GoldenCase
    rules: Rules
    outcomes: Sequence[Outcome]

    @property
    def verdict(self) -> Verdict:
        """A failure counts before a day that is not covered, and that before what passed."""
        found = {each.verdict for each in self.outcomes}
        return next(each for each in (Verdict.FAILED, Verdict.NOT_COVERED, Verdict.PASSED) if each in found)

    def plain(self) -> dict[str, Any]:
        """Return the report as JSON holds it."""
        program = self.rules.on(self.case.on)
        return {
            "line": self.line,
            "id": self.case.id,
            "rules": self.rules.package.id,
            "on": self.case.on.isoformat(),
            "verdict": self.verdict.value,
            "expectations": [_plain_outcome(each) for each in self.outcomes],
            "trace": [] if program is None else [plain_explanation(program, each) for each in self._failed(program)],
        }

    def lines(self) -> Iterator[str]:
        """Yield the report in words: one line, and below a failure what it rests on."""
        title, on = self.rules.package.title.ja, self.case.on.isoformat()
        yield f"{WORDS[self.verdict]} / {self.verdict.value}\t{self.case.id}\t{title}\t{on}"
        yield from (f"  {line}" for line in self.outcome_lines(is_short=True))
        program = self.rules.on(self.case.on)
        if program is None:
            yield f"  {OUTSIDE}"
        else:
            yield from explained_lines(self._failed(program), "    ")

    def outcome_lines(self, *, is_short: bool = False) -> Iterator[str]:
        """Yield each expectation in words; in short only those that did not pass."""
        for each in self.outcomes:
            if is_short and each.verdict == Verdict.PASSED:
                continue
            wanted, found = _shown(_wanted(each.expected)), _shown(each.found)
            of = f"{each.expected.definition}［{each.expected.id}］"
            yield f"{WORDS[each.verdict]} {of} 期待 / expected: {wanted}  実際 / found: {found}"

    def _failed(self, program: Program) -> list[Explanation]:
        """What the definitions that failed rest on, each household's trace once."""
        wanted: dict[int, tuple[Sequence[Traced], list[str]]] = {}
        for each in self.outcomes:
            if each.verdict == Verdict.FAILED:
                wanted.setdefault(id(each.trace), (each.trace, []))[1].append(each.expected.definition)
        return [
            explanation
            for trace, definitions in wanted.values()
            for names in (needed(program, definitions),)
            for explanation in explain(program, (each for each in trace if each.definition.name in names))
        ]


def explained_lines(explanations: Iterable[Explanation], indent: str = "") -> Iterator[str]:
    """Yield a trace in words: value and sentence, then the inputs, parameters and article it rests on."""
    for each in explanations:
        of = "" if each.member is None else f"［{each.member}］"
        given = "（与えられた値 / given）" if each.is_override else ""
        article = f"（{each.article}）" if each.article else ""
        yield f"{indent}{each.definition}{of}: {each.shown.ja}{given}  {each.sentence.ja}{article}"
        if each.is_override:
            continue
        if each.used:
            yield f"{indent}  使った値: " + "、".join(f"{used.name} = {used.shown.ja}" for used in each.used)
        yield from (f"{indent}  {held.name}: {held.shown.ja}" for held in each.parameters)


def plain_traces(traces: Traces) -> dict[str, list[dict[str, Any]]]:
    """Return everything that was worked out for each household as JSON holds it."""
    return {
        name: [plain_explanation(traces.program, each) for each in explain(traces.program, traced)]
        for name, (_, traced) in traces.households.items()
    }


def plain_refusal(refusal: Refused) -> list[dict[str, Any]]:
    """Return a refusal as JSON holds it: one object for each thing to mend."""
    parts: Iterable[tuple[str, str, Message, Message, Message]]
    if isinstance(refusal, NotAccepted):
        parts = ((each.code, each.path, each.what, each.why, each.mend) for each in refusal.findings)
    else:
        parts = ((refusal.code, refusal.pointer, refusal.what, refusal.why, refusal.mend),)
    return [
        {"code": code, "path": path, "what": _both(what), "why": _both(why), "mend": _both(mend)}
        for code, path, what, why, mend in parts
    ]


def refused_lines(place: str, refusal: Refused) -> Iterator[str]:
    """Yield a refusal in words, a line in each language for each thing to mend."""
    for each in plain_refusal(refusal):
        at = ": ".join(part for part in (place, each["path"]) if part)
        for language in ("ja", "en"):
            yield f"{at}: " + " ".join(each[part][language] for part in ("what", "why", "mend"))


def _both(message: Message) -> Mapping[str, str]:
    return {"ja": message.ja, "en": message.en}


def _plain_outcome(outcome: Outcome) -> dict[str, Any]:
    of = outcome.expected
    return {
        "entity": of.entity.value,
        "id": of.id,
        "definition": of.definition,
        "verdict": outcome.verdict.value,
        "expected": _plain_found(_wanted(of)),
        "found": _plain_found(outcome.found),
    }


def _wanted(expected: Expected) -> object:
    return expected.value if expected.reasons is None else expected.reasons


def _plain_found(found: object) -> object:
    return {"unknown": [list(each) for each in found]} if isinstance(found, tuple) else found


def _shown(found: object) -> str:
    """A value as JSON holds it, or its reasons."""
    if isinstance(found, tuple):
        reasons: Reasons = found
        return "不明（" + "、".join(f"{code}: {subject}" for code, subject in reasons) + "）"
    return {True: "はい", False: "いいえ"}[found] if isinstance(found, bool) else str(found)
