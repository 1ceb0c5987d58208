"""Between answers and the inputs of an HTML form.

Input names are built from ids and ``-``, which no id contains: ``name``, ``birth_date-era``, ``children-0-name``.
Beside them a group posts ``children-item`` (the index of each item on the page) and, from its buttons,
``children-add`` and ``children-remove``; a file field posts ``photo-remove`` with the id of a file to take away, and
``photo-upload`` from the button that sends files before the page is finished.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from madoguchi.ground.kernel import kana, yen
from madoguchi.ground.kernel.errors import Language, Refused
from madoguchi.line.forms.core import person_names, texts
from madoguchi.line.forms.core.answers import is_given
from madoguchi.line.forms.core.checks import check_page
from madoguchi.line.forms.core.dates import parts_as_typed, parts_of_date, parts_of_month, read_date, read_month
from madoguchi.line.forms.core.fields import (
    DATES,
    HALVES,
    NAME_PARTS,
    PARTS,
    UNANSWERED,
    Answers,
    Field,
    Form,
    Json,
    Kind,
    declared_texts,
)
from madoguchi.line.forms.core.logic import items_of
from madoguchi.line.forms.core.looking_up import LOOKED_UP
from madoguchi.line.forms.core.messages import FieldError
from madoguchi.line.forms.core.relations import OTHER

Post = Mapping[str, Sequence[str]]
Uploaded = Mapping[str, Sequence[str]]
"""Ids of files just stored, by input name. Never taken from the post itself: anybody could name another's file."""

_NOTHING: Uploaded = {}
_MOST_LIST = 400


def read_page(
    form: Form, page_id: str, post: Post, answers: Answers, *, today: date, uploaded: Uploaded = _NOTHING
) -> tuple[dict[str, Json], tuple[FieldError, ...]]:
    """Read one posted page into the answers.

    What cannot be understood is kept as typed, so that the page can show it again beside its error. Answers to
    questions that the new answers hide stay too (a person may change their mind); ``cleaned`` drops them.

    Args:
        form: the form.
        page_id: id of the page that was posted; ``KeyError`` where there is none.
        post: values by input name.
        answers: answers so far.
        today: local date, for dates that may not lie in the future.
        uploaded: ids of files that came with this request, by input name.

    Returns:
        The new answers and the errors of this page.
    """
    after = dict(answers)
    for field in form.page(page_id).fields:
        value = _read(field, field.id, post, answers.get(field.id), uploaded)
        if is_given(value):
            after[field.id] = value
        else:
            after.pop(field.id, None)
    return after, check_page(form, page_id, after, today=today)


def only_edits_items(form: Form, page_id: str, post: Post) -> bool:
    """Tell whether a button only adds, removes, uploads or looks up something: errors are not shown then."""
    return any(_edits(field, field.id, post) for field in form.page(page_id).fields)


def _edits(field: Field, name: str, post: Post) -> bool:
    if field.kind is Kind.FILE:
        return f"{name}-remove" in post or f"{name}-upload" in post
    if field.kind in LOOKED_UP:
        return f"{name}-find" in post or f"{name}-take" in post
    if field.kind is not Kind.GROUP:
        return False
    return (
        f"{name}-add" in post
        or f"{name}-remove" in post
        or any(_edits(one, f"{name}-{n}-{one.id}", post) for n in _indexes(field, post) for one in field.fields)
    )


