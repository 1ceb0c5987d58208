"""Answers in words: for the review page, the case page, transcription and the PDF."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from madoguchi.ground.kernel import wareki, yen
from madoguchi.ground.kernel.errors import FURTHER, JAPANESE, WITHOUT_BLANKS, Language, Message, Refused
from madoguchi.line.forms.core import texts
from madoguchi.line.forms.core.answers import Place, cleaned, is_given, places
from madoguchi.line.forms.core.dates import MONTHS, month_words
from madoguchi.line.forms.core.fields import ACCOUNT_KINDS, HALVES, PARTS, READ, Answers, Field, Form, Json, Kind, Page
from madoguchi.line.forms.core.logic import Missing
from madoguchi.line.forms.core.messages import say

BLANK = Message("（記入なし）", "(not filled in)", "（書いていません）")
AGREED = Message("同意します", "Agreed", "いいです（同意します）")
_FILES = Message("{count}件", "{count} file(s)", "{count}つ")
_ITEM = Message("{label} {number}", "{label} {number}", "{label} {number}")
_LONGEST_ODD = 200
NOT_YET = Message("（まだ計算できません）", "(cannot be worked out yet)", "（まだ わかりません）")
NOT_YET_FOR = Message(
    "（{labels}をお答えいただくと計算します）",
    "(worked out once you have answered {labels})",
    "（{labels}を 書くと わかります）",
)
LABEL = Message("「{label}」", "“{label}”")
AND_LABEL = Message("{labels}「{label}」", "{labels}, “{label}”")
_YEN = Message("{n}円", "{n} yen", "{n}円")
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
        if place.field.kind in READ or (place.field.kind is Kind.GROUP and is_given(place.value)):
            continue
        pages[place.page.id] = place.page
        rows.setdefault(place.page.id, []).append(_row(place, language, file_names, origins))
    return tuple(Section(page_id, pages[page_id].title.text(language), tuple(found)) for page_id, found in rows.items())


def _row(place: Place, language: str, file_names: Mapping[str, str], origins: Mapping[str, str]) -> Row:
    item = "" if place.group is None else item_label(place.group, place.number).text(language)
    return Row(
        path=place.path,
        label=place.field.label.text(language),
        shown=shown(place.field, place.value, language, file_names=file_names)
        if place.missing is None
        else missing_words(place.missing).text(language),
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
            joined = "、" if language in WITHOUT_BLANKS else ", "
            return joined.join(_option(field, one, language) for one in value)
        case Kind.CALCULATION, int():
            return amount_words(field).text(language).replace("{n}", f"{value:,}")
        case Kind.YEN, int():
            return yen.format_yen(value) if language in JAPANESE else _YEN.text(language).format(n=f"{value:,}")
        case Kind.NUMBER, int():
            space = "" if language in WITHOUT_BLANKS else " "
            return f"{value:,}{space}{field.unit.text(language)}" if field.unit else f"{value:,}"
        case Kind.CONSENT, True:
            return AGREED.text(language)
        case Kind.DECLARATION, str():
            return say(_DECLARED, text=_odd(value)).text(language)
        case Kind.YEAR_MONTH, str():
            return _shown_month(value, language)
        case Kind.FILE, list() | tuple():
            names = [file_names[one] for one in value if isinstance(one, str) and one in file_names]
            return "\n".join(names) if len(names) == len(value) else say(_FILES, count=len(value)).text(language)
        case _, Mapping():
            return _shown_parts(field, value, language)
        case _:
            return _odd(value)


def amount_words(field: Field) -> Message:
    """Return how the number of a calculation is written, with ``{n}`` in its place."""
    if field.is_yen:
        return _YEN
    if field.unit is None:
        return Message("{n}", "{n}", "{n}")
    unit = field.unit
    return say(Message("{{n}}{unit}", "{{n}} {unit}"), unit=unit)


def missing_words(missing: Missing) -> Message:
    """Return what stands in the place of a calculation that cannot be done yet: what it waits for."""
    if not missing.labels:
        return NOT_YET
    labels = say(LABEL, label=missing.labels[0])
    for label in missing.labels[1:]:
        labels = say(AND_LABEL, labels=labels, label=label)
    return say(NOT_YET_FOR, labels=labels)


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
        return f"{day.day} {MONTHS[day.month - 1]} {day.year} ({era.era.name_en} {era.year})"
    if language in FURTHER:
        return f"{day.isoformat()} ({era})"
    return f"{era}（{day.year}年）"


def _shown_month(text: str, language: str) -> str:
    try:
        return month_words(date.fromisoformat(f"{text}-01"), language)
    except (ValueError, Refused):
        return _odd(text)


def _shown_period(value: Mapping[str, Json], language: str) -> str:
    """Return 「…から…まで」; what is missing is left out, what is no date stands as it was typed."""
    told = [
        say(word, day=_shown_day(value[half], language)).text(language)
        for half, word in zip(HALVES, (_FROM, _TO), strict=True)
        if is_given(value.get(half))
    ]
    return ("" if language in WITHOUT_BLANKS else " ").join(told) or _odd(value)


def _shown_day(day: Json, language: str) -> str:
    if isinstance(day, Mapping):
        return " ".join(_odd(one) for part in PARTS[Kind.DATE] if is_given(one := day.get(part)))
    return _shown_date(day, language) if isinstance(day, str) else _odd(day)


def _shown_rows(field: Field, value: Mapping[str, Json], language: str) -> str:
    return "\n".join(
        say(_IN_ROW, row=row.label, answer=_option(field, value[row.value], language)).text(language)
        for row in field.rows
        if is_given(value.get(row.value))
    )


def _shown_parts(field: Field, value: Mapping[str, Json], language: str) -> str:
    kind = field.kind
    if kind is Kind.PERIOD:
        return _shown_period(value, language)
    parts = {part: _odd(value[part]) for part in field.parts if is_given(value.get(part))}
    if kind is Kind.MATRIX and parts:
        return _shown_rows(field, value, language)
    if kind is Kind.RELATIONSHIP and parts:
        relation = _option(field, parts.get("relation", ""), language)
        written = parts.get("text")
        return say(_OTHER, relation=relation, text=written).text(language) if written else relation
    if kind is Kind.LOCATION and {"latitude", "longitude"} <= parts.keys():
        return "\n".join(one for one in (parts.get("text"), say(_DEGREES, **parts).text(language)) if one)
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


_FROM = Message("{day}から", "from {day}", "{day}から")
_TO = Message("{day}まで", "to {day}", "{day}まで")
_IN_ROW = Message("{row}：{answer}", "{row}: {answer}", "{row}：{answer}")
_OTHER = Message("{relation}（{text}）", "{relation} ({text})", "{relation}（{text}）")
_DEGREES = Message(
    "緯度 {latitude}、経度 {longitude}",
    "latitude {latitude}, longitude {longitude}",
    "緯度 {latitude}、経度 {longitude}",
)
_DECLARED = Message(
    "次のとおり宣誓しました（署名の代わり）。\n{text}",
    "Declared in place of a signature:\n{text}",
    "次の ことを 約束しました（サインの 代わり）。\n{text}",
)
_ACCOUNT_LABELS: Mapping[str, Message] = {
    "bank_code": Message("金融機関コード：", "Bank code: ", "銀行の 番号："),
    "branch_code": Message("支店コード：", "Branch code: ", "支店の 番号："),
    "kind": Message("預金種目：", "Kind: ", "種類："),
    "number": Message("口座番号：", "Account number: ", "口座番号："),
    "holder": Message("口座名義：", "Holder: ", "口座の 名前："),
}
