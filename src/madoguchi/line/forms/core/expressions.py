"""Reading the expressions of a definition: their text, or the older shape of conditions, as trees of the rules.

The older shape, ``{"field", "is"}``, ``{"field", "in": […]}``, ``{"all": […]}``, ``{"any": […]}``, says nothing that an
expression cannot say; it is read for ever, because published versions hold it.
"""

from collections import ChainMap
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from functools import reduce

from madoguchi.line.forms.core.fields import Field, Kind
from madoguchi.line.forms.core.naming import base_name, named, option_name
from madoguchi.line.forms.core.reading import Reader
from madoguchi.office.rules.language import (
    ALL,
    ANY,
    BOTH,
    COUNT,
    EITHER,
    IS_UNKNOWN,
    JAPANESE,
    LEAST,
    MOST,
    NAMES,
    ON,
    ONE_OF,
    RANK,
    SUM,
    Binary,
    Call,
    Expression,
    Finding,
    Inverted,
    Name,
    Negated,
    NotAccepted,
    Text,
    parse,
)

DEEPEST_CONDITION = 4
MOST_PARTS, MOST_VALUES = 30, 300
OVER_GROUPS = frozenset({ALL, ANY, COUNT, LEAST, MOST, RANK, SUM})
"""Functions whose first argument may be a group; the others are evaluated for each of its items."""

_DECIDING = frozenset({Kind.YESNO, Kind.CHOICE, Kind.CHOICES, Kind.CONSENT})


@dataclass
class Known:
    """The fields an expression may name: those at the top, and those beside it in its group."""

    top: dict[str, Field] = field(default_factory=dict)
    group: str = ""
    beside: dict[str, Field] = field(default_factory=dict)
    offers: int = 20  # how often names that look alike are still looked for, among all there are
    _named: dict[str, str] = field(default_factory=dict)  # names of fields at the top, and inside groups there
    _own: dict[str, str] = field(default_factory=dict)  # of those beside, in full
    _short: dict[str, str] = field(default_factory=dict)

    def add(self, field: Field) -> None:
        """Take in a field at the top."""
        self.top[field.id] = field
        for one, group in ((field, ""), *((inner, field.id) for inner in field.fields)):
            self._named |= {each.name: each.name for each in named(one, group)}

    def enter(self, group: str, fields: Iterable[Field] = ()) -> None:
        """Stand inside a group, beside these fields; in none where it is empty."""
        self.group, self.beside, self._own, self._short = group, {}, {}, {}
        for one in fields:
            self.add_beside(one)

    def add_beside(self, field: Field) -> None:
        """Take in a field of the group."""
        self.beside[field.id] = field
        self._own |= {each.name: each.name for each in named(field, self.group)}
        self._short |= _short([field], self.group)

    def find(self, name: str) -> tuple[Field, str] | None:
        """Return the field of an id with its group: of the same item first, then at the top."""
        if name in self.beside:
            return self.beside[name], self.group
        return (self.top[name], "") if name in self.top else None

    def names(self) -> ChainMap[str, str]:
        """Return what may be written, with the name it stands for."""
        return ChainMap(self._own, self._short, self._named)


def _short(fields: Iterable[Field], group: str) -> dict[str, str]:
    """What fields of a group are called by those beside them: without the group."""
    start = len(group) + 1
    return {each.name[start:]: each.name for one in fields for each in named(one, group)}


def read_text(reader: Reader, data: object, path: str, known: Known) -> Expression | None:
    """Return the expression of a text with every name found; faults are noted, each with its place in the text."""
    if not isinstance(data, str) or not data.strip():
        reader.refuse(path, "規則を文字で書いてください。", "Write a rule as text.")
        return None
    try:
        written = parse(data)
    except NotAccepted as refused:
        note(reader, path, refused.findings)
        return None
    before = len(reader.problems)
    resolver = _Resolver(reader, path, known)
    resolved = resolver.resolve(written, known.names())
    return resolved if len(reader.problems) == before else None


def note(reader: Reader, path: str, findings: Iterable[Finding]) -> None:
    """Note faults of an expression in the words of the language."""
    for one in findings:
        ja, en = ("", "") if one.span is None else (f"{one.span[0] + 1}文字目：", f"At character {one.span[0] + 1}: ")
        reader.refuse(
            path,
            f"{ja}{one.what.ja}{one.why.ja}{one.mend.ja}",
            f"{en}{one.what.en} {one.why.en} {one.mend.en}",
        )


class _Resolver:
    """Puts the full name of an answer for each name that is written."""

    def __init__(self, reader: Reader, path: str, known: Known) -> None:
        self.reader, self.path, self.known = reader, path, known

    def resolve(self, node: Expression, names: ChainMap[str, str]) -> Expression:
        match node:
            case Name(name):
                return self._name(node, name, names)
            case Call(name, (Name(group) as first, *rest)) if name in OVER_GROUPS and self._is_group(group):
                is_at_top = group in self.known.top
                inside = names.new_child(_short(self.known.top[group].fields, group)) if is_at_top else names
                return replace(node, arguments=(first, *(self.resolve(one, inside) for one in rest)))
            case Call(arguments=arguments):
                return replace(node, arguments=tuple(self.resolve(one, names) for one in arguments))
            case Binary(left=left, right=right):
                return replace(node, left=self.resolve(left, names), right=self.resolve(right, names))
            case Inverted(operand=operand) | Negated(operand=operand):
                return replace(node, operand=self.resolve(operand, names))
            case _:
                return node

    def _is_group(self, name: str) -> bool:
        return name == self.known.group or (name in self.known.top and self.known.top[name].kind is Kind.GROUP)

    def _name(self, node: Name, name: str, names: ChainMap[str, str]) -> Expression:
        if name in names:
            return replace(node, name=names[name])
        if name == ON or name in NAMES or name in JAPANESE or self._is_group(name):
            return node  # the language says what is wrong with it, if anything is
        place = "" if node.span is None else f"{node.span[0] + 1}文字目："
        self.known.offers -= 1
        near = get_close_matches(name, names, n=3, cutoff=0.5) if self.known.offers >= 0 else []
        self.reader.refuse(
            self.path,
            f"{place}「{name}」という項目は、ここまでにありません。"
            + (f"「{'」「'.join(near)}」ではありませんか。" if near else "先にたずねる項目の id を書いてください。"),
            f"No answer '{name}' is asked up to here. "
            + (f"Did you mean '{', '.join(near)}'?" if near else "Write the id of an earlier field."),
        )
        return node