def _read(field: Field, name: str, post: Post, before: Json, uploaded: Uploaded) -> Json:
    match field.kind:
        case Kind.GUIDANCE | Kind.CALCULATION | Kind.HEADING:
            return None
        case Kind.GROUP:
            return _read_group(field, post, before, uploaded)
        case Kind.FILE:
            gone = set(post.get(f"{name}-remove", ()))
            kept = before if isinstance(before, list | tuple) else ()
            return [one for one in kept if not (isinstance(one, str) and one in gone)] + list(uploaded.get(name, ()))
        case Kind.CHOICES:
            chosen = dict.fromkeys(texts.as_typed(one) for one in post.get(name, ())[:_MOST_LIST])
            order = {option.value: n for n, option in enumerate(field.options)}
            return sorted((one for one in chosen if one), key=lambda one: order.get(one, len(order)))
        case Kind.CONSENT:
            return bool(_typed(post, name)) or None
        case Kind.DECLARATION:
            return _declared(field, name, post)
        case _ if field.parts:
            return _read_parts(field, {part: _typed(post, f"{name}-{part}") for part in field.parts})
        case _:
            return _as_kept(field.kind, _typed(post, name))


def _read_parts(field: Field, typed: Mapping[str, str]) -> Json:
    match field.kind:
        case Kind.BIRTH_DATE | Kind.DATE:
            return read_date(typed)
        case Kind.YEAR_MONTH:
            return read_month(typed)
        case Kind.PERIOD:
            days = {half: read_date(_half(half, typed)) for half in HALVES}
            return {half: day for half, day in days.items() if day is not None}
        case Kind.NAME:
            family, given = (typed[part] for part in NAME_PARTS)
            return {"given": given} if given and not family else person_names.joined(family, given)
        case Kind.RELATIONSHIP if typed["relation"] not in ("", OTHER):
            return {"relation": typed["relation"]}
        case _:
            return {part: _part_as_kept(part, text) for part, text in typed.items() if text}


def _half(half: str, typed: Mapping[str, str]) -> dict[str, str]:
    return {part: typed[f"{half}-{part}"] for part in PARTS[Kind.DATE]}


def _declared(field: Field, name: str, post: Post) -> Json:
    """The text that was ticked, in the language in which the page showed it."""
    said = declared_texts(field)
    return said.get(_typed(post, f"{name}-language"), said[Language.JA]) if _typed(post, name) else None


def _typed(post: Post, name: str) -> str:
    values = post.get(name, ())
    return texts.as_typed(values[-1]) if values else ""


def _as_kept(kind: Kind, text: str) -> Json:
    """Return one typed text in the form in which it is kept; text that does not fit stays as typed."""
    if not text:
        return None
    match kind:
        case Kind.KANA:
            return kana.to_full_katakana(text)
        case Kind.PHONE:
            return texts.code_like(text.translate(str.maketrans("()（）", "----"))).strip("-")
        case Kind.EMAIL:
            return texts.ascii_like(text)
        case Kind.CORPORATE_NUMBER:
            return texts.code_like(text).replace("-", "")
        case Kind.NUMBER:
            number = texts.number_like(text)
            return text if number is None else number
        case Kind.YEN:
            try:
                return int(yen.parse_yen(text))
            except Refused:
                return text
        case _:
            return text


def _part_as_kept(part: str, text: str) -> str:
    if part == "postal_code":
        return texts.code_like(text).replace("-", "").removeprefix("〒")
    if part in {"latitude", "longitude"}:
        return texts.degrees_like(text)
    return texts.code_like(text) if part in {"bank_code", "branch_code", "number"} else text


def _indexes(group: Field, post: Post) -> list[int]:
    """Return the indexes of the posted items: those listed, and those that only their inputs show."""
    marked = [value for value in post.get(f"{group.id}-item", ())[:_MOST_LIST] if _is_index(value)]
    start = group.id + "-"
    for name in post:
        if name.startswith(start):
            index, dash, _ = name[len(start) :].partition("-")
            if dash and _is_index(index):
                marked.append(index)
    return sorted({int(index) for index in marked})[: group.most + 1]


