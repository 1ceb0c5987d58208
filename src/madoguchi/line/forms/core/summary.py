"""Answers in words: for the review page, the case page, transcription and the PDF."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from madoguchi.ground.kernel import wareki, yen
from madoguchi.ground.kernel.errors import Language, Message, Refused
from madoguchi.line.forms.core import texts
from madoguchi.line.forms.core.answers import Place, cleaned, is_given, places
from madoguchi.line.forms.core.fields import ACCOUNT_KINDS, PARTS, Answers, Field, Form, Json, Kind, Page
from madoguchi.line.forms.core.messages import say

BLANK = Message("（記入なし）", "(not filled in)", "（書いていません）")
AGREED = Message("同意します", "Agreed", "いいです（同意します）")
_FILES = Message("{count}件", "{count} file(s)", "{count}つ")
_ITEM = Message("{label} {number}", "{label} {number}", "{label} {number}")
_LONGEST_ODD = 200
_NO_NAMES: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True)
class Row:
    """One answer. ``shown`` may have several lines; ``item`` names the group item it belongs to, if any."""

    path: str
    label: str
    shown: str
    item: str = ""
    is_blank: bool = False
    source: str = ""  # where the answer comes from, as long as it stands as it was taken; empty: typed


@dataclass(frozen=True, slots=True)
class Section:
    """The answers of one page."""

    page_id: str
    title: str
    rows: tuple[Row, ...]


def summary(
    form: Form,
    answers: Answers,
    language: str,
    *,
    file_names: Mapping[str, str] = _NO_NAMES,
    origins: Mapping[str, str] = _NO_NAMES,
) -> tuple[Section, ...]:
    """Return what was answered, page by page; questions left empty are shown as such, hidden ones are not shown.

    Args:
        form: the form.
        answers: any answers; unfinished ones are shown as typed.
        language: ``ja``, ``en`` or ``ja-easy``.
        file_names: name of each stored file by id; without it files are counted.
        origins: by field id, where answers come from that were not typed.
    """
    rows: dict[str, list[Row]] = {}
    pages: dict[str, Page] = {}
    for place in places(form, cleaned(form, answers)):
        if place.field.kind is Kind.GUIDANCE or (place.field.kind is Kind.GROUP and is_given(place.value)):
            continue
        pages[place.page.id] = place.page
        rows.setdefault(place.page.id, []).append(_row(place, language, file_names, origins))
    return tuple(Section(page_id, pages[page_id].title.text(language), tuple(found)) for page_id, found in rows.items())


def _row(place: Place, language: str, file_names: Mapping[str, str], origins: Mapping[str, str]) -> Row:
    item = "" if place.group is None else item_label(place.group, place.number).text(language)
    return Row(
        path=place.path,
        label=place.field.label.text(language),
        shown=shown(place.field, place.value, language, file_names=file_names),
        item=item,
        is_blank=not is_given(place.value),
        source=origins.get(place.path, ""),
    )


def item_label(group: Field, number: int) -> Message:
    """Return 「お子さま 1」; ``number`` counts from 1."""
    return say(_ITEM, label=group.item_label or group.label, number=number)


def field_label(form: Form, path: str) -> Message:
    """Return the label of the field at a path, after that of its group item: 「お子さま 1 氏名」.

    Raises:
        KeyError: the form has no such field.
    """
    parts = path.split("/")
    if len(parts) < 3 or not parts[1].isdecimal():
        return form.field(path).label
    group = form.field(parts[0])
    if group.kind is not Kind.GROUP:
        raise KeyError(path)
    number = item_label(group, int(parts[1][:6]) + 1)
    return say(
        Message("{item} {label}", "{item}: {label}", "{item} {label}"), item=number, label=form.field(path).label
    )


def shown(field: Field, value: Json, language: str, *, file_names: Mapping[str, str] = _NO_NAMES) -> str:
    """Return one answer in words; never fails, whatever the value is."""
    if not is_given(value):
        return BLANK.text(language)
    match field.kind, value:
        case ((Kind.BIRTH_DATE | Kind.DATE), str()):
            return _shown_date(value, language)
        case ((Kind.CHOICE | Kind.YESNO), str()):
            return _option(field, value, language)
        case Kind.CHOICES, list() | tuple():
            joined = ", " if language == Language.EN else "、"
            return joined.join(_option(field, one, language) for one in value)
        case Kind.YEN, int():
            return f"{value:,} yen" if language == Language.EN else yen.format_yen(value)
        case Kind.NUMBER, int():
            space = " " if language == Language.EN else ""
            return f"{value:,}{space}{field.unit.text(language)}" if field.unit else f"{value:,}"
        case Kind.CONSENT, True:
            return AGREED.text(language)
        case Kind.FILE, list() | tuple():
            names = [file_names[one] for one in value if isinstance(one, str) and one in file_names]
            return "\n".join(names) if len(names) == len(value) else say(_FILES, count=len(value)).text(language)
        case _, Mapping():
            return _shown_parts(field.kind, value, language)
        case _:
            return _odd(value)


def _odd(value: Json) -> str:
    """Return an answer that does not fit its question, shortened."""
    text = value if isinstance(value, str) else repr(value)[:_LONGEST_ODD]
    return texts.as_typed(text)


def _option(field: Field, value: Json, language: str) -> str:
    return next((option.label.text(language) for option in field.options if option.value == value), _odd(value))


def _shown_date(text: str, language: str) -> str:
    """Return 「令和8年4月1日（2026年）」 or "1 April 2026 (令和8年)"."""
    try:
        day = date.fromisoformat(text)
        era = wareki.to_wareki(day)
    except (ValueError, Refused):
        return _odd(text)
    if language == Language.EN:
        return f"{day.day} {_MONTHS[day.month - 1]} {day.year} ({era.era.name_en} {era.year})"
    return f"{era}（{day.year}年）"


_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def _shown_parts(kind: Kind, value: Mapping[str, Json], language: str) -> str:
    parts = {part: _odd(value[part]) for part in PARTS.get(kind, ()) if is_given(value.get(part))}
    if kind is Kind.ADDRESS:
        code = parts.get("postal_code", "")
        first = f"〒{code[:3]}-{code[3:]}" if len(code) == 7 else code
        return "\n".join(line for line in (first, parts.get("text"), parts.get("building")) if line)
    if kind is Kind.BANK_ACCOUNT:
        kinds = {option.value: option.label.text(language) for option in ACCOUNT_KINDS}
        return "\n".join(
            label.text(language) + (kinds.get(text, text) if part == "kind" else text)
            for part, label in _ACCOUNT_LABELS.items()
            if (text := parts.get(part))
        )
    return " ".join(parts.values()) if parts else _odd(value)


_ACCOUNT_LABELS: Mapping[str, Message] = {
    "bank_code": Message("金融機関コード：", "Bank code: ", "銀行の 番号："),
    "branch_code": Message("支店コード：", "Branch code: ", "支店の 番号："),
    "kind": Message("預金種目：", "Kind: ", "種類："),
    "number": Message("口座番号：", "Account number: ", "口座番号："),
    "holder": Message("口座名義：", "Holder: ", "口座の 名前："),
}
