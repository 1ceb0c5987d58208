"""One form for several procedures: what they ask, brought together, and where they differ.

The proposal is a draft for people: conditions, checks and calculations stay behind, since they name questions of their
own form; what was asked under a condition is told in the table, and is not required in the proposal.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from madoguchi.ground.kernel.errors import Message, Refused
from madoguchi.line.forms.core.asked import Json, Question, questions
from madoguchi.line.forms.core.asked_order import majority_order
from madoguchi.line.forms.core.definition import FORMAT, MOST_PAGES, parse_definition
from madoguchi.line.forms.core.likeness import Cluster, clusters
from madoguchi.line.forms.core.question_words import meaning

_Made: TypeAlias = dict[str, Any]  # Any: JSON of a definition in the making

MOST_TOGETHER: Final = 50
_LEFT_BEHIND: Final = frozenset({"show_when", "for_whom", "checks", "rules_input"})
_WHO: Final = {"ja": "申請する方", "en": "Applicant", "easy": "申し込む 人"}
_REST: Final = {"ja": "そのほかの質問", "en": "Other questions", "easy": "ほかの 質問"}


class TooFewForms(Refused):
    """Fewer than two procedures, or more than ``MOST_TOGETHER``, were to be brought together. Fact: ``most``."""

    code = "forms.too_few_to_unify"
    status = 422
    what = Message("様式をまとめられませんでした。", "The forms could not be brought together.")
    why = Message("手続きは2件から{most}件まで選べます。", "Two to {most} procedures can be chosen.")
    mend = Message("手続きを選び直してください。", "Please choose the procedures again.")


@dataclass(frozen=True, slots=True)
class Cell:
    """How one procedure asks a question; ``paths``: where, more than one where it asks twice."""

    paths: tuple[str, ...]
    label: Message
    kind: str
    is_required: bool
    is_conditional: bool


@dataclass(frozen=True, slots=True)
class TableRow:
    """A question of the common form, and how each procedure asks it; None: it does not."""

    path: str  # in the proposal
    label: Message
    cells: tuple[Cell | None, ...]

    @property
    def is_asked_by_all(self) -> bool:
        """Whether every procedure asks it."""
        return all(one is not None for one in self.cells)

    @property
    def count(self) -> int:
        """How many procedures ask it."""
        return sum(one is not None for one in self.cells)

    @property
    def differences(self) -> tuple[str, ...]:
        """What differs among those that ask: ``words``, ``kind``, ``required``, ``condition``."""
        asked = [one for one in self.cells if one is not None]
        looked_at: Mapping[str, Collection[object]] = {
            "words": {one.label.ja for one in asked},
            "kind": {one.kind for one in asked},
            "required": {one.is_required for one in asked},
            "condition": {one.is_conditional for one in asked},
        }
        return tuple(what for what, found in looked_at.items() if len(found) > 1)


@dataclass(frozen=True, slots=True)
class Proposal:
    """A common form: a definition with the parts ``procedure`` and ``form``, and the table behind it."""

    codes: tuple[str, ...]
    definition: Json
    rows: tuple[TableRow, ...]


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a question stands in its own form."""

    page: str  # its title; empty for the page of the applicant's name
    title: Json
    group: Json | None
    is_conditional: bool


def propose(definitions: Sequence[Json]) -> Proposal:
    """Return the common form of definitions that ``parse_definition`` takes.

    Raises:
        TooFewForms
        DefinitionRefused: the whole has more questions than a form may have.
    """
    by_code = {str(one["procedure"]["code"]): one for one in definitions}
    if not 2 <= len(by_code) <= MOST_TOGETHER:
        raise TooFewForms(most=MOST_TOGETHER)
    codes = tuple(sorted(by_code))
    asked = {code: [one for one in questions(by_code[code]) if one.is_answered] for code in codes}
    places = {code: _places(by_code[code]) for code in codes}
    everything = [one for code in codes for one in asked[code]]
    found = list(clusters(everything))
    known = {question.place for one in found for question in one.questions}
    found += [Cluster((one,), 1.0, ()) for one in everything if one.place not in known]
    of = {question.place: n for n, one in enumerate(found) for question in one.questions}
    order = majority_order([[of[one.place] for one in asked[code]] for code in codes])
    made = _Maker(codes, places, {code: _applicant(by_code[code]) for code in codes})
    for n in order:
        made.add(found[n])
    definition = {"format": FORMAT, "procedure": _procedure([by_code[code] for code in codes]), "form": made.form()}
    parse_definition(definition)
    return Proposal(codes, definition, made.rows_as_asked())


