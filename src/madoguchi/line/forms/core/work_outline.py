"""What people at work on a form see of it: its pages and questions in order, with what is to be mended at each."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from madoguchi.ground.kernel.errors import Message
from madoguchi.line.forms.core.definition_words import kind_words
from madoguchi.line.forms.core.editing import PAGE, JsonObject, fields, pages
from madoguchi.line.forms.core.reading import Problem


def place_anchor(place: str) -> str:
    """Return what a place in the outline is called in an address: ids have no hyphen."""
    return f"at-{place.replace(':', '-').replace('/', '-')}"


@dataclass(frozen=True, slots=True)
class Item:
    """A page or a question as it is written.

    ``kind`` is empty for a page; ``faults`` are what to mend at it; ``items`` are its questions.
    """

    place: str
    title: str
    kind: str
    kind_words: Message
    is_required: bool
    has_condition: bool
    data: JsonObject
    faults: tuple[Message, ...]
    items: "tuple[Item, ...]" = ()

    @property
    def id(self) -> str:
        """Its id: the last part of its place."""
        return self.place.removeprefix(PAGE).rpartition("/")[2]

    @property
    def anchor(self) -> str:
        """What its place in the outline is called in an address."""
        return place_anchor(self.place)

    @property
    def items_of_groups(self) -> "tuple[Item, ...]":
        """The questions of the groups among its questions."""
        return tuple(inner for one in self.items for inner in one.items)


@dataclass(frozen=True, slots=True)
class Outline:
    """``faults`` are those that stand at no page or question: of the procedure, of other rooms' parts."""

    pages: tuple[Item, ...]
    faults: tuple[Problem, ...]

    @property
    def count(self) -> int:
        """How many things are to be mended."""
        return len(self.faults) + sum(len(one.faults) for one in self.everything())

    def everything(self) -> Iterator[Item]:
        """Yield pages and questions in the order asked, each page and group before what it holds."""
        for page in self.pages:
            yield page
            for field in page.items:
                yield field
                yield from field.items

    def page_of(self, place: str) -> Item:
        """Return the page on which a page or question stands; ``KeyError`` where there is none."""
        for page in self.pages:
            if any(one.place == place for one in (page, *page.items, *page.items_of_groups)):
                return page
        raise KeyError(place)

    def item(self, place: str) -> Item:
        """Return the page or question; ``KeyError`` where there is none."""
        for one in self.everything():
            if one.place == place:
                return one
        raise KeyError(place)


def outline(definition: Mapping[str, object], problems: Sequence[Problem]) -> Outline:
    """Lay out a definition that need not be complete; ``problems`` are what its checks found."""
    form = definition.get("form")
    written = pages(form) if isinstance(form, dict) else []
    faults: dict[str, list[Message]] = defaultdict(list)
    elsewhere: list[Problem] = []
    for problem in problems:
        place = _place(written, problem.path)
        if place:
            faults[place].append(problem.message)
        else:
            elsewhere.append(problem)
    laid = tuple(
        replace(
            _item(page, f"{PAGE}{page.get('id')}", "title", faults),
            items=tuple(
                replace(
                    _item(field, str(field.get("id")), "label", faults),
                    items=tuple(
                        _item(inner, f"{field.get('id')}/{inner.get('id')}", "label", faults) for inner in fields(field)
                    ),
                )
                for field in fields(page)
            ),
        )
        for page in written
    )
    return Outline(laid, tuple(elsewhere))


def _item(data: JsonObject, place: str, title: str, faults: Mapping[str, list[Message]]) -> Item:
    kind = "" if place.startswith(PAGE) else str(data.get("type", ""))
    texts = data.get(title)
    return Item(
        place,
        str(texts.get("ja", "")) if isinstance(texts, dict) else "",
        kind,
        kind_words(kind),
        data.get("required") is True,
        "show_when" in data,
        data,
        tuple(dict.fromkeys(faults.get(place, ()))),
    )


def _place(written: Sequence[JsonObject], path: str) -> str:
    """Return the place of the page or question that a path of the definition leads into; empty where to none."""
    steps = path.lstrip("/").split("/")
    if steps[:2] != ["form", "pages"] or len(steps) < 3:
        return ""
    place, level, rest = "", list(written), steps[2:]
    while rest and rest[0].isdecimal() and int(rest[0]) < len(level):
        found = level[int(rest[0])]
        name = str(found.get("id"))
        place = f"{PAGE}{name}" if not place else name if place.startswith(PAGE) else f"{place}/{name}"
        if rest[1:2] != ["fields"]:
            break
        level, rest = fields(found), rest[2:]
    return place
