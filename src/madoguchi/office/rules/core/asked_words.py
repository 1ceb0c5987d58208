"""What a package asks people, in texts that can be compared: whoever approves sees what a page will ask and assume."""

from collections.abc import Mapping
from typing import Final

from madoguchi.ground.kernel.errors import Message
from madoguchi.office.rules.core.asked import People, Question
from madoguchi.office.rules.core.difference_words import value_text
from madoguchi.office.rules.core.package import Package
from madoguchi.office.rules.core.types import Type, Value

_OUTCOME, _WHO = Message("知らせる定義", "definition told"), Message("数える人", "people counted")
_SAID = Message("言葉", "words")
_HINT, _CHOICES = Message("答えの見つけ方", "where to find the answer"), Message("選択肢の言葉", "words of its choices")
_SITUATION = Message("聞く場面", "situation in which it is asked")
_OTHERWISE, _IF_SO = Message("場面でないときの値", "value elsewhere"), Message("場面のときの値", "value there")
_PEOPLE: Final = {
    People.CHILDREN: "子ども",
    People.ADULTS: "いっしょに暮らす大人",
    People.MYSELF_AND_ADULTS: "本人と、いっしょに暮らす大人",
}


def asked_texts(package: Package) -> dict[str, Mapping[Message, str | None]]:
    """Return what is asked by name, then by part: of the whole (""), of groups, situations and inputs."""
    asked = package.asked
    if asked is None:
        return {}
    types = {each.name: each.type for each in package.inputs}
    found: dict[str, dict[Message, str | None]] = {"": {_OUTCOME: asked.outcome}}
    for name, people in asked.people.items():
        found.setdefault(name, {})[_WHO] = _PEOPLE[people]
    for name, words in asked.situations.items():
        found.setdefault(name, {})[_SAID] = _all(words)
    for name, question in asked.questions.items():
        found.setdefault(name, {}).update(_of_question(question, types[name]))
    return dict(found)


def _of_question(question: Question, type_: Type) -> Mapping[Message, str | None]:
    choices = "、".join(f"{name}＝{_all(words)}" for name, words in question.choices.items())
    return {
        _SAID: _all(question.question),
        _HINT: _all(question.hint),
        _CHOICES: choices or None,
        _SITUATION: question.situation or None,
        _OTHERWISE: _value(type_, question.otherwise),
        _IF_SO: _value(type_, question.if_so),
    }


def _value(type_: Type, value: Value | None) -> str | None:
    return None if value is None else value_text(type_, value)


def _all(words: Message | None) -> str | None:
    """In every language: each is read by somebody."""
    return None if words is None else "／".join(each for each in (words.ja, words.en, words.easy) if each)
