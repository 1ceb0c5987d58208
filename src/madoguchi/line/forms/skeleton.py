"""The questions of a page, compiled once into pieces of text with slots for what was answered.

A page is the same for everybody but for the values in its boxes, the marks on its choices and the number of items in
its groups. So the components are rendered once with telling marks as values, and the result is cut at the marks;
filling it in takes a few string joins. What comes out is, byte for byte, what ``rendering.fields_html`` gives.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from threading import Lock
from typing import TypeVar

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import override

from madoguchi.ground.ui.public import components as ui
from madoguchi.line.forms.core.fields import ACCOUNT_KINDS, CHOSEN_PARTS, READ, Answers, Field, Form, Kind
from madoguchi.line.forms.core.live import LivePage, Script, live_page, script
from madoguchi.line.forms.core.logic import Missing, items_of
from madoguchi.line.forms.core.messages import FieldError
from madoguchi.line.forms.core.posted import page_inputs
from madoguchi.line.forms.looking_up import LookedUp
from madoguchi.line.forms.outline import Asked, Outline, Shape, asked, outline
from madoguchi.line.forms.rendering import (
    Filling,
    amount_text,
    field_html,
    fields_html,
    group_html,
    item_html,
    rules_html,
    wrapped,
)

MOST_KEPT = 1024
"""Compiled pages kept in memory (some 10 to 50 kB each); the one not used for longest goes first."""

_INDEX, _NUMBER, _CONTENT = "zqIndexqz", "zqNumberqz", "zqContentqz"
_ERAS = ("R", "H", "S", "T", "M", "W")
K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


@dataclass(frozen=True, slots=True)
class _Values:
    """What a page, or one item of a group on it, is filled with."""

    filling: Filling
    answers: Answers
    index: str = ""
    number: str = ""


Slot = Callable[[_Values], str]
Pieces = tuple[str | Slot, ...]

_pages: OrderedDict[tuple[str, str, str, Shape, frozenset[Kind]], Pieces] = OrderedDict()
_outlines: OrderedDict[tuple[str, str], Outline] = OrderedDict()
_lives: OrderedDict[tuple[str, str], LivePage | None] = OrderedDict()
_scripts: OrderedDict[str, Script] = OrderedDict()
_lock = Lock()


def page_html(
    sha256: str,
    form: Form,
    page_id: str,
    answers: Answers,
    language: str,
    *,
    errors: Sequence[FieldError] = (),
    files: Mapping[str, ui.UploadedFile] | None = None,
    looks_up: frozenset[Kind] = frozenset(),
    looked_up: LookedUp | None = None,
) -> SafeString:
    """Return the questions of a page; see ``rendering.fields_html``. Fast where there are no errors to show.

    Args:
        sha256: content address of the version the form belongs to; what is compiled is kept under it.
    """
    if errors or looked_up is not None:
        return fields_html(
            sha256, form, page_id, answers, language, errors=errors, files=files, looks_up=looks_up,
            looked_up=looked_up,
        )  # fmt: skip
    of = _remembered(_outlines, (sha256, page_id), lambda: outline(form, page_id))
    shape = of.shape(answers)
    key = (sha256, page_id, language, shape, looks_up)
    pieces = _remembered(_pages, key, lambda: _compiled(of, shape, language, looks_up))
    filling = Filling(form, language, page_inputs(form, page_id, answers), (), answers, files or {}, looks_up)
    html = _filled(pieces, _Values(filling, answers))
    live = _remembered(_lives, (sha256, page_id), lambda: live_page(form, of.page))
    if live is not None:
        html = f"{rules_html(sha256, live, answers, language)}\n{html}"
    return mark_safe(html)  # noqa: S308  made of the components' output


def page_script(sha256: str, form: Form, page_id: str) -> Script | None:
    """Return the script that a page of a version goes with; None where nothing on it goes on working in a browser."""
    live = _remembered(_lives, (sha256, page_id), lambda: live_page(form, form.page(page_id)))
    return None if live is None else version_script(sha256, form)


def version_script(sha256: str, form: Form) -> Script:
    """Return the script of a version, written once in a process."""
    return _remembered(_scripts, sha256, lambda: script(form, sha256))


def _remembered(store: OrderedDict[K, V], key: K, make: Callable[[], V]) -> V:
    with _lock:
        if key in store:
            store.move_to_end(key)
            return store[key]
    made = make()  # outside the lock: two threads may both make it, and get the same
    with _lock:
        store[key] = made
        while len(store) > MOST_KEPT:
            store.popitem(last=False)
    return made


def _filled(pieces: Pieces, values: _Values) -> str:
    return "".join([piece if isinstance(piece, str) else piece(values) for piece in pieces])


def _compiled(of: Outline, shape: Shape, language: str, looks_up: frozenset[Kind]) -> Pieces:
    empty = Filling(of.form, language, looks_up=looks_up)
    with override(language):
        questions = [_question(one, empty) for one in asked(of, shape)]
    return tuple(_merged(_between("\n", questions)))


def _question(one: Asked, empty: Filling) -> Pieces:
    if one.field.kind is Kind.GROUP:
        return _around(wrapped(SafeString(_CONTENT), one, one.field.id, empty), (_group(one, empty),))
    return _around(wrapped(SafeString(_CONTENT), one, one.field.id, empty), _field(one, one.field.id, empty))


def _around(html: str, content: Iterable[str | Slot]) -> Pieces:
    head, tail = html.split(_CONTENT)
    return (head, *content, tail)


def _between(text: str, several: Iterable[Pieces]) -> Iterator[str | Slot]:
    for n, pieces in enumerate(several):
        if n:
            yield text
        yield from pieces


def _merged(pieces: Iterable[str | Slot]) -> Iterator[str | Slot]:
    """Yield the pieces with neighbouring texts put together and marks for the item's index and number cut out."""
    text = ""
    for piece in pieces:
        if isinstance(piece, str):
            text += piece
            continue
        yield from _cut_at_item_marks(text)
        yield piece
        text = ""
    yield from _cut_at_item_marks(text)


