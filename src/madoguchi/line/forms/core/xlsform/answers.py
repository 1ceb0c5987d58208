"""What the names of an XLSForm mean in the rules of a form, both ways."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from madoguchi.line.forms.core.naming import option_name
from madoguchi.office.rules.language import Expression, Inverted, Name, Text

AGREED: Final = "OK"
"""What ODK writes for an acknowledge that is ticked."""


class Sort(StrEnum):
    """What an expression, or an answer, gives."""

    BOOL = "bool"
    INT = "int"
    YEN = "yen"
    DATE = "date"
    TEXT = "text"
    ONE = "one"  # one of options
    YES_NO = "yes_no"
    AGREED = "agreed"
    SEVERAL = "several"  # each option is a truth of its own
    UNREAD = "unread"  # rules do not read it


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer that expressions may name. ``name``: in rules; ``values``: of its options, there → here."""

    name: str
    sort: Sort
    group: str = ""
    values: Mapping[str, str] = field(default_factory=dict)

    def is_value(self, written: str) -> Expression | None:
        """Return the expression that the answer is, or holds, an option; None where there is no such option."""
        if self.sort is Sort.AGREED:
            return Name(self.name) if written == AGREED else None
        value = self.values.get(written)
        if value is None:
            return None
        if self.sort is Sort.SEVERAL:
            return Name(option_name(self.name, value))
        return Name(self.name) if value == "yes" else Inverted(Name(self.name))

    def member(self, written: str) -> Expression | None:
        """Return an option of a choice as a value."""
        value = self.values.get(written)
        return None if value is None else Text(value)

    def known_by(self) -> str:
        """Return the name by which it is asked whether there is an answer."""
        if self.sort is Sort.SEVERAL:
            return option_name(self.name, next(iter(self.values.values()), ""))
        return self.name


@dataclass(frozen=True, slots=True)
class Scope:
    """Where an expression stands: the answers by name, the repeats, the repeat it is in, and its own question."""

    answers: Mapping[str, Answer]
    groups: Mapping[str, str]  # name there → id here
    group: str = ""
    own: str = ""
