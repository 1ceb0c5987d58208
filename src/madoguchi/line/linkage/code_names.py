"""What the codes in the log are called. Evidence knows no procedure; the last room of the line has seen every code."""

from collections.abc import Collection, Mapping

from madoguchi.ground.foundation.public import now
from madoguchi.ground.kernel.errors import Message
from madoguchi.line.decisions import public as decisions
from madoguchi.line.forms import public as forms
from madoguchi.line.intake import public as intake
from madoguchi.line.inventory import public as inventory
from madoguchi.office.evidence.public import Kind, register_names

OUTCOMES = {str(outcome): label for outcome, label in decisions.LABELS.items()}


def procedures(codes: Collection[str]) -> Mapping[str, Message]:
    """Return the names of procedures (inside a scope)."""
    found = inventory.Procedure.objects.filter(code__in=list(codes)).order_by("code")
    return {row.code: Message(row.name, row.name_en or row.name) for row in found}


def fields(codes: Collection[str]) -> Mapping[str, Message]:
    """Return the labels of fields ``procedure:path`` from the newest published version (inside a scope)."""
    found: dict[str, Message] = {}
    for code in codes:
        procedure, _, path = code.partition(":")
        try:
            found[code] = forms.published(procedure, on=now(), for_office=True).form.field(path).label
        except (forms.NotOpen, KeyError):  # the procedure has ended, or an older version asked this
            continue
    return found


def register() -> None:
    """Tell evidence."""
    register_names(Kind.PROCEDURE, procedures)
    register_names(Kind.FIELD, fields)
    register_names(Kind.CHANNEL, lambda codes: intake.CHANNELS)
    register_names(Kind.OUTCOME, lambda codes: OUTCOMES)
