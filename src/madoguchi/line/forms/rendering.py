"""The questions of a page as HTML, by the components of the design system.

This is the plain way, used when there are errors to show and to compile ``skeleton``. Ids are ``q-`` and the input's
name, so that no field of a form collides with an id of the page around it.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, cast

from django.utils.html import escape, linebreaks
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import override

from madoguchi.ground.kernel.errors import Message
from madoguchi.ground.ui.public import components as ui
from madoguchi.line.forms.core.fields import HALVES, Answers, Field, Form, Json, Kind
from madoguchi.line.forms.core.live import LivePage, live_page
from madoguchi.line.forms.core.logic import Missing, items_of
from madoguchi.line.forms.core.messages import FieldError, say
from madoguchi.line.forms.core.posted import page_inputs
from madoguchi.line.forms.core.summary import missing_words
from madoguchi.line.forms.core.summary import shown as in_words
from madoguchi.line.forms.looking_up import LookedUp
from madoguchi.line.forms.outline import Asked, asked, asked_of_everybody, outline

MOST_RADIOS = 11
"""Options of a choice that are shown at once; more are a list, in which typing finds what one looks for."""
YEN = Message("円", "yen", "円")
_WHY = Message("おたずねする理由：{reason}", "Why we ask: {reason}", "聞く 理由：{reason}")
_WIDTHS: tuple[tuple[int, str], ...] = ((4, "4"), (8, "8"), (12, "12"), (20, "20"))


@dataclass(frozen=True)
class Filling:
    """What the inputs of a page hold and what is wrong with them."""

    form: Form
    language: str
    inputs: Mapping[str, Sequence[str]] = field(default_factory=dict)
    errors: Sequence[FieldError] = ()
    answers: Answers = field(default_factory=dict)
    files: Mapping[str, "ui.UploadedFile"] = field(default_factory=dict)
    looks_up: frozenset[Kind] = frozenset()
    looked_up: LookedUp | None = None

    @cached_property
    def autocomplete(self) -> Mapping[str, str]:
        """What a browser may fill in by itself: only what the applicant knows of themselves."""
        who = self.form.applicant
        known = {who.name: "name", who.email: "email", who.phone: "tel"}
        return {name: word for name, word in known.items() if name}

    def one(self, name: str) -> str:
        """Return what a single input holds."""
        values = self.inputs.get(name, ())
        return values[-1] if values else ""

    def say(self, message: Message | None) -> str:
        """Return a text in the language of the page."""
        return "" if message is None else message.text(self.language)

    @cached_property
    def calculated(self) -> Mapping[str, int | Missing]:
        """What is worked out of the answers, by path."""
        return self.form.logic.calculated(self.answers)

    def error(self, path: str) -> tuple[str, list[str]]:
        """Return the sentences about a field and the parts of it they are about."""
        mine = [one for one in self.errors if one.path == path or one.path.startswith(path + "/")]
        parts = [one.path[len(path) + 1 :] for one in mine if one.path != path]
        return " ".join(self.say(one.message) for one in mine), parts


def fields_html(
    sha256: str,
    form: Form,
    page_id: str,
    answers: Answers,
    language: str,
    *,
    errors: Sequence[FieldError] = (),
    files: Mapping[str, "ui.UploadedFile"] | None = None,
    looks_up: frozenset[Kind] = frozenset(),
    looked_up: LookedUp | None = None,
) -> SafeString:
    """Return the questions of a page with what was answered and what is wrong.

    Args:
        sha256: content address of the version.
        form: the form.
        page_id: the page; ``KeyError`` where there is none.
        answers: answers as kept in the draft, typed text included.
        language: ``ja``, ``en`` or ``ja-easy``.
        errors: to be shown beside their fields.
        files: the stored files the answers name, by id; one not given is not listed.
        looks_up: kinds of questions for which something can be looked up (``looking_up.kinds_looked_up``).
        looked_up: what was, for one of them.
    """
    shape_of = outline(form, page_id)
    inputs = page_inputs(form, page_id, answers)
    filling = Filling(form, language, inputs, errors, answers, files or {}, looks_up, looked_up)
    with override(language):
        html = joined(asked_html(one, filling) for one in asked(shape_of, shape_of.shape(answers)))
    live = live_page(form, shape_of.page)
    return html if live is None else joined((rules_html(sha256, live, answers, language), html))


def preview_html(form: Form, page_id: str, language: str) -> SafeString:
    """Return all questions of a page, those with a condition too, each with a word on for whom it is.

    As people without script see them. For looking at only: the condition is not told to scripts.
    """
    groups = {field.id: [dict[str, Json]()] for field in form.page(page_id).fields if field.kind is Kind.GROUP}
    empty = Filling(form, language, answers=groups)
    with override(language):
        return joined(asked_html(_untold(one), empty) for one in asked_of_everybody(form, page_id))


def _untold(one: Asked) -> Asked:
    return replace(one, open=None, fields=tuple(_untold(inner) for inner in one.fields))


def joined(parts: Iterable[str]) -> SafeString:
    """Return safe parts on lines of their own."""
    return mark_safe("\n".join(parts))  # noqa: S308  components' own output


def asked_html(one: Asked, filling: Filling) -> SafeString:
    """Return a top-level question with its condition."""
    if one.field.kind is not Kind.GROUP:
        html = field_html(one, one.field.id, one.field.id, filling.answers.get(one.field.id), filling)
        return wrapped(html, one, one.field.id, filling, has_error=bool(filling.error(one.field.id)[0]))
    group = one.field
    items = items_of(filling.answers.get(group.id))
    count = max(len(items), group.least)
    shown: list[SafeString] = []
    for n in range(count):
        fields = _item_fields(one, n, items[n] if n < len(items) else {}, filling)
        shown.append(item_html(one, str(n), str(n + 1), fields, filling, can_remove=count > group.least))
    html = group_html(one, joined(shown), filling, can_add=count < group.most)
    return wrapped(html, one, group.id, filling, has_error=any(error.path == group.id for error in filling.errors))


def _item_fields(one: Asked, index: int, item: Answers, filling: Filling) -> SafeString:
    group, names, fields = one.field.id, f"{one.field.id}-{index}-", []
    for inner in one.fields:
        field_id = inner.field.id
        path = f"{group}/{index}/{field_id}"
        html = field_html(inner, names + field_id, path, item.get(field_id), filling)
        fields.append(wrapped(html, inner, names + field_id, filling, has_error=bool(filling.error(path)[0])))
    return joined(fields)


def group_html(one: Asked, content: SafeString, filling: Filling, *, can_add: bool) -> SafeString:
    """Return a group around its items."""
    group = one.field
    wrong = " ".join(filling.say(error.message) for error in filling.errors if error.path == group.id)
    return ui.repeat_group(
        content,
        id=f"q-{group.id}",
        name=group.id,
        label=filling.say(group.label),
        help=help_of(one, filling),
        error=wrong,
        add_label=filling.say(say(_ADD, label=group.item_label or group.label)),
        can_add=can_add,
        most=group.most,
    )


_ADD = Message("{label}を追加する", "Add: {label}", "{label}を ふやす")


def item_html(
    one: Asked, index: str, number: str, fields: SafeString, filling: Filling, *, can_remove: bool
) -> SafeString:
    """Return one item of a group. ``index`` and ``number`` are texts, so that a skeleton can put marks there."""
    group = one.field
    marker = f'<input type="hidden" name="{group.id}-item" value="{index}">'
    return ui.repeat_item(
        joined((marker, fields)),
        id=f"q-{group.id}-{index}",
        name=group.id,
        label=filling.say(group.item_label or group.label),
        number=cast(int, number),
        index=cast(int, index),
        can_remove=can_remove,
    )


def wrapped(html: SafeString, one: Asked, name: str, filling: Filling, *, has_error: bool = False) -> SafeString:
    """Put a question into the boxes that its rules need: one to hide and show, lines that say what cannot be right.

    The lines are hidden until the script of the version shows them; there are none where the server has said what is
    wrong.
    """
    whole = html
    if one.field.checks and not has_error:
        whole = joined(
            (html, ui.live_errors(name=name, messages=[filling.say(each.message) for each in one.field.checks]))
        )
    if one.open is not None:
        return mark_safe(f'<div data-madoguchi-shown="{name}">{whole}</div>')  # noqa: S308  names are ids
    return whole


def rules_html(sha256: str, live: LivePage, answers: Answers, language: str) -> SafeString:
    """Return what tells the script of a version which page this is, and what it needs of other pages' answers."""
    given = escape(json.dumps(live.earlier(answers), separators=(",", ":"))) if live.asks_earlier else ""
    return mark_safe(  # noqa: S308  escaped here; the others are ids
        f'<div hidden data-madoguchi-rules="{sha256}" data-page="{live.page.id}" data-language="{language}"'
        f' data-given="{given}"></div>'
    )


