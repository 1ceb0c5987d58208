"""What rooms put into a package beside the definition: rules, routes. Each reads its own part of one that came in."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from madoguchi.ground.kernel.errors import Message
from madoguchi.line.forms.core.package_file import DEFINITION

Definition = Mapping[str, object]
Texts = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class PartStanding:
    """How a part that came in stands to what the body has. ``rules``: rules that it may take as a draft."""

    label: Message
    standing: Message
    rules: str = ""


@dataclass(frozen=True, slots=True)
class PackagePart:
    """A folder of a package and the room that fills and reads it, both inside a scope.

    ``pack`` returns texts by the name of their file, as the body has them on a day. ``look`` gets those of a package
    that came in and tells how each stands; it raises a ``Refused`` where one cannot be used.
    """

    folder: str
    pack: Callable[[Definition, date], Texts]
    look: Callable[[Texts, Definition, date], Sequence[PartStanding]]


_parts: dict[str, PackagePart] = {}
_NOT_READ = Message(
    "この環境では使いません。受け取ったファイルには残ります。",
    "Nothing here reads it. It stays in the file that was received.",
)


def register_package_part(part: PackagePart) -> None:
    """Add a room's part, in its ``parts`` module."""
    if _parts.setdefault(part.folder, part) is not part:
        raise ValueError(f"the folder {part.folder} is packed twice")


def packed(definition: Definition, on: date) -> dict[str, str]:
    """Return the texts of every room for a definition, by their names in the package (inside a scope)."""
    return {
        f"{folder}/{name}": text for folder, part in _parts.items() for name, text in part.pack(definition, on).items()
    }


def standings(parts: Texts, definition: Definition, on: date) -> tuple[PartStanding, ...]:
    """Return how each part of a package stands to what the body in scope has.

    Raises:
        Refused: of the room whose part cannot be used.
    """
    found: list[PartStanding] = []
    for folder, part in _parts.items():
        own = {name.removeprefix(f"{folder}/"): text for name, text in parts.items() if name.startswith(f"{folder}/")}
        found += part.look(own, definition, on)
    unread = [name for name in parts if name != DEFINITION and name.partition("/")[0] not in _parts]
    return (*found, *(PartStanding(Message(name, name), _NOT_READ) for name in unread))
