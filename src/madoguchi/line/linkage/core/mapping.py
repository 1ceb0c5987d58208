"""The ``linkage`` part of a procedure's definition: which answer, decision or constant fills which item of a layout.

::

    {"layout": "jido-teate-nintei",
     "map": {"uketsukebango": "application.receipt_number",
             "shimei": {"from": "form.name", "as": "name"},
             "ketteikubun": {"from": "decision.outcome", "codes": {"granted": "1", "refused": "2"}},
             "kyakkariyu": {"from": "decision.reasons", "when": ["refused"]},
             "tesuryo": "constant:0"},
     "groups": {"jido": {"each": "form.children", "map": {"jido_renban": "each.number"}}}}

``map`` fills the first file of the layout, one row per result; ``groups`` fill further files, ``each`` naming a list of
answers, one row per entry. Paths begin with ``form``, ``decision``, ``application``, ``procedure``, ``handover`` or,
inside such a group, ``each``; what was not answered is an empty cell.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from madoguchi.ground.kernel import kana
from madoguchi.ground.kernel.errors import Message, Refused

ROOTS: Final = frozenset({"form", "decision", "application", "procedure", "handover", "each"})
CONSTANT: Final = "constant:"
_KEYS: Final = {"from", "as", "codes", "when"}
_SPACES = re.compile(r"\s+")


class PartNotUsable(Refused):
    """The linkage part of a definition says something that cannot be done."""

    code = "linkage.part_not_usable"
    status = 422
    what = Message("連携の設定を読み取れません。", "The linkage part of the definition cannot be read.")
    why = Message("「{place}」の「{given}」が使えません。", "“{given}” at “{place}” cannot be used.")
    mend = Message(
        "手続きの定義の linkage を直し、新しい版として公開してください。",
        "Mend the definition's linkage part and publish it as a new version.",
    )


class CodeMissing(Refused):
    """An answer has no code in the receiver's list."""

    code = "linkage.code_missing"
    status = 422
    what = Message("「{item}」に書くコードが決まっていません。", "There is no code to write into “{item}”.")
    why = Message(
        "回答「{given}」に当たるコードが、連携の設定にありません。", "The linkage part has no code for “{given}”."
    )
    mend = Message("転記票で引き継ぐか、連携の設定を直してください。", "Use the transcription sheet, or mend the part.")


@dataclass(frozen=True, slots=True)
class Source:
    """Where the value of one item comes from. ``when``: outcomes for which it is written; empty: all."""

    path: str
    turned: str = ""
    codes: Mapping[str, str] | None = None
    when: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class GroupMap:
    """How one file is filled. ``code`` is empty for the layout's first group."""

    code: str
    sources: Mapping[str, Source]
    each: str = ""


@dataclass(frozen=True, slots=True)
class LinkagePart:
    """What linkage needs of a procedure."""

    layout: str
    groups: tuple[GroupMap, ...] = field(default=())


def _joined(value: Any) -> str:
    """A name as the specification wants it: its parts joined by one full-width space."""
    return _SPACES.sub("\u3000", str(value).strip())


def _address(value: Any) -> str:
    return "\u3000".join(str(value[part]).strip() for part in ("text", "building") if value.get(part))


TURNS: Final[Mapping[str, Callable[[Any], object]]] = {
    "name": _joined,
    "address": _address,
    "month": lambda value: str(value)[:7],
    "count": len,
    "bank_kana": lambda value: kana.half_width_kana(str(value)),
}
"""``name``, ``address`` (text, building), ``month`` (YYYY-MM), ``count`` (of a list), ``bank_kana`` (holder)."""


def parse(part: Mapping[str, Any]) -> LinkagePart | None:
    """Return the part as typed values; None for a procedure that hands nothing over.

    Raises:
        PartNotUsable
    """
    if not part:
        return None
    groups = [GroupMap("", _sources(part.get("map"), "map"))]
    for code, group in (part.get("groups") or {}).items():
        each = _path(group.get("each"), f"groups/{code}/each")
        groups.append(GroupMap(code, _sources(group.get("map"), f"groups/{code}/map"), each))
    if not isinstance(part.get("layout"), str):
        raise PartNotUsable(place="layout", given=part.get("layout"))
    return LinkagePart(part["layout"], tuple(groups))


