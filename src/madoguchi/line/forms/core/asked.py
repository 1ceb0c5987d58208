"""What a form asks for: its questions, and the papers that applicants must bring."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from madoguchi.ground.kernel.errors import Message
from madoguchi.line.forms.core.question_words import Meaning, meaning

Json: TypeAlias = Mapping[str, Any]  # Any: JSON objects that parse_definition has taken, or parts of them

FILE: Final = "file"
NEEDED: Final = "needed/"
#: Kinds that nobody answers.
_UNASKED: Final = frozenset({"guidance", "calculation", "heading", "group"})


@dataclass(frozen=True, slots=True)
class Question:
    """One question of one form, or one thing that its applicants must bring (``path`` begins with :data:`NEEDED`)."""

    form: str  # code of the procedure
    path: str  # ``children/name``
    kind: str
    label: Message
    meaning: Meaning
    core_item: str
    entry: Json
    is_required: bool

    @property
    def place(self) -> tuple[str, str]:
        """Form and path, by which questions are put in order."""
        return self.form, self.path

    @property
    def is_attachment(self) -> bool:
        """Whether a paper is asked for."""
        return self.kind == FILE

    @property
    def is_answered(self) -> bool:
        """Whether the form has a place for it: what people are only told to bring has none."""
        return not self.path.startswith(NEEDED)


def questions(definition: Json) -> tuple[Question, ...]:
    """Return what a definition that ``parse_definition`` takes asks for: questions in their order, then papers.

    A paper of ``procedure.needed`` that a file question of the same form asks for is not counted twice.
    """
    procedure, form = _mapping(definition["procedure"]), _mapping(definition["form"])
    code = str(procedure["code"])
    applicant = {str(one): key for key, one in _mapping(form["applicant"]).items()}
    own = _own_roles(form, applicant)
    found: list[Question] = []
    for page in _entries(form["pages"]):
        title = _label(page, "title").ja
        for entry in _entries(page["fields"]):
            if entry["type"] not in _UNASKED:
                found.append(_question(code, entry, "", (title,), applicant=entry["id"] in applicant, own=own))
            names = (_label(entry, "item_label").ja, _label(entry, "label").ja, title)
            for one in _entries(entry.get("fields", ())):
                if one["type"] not in _UNASKED:
                    found.append(_question(code, one, f"{entry['id']}/", names, applicant=False, own=own))
    return tuple(found + _needed(code, procedure, found, own))


def _question(
    code: str, entry: Json, before: str, titles: Sequence[str], *, applicant: bool, own: frozenset[str]
) -> Question:
    label, kind = _label(entry, "label"), str(entry["type"])
    said = meaning(label.ja, kind, titles)
    roles = frozenset[str]() if applicant else said.roles - own
    return Question(
        code, f"{before}{entry['id']}", kind, label, Meaning(roles, said.topic, said.facets),
        str(entry.get("core_item", "")), entry, bool(entry.get("required", kind == "consent")),
    )  # fmt: skip


_PERSONS: Final = frozenset({"guardian", "insured", "head", "user", "agent", "mother", "father", "representative"})


def _own_roles(form: Json, applicant: Mapping[str, str]) -> frozenset[str]:
    """Return what the form calls its own applicant, besides 申請者: 保護者, 利用する方."""
    for page in _entries(form["pages"]):
        for entry in _entries(page["fields"]):
            if applicant.get(str(entry["id"])) == "name":
                return meaning(_label(entry, "label").ja, "name", (_label(page, "title").ja,)).roles & _PERSONS
    return frozenset()


def _needed(code: str, procedure: Json, asked: Sequence[Question], own: frozenset[str]) -> list[Question]:
    uploaded = {one.meaning for one in asked if one.is_attachment}
    found: list[Question] = []
    for n, text in enumerate(_entries(procedure.get("needed", ()))):
        label = _text(text)
        if "必要な書類はありません" in label.ja or "不要です" in label.ja:
            continue
        said = meaning(label.ja, FILE)
        said = Meaning(said.roles - own, said.topic, said.facets)
        if said not in uploaded:
            found.append(Question(code, f"{NEEDED}{n}", FILE, label, said, "", text, False))
    return found


def _mapping(data: object) -> Json:
    return data if isinstance(data, Mapping) else {}


def _entries(data: object) -> list[Json]:
    return [_mapping(one) for one in data] if isinstance(data, list | tuple) else []


def _label(entry: Json, key: str) -> Message:
    return _text(_mapping(entry.get(key)))


def _text(found: Json) -> Message:
    ja, en, easy = (found.get(language) for language in ("ja", "en", "easy"))
    plain = str(ja or "")
    return Message(plain, str(en) if en else plain, str(easy) if easy else None)
