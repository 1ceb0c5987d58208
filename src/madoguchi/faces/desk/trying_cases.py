"""The golden cases of a draft: how each comes out, and how those that fail came about."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final
from uuid import UUID

from madoguchi.faces.desk import trying_typed
from madoguchi.faces.desk.trying_results import Source
from madoguchi.faces.desk.trying_typed import Typed
from madoguchi.ground.foundation.public import Actor, permissions
from madoguchi.ground.kernel.errors import Message, Refused
from madoguchi.office.rules import public as rules
from madoguchi.office.rules.public import Explanation, Program, Reason, Rules, Tried, Verdict

_WRITE: Final = "rules.draft.write"


class Found(StrEnum):
    """How a case came out."""

    PASSED = "passed"
    FAILED = "failed"
    NOT_COVERED = "not covered"
    FAULTY = "faulty"  # the record itself holds faults
    NOT_TRIED = "not tried"  # the draft's document holds faults


WORDS: Final = {
    Found.PASSED: Message("合格", "Passes"),
    Found.FAILED: Message("不合格", "Fails"),
    Found.NOT_COVERED: Message("未対応の期間", "Period not covered"),
    Found.FAULTY: Message("事例に直すところがあります", "The case has faults"),
    Found.NOT_TRIED: Message("まだ確かめていません", "Not tried yet"),
}
TONES: Final = {
    Found.PASSED: "success",
    Found.FAILED: "error",
    Found.NOT_COVERED: "warning",
    Found.FAULTY: "error",
    Found.NOT_TRIED: "neutral",
}


class CaseGone(Refused):
    """Another stands in the place of a case, or none."""

    code = "desk.case_gone"
    status = 409
    what = Message("この事例はここにありません。", "The case is not here any more.")
    why = Message("ほかの人が事例を加えたか、消しています。", "Somebody added or removed cases meanwhile.")
    mend = Message("確認事例の一覧を開き直してください。", "Please open the list of cases again.")


@dataclass(frozen=True, slots=True)
class ExpectedRow:
    """One expectation beside what came out."""

    definition: str
    whose: str
    wanted: Message
    found: Message
    is_met: bool


@dataclass(frozen=True, slots=True)
class CaseRow:
    """One case. ``mark`` is of its text; ``steps`` tell how what failed came about."""

    line: int
    mark: str
    id: str
    on: date | None
    source: str
    verdict: Found
    expected: Sequence[ExpectedRow]
    findings: Sequence[rules.Finding]
    steps: Sequence[Explanation]

    @property
    def words(self) -> Message:
        """The verdict in words."""
        return WORDS[self.verdict]

    @property
    def tone(self) -> str:
        """The tone of its chip."""
        return TONES[self.verdict]


@dataclass(frozen=True, slots=True)
class CasesPage:
    """The cases of a draft, those that need work first, and how many came out how."""

    draft: rules.DraftPage
    title: Message
    rows: Sequence[CaseRow]
    counts: Sequence[tuple[Message, str, int]]
    may_write: bool


def cases_page(draft_id: UUID, actor: Actor) -> CasesPage:
    """Return the cases of a draft.

    Raises:
        DraftUnknown
    """
    draft = rules.draft_page(draft_id, actor)
    composed = draft.looked.composed
    title = Message(draft.package_id, draft.package_id) if composed is None else composed.rules.package.title
    rows = [_row(draft, each) for each in draft.looked.tried]
    order = [Found.FAULTY, Found.FAILED, Found.NOT_COVERED, Found.NOT_TRIED, Found.PASSED]
    rows.sort(key=lambda row: (order.index(row.verdict), row.line))
    counted = [(WORDS[each], TONES[each], sum(row.verdict == each for row in rows)) for each in order]
    may_write = permissions.allowed(actor, _WRITE) and draft.proposed is None
    return CasesPage(draft, title, rows, [each for each in counted if each[2]], may_write)


def case_row(page: CasesPage, line: int) -> CaseRow:
    """Return one case by its line. Raises CaseGone."""
    found = next((row for row in page.rows if row.line == line), None)
    if found is None:
        raise CaseGone
    return found


def without(page: CasesPage, line: int, mark: str) -> str:
    """Return the text of the cases without one of them.

    Raises:
        CaseGone: another text stands there.
    """
    if case_row(page, line).mark != mark:
        raise CaseGone
    lines = page.draft.cases.split("\n")
    del lines[line - 1]
    return "\n".join(lines)


def names(draft: rules.DraftPage) -> set[str]:
    """Return the names of the cases of a draft."""
    return {each.case.id for each in draft.looked.tried if each.case is not None}


def begun(draft: rules.DraftPage, source: Source, line: str) -> Typed | None:
    """Return the case of a line as it would be typed, under no name; None: it is not there, or not one household's."""
    case = next((each.case for each in draft.looked.tried if str(each.line) == line), None)
    typed = None if case is None else trying_typed.of_case(source.rules, case)
    return None if typed is None else Typed(typed.on, typed.whole, typed.members, typed.expected, "", typed.source)


