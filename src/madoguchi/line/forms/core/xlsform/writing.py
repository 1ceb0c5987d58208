"""A definition as the sheets of an XLSForm, with a note for all that ODK and Kobo make no use of."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Final

from madoguchi.ground.kernel.errors import Message
from madoguchi.line.forms.core.definition import Definition, parse_definition
from madoguchi.line.forms.core.fields import Field, Kind, Option, Page
from madoguchi.line.forms.core.naming import named
from madoguchi.line.forms.core.reading import LANGUAGES as IN_PRODUCT
from madoguchi.line.forms.core.xlsform.called import Called, called
from madoguchi.line.forms.core.xlsform.kinds import APPEARANCES, AS_WRITTEN, WHOLE, parts_of
from madoguchi.line.forms.core.xlsform.notes import Notes
from madoguchi.line.forms.core.xlsform.tables import KEPT, LANGUAGES, Row, Tables
from madoguchi.line.forms.core.xlsform.texts import OTHERS
from madoguchi.line.forms.core.xlsform.to_xpath import Speaker
from madoguchi.line.forms.core.xlsform.xpath_values import NotSayable
from madoguchi.office.rules.language import Expression, print_expression
from madoguchi.office.rules.language import names as names_of

_SAID: Final = frozenset({
    "id", "type", "label", "title", "help", "intro", "show_when", "checks", "required", "options", "rows", "text",
    "fields", "calculation", "result", "earliest", "latest",
})  # fmt: skip
_BOUNDED: Final = frozenset({Kind.NUMBER, Kind.YEN, Kind.CHOICES})
_LENGTH: Final = "max_length"
YES_NO_LIST: Final = "yes_no"
ACCOUNT_LIST: Final = "account_kinds"


def write_tables(data: Mapping[str, object], notes: Notes) -> tuple[Tables, Called]:
    """Return the sheets that say a definition, and what everything is called in them.

    Raises:
        DefinitionRefused: it is no definition.
    """
    definition = parse_definition(data)
    writer = _Writer(definition, notes)
    for page, plain in zip(definition.form.pages, _objects(definition.parts["form"].get("pages")), strict=True):
        writer.page(page, plain)
    for name in definition.parts:
        if name not in ("procedure", "form"):
            notes.add("part_kept", sheet=KEPT, text=name)
    settings = {
        "form_title": definition.procedure.name.ja,
        "form_id": definition.procedure.code,
        "default_language": LANGUAGES["ja"],
    }
    return Tables(writer.survey, writer.choices, [Row(2, settings)]), writer.called


class _Writer:
    def __init__(self, definition: Definition, notes: Notes) -> None:
        self.notes = notes
        self.called = called(definition.form)
        self.survey: list[Row] = []
        self.choices: list[Row] = []
        self._lists: dict[str, tuple[Option, ...]] = {}
        texts = list(_texts(definition.parts["form"]))
        self._languages = ["ja", *(one for one in OTHERS if any(one in text for text in texts))]

    def page(self, page: Page, plain: Mapping[str, object]) -> None:
        name = self.called.places[f"page:{page.id}"]
        has_repeat = any(field.kind is Kind.GROUP for field in page.fields)
        row = self._add(
            {"type": "begin_group", "name": name, "appearance": "" if has_repeat else "field-list"},
            label=page.title, relevant=self._relevant(page.show_when),
        )  # fmt: skip
        self._tell_lost(plain, frozenset(), row, skip="intro")
        if page.intro is not None:
            self._add({"type": "note", "name": f"{name}_intro"}, label=page.intro)
        for field, one in zip(page.fields, _objects(plain.get("fields")), strict=True):
            self._field(field, one, "")
        self._add({"type": "end_group", "name": name})

    def _field(self, field: Field, plain: Mapping[str, object], group: str) -> None:
        place = f"{group}/{field.id}" if group else field.id
        name, kind = self.called.places[place], field.kind
        cells = {"type": AS_WRITTEN[kind], "name": name, "appearance": APPEARANCES.get(kind, "")}
        if kind in (Kind.CHOICE, Kind.CHOICES, Kind.YESNO):
            list_name = YES_NO_LIST if kind is Kind.YESNO else name
            self._list(list_name, field.options)
            cells["type"] += f" {list_name}"
        if field.required and kind not in WHOLE:
            cells["required"] = "yes"
        message = None
        if kind is not Kind.GROUP and kind not in WHOLE:
            cells["constraint"], message = self._constraint(field, plain, group)
        elif field.checks:
            self._unsaid("checks", "constraint", print_expression(field.checks[0].rule))
        if kind is Kind.CALCULATION and field.calculation is not None:
            cells["read_only"] = "yes"
            cells["calculation"] = self._said(
                field.calculation, "calculation", lambda speaker, node: speaker.value(node)
            )
        if kind is Kind.GROUP and field.least == field.most:
            cells["repeat_count"] = str(field.most)
        label = field.label
        if kind is Kind.HEADING:
            label = Message(f"## {label.ja}", f"## {label.en}", f"## {label.easy or label.ja}")
        row = self._add(
            cells, label=label, hint=_hint(field), constraint_message=message,
            relevant=self._relevant(field.show_when),
        )  # fmt: skip
        bounds = {"min", "max"} if kind in _BOUNDED or (kind is Kind.GROUP and field.least == field.most) else set()
        self._tell_lost(plain, frozenset(bounds | {_LENGTH}), row)
        if kind is Kind.FILE and field.most > 1:
            self.notes.add("one_file", row=row, column="type", text=name)
        if kind is Kind.GROUP:
            for inner, one in zip(field.fields, _objects(plain.get("fields")), strict=True):
                self._field(inner, one, field.id)
            self._add({"type": "end_repeat", "name": name})
        elif kind in WHOLE:
            self._parts(field, place)
            self._add({"type": "end_group", "name": name})

    def _parts(self, field: Field, place: str) -> None:
        """Write the boxes of an answer as questions; a list is shared by all rows of a table, and by all accounts."""
        for part in parts_of(field):
            cells = {"type": part.type, "name": self.called.places[f"{place}#{part.end}"]}
            if part.type == "select_one":
                list_name = ACCOUNT_LIST if field.kind is Kind.BANK_ACCOUNT else self.called.places[place]
                self._list(list_name, part.options)
                cells["type"] += f" {list_name}"
            if field.required and part.is_needed:
                cells["required"] = "yes"
            relevant = ""
            if field.kind is Kind.RELATIONSHIP and part.end == "text":
                relevant = f"${{{self.called.places[f'{place}#relation']}}} = 'other'"
            if field.kind is Kind.PERIOD and part.end == "to":
                cells["constraint"] = f". >= ${{{self.called.places[f'{place}#from']}}}"
            self._add(cells, label=part.label, relevant=relevant)

    def _constraint(self, field: Field, plain: Mapping[str, object], group: str) -> tuple[str, Message | None]:
        """Return the bounds and checks of a question as one constraint, and what is said where it does not hold."""
        own = {one.name for one in named(field, group)}
        said: list[str] = []
        messages: list[Message] = []
        for n, check in enumerate(field.checks):
            is_about_itself = bool(own) and {name for name in names_of(check.rule) if name in self.called.named} <= own

            def write(speaker: Speaker, node: Expression, alone: bool = is_about_itself) -> str:
                return speaker.holds(node) if alone else f"not({speaker.fails(node)})"

            text = self._said(check.rule, f"checks/{n}", write, own=next(iter(own), ""), column="constraint")
            if text:
                said.append(text)
                messages.append(check.message)
        said = [*_bounds(field, plain), *said]
        message = None
        if messages:
            ja, en, easy = (
                "\n".join(texts)
                for texts in zip(*((one.ja, one.en, one.easy or one.ja) for one in messages), strict=True)
            )
            message = Message(ja, en, easy)
        return " and ".join(said), message

    def _relevant(self, condition: Expression | None) -> str:
        if condition is None:
            return ""
        return _unwrapped(
            self._said(condition, "show_when", lambda speaker, node: speaker.holds(node), column="relevant")
        )

    def _said(
        self,
        node: Expression,
        key: str,
        write: Callable[[Speaker, Expression], str],
        *,
        own: str = "",
        column: str = "calculation",
    ) -> str:
        speaker = Speaker(self.called.named, self.called.names, self.called.groups, own)
        try:
            return write(speaker, node)
        except NotSayable as error:
            self._unsaid(key, column, print_expression(node), error.why)
            return ""

    def _unsaid(self, key: str, column: str, text: str, why: Message | None = None) -> None:
        row = len(self.survey) + 2
        if why is None:
            why = Message("グループには constraint を書けません。", "A group has no constraint.")
        self.notes.add("rule_unsaid", row=row, column=column, text=f"{key}: {text}", why=why)

    def _tell_lost(self, plain: Mapping[str, object], more: frozenset[str], row: int, skip: str = "") -> None:
        for key in plain:
            if key not in _SAID and key not in more and key != skip:
                self.notes.add("setting_kept", row=row, column=key, text=str(plain.get("id", "")))

    def _list(self, name: str, options: tuple[Option, ...]) -> None:
        if name not in self._lists:
            self._lists[name] = options
            for option in options:
                self.choices.append(
                    Row(
                        len(self.choices) + 2,
                        {"list_name": name, "name": option.value},
                        {"label": self._text(option.label)},
                    )
                )

    def _add(self, cells: Mapping[str, str], *, relevant: str = "", **texts: Message | None) -> int:
        number = len(self.survey) + 2
        kept = {key: value for key, value in {**cells, "relevant": relevant}.items() if value}
        said = {key: self._text(text) for key, text in texts.items() if text is not None}
        self.survey.append(Row(number, kept, said))
        return number

    def _text(self, text: Message) -> dict[str, str]:
        """Every language that the form has, so that no device shows a gap."""
        said = ((language, text.text(IN_PRODUCT[language]).strip()) for language in self._languages)
        return {language: one for language, one in said if one}


def _hint(field: Field) -> Message | None:
    """The text to agree to or to read goes before the help."""
    if field.text is None or field.help is None:
        return field.text or field.help
    return Message(
        f"{field.text.ja}\n{field.help.ja}",
        f"{field.text.en}\n{field.help.en}",
        f"{field.text.easy or field.text.ja}\n{field.help.easy or field.help.ja}",
    )


def _bounds(field: Field, plain: Mapping[str, object]) -> list[str]:
    """The bounds that are written in the definition, as conditions on ``.``."""
    said: list[str] = []
    if field.kind in _BOUNDED:
        of = "count-selected(.)" if field.kind is Kind.CHOICES else "."
        said += [f"{of} >= {field.least}"] if "min" in plain else []
        said += [f"{of} <= {field.most}"] if "max" in plain else []
    if _LENGTH in plain:
        said.append(f"string-length(.) <= {field.max_length}")
    if field.kind is Kind.CORPORATE_NUMBER:
        said.append("regex(., '^[0-9]{13}$')")
    if field.kind in (Kind.DATE, Kind.YEAR_MONTH):
        said += [f". >= {_day(field.earliest)}"] if field.earliest is not None else []
        said += [f". <= {_day(field.latest)}"] if field.latest is not None else []
    if field.kind is Kind.BIRTH_DATE:
        said.append(". <= today()")
    return said


def _day(bound: date | str) -> str:
    return f"date('{bound.isoformat()}')" if isinstance(bound, date) else "today()"


def _unwrapped(text: str) -> str:
    """Take away brackets around the whole."""
    if not text.startswith("(") or not text.endswith(")"):
        return text
    depth = 0
    for at, sign in enumerate(text):
        depth += (sign == "(") - (sign == ")")
        if depth == 0 and at < len(text) - 1:
            return text
    return text[1:-1]


def _texts(data: object) -> Iterable[Mapping[str, object]]:
    if isinstance(data, Mapping):
        if isinstance(data.get("ja"), str):
            yield data
        for one in data.values():
            yield from _texts(one)
    elif isinstance(data, Sequence) and not isinstance(data, str):
        for one in data:
            yield from _texts(one)


def _objects(listed: object) -> list[Mapping[str, object]]:
    return [one for one in listed if isinstance(one, Mapping)] if isinstance(listed, Sequence) else []