def read_condition(reader: Reader, data: object, path: str, known: Known, depth: int = 1) -> Expression | None:
    """Return a condition, written as text or in the older shape; None where it cannot be read, which is noted."""
    if isinstance(data, str) and depth == 1:
        return read_text(reader, data, path, known)
    found = reader.mapping(data, path, allowed=("field", "is", "in", "all", "any"))
    keys = frozenset(found)
    if depth > DEEPEST_CONDITION:
        reader.refuse(
            path, f"条件の入れ子は{DEEPEST_CONDITION}段までです。", f"At most {DEEPEST_CONDITION} levels deep."
        )
        return None
    for key, operator in (("all", BOTH), ("any", EITHER)):
        if keys == {key}:
            entries = reader.sequence(found[key], f"{path}/{key}", least=1, most=MOST_PARTS)
            read = [read_condition(reader, one, f"{path}/{key}/{n}", known, depth + 1) for n, one in enumerate(entries)]
            return joined(operator, [one for one in read if one is not None])
    if keys in ({"field", "is"}, {"field", "in"}):
        values = _values(reader, found, path)
        name = reader.identifier(found, "field", path)
        return _choice(reader, name, values, path, known) if name and values else None
    if found:
        reader.refuse(
            path,
            '式か、{"field", "is"}、{"field", "in"}、{"all"}、{"any"} のどれかで書いてください。',
            'Write an expression, {"field", "is"}, {"field", "in"}, {"all"} or {"any"}.',
        )
    return None


def joined(operator: str, parts: Iterable[Expression]) -> Expression | None:
    """Return the parts with かつ or または between them; None for no part. Many parts are no deep chain."""
    found = list(parts)
    if len(found) > MOST_PARTS:
        halves = found[: len(found) // 2], found[len(found) // 2 :]
        found = [one for one in (joined(operator, half) for half in halves) if one is not None]
    return reduce(lambda left, right: Binary(operator, left, right), found) if found else None


def _values(reader: Reader, data: Mapping[str, object], path: str) -> frozenset[str]:
    if "is" in data:
        value = data["is"]
        if isinstance(value, str) and value:
            return frozenset({value})
        if value is True:
            return frozenset({"true"})
        reader.refuse(f"{path}/is", "選択肢の値か true を書いてください。", "Write the value of an option, or true.")
        return frozenset()
    entries = reader.sequence(data["in"], f"{path}/in", least=1, most=MOST_VALUES)
    if not all(isinstance(one, str) and one for one in entries):
        reader.refuse(f"{path}/in", "選択肢の値を並べてください。", "List values of options.")
    return frozenset(one for one in entries if isinstance(one, str))


def _choice(reader: Reader, name: str, values: frozenset[str], path: str, known: Known) -> Expression | None:
    found = known.find(name)
    if found is None:
        reader.refuse(
            f"{path}/field",
            f"「{name}」は、この項目より前にありません。先にたずねる項目の id を書いてください。",
            f"No field '{name}' is asked before this one. Write the id of an earlier field.",
        )
        return None
    one, group = found
    if one.kind not in _DECIDING:
        reader.refuse(
            f"{path}/field",
            f"「{name}」は条件に使えません。はい・いいえ、選択、同意の項目を使ってください。",
            f"'{name}' cannot decide. Use a yesno, choice, choices or consent field.",
        )
        return None
    options = ["true"] if one.kind is Kind.CONSENT else [option.value for option in one.options]
    for value in sorted(values - set(options)):
        reader.refuse(
            path, f"「{value}」は「{name}」の選択肢にありません。", f"'{value}' is not an option of '{name}'."
        )
    wanted = [value for value in options if value in values]
    return _one_of(one, base_name(one, group), wanted) if len(wanted) == len(values) else None


def _one_of(field: Field, base: str, wanted: list[str]) -> Expression | None:
    """Return the expression that an answer is, or several choices hold, one of some options."""
    answer = Name(base)
    match field.kind:
        case Kind.CONSENT:
            return answer
        case Kind.YESNO:
            if len(wanted) == 2:
                return Inverted(Call(IS_UNKNOWN, (answer,)))
            return answer if wanted == ["yes"] else Inverted(answer)
        case Kind.CHOICES:
            return joined(EITHER, (Name(option_name(base, value)) for value in wanted))
        case _ if len(wanted) == 1:
            return Binary("=", answer, Text(wanted[0]))
        case _:
            return Call(ONE_OF, (answer, *map(Text, wanted)))
