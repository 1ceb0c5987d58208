"""The boxes that an answer of each kind needs on paper."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from madoguchi.ground.kernel import wareki
from madoguchi.ground.kernel.errors import Language, Message
from madoguchi.line.forms.core import paper_words as words
from madoguchi.line.forms.core.field_reading import MOST_AMOUNT
from madoguchi.line.forms.core.fields import ACCOUNT_KINDS, Field, Kind, Option
from madoguchi.office.documents.sheets import Cells, Charset, Choice, Choices, Line, Run, Words

KANA_CELLS = 20  # of a name; what is longer goes beside it
HOLDER_CELLS = 30  # 口座名義 as the banks' own files hold it
MOST_DIGITS = 11  # what a row of the large print holds
USUAL_DIGITS = 8  # where the definition sets no bound

Entry = Cells | Line | Choices | Words


@dataclass(frozen=True, slots=True)
class Entries:
    """Boxes for answers, with their words in one language."""

    language: Language

    def say(self, message: Message | None) -> str:
        """Return a text for paper: what is typed on a page is written here."""
        return "" if message is None else message.text(self.language).replace("入力", "記入")

    def unit(self, field: Field) -> str:
        unit = self.say(words.YEN if field.kind is Kind.YEN else field.unit)
        return f" {unit}" if unit and self.language is Language.EN else unit

    def entries(self, field: Field, path: str) -> Iterator[Entry]:
        match field.kind:
            case Kind.KANA:
                yield Cells((Run(path, min(field.max_length, KANA_CELLS)),), Charset.KANA)
            case Kind.BIRTH_DATE | Kind.DATE:
                yield from self.dates(field, path)
            case Kind.ADDRESS:
                runs = (Run(f"{path}/postal_code", 3, before="〒"), Run(f"{path}/postal_code", 4, before="－"))
                yield Cells(runs)
                yield Line(f"{path}/text", 2)
                yield Line(f"{path}/building", label=self.say(words.BUILDING))
            case Kind.PHONE:
                yield Cells((Run(path, 11),))
            case Kind.EMAIL:
                yield Line(path, charset=Charset.ASCII)
            case Kind.TEXT:
                yield Line(path, min(max(1, field.max_length // 50), 4))
            case Kind.LONG_TEXT:
                yield Line(path, min(max(3, field.max_length // 50), 7))
            case Kind.NUMBER | Kind.YEN:
                count = digits_of(field)
                is_plain = field.least >= 0 and count <= MOST_DIGITS
                yield Cells((Run(path, count, after=self.unit(field).strip()),)) if is_plain else Line(path)
            case Kind.CHOICE | Kind.CHOICES | Kind.YESNO:
                yield self.choices(path, field.options)
            case Kind.BANK_ACCOUNT:
                yield Cells((Run(f"{path}/bank_code", 4),), label=self.say(words.BANK_CODE))
                yield Cells((Run(f"{path}/branch_code", 3),), label=self.say(words.BRANCH_CODE))
                yield self.choices(f"{path}/kind", ACCOUNT_KINDS, words.ACCOUNT_KIND)
                yield Cells((Run(f"{path}/number", 7),), label=self.say(words.ACCOUNT_NUMBER))
                yield Cells((Run(f"{path}/holder", HOLDER_CELLS),), Charset.KANA, self.say(words.ACCOUNT_HOLDER))
            case Kind.CONSENT | Kind.DECLARATION:
                said = words.AGREE if field.kind is Kind.CONSENT else words.DECLARE
                yield Words(paragraphs(self.say(field.text)))
                yield Choices(path, (Choice("yes", self.say(said)),))
            case Kind.CORPORATE_NUMBER:
                yield Cells((Run(path, 13),))
            case Kind.YEAR_MONTH:
                yield from self.dates(field, path, has_day=False)
            case Kind.PERIOD:
                yield Words((self.say(words.FROM),))
                yield from self.dates(field, f"{path}/from")
                yield Words((self.say(words.TO_OPEN if field.open_end else words.TO),))
                yield from self.dates(field, f"{path}/to")
            case Kind.RELATIONSHIP:
                yield self.choices(f"{path}/relation", field.options)
                yield Line(f"{path}/text", label=self.say(words.OTHER))
            case Kind.MATRIX:
                for row in field.rows:
                    yield self.choices(f"{path}/{row.value}", field.options, row.label)
            case Kind.LOCATION:
                yield Line(f"{path}/text", 2)
            case Kind.NAME if field.has_two_names:
                yield Line(f"{path}/family", label=self.say(words.FAMILY))
                yield Line(f"{path}/given", label=self.say(words.GIVEN))
            case _:
                yield Line(path)

    def choices(self, path: str, options: tuple[Option, ...], label: Message | None = None) -> Choices:
        return Choices(path, tuple(Choice(one.value, self.say(one.label)) for one in options), self.say(label))

    def dates(self, field: Field, path: str, *, has_day: bool = True) -> Iterator[Entry]:
        eras = _eras(field)
        if self.language is Language.JA and len(eras) > 1:
            yield Choices(f"{path}/era", tuple(Choice(era.code, era.name) for era in reversed(eras)))
        yield self.date(path, eras, has_day=has_day)

    def date(self, path: str, eras: tuple[wareki.Era, ...], *, has_day: bool = True) -> Cells:
        """Return the boxes of a date or a month: a year of an era in Japanese, a western one for who reads else."""
        year = (
            Run(f"{path}/year", 2, before=eras[0].name if len(eras) == 1 else "", after=self.say(words.YEAR))
            if self.language is Language.JA
            else Run(f"{path}/year", 4, before=self.say(words.WESTERN), after=self.say(words.YEAR))
        )
        month = Run(f"{path}/month", 2, after=self.say(words.MONTH))
        return Cells((year, month, Run(f"{path}/day", 2, after=self.say(words.DAY))) if has_day else (year, month))


def paragraphs(text: str) -> tuple[str, ...]:
    """Return the lines of a text that hold something."""
    return tuple(one for one in text.split("\n") if one.strip())


def digits_of(field: Field) -> int:
    """Return how many boxes a number needs."""
    return USUAL_DIGITS if field.most >= MOST_AMOUNT else len(str(field.most))


def _eras(field: Field) -> tuple[wareki.Era, ...]:
    """Return the eras in which a date may lie, newest first: all since 明治 of a birth, since 昭和 of another day."""
    if field.earliest == "today":
        return wareki.ERAS[:1]
    if isinstance(field.earliest, date):
        earliest = field.earliest
        begun = [n for n, era in enumerate(wareki.ERAS) if era.starts_on <= earliest]
        return wareki.ERAS[: begun[0] + 1] if begun else wareki.ERAS
    return wareki.ERAS if field.kind is Kind.BIRTH_DATE else wareki.ERAS[:3]
