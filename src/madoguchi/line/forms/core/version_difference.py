"""What differs between two definitions of a procedure, in the words of an office.

Questions and pages are known by their id; one that was renamed with a new id is a question taken away and another
added, as it is for the answers. What other rooms read of a definition is compared as plain data, with the words that
the rooms give to their keys.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from madoguchi.ground.kernel.errors import Language, Message
from madoguchi.line.forms.core import definition_words as words
from madoguchi.line.forms.core.condition_words import condition_words
from madoguchi.line.forms.core.definition import Definition
from madoguchi.line.forms.core.fields import Field, Page
from madoguchi.line.forms.core.messages import say
from madoguchi.office.rules.language import print_expression


class How(StrEnum):
    """What became of something."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class VersionChange:
    """One thing that differs. ``where`` is the page or part; texts are empty where there was or is nothing."""

    how: How
    where: Message
    what: Message
    before: Message
    after: Message


_NOTHING = Message("", "")
_Leaves = dict[tuple[str, ...], Message]


def version_difference(
    old: Definition, new: Definition, parts: Mapping[str, words.PartWords]
) -> tuple[VersionChange, ...]:
    """Return everything that differs from ``old`` to ``new``: the procedure's words, pages, questions, other parts.

    Args:
        parts: the words of the rooms' parts; a part without words is called by its name in the file.
    """
    return (
        *_plain("procedure", old, new, words.PROCEDURE),
        *_pages(old, new),
        *_questions(old, new),
        *_applicant(old, new),
        *(
            change
            for name in dict.fromkeys((*new.parts, *old.parts))
            if name not in ("procedure", "form")
            for change in _plain(name, old, new, parts.get(name, words.PartWords(Message(name, name), {})))
        ),
    )


def _plain(name: str, old: Definition, new: Definition, called: words.PartWords) -> Iterator[VersionChange]:
    yield from _leaf_changes(
        _leaves(old.parts.get(name, {})), _leaves(new.parts.get(name, {})), called.label, called.keys
    )


def _leaf_changes(
    before: _Leaves, after: _Leaves, where: Message, keys: Mapping[str, Message], of: Message | None = None
) -> Iterator[VersionChange]:
    for path in dict.fromkeys((*after, *before)):
        was, now = before.get(path, _NOTHING), after.get(path, _NOTHING)
        if was == now:
            continue
        how = How.ADDED if path not in before else How.REMOVED if path not in after else How.CHANGED
        what = words.called(path, keys)
        yield VersionChange(how, where, what if of is None else say(words.OF, whole=of, part=what), *_telling(was, now))


def _telling(was: Message, now: Message) -> tuple[Message, Message]:
    """Return two texts whose Japanese differs: where only another language does, its texts stand for all."""
    if was.ja != now.ja:
        return was, now
    language = next((one for one in Language if was.text(one) != now.text(one)), Language.EASY)
    return Message(was.text(language), was.text(language)), Message(now.text(language), now.text(language))


def _leaves(data: object, path: tuple[str, ...] = ()) -> _Leaves:
    """Return every single value by its path; entries of a list by their id, or all at once where they have none."""
    if isinstance(data, Mapping):
        ordered = sorted(data.items(), key=lambda one: one[0] != "ja")  # of a text the Japanese comes first
        return {place: text for key, value in ordered for place, text in _leaves(value, (*path, key)).items()}
    if isinstance(data, Sequence) and not isinstance(data, str):
        keyed = [one for one in data if isinstance(one, Mapping) and "id" in one]
        if data and len(keyed) == len(data):
            found: _Leaves = {(*path, words.ORDER): words.listed([str(one["id"]) for one in keyed])}
            for one in keyed:
                rest = {key: value for key, value in one.items() if key != "id"}
                found |= _leaves(rest, (*path, str(one["id"])))
            return found
        return {path: words.listed([words.plain(one) for one in data])}
    return {path: words.shown(path[-1] if path else "", data)}


def _pages(old: Definition, new: Definition) -> Iterator[VersionChange]:
    before, after = _raw_pages(old), _raw_pages(new)
    for page_id, page in after.items():
        if page_id not in before:
            yield VersionChange(How.ADDED, words.FORM, words.page(page), _NOTHING, _NOTHING)
    for page_id, page in before.items():
        if page_id not in after:
            yield VersionChange(How.REMOVED, words.FORM, words.page(page), _NOTHING, _NOTHING)
            continue
        was = _own_leaves(page, old.form.page(page_id), old)
        now = _own_leaves(after[page_id], new.form.page(page_id), new)
        yield from _leaf_changes(was, now, words.page(page), words.FIELD_KEYS)
    kept = [[page_id for page_id in pages if page_id in before and page_id in after] for pages in (before, after)]
    if kept[0] != kept[1]:
        orders = (
            words.listed([words.title(pages[page_id]) for page_id in order])
            for order, pages in zip(kept, (before, after), strict=True)
        )
        yield VersionChange(How.CHANGED, words.FORM, words.ORDER_OF_PAGES, *orders)