def _is_index(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= 3


def _read_group(group: Field, post: Post, before: Json, uploaded: Uploaded) -> Json:
    """Return the items left after removing; blank ones beyond the least are dropped, one is added where asked for."""
    earlier = items_of(before)
    gone = set(post.get(f"{group.id}-remove", ()))
    items: list[Json] = []
    for index in _indexes(group, post):
        if str(index) in gone:
            continue
        was: Answers = earlier[index] if index < len(earlier) else {}
        item: dict[str, Json] = {}
        for field in group.fields:
            value = _read(field, f"{group.id}-{index}-{field.id}", post, was.get(field.id), uploaded)
            if is_given(value):
                item[field.id] = value
        items.append(item)
    while len(items) > group.least and not items[-1]:
        items.pop()
    if f"{group.id}-add" in post and len(items) < group.most:
        items.append({})
    return items


def to_inputs(field: Field, name: str, value: Json) -> dict[str, list[str]]:
    """Return what the inputs of one field (no group) hold for an answer, by input name; empty ones are left out.

    Any JSON is accepted: what does not fit the field shows as an empty input.
    """
    if not is_given(value):
        return {}
    if field.parts:
        return {f"{name}-{part}": [text] for part, text in _parts(field, value).items()}
    if field.kind is Kind.DECLARATION:
        language = next((one for one, text in declared_texts(field).items() if text == value), None)
        return {} if language is None else {name: ["yes"], f"{name}-language": [language]}
    match value:
        case bool():
            return {name: ["yes"]} if field.kind is Kind.CONSENT else {}
        case str() | int():
            return {name: [str(value)]} if field.kind not in UNANSWERED | {Kind.CONSENT, Kind.FILE} else {}
        case list() | tuple():
            chosen = [one for one in value if isinstance(one, str)]
            return {name: chosen} if chosen and field.kind is Kind.CHOICES else {}
        case _:
            return {}


def _parts(field: Field, value: Json) -> dict[str, str]:
    if field.kind is Kind.PERIOD:
        return _parts_of_period(value)
    if field.kind is Kind.NAME and isinstance(value, str):
        shown = dict(zip(NAME_PARTS, person_names.split(value), strict=True))
        return {part: text for part, text in shown.items() if text}
    if field.kind in DATES | {Kind.YEAR_MONTH} and isinstance(value, str):
        try:
            return parts_of_date(value) if field.kind in DATES else parts_of_month(value)
        except ValueError:
            return {}
    if not isinstance(value, Mapping):
        return {}
    return {part: text for part in field.parts if isinstance(text := value.get(part), str) and text}


def _parts_of_period(value: Json) -> dict[str, str]:
    if not isinstance(value, Mapping):
        return {}
    return {f"{half}-{part}": text for half in HALVES for part, text in parts_as_typed(value.get(half)).items()}


def page_inputs(form: Form, page_id: str, answers: Answers) -> dict[str, list[str]]:
    """Return what all inputs of a page hold, by input name: the inverse of :func:`read_page`. Files are not inputs."""
    inputs: dict[str, list[str]] = {}
    for field in form.page(page_id).fields:
        value = answers.get(field.id)
        if field.kind is not Kind.GROUP:
            inputs |= to_inputs(field, field.id, value)
            continue
        items = items_of(value)
        if items:
            inputs[f"{field.id}-item"] = [str(index) for index in range(len(items))]
        for index, item in enumerate(items):
            for one in field.fields:
                inputs |= to_inputs(one, f"{field.id}-{index}-{one.id}", item.get(one.id))
    return inputs


def file_inputs(form: Form, page_id: str, names: Iterable[str]) -> dict[str, tuple[str, Field]]:
    """Return path and field of each of ``names`` that is a file input of the page; others are left out."""
    found: dict[str, tuple[str, Field]] = {}
    fields = {field.id: field for field in form.page(page_id).fields}
    for name in names:
        parts = name.split("-")
        field = fields.get(parts[0])
        if field is not None and field.kind is Kind.GROUP and len(parts) == 3 and _is_index(parts[1]):
            field = next((one for one in field.fields if one.id == parts[2]), None)
        elif len(parts) != 1:
            continue
        if field is not None and field.kind is Kind.FILE:
            found[name] = ("/".join(parts), field)
    return found
