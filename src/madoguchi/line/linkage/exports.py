"""What leaves: results that wait, their rows, their files. Everything here joins the caller's scope.

The same results, revisions of answers and instant give the same bytes, today and whenever a file is made again.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from madoguchi.ground.kernel.errors import Message, Refused
from madoguchi.line.decisions import public as decisions
from madoguchi.line.forms import public as forms
from madoguchi.line.intake import public as intake
from madoguchi.line.linkage.core import mapping
from madoguchi.line.linkage.models import HandOverRow
from madoguchi.line.review import public as review
from madoguchi.office.layouts import public as layouts

TOKYO: Final = ZoneInfo("Asia/Tokyo")
# As core systems read it; what people typed half-width into a full-width item is turned, and told in the notices.
PROFILE: Final = replace(layouts.profile("core-utf8"), width=layouts.Width.CONVERT)
OUTCOME_ITEM: Final = "ketteikubun"  # 決定区分: a layout without it takes no refusals


@dataclass(frozen=True, slots=True)
class Result:
    """A sealed decision on its way out."""

    application: intake.ApplicationView
    version: forms.PinnedVersion
    disposition: decisions.DispositionView
    revision: int

    @property
    def facts(self) -> dict[str, Any]:
        """The decided facts by path, as ``core.mapping`` wants them; those of the hand-over come later."""
        arrived = self.application.arrived_at.astimezone(TOKYO)
        decided_on = self.disposition.decided_on
        return {
            "form": intake.answers(self.application.id, self.revision),
            "decision": {
                **self.disposition.items,
                "outcome": str(self.disposition.outcome),
                "decided_on": decided_on.isoformat() if decided_on else None,
                "reasons": self.disposition.reasons,
            },
            "application": {
                "receipt_number": self.application.receipt_number,
                "arrived_on": self.application.arrived_on.isoformat(),
                "arrived_time": f"{arrived:%H:%M:%S}",
                "channel": self.application.channel,
                "corrections": len(intake.corrections(self.application.id)),
            },
            "procedure": {"code": self.version.procedure_code, "name": self.version.name.ja},
        }


@dataclass(frozen=True, slots=True)
class Left:
    """A result that does not fit its layout, and why, in words for staff."""

    application_id: UUID
    receipt_number: str
    problems: tuple[Message, ...]


def part_of(version_id: UUID) -> mapping.LinkagePart | None:
    """Return how results of a version leave; None where they do not.

    Raises:
        PartNotUsable
    """
    return mapping.parse(forms.version(version_id).part("linkage"))


def waiting_cases(division_ids: Collection[UUID] | None) -> dict[str, list[review.Case]]:
    """Return decided cases that no file holds yet, by layout, oldest decision first.

    Args:
        division_ids: of these divisions only; None: of all.
    """
    # Every application has its first answers until its retention ends.
    found = review.Case.objects.filter(state=review.State.DECIDED.value, application__revisions__number=1)
    if division_ids is not None:
        found = found.filter(division_id__in=list(division_ids))
    found = found.exclude(application_id__in=HandOverRow.objects.values("application_id"))
    by_layout: dict[str, list[review.Case]] = {}
    for case in found.order_by("ended_at", "id"):
        part = part_of(case.procedure_version_id)
        if part is not None and (_takes_refusals(part) or not _is_refusal(case)):
            by_layout.setdefault(part.layout, []).append(case)
    return by_layout


def _takes_refusals(part: mapping.LinkagePart) -> bool:
    return any(column.field == OUTCOME_ITEM for column in layouts.layout(part.layout).groups[0].columns)


def _is_refusal(case: review.Case) -> bool:
    found = decisions.disposition_of(case.application_id)
    return found is not None and found.outcome is decisions.Outcome.REFUSED


def results(cases: Iterable[review.Case]) -> list[Result]:
    """Return the results of decided cases, in their order."""
    ordered = list(cases)
    applications = intake.applications(case.application_id for case in ordered)
    found = []
    for case in ordered:
        application, disposition = applications[case.application_id], decisions.disposition_of(case.application_id)
        if disposition is not None:  # always so for a decided case
            version = forms.version(case.procedure_version_id)
            found.append(Result(application, version, disposition, application.revision))
    return found


def rows_of(
    result: Result, layout: layouts.Layout, made_at: datetime, *, is_strict: bool = True
) -> dict[str, list[dict[str, object]]]:
    """Return a result's rows by code of the group; ``is_strict`` as in ``core.mapping.rows``.

    Raises:
        Refused: the result has something that the layout's items cannot hold (CodeMissing, NotForBankTransfer).
    """
    part = part_of(result.version.id)
    if part is None:
        raise mapping.PartNotUsable(place="layout", given="")
    local = made_at.astimezone(TOKYO)
    handover = {"on": local.date().isoformat(), "time": f"{local:%H:%M:%S}"}
    found = mapping.rows(part, {**result.facts, "handover": handover}, is_strict=is_strict)
    return {code or layout.groups[0].code: rows for code, rows in found.items()}


def problems_of(result: Result, layout: layouts.Layout, made_at: datetime) -> tuple[Message, ...]:
    """Return why a result does not fit the layout; nothing where it fits."""
    try:
        written_files([result], layout, made_at)
    except layouts.ManyRefused as refusal:
        return tuple(
            Message(f"「{one.column}」{one.what.ja}{one.why.ja}", f"{one.column}: {one.what.en} {one.why.en}")
            for one in refusal.problems
        )
    except Refused as refusal:
        return (Message(f"{refusal.what.ja}{refusal.why.ja}", f"{refusal.what.en} {refusal.why.en}"),)
    return ()


def fitting(found: Iterable[Result], layout: layouts.Layout, made_at: datetime) -> tuple[list[Result], list[Left]]:
    """Return the results that fit the layout, and those that do not with their reasons."""
    fits: list[Result] = []
    left: list[Left] = []
    for result in found:
        if problems := problems_of(result, layout, made_at):
            left.append(Left(result.application.id, result.application.receipt_number, problems))
        else:
            fits.append(result)
    return fits, left


def written_files(found: Iterable[Result], layout: layouts.Layout, made_at: datetime) -> dict[str, layouts.WrittenFile]:
    """Return one file per group of the layout, by the group's code.

    Raises:
        RowsRefused and what ``rows_of`` raises: some result does not fit.
    """
    by_group: dict[str, list[Mapping[str, object]]] = {group.code: [] for group in layout.groups}
    for result in found:
        for code, rows in rows_of(result, layout, made_at).items():
            by_group[layout.group(code).code] += rows
    return {code: layouts.write(layout, rows, PROFILE, group=code) for code, rows in by_group.items()}


def versions(version_ids: Iterable[UUID]) -> list[forms.PinnedVersion]:
    """Return versions of procedures."""
    return [forms.version(one) for one in version_ids]
