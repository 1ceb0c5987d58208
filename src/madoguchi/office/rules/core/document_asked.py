"""The member ``asked`` of a document: how people are asked about its rules. Its names stand in their order."""

from collections.abc import Mapping
from typing import Any

from madoguchi.ground.kernel.errors import Message
from madoguchi.office.rules.core.asked import Asked, People, Question
from madoguchi.office.rules.core.plain_reader import PlainReader
from madoguchi.office.rules.core.types import Type, Value
from madoguchi.office.rules.core.values import read_value, to_plain


def read_asked(at: PlainReader, plain: object, types: Mapping[str, Type]) -> Asked:
    """Return what a document says of its questions.

    Args:
        at: notes what is not as the format says.
        plain: the member ``asked``.
        types: of the inputs, by name.
    """
    given = at.mapping(plain, "asked", ("outcome",), ("people", "situations", "questions"))
    people = _sorted(at, given, "people")
    situations = _sorted(at, given, "situations")
    questions = _sorted(at, given, "questions")
    return Asked(
        at.text(given["outcome"], "asked/outcome"),
        {name: People(at.choice(each, f"asked/people/{name}", tuple(People))) for name, each in people.items()},
        {name: at.words(each, f"asked/situations/{name}") for name, each in situations.items()},
        {name: _question(at, each, f"asked/questions/{name}", types.get(name)) for name, each in questions.items()},
    )


def write_asked(asked: Asked) -> dict[str, Any]:
    """Return the member of a document that says this; what can be left out is left out."""
    written = {
        "outcome": asked.outcome,
        "people": {name: each.value for name, each in asked.people.items()},
        "situations": {name: _written_words(each) for name, each in asked.situations.items()},
        "questions": {name: _written(each) for name, each in asked.questions.items()},
    }
    return {name: each for name, each in written.items() if each}


def _written(question: Question) -> dict[str, Any]:
    written = {
        "question": _written_words(question.question),
        "hint": _written_words(question.hint),
        "choices": {name: _written_words(each) for name, each in question.choices.items()} or None,
        "situation": question.situation or None,
        "otherwise": None if question.otherwise is None else to_plain(question.otherwise),
        "if_so": None if question.if_so is None else to_plain(question.if_so),
    }
    return {name: each for name, each in written.items() if each is not None}


def _written_words(words: Message | None) -> dict[str, str] | None:
    if words is None:
        return None
    return {"ja": words.ja, "en": words.en} | ({} if words.easy is None else {"easy": words.easy})


def _sorted(at: PlainReader, given: Mapping[str, object], name: str) -> dict[str, object]:
    return dict(sorted(at.any_mapping(given.get(name, {}), f"asked/{name}").items()))


def _question(at: PlainReader, plain: object, path: str, type_: Type | None) -> Question:
    given = at.mapping(plain, path, (), ("question", "hint", "choices", "situation", "otherwise", "if_so"))
    choices = at.any_mapping(given.get("choices", {}), f"{path}/choices")
    if ("situation" in given) != ("otherwise" in given):
        at.shape(path, "situation と otherwise の両方", "Both situation and otherwise")
    return Question(
        at.words(given["question"], f"{path}/question") if "question" in given else None,
        at.words(given["hint"], f"{path}/hint") if "hint" in given else None,
        {name: at.words(each, f"{path}/choices/{name}") for name, each in choices.items()},
        at.text(given.get("situation", ""), f"{path}/situation"),
        _value(at, given, "otherwise", path, type_),
        _value(at, given, "if_so", path, type_),
    )


def _value(at: PlainReader, given: Mapping[str, object], name: str, path: str, type_: Type | None) -> Value | None:
    if name not in given or type_ is None:
        return None
    value = read_value(type_, given[name])
    if value is None:
        at.note("value_not_readable", f"{path}/{name}", wanted=type_.words)
    return value