@dataclass(frozen=True, slots=True)
class _Question:
    """A question as it stands in the file; ``inside`` is the group it belongs to."""

    data: Mapping[str, object]
    page_id: str
    inside: str
    path: str

    @property
    def label(self) -> Message:
        return words.text(self.data.get("label")) or Message("？", "?")


def _questions(old: Definition, new: Definition) -> Iterator[VersionChange]:
    before, after = _raw_questions(old), _raw_questions(new)
    titles = {**_raw_pages(new), **_raw_pages(old)}  # by the names that people know

    def place(one: _Question) -> Message:
        return words.page(titles[one.page_id])

    for path, one in after.items():
        was = before.get(path)
        if was is None:
            yield VersionChange(How.ADDED, place(one), one.label, _NOTHING, words.described(one.data))
            continue
        if was.page_id != one.page_id:
            yield VersionChange(How.CHANGED, place(one), say(words.MOVED, label=was.label), place(was), place(one))
        leaves = _question_leaves(was, old), _question_leaves(one, new)
        yield from _leaf_changes(*leaves, place(one), words.FIELD_KEYS, was.label)
    for path, one in before.items():
        if path not in after:
            yield VersionChange(How.REMOVED, place(one), one.label, words.described(one.data), _NOTHING)
    yield from _orders(before, after, titles)


def _orders(
    before: Mapping[str, _Question], after: Mapping[str, _Question], titles: Mapping[str, Mapping[str, object]]
) -> Iterator[VersionChange]:
    """Tell where questions that stayed on their page (or in their group) changed places."""
    for page_id, inside in dict.fromkeys((one.page_id, one.inside) for one in after.values()):
        was, now = (
            [
                path
                for path, one in side.items()
                if (one.page_id, one.inside) == (page_id, inside)
                and path in other
                and (other[path].page_id, other[path].inside) == (page_id, inside)
            ]
            for side, other in ((before, after), (after, before))
        )
        if was != now:
            lists = (words.listed([after[path].label for path in order]) for order in (was, now))
            yield VersionChange(How.CHANGED, words.page(titles[page_id]), words.ORDER_OF_QUESTIONS, *lists)


def _question_leaves(one: _Question, of: Definition) -> _Leaves:
    field = of.form.field(one.path)
    unsaid = {} if field.kind.value in words.UNASKED else {"required": field.required}  # a missing key means something
    return _own_leaves({**unsaid, **one.data}, field, of)


_OPTIONS = ("rows", "options")


def _own_leaves(data: Mapping[str, object], asked: Page | Field, of: Definition) -> _Leaves:
    """Return what a page or a question says of itself, with its condition and its options in words."""
    found = _leaves({key: value for key, value in data.items() if key not in ("id", "fields", "show_when", *_OPTIONS)})
    if asked.show_when is not None:
        told = condition_words(asked.show_when, of.form.logic.named)
        text = print_expression(asked.show_when)
        found["show_when",] = Message(text, text) if told is None else say(words.WHEN, condition=told)
    for key in _OPTIONS:
        if options := _listed(data.get(key)):
            found[key,] = words.listed([words.option(one) for one in options])
    return found


def _applicant(old: Definition, new: Definition) -> Iterator[VersionChange]:
    """Tell where another question says who applies; one that is only called otherwise is no change."""
    before, after = (
        {str(key): str(field) for key, field in found.items() if field}
        for found in (of.parts["form"].get("applicant") for of in (old, new))
        if isinstance(found, Mapping)
    )
    for key in dict.fromkeys((*after, *before)):
        if before.get(key) != after.get(key):
            was, now = (
                of.form.field(named[key]).label if key in named else _NOTHING
                for of, named in ((old, before), (new, after))
            )
            how = How.ADDED if key not in before else How.REMOVED if key not in after else How.CHANGED
            yield VersionChange(how, words.APPLICANT, words.called((key,), words.APPLICANT_KEYS), was, now)


def _raw_pages(of: Definition) -> dict[str, Mapping[str, object]]:
    pages = of.parts["form"]["pages"]
    return {str(page["id"]): page for page in pages} if isinstance(pages, list) else {}


def _raw_questions(of: Definition) -> dict[str, _Question]:
    found: dict[str, _Question] = {}
    for page_id, page in _raw_pages(of).items():
        for field in _listed(page.get("fields")):
            found[str(field["id"])] = _Question(field, page_id, "", str(field["id"]))
            for inner in _listed(field.get("fields")):
                path = f"{field['id']}/{inner['id']}"
                found[path] = _Question(inner, page_id, str(field["id"]), path)
    return found


def _listed(data: object) -> list[Mapping[str, object]]:
    return [one for one in data if isinstance(one, Mapping)] if isinstance(data, list) else []
