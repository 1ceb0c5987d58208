"""Message templates: declared by the rooms that send them, filled with facts, in the reader's language."""

from collections.abc import Mapping
from dataclasses import dataclass

from madoguchi.ground.kernel.errors import Message


@dataclass(frozen=True, slots=True)
class Template:
    """Subject and body of one kind of message. ``{name}`` marks are filled by facts; no personal data goes in."""

    code: str
    subject: Message
    body: Message

    def __post_init__(self) -> None:
        if declared.setdefault(self.code, self) is not self:
            raise ValueError(f"the message template {self.code} is declared twice")


@dataclass(frozen=True, slots=True)
class Filled:
    """A message ready to go."""

    subject: str
    body: str


declared: dict[str, Template] = {}


def fill(template: Template, facts: Mapping[str, str], language: str) -> Filled:
    """Return the words in ``language``; line breaks in facts become spaces in the subject (no header is forged).

    Raises:
        KeyError: a mark has no fact.
    """
    subject = template.subject.text(language).format(**facts)
    return Filled(" ".join(subject.split()), template.body.text(language).format(**facts))