def _cut_at_item_marks(text: str) -> Iterator[str | Slot]:
    for n, around_index in enumerate(text.split(_INDEX)):
        if n:
            yield lambda values: values.index
        for m, literal in enumerate(around_index.split(_NUMBER)):
            if m:
                yield lambda values: values.number
            if literal:
                yield literal


def _field(one: Asked, name: str, empty: Filling) -> Pieces:
    """Render a field with marks in its boxes, find where each choice would be marked, and cut there."""
    field = one.field
    marks = {f"{name}{end}": f"zqText{n}qz" for n, end in enumerate(_boxes(field))}
    inputs: dict[str, Sequence[str]] = {box: [mark] for box, mark in marks.items()}

    def rendered(**more: Sequence[str]) -> str:
        return field_html(one, name, "", None, replace(empty, inputs={**inputs, **more}))

    base = rendered()
    cuts: list[tuple[int, int, Slot]] = []
    for box, mark in marks.items():
        start = base.index(mark)
        if base.count(mark) != 1:
            raise RuntimeError(f"the value of {box} must stand once in its component")
        is_worked_out = field.kind is Kind.CALCULATION
        cuts.append((start, start + len(mark), _amount_slot(one) if is_worked_out else _text_slot(box)))
    for ends, value in _choices(field):
        changed = rendered(**{f"{name}{end}": [value] for end in ends})
        for end, (start, inserted) in zip(ends, _insertions(base, changed, len(ends)), strict=True):
            cuts.append((start, start, _choice_slot(f"{name}{end}", value, inserted)))
    pieces: list[str | Slot] = []
    position = 0
    for start, stop, slot in sorted(cuts, key=lambda cut: cut[:2]):
        pieces += [base[position:start], slot]
        position = stop
    pieces.append(base[position:])
    if field.kind is Kind.FILE:
        return (_file_slot(one, name, tuple(_merged(pieces))),)
    return tuple(pieces)


def _boxes(field: Field) -> tuple[str, ...]:
    """Return the ends of the names of a field's inputs that hold text."""
    if field.parts:
        typed = (part for part in field.parts if part.rpartition("-")[2] not in CHOSEN_PARTS)
        return () if field.kind is Kind.MATRIX else tuple(f"-{part}" for part in typed)
    without = {Kind.CHOICE, Kind.CHOICES, Kind.YESNO, Kind.CONSENT, Kind.DECLARATION, Kind.FILE, *READ}
    return () if field.kind in without else ("",)


