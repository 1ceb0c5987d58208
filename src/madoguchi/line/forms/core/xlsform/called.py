"""What pages, questions and their boxes are called in an XLSForm: their ids, made to stand once in the whole form."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from madoguchi.line.forms.core.fields import Field, Form, Kind
from madoguchi.line.forms.core.naming import Named, named
from madoguchi.line.forms.core.xlsform.kinds import WHOLE, parts_of


@dataclass(frozen=True, slots=True)
class Called:
    """``places``: place (``page:id``, ``field``, ``group/field``, ``…#box``) → name there; ``names``: of rules."""

    places: Mapping[str, str]
    named: Mapping[str, Named]
    names: Mapping[str, str]
    groups: Mapping[str, str]


def called(form: Form) -> Called:
    """Return the names. Questions at the top keep their ids; the others are told apart where ids meet."""
    places: dict[str, str] = {}
    taken: set[str] = set()

    def give(place: str, *wanted: str) -> None:
        name = next((one for one in wanted if one not in taken), "")
        number = 2
        while not name or name in taken:
            name, number = f"{wanted[-1]}_{number}", number + 1
        places[place] = name
        taken.add(name)

    for field in form.fields():
        give(field.id, field.id)
    every = list(_every(form))
    for field, group in every:
        if group:
            give(f"{group}/{field.id}", field.id, f"{group}_{field.id}")
    for field, group in every:
        if field.kind in WHOLE:
            place = f"{group}/{field.id}" if group else field.id
            for part in parts_of(field):
                give(f"{place}#{part.end}", f"{places[place]}_{part.end}")
    for page in form.pages:
        give(f"page:{page.id}", page.id, f"page_{page.id}")
    found: dict[str, Named] = {}
    names: dict[str, str] = {}
    for field, group in every:
        place = f"{group}/{field.id}" if group else field.id
        for one in named(field, group):
            found[one.name] = one
            box = one.of or ("relation" if field.kind is Kind.RELATIONSHIP else "")
            names[one.name] = places[f"{place}#{box}"] if field.kind in WHOLE else places[place]
    groups = {field.id: places[field.id] for field in form.fields() if field.kind is Kind.GROUP}
    return Called(places, found, names, groups)


def _every(form: Form) -> Iterator[tuple[Field, str]]:
    for field in form.fields():
        yield field, ""
        for inner in field.fields:
            yield inner, field.id