class _Maker:
    """Puts clusters into pages and groups, each question with an id of its own."""

    def __init__(
        self,
        codes: Sequence[str],
        places: Mapping[str, Mapping[str, _Place]],
        applicants: Mapping[str, Mapping[str, str]],
    ) -> None:
        self._codes, self._places, self._applicants = codes, places, applicants
        self._pages: dict[str, list[_Made]] = {}
        self._titles: dict[str, Json] = {}
        self._groups: dict[str, _Made] = {}
        self._ids: set[str] = {"item"}
        self._applicant: dict[str, tuple[int, str]] = {}
        self.rows: list[TableRow] = []

    def add(self, cluster: Cluster) -> None:
        """Add one question of the common form, after those added before."""
        places = [self._places[one.form][one.path] for one in cluster.questions]
        chosen, told_by = self._chosen(cluster), self._tells(cluster)
        group = "" if told_by else Counter(_group_key(place.group) for place in places).most_common(1)[0][0]
        page = Counter(place.page for place in places).most_common(1)[0][0]
        fields = self._fields(page, group, places)
        entry = {key: value for key, value in chosen.entry.items() if key not in _LEFT_BEHIND}
        entry["id"] = _fresh(str(entry["id"]), self._ids if not group else {str(one["id"]) for one in fields})
        self._ids |= set() if group else {str(entry["id"])}
        cells = self._cells(cluster)
        if "required" in entry or any(one is not None and one.is_required for one in cells):
            entry["required"] = all(one is not None and one.is_required and not one.is_conditional for one in cells)
        if "options" in entry:
            entry["options"] = _options(chosen, cluster)
        fields.append(entry)
        for key, count in told_by.items():
            if count > self._applicant.get(key, (0, ""))[0]:
                self._applicant[key] = (count, str(entry["id"]))
        inside = f"{self._groups[group]['id']}/" if group else ""
        self.rows.append(TableRow(f"{inside}{entry['id']}", chosen.label, cells))

    def form(self) -> _Made:
        """Return the form part."""
        order = [key for key, fields in self._pages.items() if fields]
        pages = [(self._titles[key] if key else _WHO, self._pages[key]) for key in order]
        if len(pages) > MOST_PAGES:
            rest = [field for _, fields in pages[MOST_PAGES - 1 :] for field in fields]
            pages = [*pages[: MOST_PAGES - 1], (_REST, rest)]
        return {
            "pages": [
                {"id": f"page{n}", "title": title, "fields": fields} for n, (title, fields) in enumerate(pages, 1)
            ],
            "applicant": {key: field for key, (_, field) in sorted(self._applicant.items())},
        }

    def rows_as_asked(self) -> tuple[TableRow, ...]:
        """Return the table in the order of the form."""
        rows = {row.path: row for row in self.rows}
        fields = [field for one in self._pages.values() for field in one]
        paths = [
            path
            for field in fields
            for path in (
                [f"{field['id']}/{one['id']}" for one in field["fields"]] if "fields" in field else [field["id"]]
            )
        ]
        return tuple(rows[path] for path in paths)

    def _tells(self, cluster: Cluster) -> Counter[str]:
        """Return what of the applicant it tells, with the number of procedures that say so."""
        keys = (self._applicants[one.form].get(one.path) for one in cluster.questions)
        return Counter(key for key in keys if key is not None)

    def _chosen(self, cluster: Cluster) -> Question:
        """Return the question that stands for all: one that tells of the applicant, of the commonest kind and words."""
        asked = cluster.questions
        telling = [one for one in asked if one.path in self._applicants[one.form]] or list(asked)
        kinds = Counter(one.kind for one in telling)
        words = Counter(one.label.ja for one in telling)
        return min(telling, key=lambda one: (-kinds[one.kind], -words[one.label.ja], len(one.label.ja), one.place))

    def _fields(self, page: str, group: str, places: Sequence[_Place]) -> list[_Made]:
        if group in self._groups:
            begun: list[_Made] = self._groups[group]["fields"]
            return begun
        self._titles.setdefault(page, next(one.title for one in places if one.page == page))
        fields = self._pages.setdefault(page, [])
        whole = next((one.group for one in places if group and _group_key(one.group) == group), None)
        if whole is None:
            return fields
        inside: list[_Made] = []
        made = {key: value for key, value in whole.items() if key not in _LEFT_BEHIND}
        made |= {"id": _fresh(str(made["id"]), self._ids), "fields": inside, "min": 0}
        self._ids.add(str(made["id"]))
        self._groups[group] = made
        fields.append(made)
        return inside

    def _cells(self, cluster: Cluster) -> tuple[Cell | None, ...]:
        by_form: dict[str, list[Question]] = defaultdict(list)
        for one in cluster.questions:
            by_form[one.form].append(one)
        cells: list[Cell | None] = []
        for code in self._codes:
            own = by_form.get(code)
            if not own:
                cells.append(None)
                continue
            conditional = all(self._places[code][one.path].is_conditional for one in own)
            paths = tuple(one.path for one in own)
            cells.append(Cell(paths, own[0].label, own[0].kind, any(one.is_required for one in own), conditional))
        return tuple(cells)


