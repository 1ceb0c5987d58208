"""The rules of a form in the browser: the script of a version, and what a page tells it of earlier answers.

The script is the program (``to_script``) and a plan: for each page the inputs it reads and the boxes it shows, fills in
or warns beside. It holds no answers and is the same for everybody.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from madoguchi.ground.kernel import wareki
from madoguchi.ground.kernel.errors import Language, Message
from madoguchi.line.forms.core.fields import Answers, Field, Form, Page
from madoguchi.line.forms.core.logic import Logic, items_of
from madoguchi.line.forms.core.rule_writing import GIVEN, FieldRule, leaves
from madoguchi.line.forms.core.summary import AND_LABEL, LABEL, NOT_YET, NOT_YET_FOR, amount_words
from madoguchi.office.rules.language import needed, to_script

_LANGUAGES: Final = tuple(Language)


@dataclass(frozen=True)
class LivePage:
    """What of a page goes on working while somebody types: rules that earlier pages have not settled."""

    logic: Logic
    page: Page
    shown: tuple[FieldRule, ...]
    checks: tuple[FieldRule, ...]
    calculations: tuple[FieldRule, ...]

    @property
    def rules(self) -> tuple[FieldRule, ...]:
        """All of them."""
        return (*self.shown, *self.checks, *self.calculations)

    @cached_property
    def inputs(self) -> tuple[str, ...]:
        """The answers that the rules read, by their names in the program."""
        chosen = needed(self.logic.program, [rule.name for rule in self.rules])
        used = {name for name in chosen for name in self.logic.program.used_names(self.logic.program.definition[name])}
        return tuple(each.name for each in self.logic.program.inputs if each.name in used)

    @cached_property
    def groups(self) -> tuple[str, ...]:
        """The groups whose items they read."""
        named = (self.logic.named[name.removeprefix(GIVEN)] for name in self.inputs)
        return tuple(dict.fromkeys([*self.logic.groups, *(one.group for one in named if one.group)]))

    def earlier(self, answers: Answers) -> dict[str, Any]:
        """Return what the rules read of other pages: values by name, and those of the items of groups."""
        here = _ids(self.page)
        whole: dict[str, object] = {}
        members: dict[str, list[dict[str, object]]] = {}
        for group in self.groups:
            if group not in here:
                members[group] = [{} for _ in items_of(answers.get(group))]
        for name in self.inputs:
            one = self.logic.named[name.removeprefix(GIVEN)]
            if one.group in members:
                for item, given in zip(members[one.group], items_of(answers.get(one.group)), strict=True):
                    item[name] = one.read(given.get(one.field.id))
            elif not one.group and one.field.id not in here:
                whole[name] = one.read(answers.get(one.field.id))
        return {"whole": whole, "members": members} if whole or members else {}

    @cached_property
    def asks_earlier(self) -> bool:
        """Whether the rules read anything of other pages."""
        return bool(self.earlier({}))


def _ids(page: Page) -> frozenset[str]:
    return frozenset(field.id for field in page.fields)


def live_page(form: Form, page: Page) -> LivePage | None:
    """Return what of a page goes on working in a browser; None where nothing does."""
    logic, here = form.logic, {id(field) for one in page.fields for field in (one, *one.fields)}
    settled = frozenset(logic.settled(page))
    written = logic.written
    shown = [rule for rule in written.shown if not settled.issuperset(leaves(rule.field.show_when))]
    parts = [
        tuple(rule for rule in rules if id(rule.field) in here)
        for rules in (shown, written.checks, written.calculations)
    ]
    return LivePage(logic, page, *parts) if any(parts) else None


@dataclass(frozen=True, slots=True)
class Script:
    """The script of a version. ``sha256`` is that of its text, in UTF-8."""

    text: str
    sha256: str


def script(form: Form, key: str) -> Script:
    """Return the script of a form: the same text for the same form.

    Args:
        key: the content address of the version, under which pages find the program and the plan.
    """
    pages = [live for page in form.pages if (live := live_page(form, page)) is not None]
    wanted = dict.fromkeys(rule.name for live in pages for rule in live.rules)
    program = to_script(form.logic.program, key, wanted)
    plan = _written({"pages": {live.page.id: _page_plan(live) for live in pages}, **_words(form.logic, pages)})
    text = f"{program}madoguchiForms.define({_written(key)},{plan});\n"
    return Script(text, hashlib.sha256(text.encode()).hexdigest())


def _written(data: object) -> str:
    """JSON that may also stand in a page."""
    return json.dumps(data, ensure_ascii=True, separators=(",", ":"), sort_keys=True).replace("<", "\\u003c")


def _page_plan(live: LivePage) -> dict[str, Any]:
    here = _ids(live.page)
    inputs: dict[tuple[str, str], list[Any]] = {}
    for name in live.inputs:
        one = live.logic.named[name.removeprefix(GIVEN)]
        if (one.group or one.field.id) in here:
            entry = inputs.setdefault(
                (one.group, one.field.id), [_way_of_asking(one.field), one.group, one.field.id, []]
            )
            entry[3].append([name, one.of])
    return {
        "groups": [group for group in live.groups if group in here],
        "inputs": list(inputs.values()),
        "shown": [_entry(rule) for rule in live.shown],
        "checks": [[*_entry(rule), rule.number] for rule in live.checks],
        "results": [
            [*_entry(rule), [amount_words(rule.field).text(language) for language in _LANGUAGES]]
            for rule in live.calculations
        ],
    }


def _way_of_asking(field: Field) -> str:
    """Its kind; a name in two boxes is read otherwise than one in a single box."""
    return "two_names" if field.has_two_names else field.kind.value


def _entry(rule: FieldRule) -> list[str]:
    """A definition, and the group and field it is about."""
    return [rule.name, rule.group, rule.field.id]


def _words(logic: Logic, pages: Iterable[LivePage]) -> dict[str, Any]:
    """What the script says where a calculation cannot be done, and how dates are read."""
    waited = {name for live in pages for name in live.inputs} if logic.written.calculations else set()
    return {
        "languages": _LANGUAGES,
        "labels": {name: _texts(logic.named[name.removeprefix(GIVEN)].label) for name in waited},
        "label": _texts(LABEL),
        "andLabel": _texts(AND_LABEL),
        "notYet": _texts(NOT_YET),
        "notYetFor": _texts(NOT_YET_FOR),
        "eras": {era.code: era.starts_on.year for era in wareki.ERAS},
        "firstDay": wareki.ERAS[-1].starts_on.isoformat(),
    }


def _texts(message: Message) -> list[str]:
    return [message.text(language) for language in _LANGUAGES]
