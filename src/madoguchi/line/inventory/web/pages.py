"""What the pages of the inventory show: plain data, read beforehand."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from madoguchi.ground.kernel.errors import Message
from madoguchi.ground.ui.public import plots, say
from madoguchi.line.inventory.core.words import CHANNELS, OBSTACLES, STAGES, Stage
from madoguchi.line.inventory.selectors import Found, ProcedureShown

Options = tuple[tuple[str, str], ...]
GROUPS = {
    "rules": Message("制度面", "Rules"),
    "running": Message("運用面", "Running"),
}
# Not in the catalogue: there the word alone stands for a heading, in whichever room.
_UNIT = Message("手続き", "procedures")
# Facts in the order of the form: name, kind of input.
FIELDS = (
    "name",
    "name_en",
    "legal_basis",
    "survey_id",
    "yearly_volume",
    "minutes_per_case",
    "keywords",
    "note",
)


@dataclass(frozen=True, slots=True)
class ListPage:
    """The list with its filters and figures."""

    found: Found
    query: str
    stage: str
    obstacle: str
    division: str
    is_filtered: bool
    stages: Options
    obstacles: Options
    divisions: Options
    keep: str
    number: int
    pages: int
    by_obstacle: plots.Plot | None
    by_stage: plots.Plot | None
    may_add: bool


@dataclass(frozen=True, slots=True)
class StageStep:
    """One of the six stages beside a procedure: passed, here, or to come."""

    label: Message
    state: str  # done, current or coming, as the timeline knows them
    is_trial: bool


@dataclass(frozen=True, slots=True)
class OneProcedure:
    """One procedure with its forms; what was typed and refused stands in them."""

    shown: ProcedureShown
    steps: tuple[StageStep, ...]
    groups: Mapping[str, Message]
    may_change: bool
    stages: Options
    obstacles: Options
    divisions: Options
    main_options: Options
    trial_options: Options
    stage: str
    trial: str  # "1" where it is a trial
    typed: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class FactsPage:
    """The form of a procedure's facts; ``shown`` is None for a new one."""

    shown: ProcedureShown | None
    values: Mapping[str, str]
    chosen: Collection[str]
    code: str
    division: str
    channels: Options
    divisions: Options
    faults: Mapping[str, str]  # by field, empty where all is well
    version: int

    @property
    def errors(self) -> tuple[tuple[str, str], ...]:
        """Field id and what to mend, for the summary at the top."""
        return tuple((name, fault) for name, fault in self.faults.items() if fault)


def options_of(words: Mapping[Any, Message]) -> Options:
    """Return the fixed words as options: code and label."""
    return tuple((str(code), say(label)) for code, label in words.items())


def obstacle_options() -> Options:
    """Return the nine obstacles as options."""
    return tuple((code, say(one.label)) for code, one in OBSTACLES.items())


def main_options() -> Options:
    """Return the box that says that an obstacle is the main one."""
    return (("1", _("主な要因として記録する")),)


def trial_options() -> Options:
    """Return the box that says that a procedure is tried out ahead of its stage."""
    return (("1", _("試行として進める")),)


def division_options(divisions: Collection[tuple[UUID, str]]) -> Options:
    """Return divisions as options."""
    return tuple((str(division_id), name) for division_id, name in divisions)


def channel_options() -> Options:
    """Return the channels as options."""
    return options_of(CHANNELS)


def obstacle_plot(found: Found) -> plots.Plot | None:
    """Return procedures per open obstacle, the most frequent marked; None where nothing is held back."""
    most = max(found.by_obstacle.values(), default=0)
    if most == 0:
        return None
    bars = [plots.Bar(say(OBSTACLES[code].label), count, count == most) for code, count in found.by_obstacle.items()]
    return plots.horizontal_bars(
        bars,
        title=_("阻害要因ごとの手続き数"),
        unit=say(_UNIT),
        n=found.total,
        label_column=_("阻害要因"),
        note=_("解消していないものを数えています。一つの手続きに複数の阻害要因があることがあります。"),
    )


def stage_plot(found: Found) -> plots.Plot | None:
    """Return procedures per stage; None for an empty inventory."""
    if found.total == 0:
        return None
    bars = [plots.Bar(f"{stage.value} {say(STAGES[stage])}", count) for stage, count in found.by_stage.items()]
    note = _("うち%(count)s手続きは試行です。") % {"count": found.trial_count} if found.trial_count else ""
    return plots.horizontal_bars(
        bars, title=_("段階ごとの手続き数"), unit=say(_UNIT), n=found.total, label_column=_("段階"), note=note
    )


def steps_of(shown: ProcedureShown) -> tuple[StageStep, ...]:
    """Return the six stages as they stand for a procedure. A trial is ahead on purpose: nothing before it is passed."""
    steps = []
    for stage, label in STAGES.items():
        if stage == shown.stage:
            steps.append(StageStep(label, "current", shown.is_trial))
        elif stage < shown.stage and not shown.is_trial:
            steps.append(StageStep(label, "done", False))
        else:
            steps.append(StageStep(label, "coming", False))
    return tuple(steps)


def facts_of(shown: ProcedureShown) -> dict[str, str]:
    """Return a procedure's facts as its form shows them."""
    return {name: "" if (value := getattr(shown, name)) is None else str(value) for name in FIELDS}


def stage_of(text: str) -> Stage | None:
    """Return the stage that was chosen, None where it is none of the six."""
    return Stage(text) if text in {stage.value for stage in Stage} else None