def _places(definition: Json) -> dict[str, _Place]:
    found: dict[str, _Place] = {}
    name = definition["form"]["applicant"]["name"]
    for page in definition["form"]["pages"]:
        tells_name = any(entry["id"] == name for entry in page["fields"])
        key, on_page = "" if tells_name else str(page["title"]["ja"]), page.get("show_when") is not None
        for entry in page["fields"]:
            conditional = on_page or entry.get("show_when") is not None
            found[entry["id"]] = _Place(key, page["title"], None, conditional)
            for one in entry.get("fields", ()):
                inside = conditional or one.get("show_when") is not None
                found[f"{entry['id']}/{one['id']}"] = _Place(key, page["title"], entry, inside)
    return found


def _applicant(definition: Json) -> dict[str, str]:
    return {field: key for key, field in definition["form"]["applicant"].items()}


def _group_key(group: Json | None) -> str:
    if group is None:
        return ""
    said = meaning(str(group["label"]["ja"]), "group")
    return f"{sorted(said.roles)}{said.topic}"


def _fresh(wanted: str, taken: set[str]) -> str:
    name, n = wanted, 1
    while name in taken:
        n += 1
        name = f"{wanted[:36]}_{n}"
    return name


def _options(chosen: Question, cluster: Cluster) -> list[Json]:
    """Return the options of the chosen question, then those that only others have."""
    found: list[Json] = list(chosen.entry["options"])
    values = {str(one["value"]) for one in found}
    words = {meaning(one["label"]["ja"], "choice").topic for one in found}
    for question in cluster.questions:
        for one in question.entry.get("options", ()):
            if one["value"] not in values and meaning(one["label"]["ja"], "choice").topic not in words:
                values.add(one["value"])
                words.add(meaning(one["label"]["ja"], "choice").topic)
                found.append(one)
    return found


def _procedure(definitions: Sequence[Json]) -> _Made:
    first = definitions[0]["procedure"]
    names = [one["procedure"]["name"] for one in definitions]
    needed = {text["ja"]: text for one in definitions for text in one["procedure"].get("needed", ())}
    minutes = max(int(one["procedure"].get("minutes_to_fill", 10)) for one in definitions)
    ja = "・".join(str(one["ja"]) for one in names[:3]) + ("ほか" if len(names) > 3 else "")
    en = ", ".join(str(one.get("en", one["ja"])) for one in names[:3]) + (" and others" if len(names) > 3 else "")
    return {
        "code": f"common-{first['code']}"[:60],
        "name": {"ja": f"共通様式（{ja}）", "en": f"Common form ({en})"},
        "minutes_to_fill": minutes,
        "needed": list(needed.values())[:30],
    }
