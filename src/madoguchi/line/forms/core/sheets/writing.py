"""Answers as what is written in which place: texts, ticks, circles, and what the sheet cannot take, told."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from madoguchi.ground.kernel import wareki
from madoguchi.ground.kernel.errors import Message, Refused
from madoguchi.line.forms.core.answers import cleaned, is_given
from madoguchi.line.forms.core.fields import ACCOUNT_KINDS, HALVES, PARTS, UNANSWERED, Answers, Field, Form, Json, Kind
from madoguchi.line.forms.core.relations import OTHER
from madoguchi.line.forms.core.sheets.blanks import CIRCLES
from madoguchi.line.forms.core.sheets.boxes import Place
from madoguchi.line.forms.core.sheets.sheet_map import At, Entry, SheetMap, Write
from madoguchi.line.forms.core.summary import field_label

_TICKED = "☑"


class Stroke(StrEnum):
    """How something is written."""

    TEXT = "text"
    DIGIT = "digit"  # one character, in the middle of its box
    TICK = "tick"
    CIRCLE = "circle"


@dataclass(frozen=True, slots=True)
class Written:
    """One thing to write. In a cell it takes the place of ``length`` characters from ``index``."""

    field: str
    place: Place
    text: str
    stroke: Stroke = Stroke.TEXT
    index: int = 0
    length: int = 0


@dataclass(frozen=True, slots=True)
class Told:
    """What a person must look at: a stable code, the field and words. ``text`` is what could not be written."""

    code: str
    field: str
    message: Message
    text: str = ""


NOT_ON_SHEET = Message("「{label}」の欄は様式にありません。", "The sheet has no place for “{label}”.")
TOO_MANY_ROWS = Message(
    "「{label}」は様式の{rows}行に入りきりません。残りは別の紙に書いてください。",
    "“{label}” has more than the {rows} rows of the sheet. Write the rest on another sheet.",
)
TOO_MANY_DIGITS = Message(
    "「{label}」は{cells}マスに入りきらないため、書いていません。",
    "“{label}” is longer than its {cells} boxes, so it is not written.",
)
NOT_UNDERSTOOD = Message(
    "「{label}」の答えは、様式に書ける形になっていません。", "The answer of “{label}” cannot be written."
)
TOO_LONG = Message(
    "「{label}」は欄に入りきりません。全文を残してあります。印刷の前に確かめてください。",
    "“{label}” is longer than its box. It is kept whole; look at it before printing.",
)
FORMULA_KEPT = Message(
    "「{label}」の欄には計算式があるため、書いていません。",
    "The box of “{label}” holds a formula, so it is left alone.",
)

NOT_DRAWABLE = Message(
    "「{label}」の文字「{characters}」は印刷のフォントになく、〓になっています。手で書き入れるか、IPAmj明朝の登録を依頼してください。",
    "No font has “{characters}” in “{label}”; 〓 stands there. Write it by hand, or ask for the IPAmj Mincho font.",
)
DRAWN_AS_BASE = Message(
    "「{label}」の異体字「{characters}」は、ふつうの字の形で印刷されています。",
    "The variants “{characters}” in “{label}” are printed in their common form.",
)


def told(code: str, message: Message, field: str, label: str, text: str = "", **facts: object) -> Told:
    """Return something to tell about a field."""
    return Told(code, field, message.with_facts(label=label, **facts), text)


def label_in(form: Form, path: str) -> str:
    """Return the label of a field, or its path where the form has none."""
    try:
        return field_label(form, path).ja
    except KeyError:
        return path


def write_answers(sheet_map: SheetMap, answers: Answers, form: Form) -> tuple[list[Written], list[Told]]:
    """Return everything to write and everything to tell, in the order of the map."""
    kept = cleaned(form, answers)
    written: list[Written] = []
    notes: list[Told] = []
    entries: dict[str, list[Entry]] = {}
    for entry in sheet_map.entries:
        entries.setdefault(entry.field, []).append(entry)
    for path, field, value in _given(form, kept):
        if path not in entries:
            notes.append(_missing(path, form, entries))
            continue
        for entry in entries[path]:
            one = _part(field, entry.part, value)
            if is_given(one):
                _write(entry, field, one, label_in(form, path), written, notes)
        for part in _unplaced(field, value, entries[path]):
            notes.append(told("not_on_sheet", NOT_ON_SHEET, path, f"{label_in(form, path)} {part}"))
    return written, list({(one.code, one.field, one.message.ja): one for one in notes}.values())


def _given(form: Form, answers: Answers) -> Iterator[tuple[str, Field, Json]]:
    for field in form.fields():
        value = answers.get(field.id)
        if not is_given(value):
            continue
        if field.kind is Kind.GROUP and isinstance(value, Sequence) and not isinstance(value, str):
            for n, item in enumerate(value):
                for inner in field.fields:
                    if isinstance(item, Mapping) and is_given(one := item.get(inner.id)):
                        yield f"{field.id}/{n}/{inner.id}", inner, one
        elif field.kind not in UNANSWERED:
            yield field.id, field, value


def _missing(path: str, form: Form, entries: Mapping[str, object]) -> Told:
    group, _, rest = path.partition("/")
    rows = {one.split("/")[1] for one in entries if one.startswith(f"{group}/")} if rest else set()
    if rows and int(rest.partition("/")[0]) >= len(rows):
        return told("too_many_rows", TOO_MANY_ROWS, group, label_in(form, group), rows=len(rows))
    return told("not_on_sheet", NOT_ON_SHEET, path, label_in(form, path))


def _part(field: Field, part: str, value: Json) -> Json:
    if field.kind in (Kind.ADDRESS, Kind.BANK_ACCOUNT) and isinstance(value, Mapping) and part:
        return value.get(part)
    return value


def _unplaced(field: Field, value: Json, entries: Sequence[Entry]) -> list[str]:
    """Return the given parts of an address or account that no entry takes."""
    parts = {entry.part for entry in entries}
    if not isinstance(value, Mapping) or "" in parts:
        return []
    if field.kind is Kind.ADDRESS and "text" in parts:
        parts.add("building")  # written behind the street
    return [part for part, one in value.items() if is_given(one) and part not in parts]


def _write(entry: Entry, field: Field, value: Json, label: str, written: list[Written], notes: list[Told]) -> None:
    match entry.write:
        case Write.MARKS:
            is_declared = field.kind is Kind.DECLARATION and isinstance(value, str)  # what is kept is the text itself
            _marks(entry, True if is_declared else value, label, written, notes)
        case Write.DATE if field.kind in (Kind.YEAR_MONTH, Kind.PERIOD):
            _months_or_days(entry, field, value, label, written, notes)
        case Write.DATE:
            _date(entry, value, label, written, notes)
        case _:
            text = text_of(field, entry.part, value)
            if text is None:
                notes.append(told("not_understood", NOT_UNDERSTOOD, entry.field, label))
            elif entry.write is Write.DIGITS:
                _digits(entry, text, label, written, notes)
            else:
                at = entry.at[0]
                written.append(
                    Written(entry.field, at.place, in_blank(at.text, text), index=at.index, length=len(at.text))
                )


def _digits(entry: Entry, text: str, label: str, written: list[Written], notes: list[Told]) -> None:
    """Write one character in each box; amounts stand at the right end."""
    characters = list(re.sub(r"[-‐－\s,，円]", "", text))
    boxes = entry.at
    if len(characters) > len(boxes):
        notes.append(told("too_many_digits", TOO_MANY_DIGITS, entry.field, label, text, cells=len(boxes)))
        return
    start = len(boxes) - len(characters) if re.fullmatch(r"[0-9,]+円?", text) and "," in text else 0
    for at, character in zip(boxes[start:], characters, strict=False):
        written.append(Written(entry.field, at.place, character, Stroke.DIGIT))


def _marks(entry: Entry, value: Json, label: str, written: list[Written], notes: list[Told]) -> None:
    chosen = ["true"] if value is True else [value] if isinstance(value, str) else value
    if not isinstance(chosen, list | tuple):
        notes.append(told("not_understood", NOT_UNDERSTOOD, entry.field, label))
        return
    for one in chosen:
        at = next((at for at in entry.at if at.role == one), None)
        if at is None:
            notes.append(told("not_understood", NOT_UNDERSTOOD, entry.field, label))
        else:
            written.append(_mark(entry.field, at))


def _mark(field: str, at: At) -> Written:
    """Tick a square, fill a circle, circle a word (in a cell: put ○ before it)."""
    if len(at.text) == 1 and not at.text.isalnum() and at.text not in "有無男女可否要":
        full = "●" if at.text in CIRCLES else _TICKED
        return Written(field, at.place, full, Stroke.TICK, at.index, 1)
    return Written(field, at.place, "○", Stroke.CIRCLE, at.index, 0)


def _date(entry: Entry, value: Json, label: str, written: list[Written], notes: list[Told]) -> None:
    try:
        day = date.fromisoformat(value) if isinstance(value, str) else None
        era = wareki.to_wareki(day) if day is not None else None
    except (ValueError, Refused):
        day = era = None
    if day is None or era is None:
        notes.append(told("not_understood", NOT_UNDERSTOOD, entry.field, label))
        return
    is_western = "西暦" in entry.blank and "令" not in entry.blank
    if not entry.at[0].role:
        at = entry.at[0]
        text = f"西暦{day.year}年{day.month}月{day.day}日" if is_western else str(era)
        written.append(Written(entry.field, at.place, text, index=at.index, length=len(at.text)))
        return
    eras = [at for at in entry.at if at.role.startswith("era:")]
    ours = next((at for at in eras if at.role == f"era:{era.era.code}"), None)
    if ours is not None and len(eras) > 1:
        written.append(Written(entry.field, ours.place, "○", Stroke.CIRCLE, ours.index, 0))
    year = str(day.year) if is_western else era.year_text if ours is not None else f"{era.era.name}{era.year_text}"
    pieces = {"year": year, "month": str(day.month), "day": str(day.day)}
    for at in entry.at:
        if at.role in pieces:
            written.append(
                Written(entry.field, at.place, pieces[at.role] + at.text, index=at.index, length=len(at.text))
            )


def _months_or_days(
    entry: Entry, field: Field, value: Json, label: str, written: list[Written], notes: list[Told]
) -> None:
    """Write a month or a period in place of all that stands in its blank."""
    text = text_of(field, "", value)
    if text is None:
        notes.append(told("not_understood", NOT_UNDERSTOOD, entry.field, label))
        return
    at = entry.at[0]
    written.append(Written(entry.field, at.place, text, index=at.index, length=len(at.text)))


def _era_of(day: Json) -> str | None:
    """Return a day in 和暦, or ``None`` where it is none."""
    try:
        return str(wareki.to_wareki(date.fromisoformat(day))) if isinstance(day, str) else None
    except (ValueError, Refused):
        return None


def _period(value: Mapping[str, Json]) -> str | None:
    words = [
        f"{written}{word}"
        for half, word in zip(HALVES, ("から", "まで"), strict=True)
        if (written := _era_of(value.get(half))) is not None
    ]
    return "".join(words) if len(words) == sum(is_given(value.get(half)) for half in HALVES) else None


def text_of(field: Field, part: str, value: Json) -> str | None:
    """Return an answer as it is written on paper, names as written; ``None`` where it is no such answer."""
    match field.kind, value:
        case ((Kind.ADDRESS | Kind.BANK_ACCOUNT), str()):
            return _code(value) if part == "postal_code" else value
        case Kind.ADDRESS, Mapping():
            lines = [str(value[key]) for key in ("text", "building") if is_given(value.get(key))]
            code = value.get("postal_code")
            return " ".join([*([f"〒{_code(code)}"] if isinstance(code, str) and code else []), *lines])
        case Kind.BANK_ACCOUNT, Mapping():
            kinds = {one.value: one.label.ja for one in ACCOUNT_KINDS}
            parts = {key: str(one) for key, one in value.items() if is_given(one)}
            return " ".join(kinds.get(text, text) if key == "kind" else text for key, text in parts.items())
        case ((Kind.YEN | Kind.NUMBER), int()):
            return f"{value:,}"
        case ((Kind.CHOICE | Kind.YESNO), str()):
            return next((one.label.ja for one in field.options if one.value == value), None)
        case Kind.CHOICES, list() | tuple():
            labels = [one.label.ja for one in field.options if one.value in value]
            return "、".join(labels) if len(labels) == len(value) else None
        case Kind.CONSENT, True:
            return "同意します"
        case Kind.YEAR_MONTH, str():
            month = _era_of(f"{value}-01")
            return None if month is None else month.rpartition("月")[0] + "月"
        case Kind.PERIOD, Mapping():
            return _period(value)
        case Kind.RELATIONSHIP, Mapping():
            relation, other = value.get("relation"), value.get("text")
            named = next((one.label.ja for one in field.options if one.value == relation), None)
            return str(other) if relation == OTHER and is_given(other) else named
        case Kind.MATRIX, Mapping():
            of = {one.value: one.label.ja for one in field.options}
            given = [(row.label.ja, of.get(str(value[row.value]))) for row in field.rows if value.get(row.value)]
            return "、".join(f"{row} {answer}" for row, answer in given) if all(one for _, one in given) else None
        case Kind.LOCATION, Mapping():
            return " ".join(str(value[key]) for key in PARTS[Kind.LOCATION] if is_given(value.get(key)))
        case Kind.FILE, list() | tuple():
            return f"別添（{len(value)}件）"
        case _, str():
            return value
    return None


def _code(code: str) -> str:
    return f"{code[:3]}-{code[3:]}" if re.fullmatch(r"[0-9]{7}", code) else code


def in_blank(blank: str, text: str) -> str:
    """Return a text as it stands among the printed words of its blank: 「　　円」 → 「12,000円」."""
    words = blank.strip()
    if not words or re.fullmatch(r"[-－―ー_＿()（）〒\s\u3000]+", words):
        return text
    if found := re.fullmatch(r"(金|約|計)?[\s\u3000]*([^\s\u3000]+)", words):
        return f"{found[1] or ''}{text}{found[2]}"
    return f"{text}{words}" if blank[:1] in " \u3000" else f"{blank.rstrip()} {text}"
