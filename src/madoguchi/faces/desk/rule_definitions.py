"""A definition of a draft as the desk shows it, and what a change of it would come to."""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from madoguchi.faces.desk.rule_book import WRITE
from madoguchi.faces.desk.rule_drafts import title_of
from madoguchi.ground.foundation.public import Actor, permissions
from madoguchi.ground.kernel.errors import Message
from madoguchi.office.rules import public as rules

_EMPTY_TABLE = rules.TableTyped("first", ("",), (("", ""),))


@dataclass(frozen=True, slots=True)
class DefinitionShown:
    """A definition of a draft; ``at`` is None for one that is not there yet."""

    draft: rules.DraftPage
    title: Message
    at: rules.DefinitionAt | None
    typed: rules.DefinitionTyped

    def changed(self, typed: rules.DefinitionTyped) -> str:
        """The draft's document with the definition as it is typed."""
        return rules.with_definition(self.draft.document, self.draft.looked.upper, self.at, typed)

    def removed(self) -> str:
        """The draft's document without it. Raises ``rules.DefinitionNotThere``."""
        if self.at is None:
            raise rules.DefinitionNotThere
        return rules.without_definition(self.draft.document, self.at)


def definition_shown(draft_id: UUID, version: int, place: int, actor: Actor) -> DefinitionShown:
    """Return a definition by its place. Raises ``rules.DraftUnknown``, ``rules.DefinitionNotThere``."""
    permissions.require(actor, WRITE)
    draft = rules.draft_page(draft_id, actor)
    at = rules.definition_at(draft.document, version, place)
    return DefinitionShown(draft, title_of(draft), at, at.typed)


def new_definition_shown(draft_id: UUID, actor: Actor, *, is_table: bool) -> DefinitionShown:
    """Return a definition to be written. Raises ``rules.DraftUnknown``."""
    permissions.require(actor, WRITE)
    draft = rules.draft_page(draft_id, actor)
    typed = rules.DefinitionTyped("", "", _EMPTY_TABLE if is_table else None)
    return DefinitionShown(draft, title_of(draft), None, typed)


def looked_at(shown: DefinitionShown, typed: rules.DefinitionTyped) -> Iterator[tuple[str, rules.Finding]]:
    """Yield what is wrong with a definition as it is typed, each with its place inside of it."""
    document = shown.changed(typed)
    path = shown.at.path if shown.at is not None else _last(document)
    for one in rules.look_at(document, shown.draft.package_id).findings:
        if one.path == path or one.path.startswith(f"{path}/"):
            yield one.path.removeprefix(path).removeprefix("/"), one


def _last(document: str) -> str:
    """The place of the definition that was added last."""
    last = rules.definitions_of(document)[-1].definitions[-1]
    return last.path
