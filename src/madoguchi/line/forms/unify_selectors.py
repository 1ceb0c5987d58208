"""What the forms of a body ask, compared. All functions join the scope of their caller.

What is compared depends on the definitions alone: it is kept by their content, so a page costs no comparison anew.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache

from madoguchi.ground.kernel.errors import Message
from madoguchi.line.forms.core.abolishing import Candidate, candidates
from madoguchi.line.forms.core.asked import Json, questions
from madoguchi.line.forms.core.form_checks import Finding, check_form
from madoguchi.line.forms.core.likeness import AskedQuestions, Cluster, clusters
from madoguchi.line.forms.core.unifying import Proposal, propose
from madoguchi.line.forms.selectors import open_procedures

MOST_KEPT = 16


@dataclass(frozen=True, slots=True)
class OpenForms:
    """The forms that take applications, by procedure code; kept and compared by their content alone."""

    sha256s: tuple[str, ...]
    parts: Mapping[str, Json] = field(compare=False)  # procedure code → parts of its definition
    names: Mapping[str, Message] = field(compare=False)


def open_forms(*, on: datetime) -> OpenForms:
    """Return the newest version of every procedure that takes applications."""
    versions = open_procedures(on=on, for_office=True)
    return OpenForms(
        tuple(one.sha256 for one in versions),
        {one.procedure_code: one.definition.parts for one in versions},
        {one.procedure_code: one.name for one in versions},
    )


def same_questions(forms: OpenForms) -> tuple[Cluster, ...]:
    """Return what several forms ask, what most ask first; what one form asks twice is a matter of its own checks."""
    return _clusters(forms)


def common_form(forms: OpenForms, codes: Collection[str]) -> Proposal:
    """Return the common form of some procedures; codes that take no applications are left out.

    Raises:
        TooFewForms, DefinitionRefused
    """
    return propose([parts for code, parts in forms.parts.items() if code in codes])


def held_already(forms: OpenForms, yearly: Mapping[str, int | None]) -> tuple[Candidate, ...]:
    """Return questions and papers whose fact is held already; ``yearly``: applications a year by procedure code."""
    return candidates(forms.parts.values(), yearly)


def form_findings(parts: Json, forms: OpenForms, *, before: Json | None = None) -> tuple[Finding, ...]:
    """Return what to look at in a form among those that take applications; ``before``: the version it would follow."""
    return check_form(parts, _asked(forms), forms.names, before=before)


@lru_cache(maxsize=MOST_KEPT)
def _asked(forms: OpenForms) -> AskedQuestions:
    return AskedQuestions(one for parts in forms.parts.values() for one in questions(parts))


@lru_cache(maxsize=MOST_KEPT)
def _clusters(forms: OpenForms) -> tuple[Cluster, ...]:
    found = clusters(one for parts in forms.parts.values() for one in questions(parts))
    return tuple(one for one in found if len(one.forms) > 1)
