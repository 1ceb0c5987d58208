"""From the rows of an XLSForm to the pages and questions of a form; what is not taken, or otherwise, is noted."""

import re
from collections.abc import Mapping
from typing import Final, cast

from madoguchi.ground.kernel.errors import Message
from madoguchi.line.forms.core.field_reading import MOST_ITEMS
from madoguchi.line.forms.core.fields import READ, Kind
from madoguchi.line.forms.core.xlsform.answers import Answer, Sort
from madoguchi.line.forms.core.xlsform.called import Called
from madoguchi.line.forms.core.xlsform.constraints import bound, parts
from madoguchi.line.forms.core.xlsform.drafting import Draft, Hint, JsonObject, Names
from madoguchi.line.forms.core.xlsform.from_xpath import translated
from madoguchi.line.forms.core.xlsform.kinds import METADATA, NEAR, WHOLE
from madoguchi.line.forms.core.xlsform.lists import free, read_lists
from madoguchi.line.forms.core.xlsform.logic import both_of
from madoguchi.line.forms.core.xlsform.nodes import GROUP, REPEAT, Node, read_nodes
from madoguchi.line.forms.core.xlsform.notes import Notes
from madoguchi.line.forms.core.xlsform.tables import Row, Tables
from madoguchi.line.forms.core.xlsform.texts import message_of, without_references
from madoguchi.line.forms.core.xlsform.xpath import Function, Here, Operation, XPath, XPathUnreadable, parse_xpath
from madoguchi.line.forms.core.xlsform.xpath_values import NotSayable
from madoguchi.office.rules.language import Expression, print_expression

_YES: Final = frozenset({"yes", "true", "true()", "1"})
_NO: Final = frozenset({"", "no", "false", "false()", "0"})
_TAKEN: Final = frozenset({
    "type", "name", "required", "relevant", "constraint", "calculation", "read_only", "appearance", "repeat_count",
    "disabled",
})  # fmt: skip
_UNDERSTOOD: Final = frozenset({
    "multiline", "numbers", "month-year", "field-list", "table-list", "minimal", "quick", "horizontal", "compact",
    "list-nolabel", "label", "columns", "no-calendar", "new", "draw", "",
})  # fmt: skip
_NOT_LATER: Final = Operation("<=", Here(), Function("today", ()))
_OTHER: Final = {"ja": "その他", "en": "Other"}
_STAND_IN: Final = {"ja": "入力の内容をもう一度お確かめください。", "en": "Please check what you entered."}
_NOTE_LABEL: Final = {"ja": "ご案内", "en": "Note"}
_PAGE_TITLE: Final = {"ja": "質問", "en": "Questions"}


def read_rows(
    tables: Tables, notes: Notes, hints: Mapping[str, Hint] | None = None, boxes: Called | None = None
) -> Draft:
    """Return the draft of a form.

    Args:
        hints: what names were when the workbook was written by us.
        boxes: the names of then, for answers of several boxes.
    """
    lists = read_lists(tables.choices, notes)
    nodes = read_nodes(tables.survey, notes)
    return _Reader(Names(nodes, lists, hints or {}, boxes, notes), notes).read(nodes, _title(tables))


def _title(tables: Tables) -> dict[str, str]:
    title = tables.settings[0].get("form_title") if tables.settings else ""
    return {"ja": title} if title else dict(_PAGE_TITLE)


