"""Every component as a function from plain arguments to HTML; the tags of ``{% load ui %}`` are these functions.

Functions whose first argument is ``content`` are block tags in templates.
"""

from madoguchi.ground.ui.components._render import Option
from madoguchi.ground.ui.components.actions import button, confirm_box, link_button, print_button
from madoguchi.ground.ui.components.combined import (
    location_field,
    matrix_field,
    month_field,
    name_field,
    period_field,
    relation_field,
)
from madoguchi.ground.ui.components.composite import (
    ADDRESS_PARTS,
    BANK_ACCOUNT_PARTS,
    DATE_PARTS,
    ERAS,
    Found,
    UploadedFile,
    address_field,
    bank_account_field,
    date_field,
    file_field,
    repeat_group,
    repeat_item,
)
from madoguchi.ground.ui.components.content import (
    accordion,
    accordion_item,
    answer,
    answers,
    big_number,
    data_table,
    disclosure,
    figure,
    link_item,
    link_list,
    measure,
    panel,
    question_heading,
    timeline,
    timeline_item,
)
from madoguchi.ground.ui.components.feedback import (
    banner,
    empty_state,
    error_summary,
    guidance,
    live_errors,
    marked_text,
    refusal_box,
    saved_mark,
    status_chip,
)
from madoguchi.ground.ui.components.fields import (
    checkbox_field,
    consent_field,
    radio_field,
    result_field,
    row_check,
    select_field,
    text_area,
    text_field,
    yes_no_field,
)
from madoguchi.ground.ui.components.wayfinding import (
    Step,
    breadcrumb,
    pagination,
    query_of,
    search_box,
    steps,
    tab,
    tabs,
)

#: Tags with an end tag, and tags without one.
BLOCKS = (
    accordion, accordion_item, answers, banner, confirm_box, consent_field, data_table, disclosure, empty_state,
    guidance, link_item, link_list, panel, repeat_group, repeat_item, tabs, timeline, timeline_item,
)  # fmt: skip
TAGS = (
    address_field, answer, bank_account_field, big_number, breadcrumb, button, checkbox_field, date_field,
    error_summary, figure, file_field, link_button, live_errors, location_field, marked_text, matrix_field, measure,
    month_field, name_field, pagination, period_field, print_button, question_heading, radio_field, refusal_box,
    relation_field, result_field, row_check, saved_mark, search_box, select_field, status_chip, steps, tab, text_area,
    text_field, yes_no_field,
)  # fmt: skip

__all__ = [
    "ADDRESS_PARTS", "BANK_ACCOUNT_PARTS", "BLOCKS", "DATE_PARTS", "ERAS", "TAGS",
    "Found", "Option", "Step", "UploadedFile",
    "accordion", "accordion_item", "address_field", "answer", "answers", "bank_account_field", "banner", "big_number",
    "breadcrumb", "button", "checkbox_field", "confirm_box", "consent_field", "data_table", "date_field", "disclosure",
    "empty_state", "error_summary", "figure", "file_field", "guidance", "link_button", "link_item", "link_list",
    "live_errors", "location_field", "marked_text", "matrix_field", "measure", "month_field", "name_field",
    "pagination", "panel", "period_field", "print_button", "query_of", "question_heading", "radio_field",
    "refusal_box", "relation_field", "repeat_group", "repeat_item", "result_field", "row_check", "saved_mark",
    "search_box", "select_field", "status_chip", "steps", "tab", "tabs", "text_area", "text_field", "timeline",
    "timeline_item", "yes_no_field",
]  # fmt: skip
