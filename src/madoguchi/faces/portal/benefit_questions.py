"""「もらえる手当を調べる」: over all rules of a body, what must still be asked, from what is still unknown."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property

from madoguchi.faces.portal.core.benefit_answers import (
    ADULTS,
    CHILDREN,
    MYSELF,
    NO,
    SITUATIONS,
    UNKNOWN,
    WHOLE,
    YES,
    Answer,
    Answers,
)
from madoguchi.ground.kernel.errors import Message
from madoguchi.office.rules.public import Case, Input, Interview, Level, People, Rules, Type, read_value
from madoguchi.office.rules.public import Question as Wording

_NO_WORDS = Wording()


@dataclass(frozen=True, slots=True)
class Question:
    """One question, which several packages may share. ``title`` and ``hint`` as the packages word it."""

    key: str
    input: str
    type: Type
    is_of_members: bool
    title: Message
    asked: Wording


@dataclass(frozen=True, slots=True)
class Open:
    """What is open with one package: pages to be asked, and questions that were answered 「わからない」."""

    pages: Mapping[str, Sequence[str]]  # page → people it is asked of
    situations: tuple[str, ...]
    given_up: tuple[Question, ...]
    given_up_situations: tuple[str, ...]


@dataclass
class Check:
    """The rules of a body on a day, beside what somebody answered. ``asking``: packages that ask people something.

    Answers to questions that there are no more, or that are no value of the question's type, are left out: a page may
    come back after the rules have changed, or from somebody who has written it.
    """

    asking: Sequence[Rules]
    on: date
    answers: Answers
    _interviews: dict[str, Interview] = field(default_factory=dict)

    def __post_init__(self) -> None:
        values = {
            key: {who: value for who, value in given.items() if self._fits(self.questions[key], who, value)}
            for key, given in self.answers.values.items()
            if key in self.questions
        }
        self.answers = replace(self.answers, values=values)

    def _fits(self, question: Question, who: str, value: Answer) -> bool:
        is_asked_of = who in self.answers.people if question.is_of_members else who == WHOLE
        return is_asked_of and (value is None or read_value(question.type, value) is not None)

    @cached_property
    def covered(self) -> tuple[Rules, ...]:
        """Those of them that have a version on the day; the others are 未対応の期間."""
        return tuple(each for each in self.asking if each.on(self.on) is not None)

    def interview(self, each: Rules) -> Interview:
        """Return the interview of a covered package."""
        found = self._interviews.get(each.package.id)
        if found is None:
            found = self._interviews[each.package.id] = Interview(each, self.on, myself=MYSELF)
        return found

    @cached_property
    def situations(self) -> Mapping[str, Message]:
        """What a person can say in a word, by key; the first package that names a key words it."""
        found: dict[str, Message] = {}
        for each in self.covered:
            for key, words in self.interview(each).asked.situations.items():
                found.setdefault(key, words)
        return found

    @cached_property
    def _keyed(self) -> tuple[Mapping[str, Question], Mapping[tuple[str, str], Question]]:
        """Questions by key, and by package and input. The same name asked in the same words is asked once."""
        by_key: dict[str, Question] = {}
        by_input: dict[tuple[str, str], Question] = {}
        for package, one, words in sorted(self._inputs(), key=lambda found: found[2] is _NO_WORDS):
            title = words.question or one.label or Message(one.name, one.name)
            own = f"{package}/{one.name}"
            key = own if one.name in (CHILDREN, ADULTS, SITUATIONS) else one.name  # which are pages of their own
            question = Question(key, one.name, one.type, one.level == Level.MEMBER, title, words)
            known = by_key.setdefault(key, question)
            if _is_other(known, question):
                known = by_key.setdefault(own, replace(question, key=own))
            by_input[package, one.name] = known
        return by_key, by_input

    def _inputs(self) -> Iterator[tuple[str, Input, Wording]]:
        """Every input that may be asked: id of its package, and how that words it."""
        for each in self.covered:
            interview = self.interview(each)
            for one in interview.program.inputs:
                yield each.package.id, one, interview.asked.questions.get(one.name, _NO_WORDS)

    @property
    def questions(self) -> Mapping[str, Question]:
        """Every question there may be, by key."""
        return self._keyed[0]

    def question(self, each: Rules, name: str) -> Question:
        """Return how an input of a package is asked."""
        return self._keyed[1][each.package.id, name]

    def case(self, each: Rules) -> Case:
        """Return what is known for a package: answers, birth dates, and what follows from a situation."""
        answers, package, asked = self.answers, each.package, self.interview(each).asked
        whole: dict[str, object] = {}
        members: dict[str, dict[str, object]] = {person: {} for person in answers.people}
        for one in self.interview(each).program.inputs:
            question = self.question(each, one.name)
            given = answers.values.get(question.key, {})
            is_settled, settled = self._settled(question)
            if not question.is_of_members:
                whole[one.name] = settled if is_settled else given.get(WHOLE)
                continue
            for person, known in members.items():
                birth = answers.birth_of(person) if one.name == package.birth else None
                value = settled if is_settled else given.get(person)
                known[one.name] = value if birth is None else birth
        groups = {name: members_of(answers, people) for name, people in asked.people.items()}
        return Case(whole, members, groups)

    def _settled(self, question: Question) -> tuple[bool, object]:
        """Whether a situation alone decides the question, and how."""
        asked = question.asked
        said = self.answers.situations.get(asked.situation) if asked.situation else None
        if said == NO:
            return True, asked.otherwise
        if said == YES and asked.if_so is not None:
            return True, asked.if_so
        return said == UNKNOWN, None

    def open(self, each: Rules) -> Open:
        """Return what is open with a covered package."""
        interview, case = self.interview(each), self.case(each)
        pages: dict[str, list[str]] = {}
        situations: dict[str, None] = {}
        given_up: dict[str, Question] = {}
        given_up_situations: dict[str, None] = {}
        for page in (CHILDREN, ADULTS):
            is_asked = (self.answers.children if page == CHILDREN else self.answers.adults) is None
            groups = [n for n, who in interview.asked.people.items() if (who is People.CHILDREN) is (page == CHILDREN)]
            if is_asked and interview.asks_about(case, groups, self._of_anybody(each)):
                pages[page] = []
        for need in interview.needs(case):
            question, person = self.question(each, need.input), need.member or WHOLE
            situation = question.asked.situation
            said = self.answers.situations.get(situation) if situation else None
            if situation and said is None:
                situations[situation] = None
            elif said == UNKNOWN:
                given_up_situations[situation] = None
            elif person in self.answers.values.get(question.key, {}):
                given_up[question.key] = question
            else:
                pages.setdefault(question.key, []).append(person)
        if situations:
            pages[SITUATIONS] = []
        return Open(pages, tuple(situations), tuple(given_up.values()), tuple(given_up_situations))

    def _of_anybody(self, each: Rules) -> dict[str, object]:
        """What holds for whoever it is, because a situation does not apply."""
        found = {}
        for one in self.interview(each).program.inputs:
            is_settled, settled = self._settled(self.question(each, one.name))
            if one.level == Level.MEMBER and is_settled and settled is not None:
                found[one.name] = settled
        return found

    @cached_property
    def opened(self) -> Mapping[str, Open]:
        """What is open, by package."""
        return {each.package.id: self.open(each) for each in self.covered}

    def next_page(self) -> str | None:
        """Return the page to ask next: people and situations first, birth dates of adults last; None at the end."""
        waiting = dict.fromkeys(page for one in self.opened.values() for page in one.pages)
        births = {each.package.birth for each in self.covered}
        return min(waiting, key=lambda page: _rank(page, births), default=None)

    def people_asked(self, key: str) -> tuple[str, ...]:
        """Return whom a question's page asks about: those for whom it is open, and those who answered it before."""
        found = {person for one in self.opened.values() for person in one.pages.get(key, ())}
        found |= self.answers.values.get(key, {}).keys()
        everybody = self.answers.people if self.questions[key].is_of_members else (WHOLE,)
        return tuple(each for each in everybody if each in found)

    def situations_asked(self) -> tuple[str, ...]:
        """Return the situations that are open or were answered before, in the order of the packages."""
        found = {key for one in self.opened.values() for key in one.situations} | self.answers.situations.keys()
        return tuple(each for each in self.situations if each in found)


def members_of(answers: Answers, people: People) -> tuple[str, ...]:
    """Return who of somebody's family is in a group."""
    adults = answers.adults or ()
    return {People.CHILDREN: answers.child_ids, People.ADULTS: adults, People.MYSELF_AND_ADULTS: (MYSELF, *adults)}[
        people
    ]


def _rank(page: str, births: Iterable[str | None]) -> int:
    first = (CHILDREN, SITUATIONS, ADULTS)
    if page in first:
        return first.index(page)
    return len(first) + (page in births)


def _is_other(known: Question, question: Question) -> bool:
    """Whether two inputs of one name are different questions; one without words of its own takes those there are."""
    if (known.type, known.is_of_members) != (question.type, question.is_of_members):
        return True
    return question.asked is not _NO_WORDS and _told_apart_by(known) != _told_apart_by(question)


def _told_apart_by(question: Question) -> tuple[object, ...]:
    asked = question.asked
    return (question.title, asked.situation, asked.otherwise, asked.if_so)
