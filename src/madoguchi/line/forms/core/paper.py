"""A form as a sheet of paper: for every question the boxes that a hand needs.

Everything is asked of everybody, with its condition in words; what is worked out is left to the office. Paths are those
of answers, with their parts (``birth_date/year``, ``children/0/name``); what only paper asks begins with ``@``, and an
item of a continuation sheet is ``children/+0``. Described in docs/develop/paper.md.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from madoguchi.ground.kernel import wareki
from madoguchi.ground.kernel.errors import Language, Message
from madoguchi.line.forms.core import paper_words as words
from madoguchi.line.forms.core.condition_words import only_for
from madoguchi.line.forms.core.definition import Definition
from madoguchi.line.forms.core.field_reading import MOST_AMOUNT
from madoguchi.line.forms.core.fields import READ, UNANSWERED, Field, Form, Kind, Page
from madoguchi.line.forms.core.paper_entries import Entries, digits_of, paragraphs
from madoguchi.office.documents.sheets import (
    Cells,
    Choice,
    Choices,
    Item,
    Line,
    Notice,
    Question,
    Run,
    Section,
    Sheet,
    Table,
    Words,
)

QUESTIONS_OF_ITEMS = 12  # so many are printed for a group, in 1 to 5 items
ROWS_OF_TABLE = 6
MOST_COLUMNS = 4
_SHORT = 4  # digits, options, characters of an option: what a column of a table has room for


@dataclass(frozen=True, slots=True)
class HandIn:
    """Where the sheet is handed in, as the caller knows it; no phone: none is printed."""

    office: Message
    phone: str = ""


def paper_sheet(
    definition: Definition,
    *,
    address: str,
    language: Language = Language.JA,
    large: bool = False,
    hand_in: HandIn | None = None,
    is_trial: bool = False,
) -> Sheet:
    """Return a definition's form as a sheet to be set.

    Args:
        address: the definition's SHA-256 (``content_address``).
        language: texts the definition lacks are told in Japanese, as everywhere.
    """
    return _Writer(language, definition.form).sheet(definition, address, hand_in, large=large, is_trial=is_trial)


@dataclass(frozen=True, slots=True)
class _Writer(Entries):
    form: Form

    def japanese(self, message: Message) -> str:
        """Return what the office reads beside a text that is not Japanese."""
        return message.ja if self.language is Language.EN and message.ja != message.en else ""

    def sheet(
        self, definition: Definition, address: str, hand_in: HandIn | None, *, large: bool, is_trial: bool
    ) -> Sheet:
        facts = definition.procedure
        front = [Notice(self.say(words.HOW), tuple(self.say(line) for line in words.HOW_LINES))]
        if facts.needed:
            front.insert(0, Notice(self.say(words.NEEDED), tuple(self.say(one) for one in facts.needed)))
        sections = [self.section(page, is_first=n == 0) for n, page in enumerate(self.form.pages)]
        sections += self.enclosures()
        reasons = tuple(dict.fromkeys(self.reasons()))
        return Sheet(
            title=self.say(facts.name),
            title_ja=self.japanese(facts.name),
            address=address,
            language=self.language,
            large=large,
            front=tuple(front),
            sections=tuple(one for one in sections if one.contents),
            back=(Notice(self.say(words.REASONS), reasons),) if reasons else (),
            continuations=tuple(
                self.continuation(one) for one in self.form.fields() if one.kind is Kind.GROUP and _goes_on(one)
            ),
            foot="" if hand_in is None else self.foot(hand_in),
            is_trial=is_trial,
        )

    def foot(self, hand_in: HandIn) -> str:
        told = words.HAND_IN.with_facts(office=self.say(hand_in.office))
        return self.say(
            words.HAND_IN_PHONE.with_facts(told=self.say(told), phone=hand_in.phone) if hand_in.phone else told
        )

    def section(self, page: Page, *, is_first: bool) -> Section:
        contents: list[Question | Item | Table] = []
        if is_first:
            date_boxes = (self.date("@written_on", wareki.ERAS[:1]),)
            contents.append(
                Question(
                    label=self.say(words.WRITTEN_ON),
                    label_ja=self.japanese(words.WRITTEN_ON),
                    kind=Kind.DATE,
                    entries=date_boxes,
                )
            )
        for field in page.fields:
            if field.kind is Kind.GROUP:
                contents += self.group(field, heading=page.title)
            elif (question := self.question(field, field.id)) is not None:
                contents.append(question)
        return Section(
            heading=self.say(page.title),
            notes=paragraphs(self.say(page.intro)),
            for_whom=self.condition(page),
            contents=tuple(contents),
        )

    def condition(self, of: Field | Page) -> str:
        if of.show_when is None:
            return ""
        is_answered = isinstance(of, Page) or of.kind not in UNANSWERED
        return self.say(only_for(of.show_when, of.for_whom, self.form.logic.named, is_answered=is_answered))

    def group(self, field: Field, *, heading: Message) -> Iterator[Question | Item | Table]:
        for_whom = self.condition(field)
        if field.label != heading or for_whom or field.help is not None:
            yield Question(label=self.say(field.label), for_whom=for_whom, help=paragraphs(self.say(field.help)))
        label = field.item_label or field.label
        count = _printed(field)
        if _is_table(field):
            numbers = tuple(str(n + 1) for n in range(count))
            yield self.table(field, numbers, [f"{field.id}/{n}" for n in range(count)])
            return
        for n in range(count):
            words_of = words.ITEM.with_facts(label=self.say(label), n=n + 1)
            yield Item(heading=self.say(words_of), questions=tuple(self.inside(field, f"{field.id}/{n}")))

    def table(self, group: Field, numbers: tuple[str | Cells, ...], paths: list[str]) -> Table:
        columns = tuple(
            Question(
                label=self.say(one.label),
                label_ja=self.japanese(one.label),
                kind=one.kind,
                is_required=one.required,
            )
            for one in group.fields
        )
        rows = tuple(
            tuple(
                entry
                for one in group.fields
                for entry in self.entries(one, f"{path}/{one.id}")
                if not isinstance(entry, Words)
            )
            for path in paths
        )
        return Table(columns=columns, numbers=numbers, rows=rows)

    def inside(self, group: Field, path: str) -> Iterator[Question]:
        for one in group.fields:
            question = self.question(one, f"{path}/{one.id}")
            if question is not None:
                yield question

    def continuation(self, group: Field) -> Section:
        label = self.say(group.item_label or group.label)
        whose = Question(
            label=self.say(words.APPLICANT),
            label_ja=self.japanese(words.APPLICANT),
            kind=Kind.NAME,
            entries=(Line("@name"),),
        )
        items: list[Question | Item | Table] = [whose]
        paths = [f"{group.id}/+{n}" for n in range(min(_at_once(group), group.most - _printed(group)))]
        after = self.say(words.NTH)
        if _is_table(group):
            items.append(self.table(group, tuple(Cells((Run(f"{path}/#", 2),)) for path in paths), paths))
            paths = []
        for path in paths:
            number = Question(
                label=self.say(words.ITEM_NUMBER),
                label_ja=self.japanese(words.ITEM_NUMBER),
                kind=Kind.NUMBER,
                entries=(Cells((Run(f"{path}/#", 2, after=after),)),),
            )
            items.append(Item(heading=label, questions=(number, *self.inside(group, path))))
        return Section(
            heading=self.say(words.CONTINUED.with_facts(label=label)),
            notes=(self.say(words.CONTINUED_NOTE),),
            contents=tuple(items),
        )

    def enclosures(self) -> Iterator[Section]:
        found = [(field, "") for field in self.form.fields()]
        found += [(one, f"{field.id}/") for field in self.form.fields() for one in field.fields]
        questions = tuple(
            Question(
                label=self.say(one.label),
                label_ja=self.japanese(one.label),
                kind=one.kind,
                is_required=one.required,
                for_whom=self.condition(one),
                help=paragraphs(self.say(one.help)),
                entries=(Choices(f"{before}{one.id}", (Choice("enclosed", self.say(words.ENCLOSED)),)),),
            )
            for one, before in found
            if one.kind is Kind.FILE
        )
        if questions:
            yield Section(
                heading=self.say(words.ENCLOSURES), notes=(self.say(words.ENCLOSURES_NOTE),), contents=questions
            )

    def reasons(self) -> Iterator[str]:
        for field in self.form.fields():
            for one in (field, *field.fields):
                if one.reason is not None and one.kind is not Kind.FILE:
                    told = words.REASON.with_facts(label=self.say(one.label), reason=self.say(one.reason))
                    yield self.say(told)

    def question(self, field: Field, path: str) -> Question | None:
        """Return a question; None for what is not asked here: what is worked out, and files, which are enclosed."""
        if field.kind in (Kind.CALCULATION, Kind.FILE):
            return None
        text = paragraphs(self.say(field.text))
        is_guidance = field.kind in READ
        return Question(
            label=self.say(field.label),
            label_ja="" if is_guidance else self.japanese(field.label),
            kind=field.kind,
            is_required=field.required,
            for_whom=self.condition(field),
            help=(*paragraphs(self.say(field.help)), *self.hints(field), *(text if is_guidance else ())),
            entries=() if is_guidance else tuple(self.entries(field, path)),
        )

    def hints(self, field: Field) -> Iterator[str]:
        if field.kind is Kind.PHONE:
            yield self.say(words.NO_HYPHENS)
        elif field.kind is Kind.CHOICE and len(field.options) > 2:
            yield self.say(words.ONE_CHOICE)
        elif field.kind is Kind.CHOICES:
            is_bound = field.most < len(field.options)
            yield self.say(words.AT_MOST_CHOICES.with_facts(most=field.most) if is_bound else words.ALL_CHOICES)
        elif field.kind in (Kind.NUMBER, Kind.YEN):
            if field.most < MOST_AMOUNT:
                unit = self.unit(field)
                least, most = (f"{one:,}{unit}" for one in (field.least, field.most))
                yield self.say(words.NUMBERS_ONLY.with_facts(least=least, most=most))
            if digits_of(field) > 1:
                yield self.say(words.FROM_RIGHT)


def _at_once(group: Field) -> int:
    """Return how many items of a group are printed together: so many as make about a page."""
    if _is_table(group):
        return ROWS_OF_TABLE
    asked = sum(field.kind not in (Kind.FILE, *UNANSWERED) for field in group.fields)
    return min(max(QUESTIONS_OF_ITEMS // max(asked, 1), 1), 5)


def _printed(group: Field) -> int:
    """Return how many are printed among the questions; the rest goes to continuation sheets."""
    return min(max(group.least, _at_once(group)), group.most)


def _goes_on(group: Field) -> bool:
    return group.most > _printed(group)


def _is_table(group: Field) -> bool:
    """Tell whether each question of a group fits a column: short ones, asked of everybody, without more to read."""
    lines = sum(field.kind in (Kind.NAME, Kind.TEXT) for field in group.fields)
    return lines <= 2 and len(group.fields) <= MOST_COLUMNS and all(_fits_column(field) for field in group.fields)


def _fits_column(field: Field) -> bool:
    if field.show_when is not None or field.help is not None:
        return False
    if field.kind in (Kind.NUMBER, Kind.YEN):
        return field.least >= 0 and digits_of(field) <= _SHORT
    if field.kind in (Kind.CHOICE, Kind.YESNO):
        return len(field.options) <= _SHORT and all(len(one.label.ja) <= _SHORT for one in field.options)
    return field.kind is Kind.NAME or (field.kind is Kind.TEXT and field.max_length <= 50)
