"""A procedure's definition: immutable JSON with one part per room; this room reads ``procedure`` and ``form``."""

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from madoguchi.ground.kernel.errors import Message
from madoguchi.line.forms.core.conditions import ALWAYS, TooManyWays, Way, both, ways
from madoguchi.line.forms.core.field_reading import read_condition, read_field
from madoguchi.line.forms.core.fields import (
    Applicant,
    Chosen,
    Condition,
    Every,
    Field,
    Form,
    Kind,
    Page,
    Some,
)
from madoguchi.line.forms.core.reading import DefinitionRefused, Problem, Reader

FORMAT = 1
MOST_PAGES = 50
MOST_FIELDS = 200
_PART = re.compile(r"[a-z][a-z_]{0,39}")
_APPLICANT_KINDS: Mapping[str, Kind] = {
    "name": Kind.NAME,
    "kana": Kind.KANA,
    "birth_date": Kind.BIRTH_DATE,
    "address": Kind.ADDRESS,
    "sex": Kind.CHOICE,
    "email": Kind.EMAIL,
    "phone": Kind.PHONE,
}
_DECIDING = frozenset({Kind.YESNO, Kind.CHOICE, Kind.CHOICES, Kind.CONSENT})

__all__ = [
    "Definition",
    "DefinitionRefused",
    "Problem",
    "ProcedureFacts",
    "canonical",
    "content_address",
    "parse_definition",
    "parse_form",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcedureFacts:
    """What a resident reads before starting. ``minutes_to_fill`` is an estimate of the office."""

    code: str
    name: Message
    summary: Message | None
    keywords: tuple[str, ...]
    minutes_to_fill: int
    needed: tuple[Message, ...]


@dataclass(frozen=True, slots=True)
class Definition:
    """A parsed definition. ``parts`` holds every part as data; rooms parse their own."""

    procedure: ProcedureFacts
    form: Form
    parts: Mapping[str, Mapping[str, object]]


def canonical(definition: Mapping[str, object]) -> str:
    """Return the definition as JSON text that is the same for equal definitions (sorted keys, no spaces)."""
    return json.dumps(definition, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def content_address(definition: Mapping[str, object]) -> str:
    """Return the SHA-256 of the canonical text in UTF-8, as 64 hexadecimal digits."""
    return hashlib.sha256(canonical(definition).encode()).hexdigest()


def parse_definition(data: object) -> Definition:
    """Read a whole definition.

    Raises:
        DefinitionRefused: with every problem found and its path.
    """
    reader = Reader()
    found = reader.mapping(data, "", needed=("format", "procedure", "form"))
    if "format" in found and (found["format"] is True or found["format"] != FORMAT):
        reader.refuse("/format", f"{FORMAT} と書いてください。", f"Write {FORMAT}.")
    for name, part in found.items():
        if name == "format":
            continue
        if not _PART.fullmatch(name):
            reader.refuse(f"/{name[:60]}", "英小文字と _ の名前にしてください。", "Use a name of a-z and _.")
        reader.mapping(part, name)
        _refuse_unsafe(reader, part, name)
    procedure = _read_procedure(reader, found.get("procedure", {}))
    form = _read_form(reader, found.get("form", {}))
    if reader.problems:
        raise DefinitionRefused(reader.problems)
    parts = {name: part for name, part in found.items() if isinstance(part, dict)}
    return Definition(procedure, form, parts)


def parse_form(data: object) -> Form:
    """Read the ``form`` part alone.

    Raises:
        DefinitionRefused: with every problem found and its path.
    """
    reader = Reader()
    form = _read_form(reader, data)
    if reader.problems:
        raise DefinitionRefused(reader.problems)
    return form


def _refuse_unsafe(reader: Reader, data: object, path: str, depth: int = 0) -> None:
    """Refuse what has no single canonical text or no place in a database: floats, NUL, lone surrogates, depth."""
    if isinstance(data, float):
        reader.refuse(
            path, "小数は使えません。整数か文字列で書いてください。", "Write a whole number or a string, not a float."
        )
    elif isinstance(data, str):
        if "\x00" in data or any("\ud800" <= char <= "\udfff" for char in data):
            reader.refuse(path, "保存できない文字が含まれています。", "This contains characters that cannot be kept.")
    elif depth > 20:
        reader.refuse(path, "入れ子が深すぎます。20段までにしてください。", "Nested too deeply: at most 20 levels.")
    elif isinstance(data, dict):
        for key, value in data.items():
            _refuse_unsafe(reader, str(key), path, depth + 1)
            _refuse_unsafe(reader, value, f"{path}/{key}"[:200], depth + 1)
    elif isinstance(data, list):
        for n, value in enumerate(data):
            _refuse_unsafe(reader, value, f"{path}/{n}", depth + 1)


def _read_procedure(reader: Reader, data: object) -> ProcedureFacts:
    path = "procedure"
    found = reader.mapping(
        data,
        path,
        allowed=("code", "name", "summary", "keywords", "minutes_to_fill", "needed"),
        needed=("code", "name"),
    )
    keywords: Sequence[object] = reader.sequence(found.get("keywords", []), f"{path}/keywords", most=50)
    if not all(isinstance(word, str) and 0 < len(word) <= 50 for word in keywords):
        reader.refuse(f"{path}/keywords", "50文字以内の言葉を並べてください。", "List words of at most 50 characters.")
    needed = reader.sequence(found.get("needed", []), f"{path}/needed", most=30)
    return ProcedureFacts(
        code=reader.code(found, "code", path),
        name=reader.message(found.get("name", {"ja": "?"}), f"{path}/name"),
        summary=reader.optional_message(found, "summary", path),
        keywords=tuple(word for word in keywords if isinstance(word, str)),
        minutes_to_fill=reader.integer(found, "minutes_to_fill", path, default=10, least=1, most=240),
        needed=tuple(reader.message(one, f"{path}/needed/{n}") for n, one in enumerate(needed)),
    )


def _read_form(reader: Reader, data: object) -> Form:
    found = reader.mapping(data, "form", allowed=(), needed=("pages", "applicant"))
    entries = reader.sequence(found.get("pages", []), "form/pages", least=1, most=MOST_PAGES)
    linker = _Linker(reader)
    pages: list[Page] = []
    for n, entry in enumerate(entries):
        page = _read_page(reader, entry, f"form/pages/{n}", linker)
        if page.id and any(page.id == other.id for other in pages):
            reader.refuse(f"form/pages/{n}/id", f"「{page.id}」が二つあります。", f"'{page.id}' is there twice.")
        pages.append(page)
    if sum(len(page.fields) + sum(len(field.fields) for field in page.fields) for page in pages) > MOST_FIELDS:
        reader.refuse("form/pages", f"項目は全部で{MOST_FIELDS}個までです。", f"At most {MOST_FIELDS} fields in all.")
    applicant = _read_applicant(reader, found.get("applicant", {}), tuple(pages))
    return Form(tuple(pages), applicant)


def _read_page(reader: Reader, data: object, path: str, linker: "_Linker") -> Page:
    found = reader.mapping(data, path, allowed=("intro", "show_when"), needed=("id", "title", "fields"))
    condition = read_condition(reader, found["show_when"], f"{path}/show_when") if "show_when" in found else None
    condition, page_ways = linker.link(condition, f"{path}/show_when", ALWAYS)
    fields: list[Field] = []
    entries = reader.sequence(found.get("fields", []), f"{path}/fields", least=1, most=MOST_FIELDS)
    for n, entry in enumerate(entries):
        field = read_field(reader, entry, f"{path}/fields/{n}")
        if field is not None:
            fields.append(linker.add(field, f"{path}/fields/{n}", page_ways))
    return Page(
        id=reader.identifier(found, "id", path),
        title=reader.message(found.get("title", {"ja": "?"}), f"{path}/title"),
        fields=tuple(fields),
        intro=reader.optional_message(found, "intro", path),
        show_when=condition,
    )


class _Linker:
    """Ties conditions to the earlier fields they name, and finds those that can never come true."""

    def __init__(self, reader: Reader) -> None:
        self.reader = reader
        self.fields: dict[str, Field] = {}  # keyed by id; fields beside by "/id" while their group is read
        self.ways: dict[str, tuple[Way, ...]] = {}

    def add(self, field: Field, path: str, page_ways: tuple[Way, ...]) -> Field:
        """Return the field with its conditions tied, and remember it for the fields after it."""
        field, own = self._enter(field, path, page_ways, key=field.id)
        if field.kind is not Kind.GROUP:
            return field
        items = []
        for n, one in enumerate(field.fields):
            items.append(self._enter(one, f"{path}/fields/{n}", own, key="/" + one.id)[0])
        for key in [key for key in self.fields if key.startswith("/")]:
            del self.fields[key]
            del self.ways[key]
        return replace(field, fields=tuple(items))

    def _enter(self, field: Field, path: str, outer: tuple[Way, ...], *, key: str) -> tuple[Field, tuple[Way, ...]]:
        condition, own = self.link(field.show_when, f"{path}/show_when", outer, item=key.startswith("/"))
        field = replace(field, show_when=condition)
        if field.id and key in self.fields:
            self.reader.refuse(f"{path}/id", f"「{field.id}」が二つあります。", f"'{field.id}' is there twice.")
        else:
            self.fields[key], self.ways[key] = field, own
        return field, own

    def link(
        self, condition: Condition | None, path: str, outer: tuple[Way, ...], *, item: bool = False
    ) -> tuple[Condition | None, tuple[Way, ...]]:
        """Return the condition with each field found, and the ways in which it and ``outer`` come true."""
        if condition is None:
            return None, outer
        before = len(self.reader.problems)
        linked = self._tie(condition, path, item)
        if len(self.reader.problems) > before:
            return linked, outer
        several = frozenset(key for key, field in self.fields.items() if field.kind is Kind.CHOICES)
        try:
            own = both(outer, ways(linked, self.ways, several))
        except TooManyWays:
            self.reader.refuse(
                path,
                "条件が複雑すぎます。質問を分けてください。",
                "This condition is too complicated. Split the question.",
            )
            return linked, outer
        if not own:
            self.reader.refuse(
                path,
                "この条件は成り立つことがありません。",
                "This condition can never come true: its parts exclude each other.",
            )
            return linked, outer
        return linked, own

    def _tie(self, condition: Condition, path: str, item: bool) -> Condition:
        if isinstance(condition, Every):
            return Every(tuple(self._tie(one, f"{path}/all/{n}", item) for n, one in enumerate(condition.of)))
        if isinstance(condition, Some):
            return Some(tuple(self._tie(one, f"{path}/any/{n}", item) for n, one in enumerate(condition.of)))
        beside = item and "/" + condition.field in self.fields
        field = self.fields.get("/" + condition.field if beside else condition.field)
        if field is None:
            self.reader.refuse(
                f"{path}/field",
                f"「{condition.field}」は、この項目より前にありません。先にたずねる項目の id を書いてください。",
                f"No field '{condition.field}' is asked before this one. Write the id of an earlier field.",
            )
        elif field.kind not in _DECIDING:
            self.reader.refuse(
                f"{path}/field",
                f"「{condition.field}」は条件に使えません。はい・いいえ、選択、同意の項目を使ってください。",
                f"'{condition.field}' cannot decide. Use a yesno, choice, choices or consent field.",
            )
        else:
            known = {"true"} if field.kind is Kind.CONSENT else {option.value for option in field.options}
            for value in sorted(condition.values - known):
                self.reader.refuse(
                    path,
                    f"「{value}」は「{condition.field}」の選択肢にありません。",
                    f"'{value}' is not an option of '{condition.field}'.",
                )
        return Chosen(condition.field, condition.values, beside)


def _read_applicant(reader: Reader, data: object, pages: tuple[Page, ...]) -> Applicant:
    path = "form/applicant"
    found = reader.mapping(data, path, allowed=tuple(_APPLICANT_KINDS), needed=("name",))
    kinds = {field.id: field.kind for page in pages for field in page.fields}
    names: dict[str, str | None] = dict.fromkeys(_APPLICANT_KINDS)
    for key, wanted in _APPLICANT_KINDS.items():
        if key not in found:
            continue
        name = reader.identifier(found, key, path)
        if name and kinds.get(name) is not wanted:
            reader.refuse(
                f"{path}/{key}",
                f"「{name}」という {wanted} の項目がありません（くり返しの中の項目は使えません）。",
                f"There is no top-level {wanted} field '{name}'.",
            )
        names[key] = name or None
    return Applicant(
        name=names["name"] or "",
        kana=names["kana"],
        birth_date=names["birth_date"],
        address=names["address"],
        sex=names["sex"],
        email=names["email"],
        phone=names["phone"],
    )
