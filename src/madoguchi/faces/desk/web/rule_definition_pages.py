"""The pages of a draft's own definitions: as a formula with what it says, as sentence rows, as a decision table."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from django.http import HttpResponse, QueryDict
from django.views.decorators.http import require_http_methods

from madoguchi.faces.desk import rule_book, rule_drafts
from madoguchi.faces.desk.rule_definitions import DefinitionShown, definition_shown, looked_at, new_definition_shown
from madoguchi.ground.foundation.public import Request, now, permissions, staff_page
from madoguchi.ground.kernel.errors import Refused
from madoguchi.ground.ui.public import done, page, say
from madoguchi.office.rules import public as rules

_LONGEST = 5000  # characters of a formula
_SHORT = 500
_MOST_ROWS = 200
_MOST_COLUMNS = 20
_GROUPS = ("1", "2", "3", "4", "5")


@dataclass(frozen=True, slots=True)
class DefinitionPage:
    """A definition as it is typed. ``view``: formula, rows or table; ``faults`` by the id of the box they belong to."""

    shown: DefinitionShown
    version: int
    view: str
    typed: rules.DefinitionTyped
    rows: rules.RowsTyped | None
    sentence: str
    faults: Sequence[tuple[str, rules.Finding]]
    was_looked_at: bool
    marks: Sequence[tuple[str, rules.Marked]] = ()

    @property
    def errors(self) -> list[tuple[str, str]]:
        return [(place, f"{say(one.what)}{say(one.mend)}") for place, one in self.faults]

    @property
    def comparisons(self) -> list[tuple[str, str]]:
        return [(one.value, words) for one, words in rules.COMPARISON_WORDS.items()]

    @property
    def entities(self) -> list[tuple[str, str]]:
        return [(one.value, say(words)) for one, words in rules.ENTITY_WORDS.items()]

    @property
    def groups(self) -> list[tuple[str, str]]:
        return [(number, number) for number in _GROUPS]

    @property
    def hits(self) -> list[tuple[str, str]]:
        return [(one.value, say(words)) for one, words in rules.HIT_WORDS.items()]


@require_http_methods(["GET", "POST"])
@staff_page(rule_book.WRITE)
def definition(request: Request, draft: UUID, version: int, place: int) -> HttpResponse:
    """Change a definition of the draft."""
    return _page(request, definition_shown(draft, version, place, request.actor))


@require_http_methods(["GET", "POST"])
@staff_page(rule_book.WRITE)
def new_definition(request: Request, draft: UUID) -> HttpResponse:
    """Write a definition that is not there yet."""
    return _page(request, new_definition_shown(draft, request.actor, is_table=request.GET.get("view") == "table"))


def _page(request: Request, shown: DefinitionShown) -> HttpResponse:
    if request.method != "POST":
        return _shown(request, _begun(shown, request.GET.get("view", "")))
    data = _typed(request.POST, shown)
    act, _, number = request.POST.get("act", "").partition("-")
    if act in ("add", "remove", "widen", "narrow"):
        return _shown(request, _moved(data, act, int(number) if number.isascii() and number.isdecimal() else -1))
    if act == "delete":
        return _kept(request, data, is_gone=True)
    data = _looked(data)
    if act == "save" and not any(place.startswith("row-") for place, _ in data.faults):
        return _kept(request, data, is_gone=False)
    return _shown(request, data, status=422 if data.faults else 200)


def _begun(shown: DefinitionShown, view: str) -> DefinitionPage:
    typed = shown.typed
    rows = rules.typed_rows(typed.formula) if typed.table is None and typed.formula else None
    view = "table" if typed.table is not None else "rows" if view == "rows" else "formula"
    data = DefinitionPage(shown, shown.draft.version, view, typed, rows, "", (), was_looked_at=False)
    return _looked(data) if shown.at is not None else data


def _looked(data: DefinitionPage) -> DefinitionPage:
    """The same with what the formula says, and everything that is wrong with the definition."""
    typed, faults = data.typed, list[tuple[str, rules.Finding]]()
    if data.view == "rows" and data.rows is not None:
        formula, found = rules.formula_of(data.rows)
        faults += [(_row_box(one.path), one) for one in found]
        typed = replace(typed, formula=formula) if formula else typed
    sentence = "" if typed.table is not None else rules.read_formula(typed.formula)[0]
    last = "" if typed.table is None else str(len(typed.table.columns))  # the place of a row's result
    if not faults:
        faults += [(_box(path, data.view, last), one) for path, one in looked_at(data.shown, typed)]
    faults = [_in_row(data.rows, typed.formula, *each) for each in faults]
    looked = replace(data, typed=typed, sentence=sentence, faults=tuple(faults), was_looked_at=True)
    marks = ((box, rules.marked(_text_of(looked, box), one.span)) for box, one in faults)
    return replace(looked, marks=tuple((box, mark) for box, mark in marks if mark is not None))


def _in_row(rows: rules.RowsTyped | None, formula: str, box: str, fault: rules.Finding) -> tuple[str, rules.Finding]:
    """A fault of the whole formula in the row that it comes from, with its place there."""
    found = None
    if rows is not None and box == "rows" and fault.span is not None:
        found = rules.row_at(rows, formula, fault.span)
    if found is None:
        return box, fault
    number, part, span = found
    return f"row-{part}-{number}", replace(fault, span=span)


def _text_of(data: DefinitionPage, box: str) -> str:
    """What stands in a box that a fault is in; "" where the fault is in no single one."""
    part, *numbers = box.split("-")
    table, rows = data.typed.table, data.rows
    match part, numbers:
        case "formula", []:
            return data.typed.formula
        case "rows", [] if rows is not None:
            return data.typed.formula
        case "row", [kind, number] if rows is not None:
            row = rows.rows[int(number)]
            return row.item if kind == "item" else row.values
        case "column", [number] if table is not None:
            return table.columns[int(number)]
        case "cell", [line, place] if table is not None:
            return table.rows[int(line)][int(place)]
        case _:
            return ""


def _row_box(path: str) -> str:
    """rows/2/item → row-item-2"""
    _, number, part = path.split("/")[:3]
    return f"row-{part}-{number}"


def _box(path: str, view: str, last: str) -> str:
    """The id of the box in which a finding about the definition is."""
    part, _, rest = path.partition("/")
    if part in ("rows", "columns"):
        numbers = rest.replace("result", last).split("/")
        return "-".join(["cell" if part == "rows" else "column", *(one for one in numbers if one.isdecimal())])
    if part in ("name", "results"):
        return "name"
    return "rows" if view == "rows" else "formula" if view == "formula" else "table"


def _typed(post: QueryDict, shown: DefinitionShown) -> DefinitionPage:
    view = post.get("view", "formula")
    view = view if view in ("formula", "rows", "table") else "formula"
    name, entity, article, passes, fails = (
        post.get(each, "")[:_SHORT].strip() for each in ("name", "entity", "article", "passes", "fails")
    )
    formula = post.get("formula", shown.typed.formula)[:_LONGEST].strip()
    typed = rules.DefinitionTyped(name, formula, None, entity, article, passes, fails)
    rows = None
    if view == "rows":
        boxes = [post.getlist(f"row-{part}")[:_MOST_ROWS] for part in ("group", "item", "comparison", "values")]
        rows = rules.RowsTyped(
            post.get("is_all") != "no",
            tuple(
                rules.RowTyped(int(group) if group in _GROUPS else 0, item[:_SHORT], comparison, values[:_SHORT])
                for group, item, comparison, values in zip(*boxes, strict=False)
            ),
        )
    if view == "table":
        typed = replace(typed, formula="", table=_table(post))
    version = rule_drafts.version_of(post.get("version", ""))
    return DefinitionPage(shown, version, view, typed, rows, "", (), was_looked_at=False)


def _table(post: QueryDict) -> rules.TableTyped:
    columns = tuple(each[:_SHORT].strip() for each in post.getlist("column")[:_MOST_COLUMNS])
    cells = [each[:_SHORT].strip() for each in post.getlist("cell")[: _MOST_ROWS * (_MOST_COLUMNS + 1)]]
    width = len(columns) + 1
    rows = tuple(tuple(cells[n : n + width]) for n in range(0, len(cells) - width + 1, width))
    return rules.TableTyped(post.get("hit", "first"), columns, rows)


def _moved(data: DefinitionPage, act: str, number: int) -> DefinitionPage:
    """The page with a row or a column more or less; nothing is saved."""
    if data.view == "rows" and data.rows is not None:
        rows = list(data.rows.rows)
        if act == "add":
            rows.append(rules.RowTyped(0, "", "equal", ""))
        elif act == "remove" and 0 <= number < len(rows) and len(rows) > 1:
            del rows[number]
        return replace(data, rows=replace(data.rows, rows=tuple(rows[:_MOST_ROWS])))
    table = data.typed.table
    if table is None:
        return data
    columns, lines = list(table.columns), [list(row) for row in table.rows]
    if act == "add":
        lines.append([""] * (len(columns) + 1))
    elif act == "remove" and 0 <= number < len(lines) and len(lines) > 1:
        del lines[number]
    elif act == "widen" and len(columns) < _MOST_COLUMNS:
        columns.append("")
        for line in lines:
            line.insert(-1, "-")
    elif act == "narrow" and 0 <= number < len(columns) and len(columns) > 1:
        del columns[number]
        for line in lines:
            del line[number]
    table = replace(table, columns=tuple(columns), rows=tuple(tuple(line) for line in lines[:_MOST_ROWS]))
    return replace(data, typed=replace(data.typed, table=table))


def _kept(request: Request, data: DefinitionPage, *, is_gone: bool) -> HttpResponse:
    """Save it, faults and all: the page of the draft names what has to be mended."""
    shown = data.shown
    try:
        changed = shown.removed() if is_gone else shown.changed(data.typed)
        rules.save_draft(
            draft_id=shown.draft.id, version=data.version, document=changed, note=shown.draft.note,
            actor=request.actor, at=now(),
        )  # fmt: skip
    except permissions.NotPermitted:
        raise
    except Refused as refusal:
        return _shown(request, data, refusal=refusal, status=refusal.status)
    return done(request, to="desk:rule_draft", draft=shown.draft.id)


def _shown(
    request: Request, data: DefinitionPage, *, refusal: Refused | None = None, status: int = 200
) -> HttpResponse:
    return page(request, "desk/rules/definition.html", data, refusal=refusal, status=status)