def _choices(field: Field) -> list[tuple[tuple[str, ...], str]]:
    """Return, for every mark a person can set, the ends of the inputs' names that may have it, and the value."""
    match field.kind:
        case Kind.BIRTH_DATE | Kind.DATE | Kind.YEAR_MONTH:
            return [(("-era",), era) for era in _ERAS]
        case Kind.PERIOD:
            return [(("-from-era", "-to-era"), era) for era in _ERAS]
        case Kind.BANK_ACCOUNT:
            return [(("-kind",), option.value) for option in ACCOUNT_KINDS]
        case Kind.CONSENT | Kind.DECLARATION:
            return [(("",), "yes")]
        case Kind.RELATIONSHIP:
            return [(("-relation",), option.value) for option in field.options]
        case Kind.MATRIX:
            return [(tuple(f"-{row}" for row in field.parts), option.value) for option in field.options]
        case _:
            return [(("",), option.value) for option in field.options]


def _insertions(base: str, changed: str, count: int) -> list[tuple[int, str]]:
    """Return the ``count`` places where the same text was put into ``base`` to make ``changed``, with the text."""
    length = (len(changed) - len(base)) // count
    found: list[tuple[int, str]] = []
    start, made = 0, ""
    for n in range(count):
        shifted = changed[n * length :]
        here = next((k for k in range(start, len(base)) if base[k] != shifted[k]), len(base))
        found.append((here, shifted[here : here + length]))
        made += base[start:here] + shifted[here : here + length]
        start = here
    if length < 1 or made + base[start:] != changed:
        raise RuntimeError("a chosen option must differ from the others by one insertion")
    return found


def _text_slot(box: str) -> Slot:
    before, mark, after = box.partition(_INDEX)
    if not mark:
        return lambda values: escape(values.filling.one(box))
    return lambda values: escape(values.filling.one(f"{before}{values.index}{after}"))


def _amount_slot(one: Asked) -> Slot:
    def slot(values: _Values) -> str:
        path = f"{one.group}/{values.index}/{one.field.id}" if one.group else one.field.id
        found = values.filling.calculated.get(path, Missing(()))
        return escape(amount_text(one.field, found, values.filling.language))

    return slot


def _choice_slot(box: str, value: str, inserted: str) -> Slot:
    several = box.partition(_INDEX)

    def slot(values: _Values) -> str:
        name = f"{several[0]}{values.index}{several[2]}" if several[1] else box
        return inserted if value in values.filling.inputs.get(name, ()) else ""

    return slot


def _file_slot(one: Asked, name: str, empty: Pieces) -> Slot:
    """With files to list the component itself is rendered: rare, and the list is its own affair."""

    def slot(values: _Values) -> str:
        stored = values.answers.get(one.field.id)
        if not stored or not values.filling.files:
            return _filled(empty, values)
        with override(values.filling.language):
            return field_html(one, name.replace(_INDEX, values.index), "", stored, values.filling)

    return slot


def _group(one: Asked, empty: Filling) -> Slot:
    group = one.field
    start = f"{group.id}-{_INDEX}-"
    inner = _between(
        "\n",
        [
            _around(
                wrapped(SafeString(_CONTENT), each, start + each.field.id, empty),
                _field(each, start + each.field.id, empty),
            )
            for each in one.fields
        ],
    )
    content = tuple(inner)
    shells = {can: group_html(one, SafeString(_CONTENT), empty, can_add=can).split(_CONTENT) for can in (True, False)}
    items = {
        can: tuple(
            _merged(_around(item_html(one, _INDEX, _NUMBER, SafeString(_CONTENT), empty, can_remove=can), content))
        )
        for can in (True, False)
    }

    def slot(values: _Values) -> str:
        given = items_of(values.answers.get(group.id))
        count = max(len(given), group.least)
        pieces = items[count > group.least]
        head, tail = shells[count < group.most]
        filled = (
            _filled(pieces, _Values(values.filling, given[n] if n < len(given) else {}, str(n), str(n + 1)))
            for n in range(count)
        )
        return head + "\n".join(filled) + tail

    return slot
