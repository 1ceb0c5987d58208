"""From found questions to the draft of a form: fields, pages, applicant, map and how far it may be trusted."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from madoguchi.line.forms.core.fields import Kind
from madoguchi.line.forms.core.sheets.asking import VALUES, DraftField, asked_of, drafted_of, id_of, kind_of
from madoguchi.line.forms.core.sheets.blanks import Blank, read_blank
from madoguchi.line.forms.core.sheets.boxes import Box
from madoguchi.line.forms.core.sheets.found import Found, Question, Table, is_heading
from madoguchi.line.forms.core.sheets.placing import entry_for
from madoguchi.line.forms.core.sheets.sheet_map import Entry
from madoguchi.line.forms.core.sheets.words import known, label_of

MOST_ROWS = 50
_PARTS_OF_ACCOUNT = frozenset({"bank_code", "branch_code", "kind", "number", "holder"})


@dataclass(slots=True)
class Draft:
    """The form part, its map and its fields as they are put together."""

    pages: list[dict[str, Any]] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    fields: list[DraftField] = field(default_factory=list)
    applicant: dict[str, str] = field(default_factory=dict)
    _ids: set[str] = field(default_factory=set)
    _account: dict[str, Any] | None = None
    _label_before: Box | None = None

    def form(self) -> dict[str, Any]:
        """Return the ``form`` part of a definition."""
        return {"pages": self.pages, "applicant": self.applicant}

    def add(self, found: Found, surface: str) -> None:
        """Put the questions of one sheet or page into pages, one for each heading."""
        headings = sorted((box for box in found.texts if is_heading(box)), key=lambda box: box.box[1])
        page: dict[str, Any] | None = None
        current: Box | None = None
        for one in found.questions:
            top = (one.answer if isinstance(one, Question) else one.rows[0][0]).box[1]
            heading = next((box for box in reversed(headings) if box.box[1] <= top + 2), None)
            if page is None or heading is not current:
                current = heading
                title = label_of(heading.text).strip("■◆●【】〔〕＜＞<> \u3000") if heading is not None else ""
                page = {"id": self._id("page"), "title": {"ja": title or surface or "申請の内容"}, "fields": []}
                self.pages.append(page)
                self._account = None
            if isinstance(one, Table):
                self._add_table(page, one)
            else:
                self._add_question(page, one)
                self._label_before = one.label
        self.pages = [one for one in self.pages if one["fields"]]

    def name_applicant(self) -> None:
        """Say which fields tell who applies; a form that asks no name gets such a question, with a doubt."""
        wanted = {
            "name": Kind.NAME, "kana": Kind.KANA, "birth_date": Kind.BIRTH_DATE, "address": Kind.ADDRESS,
            "email": Kind.EMAIL, "phone": Kind.PHONE,
        }  # fmt: skip
        top = [one for one in self.fields if "/" not in one.path]
        for key, kind in wanted.items():
            if named := next((one.path for one in top if one.kind is kind), None):
                self.applicant[key] = named
        if "name" not in self.applicant:
            named = self._id("name")
            asked = {"id": named, "type": "name", "label": {"ja": "氏名"}, "required": True}
            self.pages[0]["fields"].insert(0, asked)
            self.fields.insert(0, DraftField(named, "氏名", Kind.NAME, 0.3, ("name_not_on_sheet",), None))
            self.applicant["name"] = named

    def _id(self, wanted: str) -> str:
        name, n = wanted, 1
        while name in self._ids:
            n += 1
            name = f"{wanted[:36]}_{n}"
        self._ids.add(name)
        return name

    def _add_question(self, page: dict[str, Any], one: Question) -> None:
        what = known(one.text) if one.label is not None else None
        part = "" if what is None else what.part
        if part in _PARTS_OF_ACCOUNT and self._joins_account(page, one, part):
            return
        if self._joins_address(page, one, part):
            return
        kind, doubts = kind_of(one, what)
        asked, values = asked_of(one, kind, what)
        asked["id"] = self._id(id_of(one, what, kind))
        if one.row:
            asked["label"]["ja"] = f"{one.row} {asked['label']['ja']}"
        if any(other["label"]["ja"] == asked["label"]["ja"] for each in self.pages for other in each["fields"]):
            asked["label"]["ja"] = self._told_apart(asked["label"]["ja"], one.context)
        page["fields"].append(asked)
        self.entries.append(entry_for(asked["id"], kind, one.answer, one.blank, values, _own_part(kind, one)))
        self.fields.append(drafted_of(asked, kind, one, what, doubts))
        if part == "number" and one.answer.cells:
            self._account = asked

    def _told_apart(self, label: str, context: str) -> str:
        taken = {other["label"]["ja"] for page in self.pages for other in page["fields"]}
        wanted = f"{context} {label}" if context and f"{context} {label}" not in taken else label
        n = 2
        while wanted in taken:
            wanted = f"{label}（{n}）"
            n += 1
        return wanted

    def _joins_account(self, page: dict[str, Any], one: Question, part: str) -> bool:
        """Make one bank account of its boxes; the number comes first or last, so any of them may begin it."""
        if part == "kind" and not one.blank.choices:
            return False
        account = self._account
        if account is None or account not in page["fields"]:
            asked: dict[str, Any] = {
                "id": self._id("account"),
                "type": "bank_account",
                "label": {"ja": "振込先の口座"},
                "required": False,
            }
            page["fields"].append(asked)
            self._account = account = asked
            self.fields.append(drafted_of(asked, Kind.BANK_ACCOUNT, one, known(one.text), ()))
        values = [VALUES.get(choice.label, "ordinary") for choice in one.blank.choices]
        self.entries.append(entry_for(account["id"], Kind.BANK_ACCOUNT, one.answer, one.blank, values, part))
        return True

    def _joins_address(self, page: dict[str, Any], one: Question, part: str) -> bool:
        """Make one address of a postal code, its text and its building."""
        before = page["fields"][-1] if page["fields"] else None
        what = known(one.text)
        is_address = what is not None and what.kind is Kind.ADDRESS
        if part == "building" and before is not None and before["type"] == "address":
            self.entries.append(entry_for(before["id"], Kind.ADDRESS, one.answer, one.blank, (), part))
            return True
        if is_address and before is not None and before["type"] == "address" and before.get("_waits"):
            self.entries.append(entry_for(before["id"], Kind.ADDRESS, one.answer, one.blank, (), "text"))
            del before["_waits"]
            before["label"]["ja"] = one.text
            return True
        is_second = (
            is_address and before is not None and before["type"] == "address" and one.label is self._label_before
        )
        if is_second and before is not None and self.entries[-1].blank.strip().startswith("〒"):
            self.entries[-1] = replace(self.entries[-1], part="postal_code")  # 「〒　－」 over the line for the street
            self.entries.append(entry_for(before["id"], Kind.ADDRESS, one.answer, one.blank, (), "text"))
            return True
        cells = len(one.answer.cells)
        if part == "postal_code" or (is_address and cells == 7):
            asked: dict[str, Any] = {
                "id": self._id("address"),
                "type": "address",
                "label": {"ja": one.text},
                "required": True,
                "_waits": True,
            }
            page["fields"].append(asked)
            self.entries.append(entry_for(asked["id"], Kind.ADDRESS, one.answer, one.blank, (), "postal_code"))
            self.fields.append(drafted_of(asked, Kind.ADDRESS, one, what, ()))
            return True
        return False

    def _add_table(self, page: dict[str, Any], table: Table) -> None:
        title = table.context or "一覧"
        rows = table.rows[:MOST_ROWS]
        group: dict[str, Any] = {
            "id": self._id(_group_id(title)), "type": "group", "label": {"ja": title}, "item_label": {"ja": title},
            "min": 0, "max": len(rows), "fields": [],
        }  # fmt: skip
        self.fields.append(
            DraftField(group["id"], title, Kind.GROUP, 0.85 if table.context else 0.7, (), rows[0][0].place)
        )
        ids: set[str] = set()
        for n, column in enumerate(table.columns):
            what = known(column.text)
            kind, doubts = kind_of(column, what)
            if kind is Kind.BANK_ACCOUNT:
                kind = Kind.TEXT
            asked, values = asked_of(column, kind, what)
            wanted = name = id_of(column, what, kind)
            count = 1
            while name in ids:
                count += 1
                name = f"{wanted[:36]}_{count}"
            ids.add(name)
            asked["id"] = name
            group["fields"].append(asked)
            for row, boxes in enumerate(rows):
                blank = _moved(column.blank, column.answer, boxes[n])
                self.entries.append(entry_for(f"{group['id']}/{row}/{name}", kind, boxes[n], blank, values))
            drafted = drafted_of(asked, kind, column, what, doubts)
            self.fields.append(DraftField(f"{group['id']}/{name}", *_rest(drafted)))
        page["fields"].append(group)


def tidy(form: Mapping[str, Any]) -> None:
    """Take away what only the drafting needed."""
    for page in form["pages"]:
        for one in page["fields"]:
            one.pop("_waits", None)


def _rest(one: DraftField) -> Iterator[Any]:
    yield from (one.label, one.kind, one.confidence, one.doubts, one.place)


def _moved(blank: Blank, first: Box, box: Box) -> Blank:
    return blank if box is first else (read_blank(box) or Blank())


def _own_part(kind: Kind, one: Question) -> str:
    return "postal_code" if kind is Kind.ADDRESS and len(one.answer.cells) == 7 else ""


def _group_id(title: str) -> str:
    if re.search(r"子|児童", title):
        return "children"
    if re.search(r"世帯|家族|同居", title):
        return "household"
    return "items"