def help_of(one: Asked, filling: Filling) -> str:
    """Return the support text: for whom the question is, how to answer, why it is asked."""
    reason = None if one.field.reason is None else say(_WHY, reason=one.field.reason)
    return "\n".join(filling.say(part) for part in (one.hint, one.field.help, reason) if part is not None)


def field_html(one: Asked, name: str, path: str, value: Json, filling: Filling) -> SafeString:
    """Return one question, no group."""
    field = one.field
    label, language = filling.say(field.label), filling.language
    if field.kind is Kind.HEADING:
        return ui.question_heading(label, level=3 if one.group else 2, help=help_of(one, filling))
    if field.kind is Kind.GUIDANCE:
        return ui.guidance(_prose(field, language), title=label)
    error, parts = filling.error(path)
    # Any: the components share these arguments, each with its own types behind
    common: dict[str, Any] = {
        "id": f"q-{name}",
        "name": name,
        "label": label,
        "error": error,
        "required": field.required,
    }
    if field.kind is Kind.CALCULATION:
        text = filling.one(name) or amount_text(field, filling.calculated.get(path, Missing(())), language)
        return ui.result_field(
            id=f"q-{name}", name=name, label=label, help=help_of(one, filling), error=error, value=text
        )
    if field.kind is Kind.CONSENT:
        return ui.consent_field(_prose(field, language), value=filling.one(name), **common)
    if field.kind is Kind.DECLARATION:
        return _declaration(field, filling, common)
    common["help"] = help_of(one, filling)
    match field.kind:
        case Kind.CHOICE:
            ask = ui.select_field if len(field.options) > MOST_RADIOS else ui.radio_field
            return ask(options=_options(field, language), value=filling.one(name), **common)
        case Kind.CHOICES:
            return ui.checkbox_field(options=_options(field, language), value=filling.inputs.get(name, ()), **common)
        case Kind.YESNO:
            return ui.yes_no_field(value=filling.one(name), **common)
        case Kind.FILE:
            stored = value if isinstance(value, list | tuple) else ()
            files = [filling.files[one] for one in stored if isinstance(one, str) and one in filling.files]
            return ui.file_field(files=files, multiple=field.most > 1, **common)
        case Kind.LONG_TEXT:
            return ui.text_area(value=filling.one(name), most=field.max_length, **common)
        case _ if field.parts:
            value_parts = {part: filling.one(f"{name}-{part}") for part in field.parts}
            return _composite(field, path, value_parts, parts, common, filling)
        case _:
            return ui.text_field(value=filling.one(name), **_box(field, filling), **common)


