"""What crosses of outreach: nothing. The register is the office's, and lists leave as letters."""

from madoguchi.beside.outreach.models import AppliedList, OptOut, Register, RegisterPart, Run, RunContent
from madoguchi.ground.foundation.public import crossings

crossings.local(
    Register, RegisterPart, OptOut, AppliedList, Run, RunContent,
    because="the register of residents stays in the office's zone",
)  # fmt: skip
