"""The door of outreach."""

from madoguchi.beside.outreach.core.outcomes import WORDS, Outcome
from madoguchi.beside.outreach.kept_lists import Line, RunView, as_csv, as_xlsx
from madoguchi.beside.outreach.lists import (
    Prepared,
    Why,
    definitions_to_choose,
    explain_household,
    look_at_list,
    make_list,
    note_seen,
    open_list,
    prepare_list,
)
from madoguchi.beside.outreach.models import PURPOSE_MOST, About
from madoguchi.beside.outreach.registers import RegisterSnapshot
from madoguchi.beside.outreach.selectors import (
    AppliedElsewhere,
    OptedOut,
    RegisterKept,
    applied_elsewhere,
    latest_register,
    opted_out,
    registers_kept,
    rules_for_lists,
    run,
    runs,
)
from madoguchi.beside.outreach.services import (
    erase_household,
    import_applied,
    import_register,
    opt_out,
    remove_lists,
    remove_registers,
    withdraw_opt_out,
)

__all__ = [
    "PURPOSE_MOST", "WORDS", "About", "AppliedElsewhere", "Line", "OptedOut", "Outcome", "Prepared", "RegisterKept",
    "RegisterSnapshot", "RunView", "Why", "applied_elsewhere", "as_csv", "as_xlsx", "definitions_to_choose",
    "erase_household", "explain_household", "import_applied", "import_register", "latest_register", "look_at_list",
    "make_list", "note_seen", "open_list", "opt_out", "opted_out", "prepare_list", "registers_kept", "remove_lists",
    "remove_registers", "rules_for_lists", "run", "runs", "withdraw_opt_out",
]  # fmt: skip
