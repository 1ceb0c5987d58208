"""The door of 規則: rules read, checked and run: for one household, on columns, as a script; and a body's own rules.

The selectors (``rules_in_force``, ``adopted_rules``, ``rules_of``, ``explained``) join a scope, the services open one.
"""

from madoguchi.office.rules.book_selectors import (
    Book,
    Compared,
    DraftPage,
    RevisionPage,
    RevisionRow,
    books,
    draft_page,
    history,
    look_at,
    proposals_for,
    revision_of_hash,
    revision_page,
)
from madoguchi.office.rules.core.asked import People, Question
from madoguchi.office.rules.core.beginnings import EXAMPLE_HELP, EXAMPLE_WORDS, UNIT_WORDS, Example
from madoguchi.office.rules.core.case_records import GoldenCase
from madoguchi.office.rules.core.cases import Outcome, Verdict
from madoguchi.office.rules.core.columns import Columns, Computed
from madoguchi.office.rules.core.columns_kept import Kept, from_kept
from madoguchi.office.rules.core.columns_register import Register
from madoguchi.office.rules.core.compiling import Rules, compile_package
from madoguchi.office.rules.core.definition_edits import (
    DefinitionAt,
    DefinitionNotThere,
    DefinitionTyped,
    TableTyped,
    VersionAt,
    definition_at,
    definitions_of,
    read_formula,
    with_definition,
    without_definition,
)
from madoguchi.office.rules.core.difference_words import Difference
from madoguchi.office.rules.core.differences import differences, may_change_results
from madoguchi.office.rules.core.document import read_package
from madoguchi.office.rules.core.drafting import Tried, title_in
from madoguchi.office.rules.core.engine import Case, Engine, Result, Traced
from madoguchi.office.rules.core.explaining import Explanation, Held, explain, reasons_of, value_words
from madoguchi.office.rules.core.findings import Finding, NotAccepted
from madoguchi.office.rules.core.functions import HOUSEHOLD_MEMBERS
from madoguchi.office.rules.core.impact import Bin, Change, Impact, impact
from madoguchi.office.rules.core.interview import Because, Interview, Reckoning
from madoguchi.office.rules.core.layers import lay_over
from madoguchi.office.rules.core.marking import Marked, marked
from madoguchi.office.rules.core.package import Unit
from madoguchi.office.rules.core.parameters import Dated, Rows
from madoguchi.office.rules.core.program import Input, Program, needed
from madoguchi.office.rules.core.reasons import Code, Reason, Unknown
from madoguchi.office.rules.core.row_edits import RowsTyped, RowTyped, formula_of, row_at, typed_rows
from madoguchi.office.rules.core.saved_changes import Line, Saved, case_changes, changed_lines
from madoguchi.office.rules.core.script import RUNTIME, to_script
from madoguchi.office.rules.core.sentence_rows import WORDS as COMPARISON_WORDS
from madoguchi.office.rules.core.shown import (
    ENTITY_WORDS,
    HIT_WORDS,
    DefinitionShown,
    PackageShown,
    ParameterShown,
    ValueShown,
    VersionShown,
    parameter_shown,
    shown,
)
from madoguchi.office.rules.core.table_answers import TableAnswer, answer
from madoguchi.office.rules.core.types import BOUND, Entity, Kind, Level, Type, Value
from madoguchi.office.rules.core.value_edits import (
    EditedParameter,
    ParameterNotThere,
    parameters_of,
    read_rows,
    read_typed,
    with_value,
    without_value,
)
from madoguchi.office.rules.core.values import read_value, to_plain
from madoguchi.office.rules.draft_services import discard_draft, save_cases, save_draft, start_draft
from madoguchi.office.rules.draft_states import DraftStates, StatePage, StateRow, draft_state, draft_states, go_to_state
from madoguchi.office.rules.packages import package, shipped, shipped_names
from madoguchi.office.rules.packed import (
    RulesPacked,
    RulesStanding,
    are_rules_known,
    draft_packed,
    may_draft,
    packed_rules,
    standing,
)
from madoguchi.office.rules.refusals import (
    DraftChangedMeanwhile,
    DraftExists,
    DraftUnknown,
    NoRules,
    NotReady,
    PackageIdNotUsable,
    PackageIdTaken,
    RevisionUnknown,
    StateNotThere,
    TitleMissing,
    TitleTaken,
)
from madoguchi.office.rules.selectors import Adopted, Explained, adopted_rules, explained, rules_in_force, rules_of
from madoguchi.office.rules.services import approve, propose, send_back, withdraw
from madoguchi.office.rules.starting import copy_rules, faults_of_new, start_rules

