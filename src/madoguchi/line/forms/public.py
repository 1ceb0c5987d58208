"""The door of forms: published versions, drafts, and the engine that checks, shows and compares answers.

Writing functions about drafts, and readers of versions, join the scope of their caller.
"""

from madoguchi.line.forms.building import (
    Act,
    Edit,
    Translations,
    act,
    begin,
    change_facts,
    compared,
    give_up,
    go_to,
    hand_in,
    translate,
)
from madoguchi.line.forms.building_comments import LONGEST_COMMENT, answer_comment, comment, finish_comment
from madoguchi.line.forms.building_selectors import Comment, Work, work_comments, work_in_progress, work_steps
from madoguchi.line.forms.building_selectors import Step as WorkStep
from madoguchi.line.forms.clearing import confirm_conditions, review_prepared, schedule, unschedule
from madoguchi.line.forms.clearing_refusals import (
    ConditionsNotConfirmed,
    DayNotPossible,
    NotOpenYet,
    NotScheduled,
    OutsideOfPeriod,
    PeriodNotInOrder,
    ReceptionEnded,
    ReviewerTookPart,
    ReviewMissing,
)
from madoguchi.line.forms.core import editing, gathering, readiness, texts_sheet, translating
from madoguchi.line.forms.core.abolishing import WAYS, Candidate, Way
from madoguchi.line.forms.core.answers import cleaned, file_ids, next_page, pages_shown
from madoguchi.line.forms.core.api_schema import answers_schema
from madoguchi.line.forms.core.checks import check_all, check_page
from madoguchi.line.forms.core.definition import (
    Definition,
    DefinitionRefused,
    Problem,
    ProcedureFacts,
    canonical,
    content_address,
    parse_definition,
    parse_questionnaire,
)
from madoguchi.line.forms.core.definition_file import MOST_BYTES, DefinitionUnreadable, read_definition
from madoguchi.line.forms.core.definition_words import PartWords, kind_words
from madoguchi.line.forms.core.difference import Change, difference
from madoguchi.line.forms.core.fields import Answers, Applicant, Field, Form, Json, Kind, Page
from madoguchi.line.forms.core.form_checks import CONCERNS, Finding
from madoguchi.line.forms.core.journey import Standing, journey
from madoguchi.line.forms.core.journey import Step as JourneyStep
from madoguchi.line.forms.core.kind_changing import CHANGEABLE, change_kind
from madoguchi.line.forms.core.likeness import Cluster
from madoguchi.line.forms.core.merge_words import MergedShown
from madoguchi.line.forms.core.merging import Outcome, Side
from madoguchi.line.forms.core.messages import Fault, FieldError
from madoguchi.line.forms.core.office_view import OfficeRow, office_rows
from madoguchi.line.forms.core.package_file import MOST_BYTES as MOST_PACKAGE_BYTES
from madoguchi.line.forms.core.package_file import PackageAltered, PackageUnreadable
from madoguchi.line.forms.core.paper import HandIn
from madoguchi.line.forms.core.posted import only_edits_items, page_inputs, read_page
from madoguchi.line.forms.core.reading import LONGEST_TEXT, Reader
from madoguchi.line.forms.core.sample_answers import sample_answers
from madoguchi.line.forms.core.settings_form import PAGE_ID as SETTINGS
from madoguchi.line.forms.core.settings_form import (
    needs_option_lines,
    settings_answers,
    settings_form,
    settings_of,
)
from madoguchi.line.forms.core.sheets.comparing import Compared, SheetRead
from madoguchi.line.forms.core.sheets.comparing import compared as beside_form
from madoguchi.line.forms.core.sheets.filling import Filled
from madoguchi.line.forms.core.sheets.refusals import WordNotFilled
from madoguchi.line.forms.core.summary import Row, Section, field_label, shown, summary
from madoguchi.line.forms.core.taking import (
    CARRIED,
    Taken,
    asks_of_card,
    card_answers,
    carried,
    carried_answers,
    origins,
)
from madoguchi.line.forms.core.texts import as_typed
from madoguchi.line.forms.core.unifying import MOST_TOGETHER, Cell, Proposal, TableRow, TooFewForms
from madoguchi.line.forms.core.version_difference import VersionChange
from madoguchi.line.forms.core.wording import Hint, hints
from madoguchi.line.forms.core.work_outline import Item, Outline, place_anchor
from madoguchi.line.forms.core.work_search import Hit, search
from madoguchi.line.forms.draft_sweeping import delete_drafts_of_trial
from madoguchi.line.forms.drafts import (
    SavedPage,
    Started,
    Uploads,
    close_draft,
    closing,
    correction_draft,
    discard_draft,
    draft,
    fill,
    lock_correction_draft,
    lock_draft,
    page_errors,
    require_own_trace,
    save_page,
    start_draft,
    take_uploads,
)
from madoguchi.line.forms.looking_up import LookedUp, doubts, kinds_looked_up, names_of_codes
from madoguchi.line.forms.outline import page_hint
from madoguchi.line.forms.package_parts import PackagePart, PartStanding, register_package_part
from madoguchi.line.forms.package_refusals import (
    ChoicesMissing,
    ChoiceUnknown,
    FingerprintOther,
    NothingReceived,
    NothingToPack,
    PackageKeysUnusable,
    PackageNotNewer,
    PackageOfAnother,
    PackagePartRefused,
    PackageRulesMissing,
    SecondPersonNeeded,
    SignerConfirmed,
    SignerUnknown,
)
from madoguchi.line.forms.package_selectors import (
    Provenance,
    Received,
    Signer,
    Trust,
    provenance,
    received,
    waiting_package,
)
from madoguchi.line.forms.package_services import Adopted, PackedFile, adopt, draft_rules, drop_received, pack, receive
from madoguchi.line.forms.package_trust import confirm_signer, end_trust, trust_signer
from madoguchi.line.forms.paper import printed
from madoguchi.line.forms.parts import CheckResult, PartChecker, field_paths, register_part, results
from madoguchi.line.forms.periods import Period, period, periods, require_in_time
from madoguchi.line.forms.reception import set_reception
from madoguchi.line.forms.refusals import (
    CommentEmpty,
    CommentGone,
    DefinitionOfAnother,
    DraftNotFound,
    DraftStale,
    NothingChanged,
    NothingPrepared,
    NothingToCompare,
    NothingToUndo,
    NotOpen,
    NoWork,
    PageUnknown,
    PlaceGone,
    PlaceNotPossible,
    PreparedChanged,
    ProcedureUnknown,
    SheetNotCompared,
    SheetUnknown,
    VersionUnknown,
    WorkBegun,
    WorkMoved,
)
from madoguchi.line.forms.rendering import anchor, error_links, fields_html, preview_html
from madoguchi.line.forms.selectors import (
    DraftView,
    PinnedVersion,
    VersionShown,
    drafts_of,
    open_count,
    open_procedures,
    published,
    version,
    version_list,
)
from madoguchi.line.forms.services import close_version, discard_prepared, prepare, publish, publish_prepared
from madoguchi.line.forms.sheets import MOST_BYTES as MOST_SHEET_BYTES
from madoguchi.line.forms.sheets import (
    KeptSheet,
    SheetOfForm,
    TakenSheet,
    kept_sheets,
    printed_sheet,
    sheet_file,
    sheet_map,
    sheet_named,
    sheet_of_work,
    take_sheet,
)
from madoguchi.line.forms.skeleton import page_html, page_script, version_script
from madoguchi.line.forms.unify_selectors import (
    OpenForms,
    common_form,
    form_findings,
    held_already,
    open_forms,
    same_questions,
)
from madoguchi.line.forms.version_selectors import (
    ClearanceShown,
    ConditionShown,
    Prepared,
    VersionInUse,
    clearance,
    definition_text,
    newest_versions,
    numbered_version,
    prepared,
    prepared_procedures,
    scheduled_procedures,
    versions_in_use,
)
from madoguchi.line.forms.work_facts import FactsForm, PartQuestion, facts_form, register_part_questions
from madoguchi.office.rules.language import print_expression

