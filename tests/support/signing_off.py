"""What stands before a publication, done: the four conditions by whoever prepared it, the review by somebody else."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from madoguchi.line.forms import public as forms

if TYPE_CHECKING:
    from madoguchi.ground.foundation.public import Actor

MET = {code: forms.readiness.Said(True, "") for code in forms.readiness.CONDITIONS}


def sign_off(code: str, sha256: str, author: Actor, reviewer: Actor, at: datetime) -> None:
    """Let a definition that was taken in be published."""
    forms.confirm_conditions(procedure_code=code, sha256=sha256, conditions=MET, actor=author, at=at)
    forms.review_prepared(procedure_code=code, sha256=sha256, actor=reviewer, at=at)
