"""The rules of a form, tied to the fields they name as fields are read, and checked all together at the end.

A condition looks back: at fields asked earlier, so that a person who goes through the form meets no question late.
Checks and calculations may look at every field of their own page and of those before it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from madoguchi.line.forms.core.condition_words import condition_words
from madoguchi.line.forms.core.expressions import Known, note, read_condition, read_text
from madoguchi.line.forms.core.fields import Check, Field, Kind, Page
from madoguchi.line.forms.core.logic import Logic
from madoguchi.line.forms.core.naming import named
from madoguchi.line.forms.core.reach import Reach, TooManyWays, Ways, both
from madoguchi.line.forms.core.reading import Reader
from madoguchi.line.forms.core.rule_writing import SETTLED
from madoguchi.office.rules.language import Expression, Finding, NotAccepted, asks_day

MOST_CHECKS = 10


class Linker:
    """Ties rules to the fields they name, and finds conditions that can never come true."""

    def __init__(self, reader: Reader) -> None:
        self.reader = reader
        self.known = Known()
        self.reach = Reach()

    def add(self, field: Field, data: object, path: str, page_ways: Ways) -> Field:
        """Return the field with its conditions tied, and remember it for the fields after it."""
        found = data if isinstance(data, dict) else {}
        condition, own = self.condition(found, path, page_ways)
        field = replace(field, show_when=condition)
        self.reach.know(named(field), own)
        if field.kind is Kind.GROUP:
            field = replace(field, fields=self._inside(field, found, path, own))
        if field.id and field.id in self.known.top:
            self._twice(field, path)
        else:
            self.known.add(field)
        return field

    def _inside(self, group: Field, data: Mapping[str, object], path: str, outer: Ways) -> tuple[Field, ...]:
        self.known.enter(group.id)
        items = []
        for field, entry, place in _entries(group, data, path):
            condition, own = self.condition(entry, place, outer)
            field = replace(field, show_when=condition)
            self.reach.know(named(field, group.id), own)
            if field.id and field.id in self.known.beside:
                self._twice(field, place)
            else:
                self.known.add_beside(field)
            items.append(field)
        self.known.enter("")
        return tuple(items)

    def _twice(self, field: Field, path: str) -> None:
        self.reader.refuse(f"{path}/id", f"「{field.id}」が二つあります。", f"'{field.id}' is there twice.")

    def condition(self, data: Mapping[str, object], path: str, outer: Ways) -> tuple[Expression | None, Ways]:
        """Return the condition of a page or field, and the ways in which it and ``outer`` come true."""
        if "show_when" not in data:
            return None, outer
        place, before = f"{path}/show_when", len(self.reader.problems)
        condition = read_condition(self.reader, data["show_when"], place, self.known)
        self._refuse_day(condition, place)
        if condition is None or len(self.reader.problems) > before:
            return condition, outer
        if data.get("for_whom") is None and condition_words(condition, self.reach.named) is None:
            self.reader.refuse(
                place,
                "この条件は自動では文にできません。どのような方への質問かを for_whom に書いてください"
                "（例：「お子さまが3人以上いる」）。",
                "This condition cannot be put into words by itself. Say in for_whom whom the question is for"
                " (for example “you have three children or more”).",
            )
        try:
            own = both(outer, self.reach.ways(condition))
        except TooManyWays:
            self.reader.refuse(
                place,
                "条件が複雑すぎます。質問を分けてください。",
                "This condition is too complicated. Split the question.",
            )
            return condition, outer
        if not own:
            self.reader.refuse(
                place,
                "この条件は成り立つことがありません。",
                "This condition can never come true: its parts exclude each other.",
            )
            return condition, outer
        return condition, own

    def _refuse_day(self, rule: Expression | None, path: str) -> None:
        if rule is not None and asks_day(rule, self.known.names()):
            self.reader.refuse(
                path,
                "ここでは基準日（今日）を使えません。見る日によって答えが変わります。日付の項目を使ってください。",
                "The day asked about (today) cannot be used here: what is asked or worked out would change from day to"
                " day. Use a date that is asked.",
            )

    def with_rules(self, field: Field, data: object, path: str) -> Field:
        """Return the field with its checks and its calculation, once all fields of its page are known."""
        found = data if isinstance(data, dict) else {}
        if field.kind is Kind.GROUP:
            self.known.enter(field.id, field.fields)
            items = [self._with_rules(*one) for one in _entries(field, found, path)]
            self.known.enter("")
            field = replace(field, fields=tuple(items))
        return self._with_rules(field, found, path)

    def _with_rules(self, field: Field, data: Mapping[str, object], path: str) -> Field:
        calculation = None
        if field.kind is Kind.CALCULATION and "calculation" in data:
            calculation = read_text(self.reader, data["calculation"], f"{path}/calculation", self.known)
            self._refuse_day(calculation, f"{path}/calculation")
        checks: list[Check] = []
        entries = self.reader.sequence(data.get("checks", []), f"{path}/checks", most=MOST_CHECKS)
        for n, entry in enumerate(entries):
            place = f"{path}/checks/{n}"
            found = self.reader.mapping(entry, place, allowed=(), needed=("rule", "message"))
            rule = read_text(self.reader, found["rule"], f"{place}/rule", self.known) if "rule" in found else None
            message = self.reader.message(found.get("message", {"ja": "?"}), f"{place}/message")
            if rule is not None:
                checks.append(Check(rule, message))
        return replace(field, calculation=calculation, checks=tuple(checks))


def _entries(group: Field, data: Mapping[str, object], path: str) -> list[tuple[Field, Mapping[str, object], str]]:
    """Return the fields of a group that could be read, each with its data and its place."""
    listed = data.get("fields")
    readable: list[tuple[Mapping[str, object], str]] = []
    for n, entry in enumerate(listed if isinstance(listed, list) else []):
        if isinstance(entry, dict) and str(entry.get("type")) in _KINDS:
            readable.append((entry, f"{path}/fields/{n}"))
    return [(field, entry, place) for field, (entry, place) in zip(group.fields, readable, strict=False)]


_KINDS = frozenset(kind.value for kind in Kind if kind is not Kind.GROUP)


def compiled(reader: Reader, pages: Sequence[Page]) -> Logic:
    """Return the rules of all pages as one program; what the language finds wrong is noted, each at its place."""
    try:
        return Logic(pages)
    except NotAccepted as refused:
        for place, findings in _by_place(refused.findings).items():
            note(reader, place, findings)
        return Logic(())


def _by_place(findings: Sequence[Finding]) -> dict[str, list[Finding]]:
    """Faults by their place in the definition.

    Left out are names that are there twice or cannot be used, which the reading of the fields has told, and comparisons
    that stand alone (``rule_writing``), which their conditions tell.
    """
    found: dict[str, list[Finding]] = {}
    for one in dict.fromkeys(findings):
        place = one.path.removesuffix("/expression")
        if one.code not in ("name_twice", "name_not_usable") and place != SETTLED:
            found.setdefault(place or "form", []).append(one)
    return found
