"""The door of forms: published versions, drafts, and the engine that checks, shows and compares answers.

Writing functions about drafts, and readers of versions, join the scope of their caller.
"""

from madoguchi.line.forms.core.answers import cleaned, file_ids, next_page, pages_shown
from madoguchi.line.forms.core.api_schema import answers_schema
from madoguchi.line.forms.core.checks import check_all, check_page
from madoguchi.line.forms.core.definition import (
    Definition,
    DefinitionRefused,
    Problem,
    ProcedureFacts,
    parse_definition,
)
from madoguchi.line.forms.core.definition_file import MOST_BYTES, DefinitionUnreadable, read_definition
from madoguchi.line.forms.core.definition_words import PartWords
from madoguchi.line.forms.core.difference import Change, difference
from madoguchi.line.forms.core.fields import Answers, Applicant, Field, Form, Json, Kind, Page
from madoguchi.line.forms.core.messages import Fault, FieldError
from madoguchi.line.forms.core.posted import page_inputs, read_page
from madoguchi.line.forms.core.reading import Reader
from madoguchi.line.forms.core.summary import Row, Section, field_label, shown, summary
from madoguchi.line.forms.core.taking import Taken, asks_of_card, card_answers, origins
from madoguchi.line.forms.core.version_difference import VersionChange
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
from madoguchi.line.forms.outline import page_hint
from madoguchi.line.forms.parts import CheckResult, PartChecker, field_paths, register_part, results
from madoguchi.line.forms.refusals import (
    DefinitionOfAnother,
    DraftNotFound,
    DraftStale,
    NothingChanged,
    NothingPrepared,
    NotOpen,
    PageUnknown,
    PreparedChanged,
    ProcedureUnknown,
    VersionUnknown,
)
from madoguchi.line.forms.rendering import anchor, error_links, preview_html
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
from madoguchi.line.forms.skeleton import page_html
from madoguchi.line.forms.version_selectors import (
    Prepared,
    VersionInUse,
    definition_text,
    newest_versions,
    prepared,
    prepared_procedures,
    versions_in_use,
)

__all__ = [
    "MOST_BYTES",
    "Answers",
    "Applicant",
    "Change",
    "CheckResult",
    "Definition",
    "DefinitionOfAnother",
    "DefinitionRefused",
    "DefinitionUnreadable",
    "DraftNotFound",
    "DraftStale",
    "DraftView",
    "Fault",
    "Field",
    "FieldError",
    "Form",
    "Json",
    "Kind",
    "NotOpen",
    "NothingChanged",
    "NothingPrepared",
    "Page",
    "PageUnknown",
    "PartChecker",
    "PartWords",
    "PinnedVersion",
    "Prepared",
    "PreparedChanged",
    "Problem",
    "ProcedureFacts",
    "ProcedureUnknown",
    "Reader",
    "Row",
    "SavedPage",
    "Section",
    "Started",
    "Taken",
    "Uploads",
    "VersionChange",
    "VersionInUse",
    "VersionShown",
    "VersionUnknown",
    "anchor",
    "answers_schema",
    "asks_of_card",
    "card_answers",
    "check_all",
    "check_page",
    "cleaned",
    "close_draft",
    "close_version",
    "closing",
    "correction_draft",
    "definition_text",
    "delete_drafts_of_trial",
    "difference",
    "discard_draft",
    "discard_prepared",
    "draft",
    "drafts_of",
    "error_links",
    "field_label",
    "field_paths",
    "file_ids",
    "fill",
    "lock_correction_draft",
    "lock_draft",
    "newest_versions",
    "next_page",
    "open_count",
    "open_procedures",
    "origins",
    "page_errors",
    "page_hint",
    "page_html",
    "page_inputs",
    "pages_shown",
    "parse_definition",
    "prepare",
    "prepared",
    "prepared_procedures",
    "preview_html",
    "publish",
    "publish_prepared",
    "published",
    "read_definition",
    "read_page",
    "register_part",
    "require_own_trace",
    "results",
    "save_page",
    "shown",
    "start_draft",
    "summary",
    "take_uploads",
    "version",
    "version_list",
    "versions_in_use",
]  # fmt: skip
