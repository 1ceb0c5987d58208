"""From a draft to a definition that can be read: who applies, and rules that the form cannot have taken out."""

import re
from collections.abc import Mapping
from typing import Final

from madoguchi.line.forms.core.definition import APPLICANT_KINDS, FORMAT, parse_definition
from madoguchi.line.forms.core.fields import Kind
from madoguchi.line.forms.core.reading import DefinitionRefused, Problem
from madoguchi.line.forms.core.xlsform.drafting import Draft, JsonObject
from madoguchi.line.forms.core.xlsform.lists import free
from madoguchi.line.forms.core.xlsform.notes import Notes

_PLACE: Final = re.compile(r"form/pages/(\d+)(?:/fields/(\d+))?(?:/fields/(\d+))?(?:/(.*))?")
_RULES: Final = ("show_when", "checks", "calculation")
_FOR_WHOM: Final = {
    "ja": "前の質問の答えがこの条件に合う",
    "en": "whose earlier answers meet the condition of this question",
}
_ROUNDS: Final = 6


def finished(draft: Draft, procedure: JsonObject, kept: Mapping[str, object] | None, notes: Notes) -> JsonObject:
    """Return the definition. What still is to be mended is noted; ``madoguchi forms check`` says the same."""
    form: JsonObject = {"pages": draft.pages, "applicant": _applicant(draft, kept, notes)}
    before = kept.get("form") if kept is not None else None
    if isinstance(before, Mapping):
        form |= {key: before[key] for key in ("rules", "languages") if key in before}
    definition: JsonObject = {**(kept or {}), "format": FORMAT, "procedure": procedure, "form": form}
    for _ in range(_ROUNDS):
        try:
            parse_definition(definition)
        except DefinitionRefused as refusal:
            if not [one for one in refusal.problems if _mended(draft, one, notes)]:
                _tell(draft, refusal, notes)
                return definition
        else:
            return definition
    return definition


def _applicant(draft: Draft, kept: Mapping[str, object] | None, notes: Notes) -> JsonObject:
    """Say which questions tell who applies: those of before, else the first of each kind; a name is always asked."""
    kinds = {str(one["id"]): str(one["type"]) for page in draft.pages for one in _fields(page)}
    form = kept.get("form") if kept is not None else None
    before = form.get("applicant") if isinstance(form, Mapping) else None
    found: JsonObject = {}
    if isinstance(before, Mapping):
        found = {key: name for key, name in before.items() if kinds.get(str(name)) == APPLICANT_KINDS.get(str(key))}
    else:
        for key, kind in APPLICANT_KINDS.items():
            named = next((name for name, one in kinds.items() if one == kind.value), None)
            if named is not None and kind is not Kind.CHOICE:
                found[key] = named
    if "name" not in found:
        name = next((one for one, kind in kinds.items() if kind == Kind.NAME.value), None)
        if name is None:
            name = free("name", set(kinds))
            asked: JsonObject = {"id": name, "type": "name", "label": {"ja": "氏名", "en": "Name"}, "required": True}
            page_id = free("applicant", {str(page["id"]) for page in draft.pages})
            draft.pages.insert(
                0, {"id": page_id, "title": {"ja": "申請する方", "en": "The applicant"}, "fields": [asked]}
            )
            notes.add("name_added", text=name)
        found["name"] = name
    return found


def _fields(page: Mapping[str, object]) -> list[JsonObject]:
    listed = page.get("fields")
    return [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []


def _at(draft: Draft, path: str) -> tuple[JsonObject, list[JsonObject], str] | None:
    """Return the page or question at a path, the list it stands in, and the rest of the path."""
    match = _PLACE.fullmatch(path)
    if match is None or int(match[1]) >= len(draft.pages):
        return None
    listed, at = draft.pages, int(match[1])
    for number in (match[2], match[3]):
        if number is None:
            break
        listed = _fields(listed[at])
        at = int(number)
        if at >= len(listed):
            return None
    return listed[at], listed, match[4] or ""


def _mended(draft: Draft, problem: Problem, notes: Notes) -> bool:
    """Mend what a rule of the workbook brought about; return whether something was."""
    found = _at(draft, problem.path)
    if found is None:
        return False
    one, _, rest = found
    key = rest.partition("/")[0]
    if key not in _RULES or key not in one:
        return False
    row = draft.rows.get(id(one), 0)
    column = {"show_when": "relevant", "checks": "constraint"}.get(key, key)
    if key == "show_when" and "for_whom" in problem.message.en and "for_whom" not in one:
        one["for_whom"] = dict(_FOR_WHOM)
        notes.add("for_whom_needed", row=row, column=column, text=str(one[key]))
        return True
    text = str(one[key])
    if key == "calculation":
        if text == "0":
            return False
        one[key] = "0"
    else:
        del one[key]
    notes.add("rule_refused", row=row, column=column, text=text, why=problem.message)
    return True


def _tell(draft: Draft, refusal: DefinitionRefused, notes: Notes) -> None:
    for problem in refusal.problems:
        found = _at(draft, problem.path)
        row = 0 if found is None else draft.rows.get(id(found[0]), 0)
        notes.add("problem_left", row=row, column="", text=problem.path, why=problem.message)
