"""Codes in the log get their names from the rooms of the line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from madoguchi.ground.foundation.public import body_scope
from madoguchi.office.evidence.public import Kind
from madoguchi.office.evidence.selectors import names

if TYPE_CHECKING:
    from madoguchi.line.forms.models import ProcedureVersion
    from tests.support.bodies import Staffed

pytestmark = pytest.mark.django_db


def test_procedures_fields_channels_and_outcomes_are_named(staffed: Staffed, jido: ProcedureVersion) -> None:
    with body_scope(staffed.body):
        assert names(Kind.PROCEDURE, ["jido-teate"])["jido-teate"].ja.startswith("児童手当")
        fields = names(Kind.FIELD, ["jido-teate:children/name", "jido-teate:gone", "unknown:name"])
        assert fields["jido-teate:children/name"].ja == "お子さまの氏名"
        assert fields["jido-teate:gone"].ja == "jido-teate:gone"
        assert fields["unknown:name"].ja == "unknown:name"
        assert names(Kind.CHANNEL, ["paper"])["paper"].ja == "郵送・紙"
        assert names(Kind.OUTCOME, ["refused"])["refused"].ja == "認めない"