def amount_text(field: Field, found: int | Missing, language: str) -> str:
    """Return what was worked out in words, or what it waits for."""
    return missing_words(found).text(language) if isinstance(found, Missing) else in_words(field, found, language)


def _declaration(field: Field, filling: Filling, common: dict[str, Any]) -> SafeString:
    """What is declared, with a box to tick; the language in which it stands there is posted with it."""
    read = f'<input type="hidden" name="{common["name"]}-language" value="{filling.language}">'
    ticked = {**common, "label": filling.say(_DECLARE), "legend": common["label"]}
    box = ui.consent_field(_prose(field, filling.language), value=filling.one(common["name"]), **ticked)
    return joined((read, box))


_DECLARE = Message(
    "上の内容のとおりです（署名の代わりに印を付けます）",
    "It is as stated above (this tick stands for my signature)",
    "上に 書いてある とおりです（サインの 代わりです）",
)


def _found(field: Field, path: str, filling: Filling) -> dict[str, Any]:
    """Whether something can be looked up for a field, and what was."""
    one = filling.looked_up
    if one is None or one.path != path:
        return {"can_find": field.kind in filling.looks_up}
    return {"can_find": True, "found": ui.Found(filling.say(one.said), one.query, one.offers)}


def _composite(
    field: Field, path: str, value: Mapping[str, str], wrong: Sequence[str], common: dict[str, Any], filling: Filling
) -> SafeString:
    given: dict[str, Any] = {**common, "value": value, "wrong": wrong}
    match field.kind:
        case Kind.BIRTH_DATE | Kind.DATE:
            return ui.date_field(birth=field.kind is Kind.BIRTH_DATE and field.required, **given)
        case Kind.ADDRESS:
            return ui.address_field(**given, **_found(field, path, filling))
        case Kind.YEAR_MONTH:
            return ui.month_field(**given)
        case Kind.PERIOD:
            return ui.period_field(open_end=field.open_end, **given)
        case Kind.NAME:
            return ui.name_field(own=field.id == filling.form.applicant.name, **given)
        case Kind.RELATIONSHIP:
            return ui.relation_field(options=_options(field, filling.language), **given)
        case Kind.MATRIX:
            rows = [(row.value, row.label.text(filling.language)) for row in field.rows]
            return ui.matrix_field(rows=rows, options=_options(field, filling.language), **given)
        case Kind.LOCATION:
            return ui.location_field(**given)
        case _:
            return ui.bank_account_field(**given, **_found(field, path, filling))


