"""The lists of choices: their values made such as forms have, and told apart."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from madoguchi.line.forms.core.reading import CODE, ID
from madoguchi.line.forms.core.xlsform.notes import Notes
from madoguchi.line.forms.core.xlsform.tables import CHOICES, Row
from madoguchi.line.forms.core.xlsform.texts import message_of

_KNOWN = frozenset({"list_name", "name", "label", "value"})
_YES = frozenset({"はい", "yes"})
_NO = frozenset({"いいえ", "no"})


@dataclass(slots=True)
class Choices:
    """One list. ``values``: as written there → as here; ``options`` as a definition has them."""

    values: dict[str, str] = field(default_factory=dict)
    options: list[dict[str, object]] = field(default_factory=list)

    @property
    def is_yes_no(self) -> bool:
        """Whether it asks yes or no and nothing else, in our words."""
        if sorted(self.values.values()) != ["no", "yes"]:
            return False
        labels = {str(one["value"]): one["label"] for one in self.options}
        return all(
            isinstance(texts, Mapping) and str(texts.get("ja", "")).strip().lower() in wanted
            for texts, wanted in ((labels["yes"], _YES), (labels["no"], _NO))
        )


def read_lists(rows: Sequence[Row], notes: Notes) -> dict[str, Choices]:
    """Return the lists by name. A value that is there twice in a list is taken once."""
    found: dict[str, Choices] = {}
    told: set[str] = set()
    for row in rows:
        name, written = row.get("list_name"), row.get("name") or row.get("value")
        if not name or not written:
            notes.add("row_broken", sheet=CHOICES, row=row.number, column="name", text=name or written)
            continue
        for column in row.cells:
            if column not in _KNOWN and column not in told:
                told.add(column)
                notes.add("column_lost", sheet=CHOICES, row=row.number, column=column, text=row.get(column))
        choices = found.setdefault(name, Choices())
        if written in choices.values:
            notes.add("row_broken", sheet=CHOICES, row=row.number, column="name", text=written)
            continue
        value = free(written, set(choices.values.values()), CODE)
        if value != written:
            notes.add("renamed", sheet=CHOICES, row=row.number, column="name", text=value)
        choices.values[written] = value
        label = message_of(row, "label", notes, sheet=CHOICES) or {"ja": written}
        choices.options.append({"value": value, "label": label})
    return found


def free(written: str, taken: set[str], pattern: str = ID) -> str:
    """Return an id or code for a name as it is written there, not taken yet."""
    is_code = pattern == CODE
    most = 60 if is_code else 40
    made = re.sub(r"[^a-z0-9_-]" if is_code else r"[^a-z0-9_]", "_", written.lower())
    made = re.sub(r"^[^a-z0-9]+" if is_code else r"^[^a-z]+", "", made)[:most]
    if not made.strip("_-"):
        made = "option" if is_code else "question"
    name, number = made, 2
    while name in taken:
        end = f"_{number}"
        name, number = made[: most - len(end)] + end, number + 1
    return name