def faults(part: Mapping[str, Any]) -> list[PartNotUsable]:
    """Return everything for which :func:`parse` would refuse the part."""
    found: list[PartNotUsable] = []

    def attempt(read: Callable[[Any, str], object], given: Any, place: str) -> None:  # Any: JSON
        try:
            read(given, place)
        except PartNotUsable as refusal:
            found.append(refusal)

    def items(given: Any, place: str) -> None:
        if isinstance(given, Mapping) and given:
            for item, one in given.items():
                attempt(_source, one, f"{place}/{item}")
        else:
            attempt(_sources, given, place)

    if not isinstance(part.get("layout"), str):
        found.append(PartNotUsable(place="layout", given=part.get("layout")))
    items(part.get("map"), "map")
    groups = part.get("groups") or {}
    if not isinstance(groups, Mapping):
        return [*found, PartNotUsable(place="groups", given=groups)]
    for code, group in groups.items():
        if isinstance(group, Mapping):
            attempt(_path, group.get("each"), f"groups/{code}/each")
            items(group.get("map"), f"groups/{code}/map")
        else:
            found.append(PartNotUsable(place=f"groups/{code}", given=group))
    return found


def _sources(given: Any, place: str) -> dict[str, Source]:
    if not isinstance(given, Mapping) or not given:
        raise PartNotUsable(place=place, given=given)
    return {item: _source(one, f"{place}/{item}") for item, one in given.items()}


def _source(given: Any, place: str) -> Source:
    if isinstance(given, str):
        return Source(_path(given, place))
    if not isinstance(given, Mapping) or set(given) - _KEYS or "from" not in given:
        raise PartNotUsable(place=place, given=given)
    turned, codes, when = given.get("as", ""), given.get("codes"), given.get("when", ())
    if turned and turned not in list(TURNS):
        raise PartNotUsable(place=f"{place}/as", given=turned)
    if not (codes is None or (isinstance(codes, Mapping) and all(isinstance(one, str) for one in codes.values()))):
        raise PartNotUsable(place=f"{place}/codes", given=codes)
    if not (isinstance(when, list | tuple) and all(isinstance(one, str) for one in when)):
        raise PartNotUsable(place=f"{place}/when", given=when)
    return Source(_path(given["from"], f"{place}/from"), turned, codes, frozenset(when))


def _path(text: Any, place: str) -> str:
    if isinstance(text, str):
        root, dot, _ = text.partition(".")
        if text.startswith(CONSTANT) or (dot and root in ROOTS):
            return text
    raise PartNotUsable(place=place, given=text)


Facts = Mapping[str, Mapping[str, Any]]  # Any: JSON


def rows(part: LinkagePart, facts: Facts, *, is_strict: bool = True) -> dict[str, list[dict[str, object]]]:
    """Return the rows of one result, by group code.

    Args:
        part: the parsed part.
        facts: under each root a mapping: ``form`` (the answers), ``decision`` (decided items, ``outcome``,
            ``decided_on``, ``reasons``), ``application``, ``procedure``, ``handover``.
        is_strict: refuse a value that cannot be turned or coded; else leave it as answered, for a person to read.

    Raises:
        CodeMissing: an answer without a code.
        kernel refusals: an account holder that a bank file cannot carry.
    """
    found: dict[str, list[dict[str, object]]] = {}
    for group in part.groups:
        entries: Sequence[Mapping[str, Any]] = [{}]
        if group.each:
            listed = looked_up(group.each, facts)
            entries = [{**entry, "number": place} for place, entry in enumerate(listed or (), start=1)]
        found[group.code] = [_row(group, {**facts, "each": entry}, is_strict) for entry in entries]
    return found


def _row(group: GroupMap, facts: Facts, is_strict: bool) -> dict[str, object]:
    outcome = str(facts["decision"].get("outcome", ""))
    return {
        item: _value(item, source, facts, is_strict) if not source.when or outcome in source.when else None
        for item, source in group.sources.items()
    }


def _value(item: str, source: Source, facts: Facts, is_strict: bool) -> object:
    value = looked_up(source.path, facts)
    if value is None or value == "":
        return None
    try:
        return _coded(item, source, TURNS[source.turned](value) if source.turned else value)
    except Refused:
        if is_strict:
            raise
        return value


def _coded(item: str, source: Source, value: object) -> object:
    if source.codes is None:
        return value
    if str(value) not in source.codes:
        raise CodeMissing(item=item, given=value)
    return source.codes[str(value)]


def looked_up(path: str, facts: Facts) -> Any:
    """Return what a path leads to, None where it ends early; the text of a constant."""
    if path.startswith(CONSTANT):
        return path.removeprefix(CONSTANT)
    found: Any = facts
    for part in path.split("."):
        if not isinstance(found, Mapping) or part not in found:
            return None
        found = found[part]
    return found
