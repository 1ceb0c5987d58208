"""A procedure's definition: immutable JSON with one part per room; this room reads ``procedure`` and ``form``."""

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from madoguchi.ground.kernel.errors import Message
from madoguchi.line.forms.core.field_reading import MOST_FIELDS, read_field
from madoguchi.line.forms.core.fields import Applicant, Field, Form, Kind, Page
from madoguchi.line.forms.core.linking import Linker, compiled
from madoguchi.line.forms.core.reach import ALWAYS
from madoguchi.line.forms.core.reading import DefinitionRefused, Problem, Reader
from madoguchi.line.forms.core.translating import read_languages

FORMAT = 1
MOST_PAGES = 50
MOST_KEYWORDS, MOST_NEEDED = 50, 30
PART = "[a-z][a-z_]{0,39}"
APPLICANT_KINDS: Mapping[str, Kind] = {
    "name": Kind.NAME,
    "kana": Kind.KANA,
    "birth_date": Kind.BIRTH_DATE,
    "address": Kind.ADDRESS,
    "sex": Kind.CHOICE,
    "email": Kind.EMAIL,
    "phone": Kind.PHONE,
}

__all__ = [
    "Definition",
    "DefinitionRefused",
    "Problem",
    "ProcedureFacts",
    "canonical",
    "content_address",
    "parse_definition",
    "parse_form",
    "parse_questionnaire",
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
    return _parse(data, facts="procedure", has_applicant=True)


def parse_questionnaire(data: object) -> Definition:
    """Read a questionnaire: questions that nobody applies with.

    Its part ``survey`` says what ``procedure`` says of a procedure, and its form has no ``applicant``.

    Raises:
        DefinitionRefused: with every problem found and its path.
    """
    return _parse(data, facts="survey", has_applicant=False)


def _parse(data: object, *, facts: str, has_applicant: bool) -> Definition:
    reader = Reader()
    found = reader.mapping(data, "", needed=("format", facts, "form"))
    if "format" in found and (found["format"] is True or found["format"] != FORMAT):
        reader.refuse("/format", f"{FORMAT} と書いてください。", f"Write {FORMAT}.")
    for name, part in found.items():
        if name == "format":
            continue
        if not re.fullmatch(PART, name):
            reader.refuse(f"/{name[:60]}", "英小文字と _ の名前にしてください。", "Use a name of a-z and _.")
        reader.mapping(part, name)
        _refuse_unsafe(reader, part, name)
    procedure = _read_procedure(reader, found.get(facts, {}), facts)
    form = _read_form(reader, found.get("form", {}), has_applicant=has_applicant)
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


def _read_procedure(reader: Reader, data: object, path: str) -> ProcedureFacts:
    found = reader.mapping(
        data,
        path,
        allowed=("code", "name", "summary", "keywords", "minutes_to_fill", "needed"),
        needed=("code", "name"),
    )
    keywords: Sequence[object] = reader.sequence(found.get("keywords", []), f"{path}/keywords", most=MOST_KEYWORDS)
    if not all(isinstance(word, str) and 0 < len(word) <= 50 for word in keywords):
        reader.refuse(f"{path}/keywords", "50文字以内の言葉を並べてください。", "List words of at most 50 characters.")
    needed = reader.sequence(found.get("needed", []), f"{path}/needed", most=MOST_NEEDED)
    return ProcedureFacts(
        code=reader.code(found, "code", path),
        name=reader.message(found.get("name", {"ja": "?"}), f"{path}/name"),
        summary=reader.optional_message(found, "summary", path),
        keywords=tuple(word for word in keywords if isinstance(word, str)),
        minutes_to_fill=reader.integer(found, "minutes_to_fill", path, default=10, least=1, most=240),
        needed=tuple(reader.message(one, f"{path}/needed/{n}") for n, one in enumerate(needed)),
    )


def _read_form(reader: Reader, data: object, *, has_applicant: bool = True) -> Form:
    needed = ("pages", "applicant") if has_applicant else ("pages",)
    found = reader.mapping(data, "form", allowed=("rules", "languages"), needed=needed)
    entries = reader.sequence(found.get("pages", []), "form/pages", least=1, most=MOST_PAGES)
    linker = Linker(reader)
    pages: list[Page] = []
    for n, entry in enumerate(entries):
        page = _read_page(reader, entry, f"form/pages/{n}", linker)
        if page.id and any(page.id == other.id for other in pages):
            reader.refuse(f"form/pages/{n}/id", f"「{page.id}」が二つあります。", f"'{page.id}' is there twice.")
        pages.append(page)
    if sum(len(page.fields) + sum(len(field.fields) for field in page.fields) for page in pages) > MOST_FIELDS:
        reader.refuse("form/pages", f"項目は全部で{MOST_FIELDS}個までです。", f"At most {MOST_FIELDS} fields in all.")
    applicant = Applicant(name="")
    if has_applicant:
        applicant = _read_applicant(reader, found.get("applicant", {}), tuple(pages))
    languages = read_languages(reader, found)
    return Form(
        tuple(pages), applicant, compiled(reader, pages), reader.text(found, "rules", "form", most=60), languages
    )


def _read_page(reader: Reader, data: object, path: str, linker: Linker) -> Page:
    found = reader.mapping(data, path, allowed=("intro", "show_when", "for_whom"), needed=("id", "title", "fields"))
    condition, page_ways = linker.condition(found, path, ALWAYS)
    entries = reader.sequence(found.get("fields", []), f"{path}/fields", least=1, most=MOST_FIELDS)
    fields: list[tuple[Field, object, str]] = []
    for n, entry in enumerate(entries):
        field = read_field(reader, entry, f"{path}/fields/{n}")
        if field is not None:
            fields.append((linker.add(field, entry, f"{path}/fields/{n}", page_ways), entry, f"{path}/fields/{n}"))
    return Page(
        id=reader.identifier(found, "id", path),
        title=reader.message(found.get("title", {"ja": "?"}), f"{path}/title"),
        fields=tuple(linker.with_rules(*one) for one in fields),
        intro=reader.optional_message(found, "intro", path),
        show_when=condition,
        for_whom=reader.optional_message(found, "for_whom", path),
    )


def _read_applicant(reader: Reader, data: object, pages: tuple[Page, ...]) -> Applicant:
    path = "form/applicant"
    found = reader.mapping(data, path, allowed=tuple(APPLICANT_KINDS), needed=("name",))
    kinds = {field.id: field.kind for page in pages for field in page.fields}
    names: dict[str, str | None] = dict.fromkeys(APPLICANT_KINDS)
    for key, wanted in APPLICANT_KINDS.items():
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