__all__ = [
    "CARRIED", "CHANGEABLE", "CONCERNS", "LONGEST_COMMENT", "LONGEST_TEXT", "MOST_BYTES", "MOST_PACKAGE_BYTES",
    "MOST_SHEET_BYTES", "MOST_TOGETHER", "SETTINGS", "WAYS", "Act", "Adopted", "Answers", "Applicant", "Candidate",
    "Cell", "Change", "CheckResult", "ChoiceUnknown", "ChoicesMissing", "ClearanceShown", "Cluster", "Comment",
    "CommentEmpty", "CommentGone", "Compared", "ConditionShown", "ConditionsNotConfirmed", "DayNotPossible",
    "Definition", "DefinitionOfAnother", "DefinitionRefused", "DefinitionUnreadable", "DraftNotFound", "DraftStale",
    "DraftView", "Edit", "FactsForm", "Fault", "Field", "FieldError", "Filled", "Finding", "FingerprintOther", "Form",
    "HandIn", "Hint", "Hit", "Item", "JourneyStep", "Json", "KeptSheet", "Kind", "LookedUp", "MergedShown", "NoWork",
    "NotOpen", "NotOpenYet", "NotScheduled", "NothingChanged", "NothingPrepared", "NothingReceived", "NothingToCompare",
    "NothingToPack", "NothingToUndo", "OfficeRow", "OpenForms", "Outcome", "Outline", "OutsideOfPeriod",
    "PackageAltered", "PackageKeysUnusable", "PackageNotNewer", "PackageOfAnother", "PackagePart", "PackagePartRefused",
    "PackageRulesMissing", "PackageUnreadable", "PackedFile", "Page", "PageUnknown", "PartChecker", "PartQuestion",
    "PartStanding", "PartWords", "Period", "PeriodNotInOrder", "PinnedVersion", "PlaceGone", "PlaceNotPossible",
    "Prepared", "PreparedChanged", "Problem", "ProcedureFacts", "ProcedureUnknown", "Proposal", "Provenance", "Reader",
    "Received", "ReceptionEnded", "ReviewMissing", "ReviewerTookPart", "Row", "SavedPage", "SecondPersonNeeded",
    "Section", "SheetNotCompared", "SheetOfForm", "SheetRead", "SheetUnknown", "Side", "Signer", "SignerConfirmed",
    "SignerUnknown", "Standing", "Started", "TableRow", "Taken", "TakenSheet", "TooFewForms", "Translations", "Trust",
    "Uploads", "VersionChange", "VersionInUse", "VersionShown", "VersionUnknown", "Way", "WordNotFilled", "Work",
    "WorkBegun", "WorkMoved", "WorkStep", "act", "adopt", "anchor", "answer_comment", "answers_schema", "as_typed",
    "asks_of_card", "begin", "beside_form", "canonical", "card_answers", "carried", "carried_answers", "change_facts",
    "change_kind", "check_all", "check_page", "cleaned", "clearance", "close_draft", "close_version", "closing",
    "comment", "common_form", "compared", "confirm_conditions", "confirm_signer", "content_address", "correction_draft",
    "definition_text", "delete_drafts_of_trial", "difference", "discard_draft", "discard_prepared", "doubts", "draft",
    "draft_rules", "drafts_of", "drop_received", "editing", "end_trust", "error_links", "facts_form", "field_label",
    "field_paths", "fields_html", "file_ids", "fill", "finish_comment", "form_findings", "gathering", "give_up",
    "go_to", "hand_in", "held_already", "hints", "journey", "kept_sheets", "kind_words", "kinds_looked_up",
    "lock_correction_draft", "lock_draft", "names_of_codes", "needs_option_lines", "newest_versions", "next_page",
    "numbered_version", "office_rows", "only_edits_items", "open_count", "open_forms", "open_procedures", "origins",
    "pack", "page_errors", "page_hint", "page_html", "page_inputs", "page_script", "pages_shown", "parse_definition",
    "parse_questionnaire", "period", "periods", "place_anchor", "prepare", "prepared", "prepared_procedures",
    "preview_html", "print_expression", "printed", "printed_sheet", "provenance", "publish", "publish_prepared",
    "published", "read_definition", "read_page", "readiness", "receive", "received", "register_package_part",
    "register_part", "register_part_questions", "require_in_time", "require_own_trace", "results", "review_prepared",
    "same_questions", "sample_answers", "save_page", "schedule", "scheduled_procedures", "search", "set_reception",
    "settings_answers", "settings_form", "settings_of", "sheet_file", "sheet_map", "sheet_named", "sheet_of_work",
    "shown", "start_draft", "summary", "take_sheet", "take_uploads", "texts_sheet", "translate", "translating",
    "trust_signer", "unschedule", "version", "version_list", "version_script", "versions_in_use", "waiting_package",
    "work_comments", "work_in_progress", "work_steps",
]  # fmt: skip  # fmt: skip
