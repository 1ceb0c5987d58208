"""The catalogue of rule packages in Japanese, as Markdown: fields, groups, definitions, values with sources, names."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from madoguchi.office.rules.core.compiling import Rules
from madoguchi.office.rules.core.explaining import entry_words
from madoguchi.office.rules.core.names import EVERY, NO_ALIASES, Aliases, Names
from madoguchi.office.rules.core.package import Layer, Unit, Version
from madoguchi.office.rules.core.types import Entity, Kind, Type

_UNITS: Final = {Unit.ONCE: "1回", Unit.DAY: "1日", Unit.MONTH: "1か月", Unit.YEAR: "1年"}
_LAYERS: Final = {Layer.NATIONAL: "国", Layer.PREFECTURE: "都道府県", Layer.MUNICIPALITY: "市区町村"}
_ENTITIES: Final = {Entity.PERSON: "人", Entity.HOUSEHOLD: "世帯", Entity.APPLICATION: "申請"}
_HEAD: Final = """# 規則の一覧

同梱の規則の、項目・集まり・パラメーター・定義の名前と別名です。
記録（`madoguchi rules run`）や規則の文書では、ここにある名前を使います。
この文書は規則から作ります（`make docs`）。手では直しません。
値は団体が確かめてから採用するもので、法律上の助言ではありません。
"""


def catalogue(rules: Iterable[Rules], names: Names) -> str:
    """Return the catalogue of these packages, in their order."""
    lines = [_HEAD]
    for each in rules:
        lines += _package(each, names)
    lines += ["## どの規則にも通じる別名", "", *_aliases(names.aliases.get(EVERY, NO_ALIASES))]
    return "\n".join(lines).rstrip() + "\n"


def _package(rules: Rules, names: Names) -> Iterator[str]:
    own = rules.package
    other = [alias for alias, name in names.packages.items() if name == own.id]
    yield f"## {own.title.ja}（`{own.id}`）"
    yield ""
    yield f"対象: {_ENTITIES[own.entity]}　単位: {_UNITS[own.unit]}　層: {_LAYERS[own.layer]}"
    yield f"　別名: {'、'.join(f'`{each}`' for each in other)}" if other else ""
    yield ""
    groups = "、".join(f"`{each}`" for each in own.groups) or "なし"
    yield f"集まり（世帯員のほか）: {groups}"
    yield ""
    yield from _table(
        "項目",
        ("名前", "種類", "対象", "説明"),
        [
            (f"`{each.name}`", _type(each.type), _ENTITIES[each.entity], "" if each.label is None else each.label.ja)
            for each in own.inputs
        ],
    )
    yield from _table(
        "パラメーター",
        ("名前", "説明", "値（期間、出典）"),
        [
            (
                f"`{each.name}`",
                each.title,
                "<br>".join(entry_words(each.type, entry).ja for entry in each.entries) or "団体が定める",
            )
            for each in own.parameters
        ],
    )
    for version in own.versions:
        yield from _definitions(rules, version)
    yield from _aliases(names.aliases.get(own.id, NO_ALIASES))


def _definitions(rules: Rules, version: Version) -> Iterator[str]:
    program = next(program for each, program in rules.programs if each is version)
    until = "" if version.end is None else f"{version.end.isoformat()}の前の日まで"
    yield from _table(
        f"定義（{version.start.isoformat()}から{until}）",
        ("名前", "種類", "対象", "根拠"),
        [
            (f"`{each.name}`", _type(program.definition[each.name].type), _ENTITIES[each.entity], each.article)
            for each in version.definitions
        ],
    )


def _aliases(aliases: Aliases) -> Iterator[str]:
    rows: list[Sequence[str]] = []
    for words, given in (("項目", aliases.fields), ("役割", aliases.roles), ("定義", aliases.definitions)):
        rows += _pairs(words, given)
    yield from _table("別名", ("別名", "名前", "何の"), rows)


def _pairs(words: str, given: Mapping[str, str]) -> Iterator[Sequence[str]]:
    for alias, name in given.items():
        yield f"`{alias}`", f"`{name}`", words


def _table(title: str, head: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    if not rows:
        return
    yield f"**{title}**"
    yield ""
    for row in (head, ["---"] * len(head), *rows):
        yield "| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |"
    yield ""


def _type(type_: Type) -> str:
    return "・".join(f"「{each}」" for each in type_.members) if type_.kind == Kind.ENUM else type_.words.ja
