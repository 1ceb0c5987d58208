"""What a list holds: how it came about, and what came out for each household, packed and read again."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

import numpy as np

from madoguchi.beside.outreach.core import outcomes
from madoguchi.beside.outreach.core.fields import Kind
from madoguchi.beside.outreach.core.outcomes import Outcome, Verdict
from madoguchi.beside.outreach.core.packing import Array, Column, pack, pack_ids, unpack, unpack_ids
from madoguchi.beside.outreach.models import Run, RunContent
from madoguchi.beside.outreach.refusals import HouseholdUnknown
from madoguchi.ground.kernel.spreadsheet import csv_text
from madoguchi.ground.kernel.xlsx import workbook
from madoguchi.office.rules.public import Code, Reason

_HEADING = ("世帯番号", "区分", "金額（円）", "理由")


@dataclass(frozen=True, slots=True)
class RunView:
    """A list as pages and commands show it; ``asked_by`` is None where the command line asked."""

    id: UUID
    rules: str
    title: str
    rules_hash: str
    definition: str
    on: date
    purpose: str
    asked_at: datetime
    asked_by: UUID | None
    register: UUID
    register_as_of: date
    households: int
    told: int
    to_check: int
    applied: int
    opted_out: int
    not_entitled: int
    told_yen: int | None
    reasons: tuple[Reason, ...]
    sha256: str


@dataclass(frozen=True, slots=True)
class Line:
    """What came out for one household: yen where it is entitled to an amount, reasons where it is not known."""

    household: str
    outcome: Outcome
    amount_yen: int | None
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Content:
    """What is kept for the households of a list (``models.RunContent``)."""

    households: bytes
    marks: bytes
    amounts: bytes | None
    reasons: bytes
    sets: list[str]

    @property
    def sha256(self) -> str:
        """The hash of all of it."""
        digest = hashlib.sha256()
        for each in (self.households, self.marks, self.amounts or b"", self.reasons, "\n".join(self.sets).encode()):
            digest.update(hashlib.sha256(each).digest())
        return digest.hexdigest()


def packed(
    households: Sequence[str], marks: Array, result: outcomes.Result
) -> tuple[Content, dict[Outcome, int], int | None]:
    """Return what a list keeps, how many households came out how, and the yen of those to be told."""
    found = outcomes.outcomes(marks)
    counts = {each: int((found == each).sum()) for each in Outcome}
    amounts = None
    if result.amounts is not None:
        amounts = pack(Column(Kind.NUMBER, result.amounts[result.verdicts == Verdict.ENTITLED]))
    yen = None if result.amounts is None else int(result.amounts[found == Outcome.TOLD].sum())
    content = Content(
        pack_ids(households),
        pack(Column(Kind.NUMBER, marks)),
        amounts,
        pack(Column(Kind.NUMBER, result.reasons)),
        [f"{each:x}" for each in result.sets],
    )
    return content, counts, yen


class Outcomes:
    """The content of a list, unpacked."""

    def __init__(self, row: Run, content: RunContent) -> None:
        self._reasons = _reasons(row)
        self._households = unpack_ids(bytes(content.households))
        self._marks = unpack(bytes(content.marks)).data
        self._outcomes = outcomes.outcomes(self._marks)
        self._amounts = None if content.amounts is None else unpack(bytes(content.amounts)).data
        self._of_unknown = unpack(bytes(content.reasons)).data
        self._sets = [int(each, 16) for each in content.sets]
        verdicts = self._marks & 3
        self._entitled_before = np.cumsum(verdicts == Verdict.ENTITLED)
        self._unknown_before = np.cumsum(verdicts == Verdict.UNKNOWN)

    @classmethod
    def of(cls, row: Run) -> "Outcomes":
        """Read the content of a list, inside a scope."""
        return cls(row, RunContent.objects.get(run=row))

    def lines(self, wanted: Outcome) -> Iterator[Line]:
        """Yield the households of one outcome, in the order of their numbers."""
        return map(self._line, np.flatnonzero(self._outcomes == wanted).tolist())

    def some(self, wanted: Outcome, part: str, page: int, size: int) -> tuple[list[Line], int]:
        """Return one page of the households of one outcome whose number has a part, and how many there are in all."""
        places = np.flatnonzero(self._outcomes == wanted).tolist()
        if part:
            places = [each for each in places if part in self._households[each]]
        first = size * min(page - 1, max(0, len(places) - 1) // size)
        return [self._line(each) for each in places[first : first + size]], len(places)

    def line(self, household: str) -> Line:
        """Return one household. Raises HouseholdUnknown."""
        if household not in self._households:
            raise HouseholdUnknown(household=household)
        return self._line(self._households.index(household))

    def _line(self, at: int) -> Line:
        verdict, amount = self._marks[at] & 3, None
        reasons: tuple[Reason, ...] = ()
        if verdict == Verdict.ENTITLED and self._amounts is not None:
            amount = int(self._amounts[self._entitled_before[at] - 1])
        if verdict == Verdict.UNKNOWN:
            bits = self._sets[int(self._of_unknown[self._unknown_before[at] - 1])]
            reasons = tuple(each for number, each in enumerate(self._reasons) if bits >> number & 1)
        return Line(self._households[at], Outcome(int(self._outcomes[at])), amount, reasons)


def _reasons(row: Run) -> tuple[Reason, ...]:
    return tuple(Reason(Code(code), subject) for code, subject in row.reasons)


def view(row: Run) -> RunView:
    """Return what a row says of a list."""
    return RunView(
        row.id, row.rules, row.title, row.rules_hash, row.definition, row.on, row.purpose, row.asked_at,
        row.asked_by_id, row.register_key, row.register_as_of, row.household_count, row.told_count, row.check_count,
        row.applied_count, row.opted_out_count, row.not_entitled_count, row.told_yen, _reasons(row), row.sha256,
    )  # fmt: skip


def as_csv(lines: Iterable[Line]) -> str:
    """Return households as CSV for a spreadsheet."""
    return csv_text(_HEADING, map(_row, lines))


def as_xlsx(lines: Iterable[Line], *, title: str) -> bytes:
    """Return households as a workbook; ``title``: the name of its sheet."""
    return workbook(_HEADING, map(_row, lines), title=title)


def _row(line: Line) -> Sequence[str | int | None]:
    reasons = "".join(one.words.ja for one in line.reasons)
    return line.household, outcomes.WORDS[line.outcome].ja, line.amount_yen, reasons