__all__ = [
    "BOUND",
    "COMPARISON_WORDS",
    "ENTITY_WORDS",
    "EXAMPLE_HELP",
    "EXAMPLE_WORDS",
    "HIT_WORDS",
    "HOUSEHOLD_MEMBERS",
    "RUNTIME",
    "UNIT_WORDS",
    "Adopted",
    "Because",
    "Bin",
    "Book",
    "Case",
    "Change",
    "Code",
    "Columns",
    "Compared",
    "Computed",
    "Dated",
    "DefinitionAt",
    "DefinitionNotThere",
    "DefinitionShown",
    "DefinitionTyped",
    "Difference",
    "DraftChangedMeanwhile",
    "DraftExists",
    "DraftPage",
    "DraftStates",
    "DraftUnknown",
    "EditedParameter",
    "Engine",
    "Entity",
    "Example",
    "Explained",
    "Explanation",
    "Finding",
    "GoldenCase",
    "Held",
    "Impact",
    "Input",
    "Interview",
    "Kept",
    "Kind",
    "Level",
    "Line",
    "Marked",
    "NoRules",
    "NotAccepted",
    "NotReady",
    "Outcome",
    "PackageIdNotUsable",
    "PackageIdTaken",
    "PackageShown",
    "ParameterNotThere",
    "ParameterShown",
    "People",
    "Program",
    "Question",
    "Reason",
    "Reckoning",
    "Register",
    "Result",
    "RevisionPage",
    "RevisionRow",
    "RevisionUnknown",
    "RowTyped",
    "Rows",
    "RowsTyped",
    "Rules",
    "RulesPacked",
    "RulesStanding",
    "Saved",
    "StateNotThere",
    "StatePage",
    "StateRow",
    "TableAnswer",
    "TableTyped",
    "TitleMissing",
    "TitleTaken",
    "Traced",
    "Tried",
    "Type",
    "Unit",
    "Unknown",
    "Value",
    "ValueShown",
    "Verdict",
    "VersionAt",
    "VersionShown",
    "adopted_rules",
    "answer",
    "approve",
    "are_rules_known",
    "books",
    "case_changes",
    "changed_lines",
    "compile_package",
    "copy_rules",
    "definition_at",
    "definitions_of",
    "differences",
    "discard_draft",
    "draft_packed",
    "draft_page",
    "draft_state",
    "draft_states",
    "explain",
    "explained",
    "faults_of_new",
    "formula_of",
    "from_kept",
    "go_to_state",
    "history",
    "impact",
    "lay_over",
    "look_at",
    "marked",
    "may_change_results",
    "may_draft",
    "needed",
    "package",
    "packed_rules",
    "parameter_shown",
    "parameters_of",
    "proposals_for",
    "propose",
    "read_formula",
    "read_package",
    "read_rows",
    "read_typed",
    "read_value",
    "reasons_of",
    "revision_of_hash",
    "revision_page",
    "row_at",
    "rules_in_force",
    "rules_of",
    "save_cases",
    "save_draft",
    "send_back",
    "shipped",
    "shipped_names",
    "shown",
    "standing",
    "start_draft",
    "start_rules",
    "title_in",
    "to_plain",
    "to_script",
    "typed_rows",
    "value_words",
    "with_definition",
    "with_value",
    "withdraw",
    "without_definition",
    "without_value",
]
