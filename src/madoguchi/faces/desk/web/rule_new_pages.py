"""The page that begins rules which were not there before: with a worked example, or as a copy of other rules."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.http import HttpResponse, QueryDict
from django.views.decorators.http import require_http_methods

from madoguchi.faces.desk import rule_book
from madoguchi.ground.foundation.public import Request, now, staff_page
from madoguchi.ground.kernel.errors import Message
from madoguchi.ground.ui.public import components, done, page, say
from madoguchi.office.rules import public as rules

_LONGEST = 300  # characters of one box; what is longer than is kept is told so
_NO_EXAMPLE = Message("何のための規則かを選んでください。", "Choose what the rules are for.")
_OF_BOX = (rules.TitleMissing, rules.TitleTaken, rules.PackageIdNotUsable, rules.PackageIdTaken)


@dataclass(frozen=True, slots=True)
class NewRulesPage:
    """New rules as they are typed. ``copied``: the rules that they begin with; None: a worked example."""

    copied: rules.Book | None
    title: str
    title_en: str
    package_id: str
    example: str
    unit: str
    wrong: Mapping[str, str]  # by the id of the box

    @property
    def errors(self) -> list[tuple[str, str]]:
        return list(self.wrong.items())

    @property
    def examples(self) -> list[components.Option]:
        return [
            components.Option(one.value, say(words), say(rules.EXAMPLE_HELP[one]))
            for one, words in rules.EXAMPLE_WORDS.items()
        ]

    @property
    def units(self) -> list[tuple[str, str]]:
        return [(one.value, say(words)) for one, words in rules.UNIT_WORDS.items()]


@require_http_methods(["GET", "POST"])
@staff_page(rule_book.WRITE)
def new(request: Request) -> HttpResponse:
    """Begin new rules; ``?from=`` names those that are copied."""
    copied_from = request.GET.get("from", "")[:_LONGEST]
    copied = rule_book.book_of(copied_from, request.actor, now()) if copied_from else None
    if request.method != "POST":
        return page(request, "desk/rules/new.html", _typed(QueryDict(), copied))
    data = _typed(request.POST, copied)
    by: dict[str, Any] = {"package_id": data.package_id, "title": Message(data.title, data.title_en)}
    by |= {"actor": request.actor, "at": now()}
    if copied is None and data.example not in tuple(rules.Example):
        return _again(request, data, by, 422)
    try:
        if copied is not None:
            draft = rules.copy_rules(copied_from=copied.package_id, **by)
        else:
            draft = rules.start_rules(example=rules.Example(data.example), unit=rules.Unit(data.unit), **by)
    except _OF_BOX as refusal:
        return _again(request, data, by, refusal.status)
    return done(request, to="desk:rule_draft", draft=draft.id)


def _again(request: Request, data: NewRulesPage, by: dict[str, Any], status: int) -> HttpResponse:
    """The form with everything that is wrong in it."""
    wrong = {fault.pointer: f"{say(fault.why)}{say(fault.mend)}" for fault in rules.faults_of_new(**by)}
    if data.copied is None and data.example not in tuple(rules.Example):
        wrong["example"] = say(_NO_EXAMPLE)
    return page(request, "desk/rules/new.html", replace(data, wrong=wrong), status=status)


def _typed(post: QueryDict, copied: rules.Book | None) -> NewRulesPage:
    title, title_en, package_id, example, unit = (
        post.get(name, "")[:_LONGEST].strip() for name in ("title", "title_en", "package_id", "example", "unit")
    )
    unit = unit if unit in tuple(rules.Unit) else rules.Unit.ONCE.value
    return NewRulesPage(copied, title, title_en, package_id, example, unit, {})