def _box(field: Field, filling: Filling) -> dict[str, Any]:
    """Return what a one-line box is like: keyboard, width, unit, what a browser may fill in."""
    own = {"autocomplete": filling.autocomplete.get(field.id, "off" if field.kind is Kind.KANA else "")}
    match field.kind:
        case Kind.PHONE:
            return {**own, "type": "tel", "width": "12"}
        case Kind.EMAIL:
            return {**own, "type": "email", "width": "20"}
        case Kind.CORPORATE_NUMBER:
            return {"inputmode": "numeric", "width": "12", "autocomplete": "off"}
        case Kind.NUMBER:
            return {"inputmode": "numeric", "width": "8", "unit": filling.say(field.unit)}
        case Kind.YEN:
            return {"inputmode": "numeric", "width": "12", "unit": filling.say(YEN)}
        case Kind.NAME | Kind.KANA:
            return {**own, "width": "20"}
        case _:
            return {"width": next((width for most, width in _WIDTHS if field.max_length <= most), "full")}


def _options(field: Field, language: str) -> list[tuple[str, str]]:
    return [(option.value, option.label.text(language)) for option in field.options]


def _prose(field: Field, language: str) -> SafeString:
    text = "" if field.text is None else field.text.text(language)
    return mark_safe(linebreaks(text, autoescape=True)) if text else SafeString("")  # noqa: S308  escaped there


def error_links(errors: Iterable[FieldError], form: Form, language: str) -> list[tuple[str, str]]:
    """Return id and sentence of each error, for ``error_summary``; each link leads to the box it is about."""
    return [(anchor(error.path, form), error.message.text(language)) for error in errors]


def anchor(path: str, form: Form) -> str:
    """Return the id of the box (or group) at a path; unknown paths lead nowhere (an empty id)."""
    try:
        field = form.field(path)
    except KeyError:
        return ""
    parts = path.split("/")
    if field.parts and parts[-1] == (HALVES[0] if field.kind is Kind.PERIOD else field.parts[0]):
        parts.pop()  # the first box has the id of the whole field
    return "q-" + "-".join(parts)