class _Reader:
    def __init__(self, names: Names, notes: Notes) -> None:
        self.names, self.notes = names, notes
        self.draft = Draft()
        self._page_ids: set[str] = set()
        self._loose: JsonObject | None = None

    def read(self, nodes: list[Node], title: dict[str, str]) -> Draft:
        for node in nodes:
            if node.type == GROUP and self.names.kind(node) is None:
                self._page(node)
                self._loose = None
                continue
            if self._loose is None:
                self._loose = {"id": self._page_id("page", None), "title": title, "fields": []}
                self.draft.pages.append(self._loose)
            self._into(self._loose, node, "", [])
        self.draft.pages = [page for page in self.draft.pages if page["fields"]]
        return self.draft

    def _page_id(self, wanted: str, hint: Hint | None) -> str:
        name = hint.id if hint is not None and hint.id not in self._page_ids else free(wanted, self._page_ids)
        self._page_ids.add(name)
        return name

    def _page(self, node: Node) -> None:
        hint = self.names.hints.get(node.name)
        hint = hint if hint is not None and hint.kind is None else None
        page: JsonObject = {
            "id": self._page_id(node.name or "page", hint),
            "title": self._text(node.row, "label") or self._named_only(node),
            "fields": [],
        }
        self.draft.pages.append(page)
        self._remember(node, page)
        if (condition := self._condition(node.row, "")) is not None:
            page["show_when"] = print_expression(condition)
        self._other_columns(node.row)
        for n, one in enumerate(node.inside):
            if n == 0 and hint is not None and one.type == "note" and one.name == f"{node.name}_intro":
                page["intro"] = self._text(one.row, "label") or {"ja": one.name}
                continue
            self._into(page, one, "", [])

    def _into(self, container: JsonObject, node: Node, group: str, conditions: list[Expression]) -> None:
        """Put what a node asks into a page or a group, under the conditions of the groups around it."""
        fields = cast("list[object]", container["fields"])
        kind = self.names.kind(node)
        if node.type == GROUP and kind is None:
            self._flat_group(fields, container, node, group, conditions)
            return
        if kind is None or (node.type == REPEAT and group):
            self._not_taken(node, group)
            return
        field: JsonObject = {"id": self.names.ids[node.row.number], "type": kind.value}
        label = self._text(node.row, "label") or self._named_only(node)
        field["label"] = label
        self._remember(node, field)
        fields.append(field)
        condition = self._condition(node.row, group)
        if together := [*conditions, *([] if condition is None else [condition])]:
            field["show_when"] = print_expression(_all(together))
        self._fill(field, node, kind, group)
        self._other_columns(node.row)
        if node.other:
            self._add_other(fields, node, field)

    def _flat_group(
        self, fields: list[object], container: JsonObject, node: Node, group: str, conditions: list[Expression]
    ) -> None:
        self.notes.add("flattened", row=node.row.number, column="type", text=node.name)
        condition = self._condition(node.row, group)
        inner = [*conditions, *([] if condition is None else [condition])]
        label = self._text(node.row, "label")
        if label is not None:
            taken = {str(one["id"]) for page in self.draft.pages for one in page["fields"]}  # type: ignore[attr-defined]  # JSON
            taken |= set(self.names.ids.values())
            heading: JsonObject = {"id": free(node.name or "heading", taken), "type": "heading", "label": label}
            if inner:
                heading["show_when"] = print_expression(_all(inner))
            self.names.ids[node.row.number] = str(heading["id"])
            self.draft.rows[id(heading)] = node.row.number
            fields.append(heading)
        self._other_columns(node.row)
        for one in node.inside:
            self._into(container, one, group, inner)

    def _not_taken(self, node: Node, group: str) -> None:
        """Note a question that is not taken, and everything inside of it."""
        row = node.row.number
        if node.type in METADATA:
            self.notes.add("metadata", row=row, column="type", text=node.type)
        elif node.type == REPEAT and group:
            self.notes.add("repeat_nested", row=row, column="type", text=node.name)
            for one in node.every():
                self.notes.add("repeat_nested", row=one.row.number, column="type", text=one.name)
        elif node.type in ("select_one", "select_multiple", "rank"):
            self.notes.add("list_missing", row=row, column="type", text=node.listed or node.name)
        else:
            self.notes.add("type_unknown", row=row, column="type", text=node.row.get("type"))

    def _fill(self, field: JsonObject, node: Node, kind: Kind, group: str) -> None:
        row = node.row
        help_text = self._text(row, "hint")
        hint = self.names.hints.get(node.name)
        is_known = hint is not None and hint.kind is kind
        if kind is Kind.GUIDANCE:
            field["text"] = help_text or field["label"]
            field["label"] = field["label"] if help_text else dict(_NOTE_LABEL)
        elif kind is Kind.HEADING:
            texts = cast("dict[str, str]", field["label"])
            field["label"] = {key: text.lstrip("# ") or text for key, text in texts.items()}
        elif kind in (Kind.CONSENT, Kind.DECLARATION):
            field["text"] = help_text or field["label"]
        elif help_text is not None:
            field["help"] = help_text
        if kind is Kind.GROUP:
            self._fill_group(field, node)
            return
        if kind in WHOLE and node.inside:
            first = node.inside[0].row.get("required").lower()
            if first in _YES:
                field["required"] = True
            self.draft.boxes[node.name] = [
                ({key: value for key, value in one.row.cells.items() if key != "required"}, one.row.texts)
                for one in node.inside
            ]
            return
        if kind not in READ and kind is not Kind.CALCULATION:
            self._required(field, row, kind)
        if kind in (Kind.CHOICE, Kind.CHOICES):
            options = [dict(one) for one in self.names.lists[node.listed].options]
            field["options"] = [
                *options,
                *([{"value": "other", "label": dict(_OTHER)}] if self._adds_other(node) else []),
            ]
        if node.type in NEAR:
            self.notes.add("type_near", row=row.number, column="type", text=row.get("type"))
        elif not is_known and kind in (Kind.NAME, Kind.KANA, Kind.EMAIL, Kind.PHONE, Kind.BIRTH_DATE, Kind.YEN):
            self.notes.add("kind_guessed", row=row.number, column="label", text=kind.value)
        if kind is Kind.CALCULATION:
            self._calculation(field, node, group, hint)
        elif row.get("calculation"):
            self.notes.add("column_lost", row=row.number, column="calculation", text=row.get("calculation"))
        if node.type == "range":
            self._range(field, row)
        self._constraint(field, node, kind, group)

    def _fill_group(self, field: JsonObject, node: Node) -> None:
        label = field["label"]
        field["item_label"] = label
        field["fields"] = []
        count = node.row.get("repeat_count")
        if count.isdecimal() and 1 <= int(count[:6]) <= MOST_ITEMS:
            field["min"] = field["max"] = int(count)
        elif count:
            self.notes.add("column_lost", row=node.row.number, column="repeat_count", text=count)
        for one in node.inside:
            self._into(field, one, str(field["id"]), [])
        if not field["fields"]:
            self.notes.add("row_broken", row=node.row.number, column="type", text=node.name)
            for page in self.draft.pages:
                fields = page["fields"]
                if isinstance(fields, list) and field in fields:
                    fields.remove(field)

    def _required(self, field: JsonObject, row: Row, kind: Kind) -> None:
        written = row.get("required").lower()
        if written in _YES:
            field["required"] = True
        elif kind in (Kind.CONSENT, Kind.DECLARATION):
            field["required"] = False
        if written not in _YES | _NO:
            self.notes.add("column_lost", row=row.number, column="required", text=row.get("required"))

    def _range(self, field: JsonObject, row: Row) -> None:
        for key, value in re.findall(r"(start|end|step)\s*=\s*(-?[0-9]+(?:\.[0-9]+)?)", row.get("parameters")):
            whole = value.removesuffix(".0")
            if key != "step" and re.fullmatch(r"-?[0-9]{1,12}", whole):
                field["min" if key == "start" else "max"] = int(whole)
            elif whole != "1":
                self.notes.add("column_lost", row=row.number, column="parameters", text=f"{key}={value}")

    def _calculation(self, field: JsonObject, node: Node, group: str, hint: Hint | None) -> None:
        row = node.row
        field["result"] = "yen" if hint is not None and hint.is_yen else "number"
        field["calculation"] = "0"
        if not row.get("calculation"):
            if hint is None:
                why = Message("式がありません。", "There is no expression.")
                self.notes.add("rule_untranslated", row=row.number, column="calculation", text=node.name, why=why)
            return
        if node.type == "calculate":
            self.notes.add("type_near", row=row.number, column="type", text=row.get("type"))
        try:
            found = translated(row.get("calculation"), self.names.scope(group, node.name), wants_truth=False)
        except NotSayable as error:
            self.notes.add(
                "rule_untranslated", row=row.number, column="calculation", text=row.get("calculation"), why=error.why
            )
            return
        field["calculation"] = print_expression(found.expression)
        if found.sort is Sort.YEN:
            field["result"] = "yen"
            answer = self.names.answers[node.name]
            self.names.answers[node.name] = Answer(answer.name, Sort.YEN, answer.group)

    def _condition(self, row: Row, group: str) -> Expression | None:
        text = row.get("relevant")
        return self._truth(row, "relevant", text, text, group, "") if text else None

    def _truth(self, row: Row, column: str, rule: str | XPath, text: str, group: str, own: str) -> Expression | None:
        try:
            found = translated(rule, self.names.scope(group, own), wants_truth=True)
        except NotSayable as error:
            self.notes.add("rule_untranslated", row=row.number, column=column, text=text, why=error.why)
            return None
        if found.says_not and column == "relevant" and "''" not in text:
            self.notes.add("rule_empty", row=row.number, column=column, text=text)
        return found.expression

    def _constraint(self, field: JsonObject, node: Node, kind: Kind, group: str) -> None:
        """Read bounds as bounds; what is left, or what has words of its own, is a check."""
        row, text = node.row, node.row.get("constraint")
        if not text:
            return
        message = self._text(row, "constraint_message")
        try:
            listed = parts(parse_xpath(text))
        except XPathUnreadable as error:
            self.notes.add("rule_untranslated", row=row.number, column="constraint", text=text, why=_fault(error))
            return
        bounds = [bound(one, kind, node.name) for one in listed]
        if message is not None and all(bounds):
            bounds = [{} for _ in bounds]
        left: list[Expression] = []
        for one, settings in zip(listed, bounds, strict=True):
            if kind is Kind.BIRTH_DATE and one == _NOT_LATER:
                continue  # a birth date is never in the future, whoever asks
            field.update(settings)
            if settings:
                continue
            expression = self._truth(row, "constraint", one, text, group, node.name)
            if expression is not None:
                left.append(expression)
        if not left:
            return
        if message is None:
            self.notes.add("message_missing", row=row.number, column="constraint_message", text=text)
        field["checks"] = [{"rule": print_expression(_all(left)), "message": message or dict(_STAND_IN)}]

    def _adds_other(self, node: Node) -> bool:
        return node.other and "other" not in self.names.lists[node.listed].values.values()

    def _add_other(self, fields: list[object], node: Node, field: JsonObject) -> None:
        """The text that ``or_other`` asks for."""
        answer = self.names.answers[node.name]
        taken = set(self.names.ids.values())
        name = free(f"{field['id']}_other", taken)
        self.names.ids[-node.row.number] = name
        chosen = f"{answer.name} = 「other」" if answer.sort is Sort.ONE else f"{answer.name}・other"
        asked: JsonObject = {
            "id": name, "type": "text", "label": dict(_OTHER), "required": True, "show_when": chosen,
        }  # fmt: skip
        self.draft.rows[id(asked)] = node.row.number
        fields.append(asked)

    def _text(self, row: Row, column: str) -> dict[str, str] | None:
        found = message_of(row, column, self.notes)
        return None if found is None else without_references(found, self.names.labels, self.notes, row, column)

    def _named_only(self, node: Node) -> dict[str, str]:
        if node.type != GROUP and node.type != "calculate":
            self.notes.add("label_missing", row=node.row.number, column="label", text=node.name)
        return {"ja": node.name or "—"}

    def _remember(self, node: Node, made: JsonObject) -> None:
        self.draft.rows[id(made)] = node.row.number
        if node.name:
            self.draft.by_name.setdefault(node.name, made)

    def _other_columns(self, row: Row) -> None:
        """Note whatever a row says in columns that are not read."""
        for column, text in row.cells.items():
            if column in _TAKEN or (column == "parameters" and row.get("type").lower() == "range"):
                continue
            self.notes.add("column_lost", row=row.number, column=column, text=text)
        if row.get("read_only").lower() in _YES and not row.get("calculation"):
            self.notes.add("column_lost", row=row.number, column="read_only", text=row.get("read_only"))
        for word in row.get("appearance").split():
            if word.lower() not in _UNDERSTOOD and not re.fullmatch(r"w[0-9]+|columns-[0-9]+", word.lower()):
                self.notes.add("column_lost", row=row.number, column="appearance", text=word)


def _all(conditions: list[Expression]) -> Expression:
    found = conditions[0]
    for one in conditions[1:]:
        found = both_of(found, one)
    return found


def _fault(error: XPathUnreadable) -> Message:
    at = error.at + 1
    return Message(f"{at}文字目から、式として読めません。", f"It cannot be read from character {at} on.")