def _row(draft: rules.DraftPage, tried: Tried) -> CaseRow:
    text = draft.cases.split("\n")[tried.line - 1]
    mark = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]
    composed = draft.looked.composed
    if tried.case is None:
        return CaseRow(tried.line, mark, f"{tried.line}", None, "", Found.FAULTY, (), tried.findings, ())
    program = None if composed is None else composed.rules.on(tried.case.on)
    failed = [each for each in tried.outcomes if each.verdict == Verdict.FAILED]
    other = [each for each in tried.findings if each.code != "case_failed"]
    return CaseRow(
        tried.line,
        mark,
        tried.case.id,
        tried.case.on,
        tried.case.source,
        _found(tried, bool(other), None if composed is None else composed.rules),
        [_expected(program, each) for each in tried.outcomes],
        other,
        () if program is None else _steps(program, failed),
    )


def _found(tried: Tried, has_faults: bool, of: Rules | None) -> Found:
    verdicts = {each.verdict for each in tried.outcomes}
    if has_faults:
        return Found.FAULTY
    if of is None:
        return Found.NOT_TRIED
    if Verdict.FAILED in verdicts:
        return Found.FAILED
    return Found.NOT_COVERED if Verdict.NOT_COVERED in verdicts else Found.PASSED


def _steps(program: Program, failed: Sequence[rules.Outcome]) -> list[Explanation]:
    """How what failed came about, the trace of each household once."""
    wanted: dict[int, tuple[Sequence[rules.Traced], list[str]]] = {}
    for each in failed:
        wanted.setdefault(id(each.trace), (each.trace, []))[1].append(each.expected.definition)
    return [
        step
        for trace, definitions in wanted.values()
        for known in (rules.needed(program, [each for each in definitions if each in program.definition]),)
        for step in rules.explain(program, (each for each in trace if each.definition.name in known))
    ]


def _expected(program: Program | None, outcome: rules.Outcome) -> ExpectedRow:
    given = outcome.expected
    wanted = given.value if given.reasons is None else given.reasons
    return ExpectedRow(
        given.definition,
        given.id,
        _shown(program, given.definition, wanted),
        _shown(program, given.definition, outcome.found),
        outcome.verdict == Verdict.PASSED,
    )


def _shown(program: Program | None, name: str, plain: object) -> Message:
    """A value as JSON holds it, or its reasons, as people read it."""
    if isinstance(plain, tuple):
        known = tuple(rules.Code)
        words = [Reason(rules.Code(code), subject).words for code, subject in plain if code in known]
        japanese, english = "・".join(each.ja for each in words), "; ".join(each.en for each in words)
        return Message(f"不明（{japanese}）", f"not known ({english})")
    definition = None if program is None else program.definition.get(name)
    value = None if definition is None else rules.read_value(definition.type, plain)
    if definition is None or value is None:
        return Message(str(plain), str(plain))
    return rules.value_words(definition.type, value)
