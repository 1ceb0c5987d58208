"""What a definition says beside its pages: of the procedure, of who applies, and in the parts that other rooms read.

It is asked for by a form, as the settings of a question are: each room registers questions for its part, flat keys of
it. What a part says beyond those keys stays as it is.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, cast

from madoguchi.ground.kernel.errors import Message
from madoguchi.line.forms.core.definition import APPLICANT_KINDS
from madoguchi.line.forms.core.definition_words import APPLICANT, APPLICANT_KEYS, PROCEDURE, PROCEDURE_KEYS
from madoguchi.line.forms.core.editing import JsonObject, fields, pages
from madoguchi.line.forms.core.fields import Answers, Form, Json, Kind
from madoguchi.line.forms.core.settings_form import LANGUAGES, form_of
from madoguchi.line.forms.parts import part_words

Shape = Literal["value", "text", "words"]
_MOST_NEEDED = 30


@dataclass(frozen=True, slots=True)
class PartQuestion:
    """How a key of a part is asked for.

    ``field`` has the type and what goes with it. ``shape``: a ``value`` stands in the part as it is answered; a
    ``text`` is asked for in three languages, the Japanese as ``required`` says; ``words`` are asked for as lines.
    """

    key: str
    field: Mapping[str, object]
    shape: Shape = "value"


Questions = Callable[[date], Sequence[PartQuestion]]
"""The questions of a part as of a day (inside a scope)."""

_questions: dict[str, Questions] = {}


def register_part_questions(part: str, asked: Questions) -> None:
    """Add how a room's part is asked for, in its ``parts`` module, beside its checker."""
    if _questions.setdefault(part, asked) is not asked:
        raise ValueError(f"the part {part} is asked for twice")


@dataclass(frozen=True, slots=True)
class FactsForm:
    """The form that asks for the facts of a definition, and the way from the definition to its answers and back."""

    form: Form
    asked: Mapping[str, Sequence[PartQuestion]]

    def answers(self, definition: Mapping[str, object]) -> dict[str, Json]:
        """Return the answers that stand for what is written."""
        answers: dict[str, Json] = {}
        for part, asked in self.asked.items():
            data = _data(definition, part)
            for one in asked:
                value, name = data.get(one.key), f"{part}_{one.key}"
                if one.shape == "text":
                    texts = value if isinstance(value, Mapping) else {}
                    answers |= {f"{name}_{key}": cast("Json", texts[key]) for key, *_ in LANGUAGES if key in texts}
                elif one.shape == "words":
                    answers[name] = "\n".join(map(str, value)) if isinstance(value, list) else ""
                elif value is not None:
                    answers[name] = cast("Json", value)
        return answers

    def definition(self, answers: Answers, before: Mapping[str, object]) -> JsonObject:
        """Return a definition with what was answered; a part of which nothing is said is not added."""
        changed: JsonObject = dict(before)
        for part, asked in self.asked.items():
            data = dict(_data(before, part))
            for one in asked:
                value = _value(answers, f"{part}_{one.key}", one.shape)
                if value:
                    data[one.key] = value
                else:
                    data.pop(one.key, None)
            if part == _APPLICANT:
                form = before.get("form")
                changed["form"] = {**(form if isinstance(form, dict) else {}), part: data}
            elif data or part in before:
                changed[part] = data
        return changed


def facts_form(definition: Mapping[str, object], *, on: date) -> FactsForm:
    """Return the form for the facts of a definition, with what may be chosen on a day (inside a scope)."""
    words = part_words()
    asked: dict[str, Sequence[PartQuestion]] = {"procedure": _OF_PROCEDURE, _APPLICANT: _of_applicant(definition)}
    asked |= {part: tuple(questions(on)) for part, questions in _questions.items()}
    boxes: list[JsonObject] = []
    for part, questions in asked.items():
        own = {"procedure": (PROCEDURE.label, PROCEDURE_KEYS), _APPLICANT: (APPLICANT, APPLICANT_KEYS)}
        label, keys = own[part] if part in own else (words[part].label, words[part].keys)
        boxes.append({"id": f"section_{part}", "type": "heading", "label": {"ja": label.ja, "en": label.en}})
        for one in questions:
            boxes += _boxes(part, one, keys.get(one.key, Message(one.key, one.key)))
    return FactsForm(form_of(boxes), asked)


_APPLICANT = "applicant"
_OF_PROCEDURE: Sequence[PartQuestion] = (
    PartQuestion("name", {"type": "text", "required": True}, "text"),
    PartQuestion("summary", {"type": "long_text", "max_length": 4000}, "text"),
    PartQuestion(
        "keywords", {"type": "long_text", "help": {"ja": "1行に1つ書きます。", "en": "One per line."}}, "words"
    ),
    PartQuestion("minutes_to_fill", {"type": "number", "min": 1, "max": 240, "unit": {"ja": "分", "en": "minutes"}}),
    PartQuestion(
        "needed",
        {
            "type": "group", "max": _MOST_NEEDED, "item_label": {"ja": "用意するもの", "en": "Thing"},
            "fields": [
                {"id": key, "type": "text", "label": {"ja": ja, "en": en}, "required": key == "ja"}
                for key, ja, en in LANGUAGES
            ],
        },
    ),
)  # fmt: skip


def _of_applicant(definition: Mapping[str, object]) -> Sequence[PartQuestion]:
    """Return a choice among the questions of the fitting kind for each fact; none where there is no such question."""
    form = definition.get("form")
    top = [one for page in pages(form) for one in fields(page)] if isinstance(form, dict) else []
    found: list[PartQuestion] = []
    for key, kind in APPLICANT_KINDS.items():
        options = [
            {"value": str(one.get("id")), "label": {"ja": _called(one)}}
            for one in top
            if one.get("type") == kind.value and (kind is not Kind.CHOICE or _asks_sex(one))
        ]
        if options:
            found.append(PartQuestion(key, {"type": "choice", "options": options, "required": key == "name"}))
    return found


def _called(field: Mapping[str, object]) -> str:
    label = field.get("label")
    said = label.get("ja") if isinstance(label, Mapping) else None
    return said if isinstance(said, str) and said.strip() else str(field.get("id"))


def _asks_sex(field: Mapping[str, object]) -> bool:
    options = field.get("options")
    values = {one.get("value") for one in options if isinstance(one, dict)} if isinstance(options, list) else set()
    return {"male", "female"} <= values


def _boxes(part: str, one: PartQuestion, label: Message) -> list[JsonObject]:
    name = f"{part}_{one.key}"
    if one.shape != "text":
        return [{"id": name, "label": {"ja": label.ja, "en": label.en}, **one.field}]
    return [
        {
            **one.field,
            "id": f"{name}_{key}",
            "label": {"ja": f"{label.ja}（{ja}）", "en": f"{label.en} ({en})"},
            "required": key == "ja" and one.field.get("required") is True,
        }
        for key, ja, en in LANGUAGES
    ]


def _value(answers: Answers, name: str, shape: Shape) -> object:
    if shape == "text":
        return {key: answers[f"{name}_{key}"] for key, *_ in LANGUAGES if answers.get(f"{name}_{key}")}
    value = answers.get(name)
    if shape == "words":
        return [line.strip() for line in str(value or "").split("\n") if line.strip()]
    return value


def _data(definition: Mapping[str, object], part: str) -> Mapping[str, object]:
    holder = definition.get("form") if part == _APPLICANT else definition
    data = holder.get(part) if isinstance(holder, Mapping) else None
    return data if isinstance(data, Mapping) else {}
