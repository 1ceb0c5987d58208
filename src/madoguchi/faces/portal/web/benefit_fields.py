"""The boxes of the pages of 「もらえる手当を調べる」, as typed or as answered before."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.safestring import SafeString, mark_safe

from madoguchi.faces.portal.benefit_questions import Check, Question
from madoguchi.faces.portal.core.benefit_answers import (
    ADULTS,
    CHILDREN,
    MOST_CHILDREN,
    NO,
    RELATIONS,
    SITUATIONS,
    UNKNOWN,
    WHOLE,
    YES,
)
from madoguchi.faces.portal.web import benefit_words as words
from madoguchi.faces.portal.web.benefit_reading import box, children_parts, unknown_box
from madoguchi.ground.kernel.errors import Message
from madoguchi.ground.ui.public import components, read_parts, say
from madoguchi.office.rules.public import Kind

Typed = Mapping[str, str] | None
Errors = Mapping[str, Message]

CHILDREN_TITLE = Message("お子さんはいますか", "Do you have children?", easy="子どもが いますか")
CHILDREN_HINT = Message(
    "育てているお子さんの生年月日を、年齢にかかわらず入れてください。別に暮らしているお子さんも含みます。"
    "いないときは、空のまま次へ進んでください。",
    "Enter the birth dates of the children you raise, of whatever age, also of those who live elsewhere. "
    "If you have none, leave this empty and go on.",
    easy="育てて いる 子どもの 生まれた日を 入れて ください。べつに 住んで いる 子どもも 入れて ください。"
    "いない ときは、何も 入れないで 次へ 行って ください。",
)
CHILD_LABEL = Message("お子さん", "Child", easy="子ども")
ADD_CHILD = Message("お子さんを追加する", "Add a child", easy="子どもを ふやす")
BORN = Message("生年月日", "Date of birth", easy="生まれた日")
ADULTS_TITLE = Message(
    "いっしょに暮らしているご家族はどなたですか",
    "Who of your family lives with you?",
    easy="だれと いっしょに 住んで いますか",
)
ADULTS_HINT = Message(
    "お子さん以外のご家族を選んでください。いないときは、選ばずに次へ進んでください。",
    "Choose everybody except your children. If nobody does, go on without choosing.",
    easy="子どもの ほかの 家族を えらんで ください。いない ときは、えらばないで 次へ 行って ください。",
)
ADULTS_LABEL = Message("いっしょに暮らしているご家族", "Family who live with you", easy="いっしょに 住んで いる 家族")
SITUATIONS_TITLE = Message(
    "当てはまることを教えてください", "Tell us about your family", easy="あなたの 家族の ことを 教えて ください"
)
SITUATIONS_HINT = Message(
    "分からないものは「わからない」を選んで進めます。",
    "Where you do not know, choose “I do not know” and go on.",
    easy="わからない ときは「わからない」を えらんで ください。",
)
WITHOUT_KNOWING = Message("分からないとき", "If you do not know", easy="わからない とき")
YOUR_ANSWER = Message("答え", "Your answer", easy="答え")


@dataclass(frozen=True, slots=True)
class Shown:
    """A page: its question, hint and boxes."""

    title: str
    hint: str
    boxes: SafeString


def show(page: str, check: Check, typed: Typed, errors: Errors, chosen: Collection[str] = ()) -> Shown:
    """Return a page with what was typed, or with what was answered before where ``typed`` is None.

    Args:
        page: its key.
        check: the rules beside the answers.
        typed: what was posted.
        errors: by id of the box.
        chosen: the check boxes posted on the page of adults.
    """
    said = {name: say(error) for name, error in errors.items()}
    if page == CHILDREN:
        return Shown(say(CHILDREN_TITLE), say(CHILDREN_HINT), _children(check, typed, said))
    if page == ADULTS:
        value = check.answers.adults or () if typed is None else chosen
        options = [(each, say(label)) for each, label in RELATIONS.items()]
        boxes = components.checkbox_field(
            id="adults", name="adults", label=say(ADULTS_LABEL), options=options, value=value
        )
        return Shown(say(ADULTS_TITLE), say(ADULTS_HINT), boxes)
    if page == SITUATIONS:
        found = [_situation(key, check, typed, said) for key in check.situations_asked()]
        return Shown(say(SITUATIONS_TITLE), say(SITUATIONS_HINT), _joined(found))
    question = check.questions[page]
    several = [_box(question, who, check, typed, said) for who in check.people_asked(page)]
    hint = "" if question.asked.hint is None else say(question.asked.hint)
    return Shown(say(question.title), hint, _joined(several))


def _joined(parts: Collection[str]) -> SafeString:
    return mark_safe("".join(parts))  # noqa: S308  the components' own output


def _children(check: Check, typed: Typed, errors: Mapping[str, str]) -> SafeString:
    values: list[date | Mapping[str, str] | None]
    if typed is None:
        values = [*(check.answers.children or (None,))]
    else:
        values = [*_edited(typed)]
    items = []
    for number, value in enumerate(values):
        name = f"children-{number}"
        field = components.date_field(
            id=name, name=name, label=say(BORN), value=value, error=errors.get(name, ""), birth=False
        )
        items.append(
            components.repeat_item(
                field, id=f"{name}-item", name="children", label=say(CHILD_LABEL), number=number + 1, index=number
            )
        )
    return components.repeat_group(
        _joined(items),
        id=CHILDREN,
        name="children",
        label=say(BORN),
        error=errors.get(CHILDREN, ""),
        add_label=say(ADD_CHILD),
        can_add=len(values) < MOST_CHILDREN,
    )


def _edited(typed: Mapping[str, str]) -> list[dict[str, str]]:
    """The items as typed, after one was added or removed."""
    items = children_parts(typed)
    removed = typed.get("children-remove", "")
    if removed.isascii() and removed.isdecimal() and int(removed[:4]) < len(items):
        del items[int(removed[:4])]
    if "children-add" in typed and len(items) < MOST_CHILDREN:
        items.append({})
    return items


def _situation(key: str, check: Check, typed: Typed, errors: Mapping[str, str]) -> SafeString:
    name = f"s-{key}"
    value = check.answers.situations.get(key, "") if typed is None else typed.get(name, "")
    label = say(check.situations[key])
    return _yes_no(name, label, value, errors.get(name, ""))


def _yes_no(name: str, label: str, value: str, error: str) -> SafeString:
    options = [(YES, say(words.YES_WORDS)), (NO, say(words.NO_WORDS)), (UNKNOWN, say(words.I_KNOW_NOT))]
    return components.radio_field(
        id=name, name=name, label=label, options=options, value=value, error=error, required=True, inline=True
    )


def _box(question: Question, who: str, check: Check, typed: Typed, errors: Mapping[str, str]) -> SafeString:
    label = say(YOUR_ANSWER) if who == WHOLE else words.person(check.answers, who)
    name, error = box(who), errors.get(box(who), "")
    given = check.answers.values.get(question.key, {})
    kept, is_unknown = given.get(who), who in given and given[who] is None
    kind = question.type.kind
    if kind in (Kind.BOOL, Kind.ENUM):
        if typed is not None:
            value = typed.get(name, "")
        elif is_unknown:
            value = UNKNOWN
        else:
            value = "" if kept is None else str(kept) if kind is Kind.ENUM else YES if kept else NO
        if kind is Kind.BOOL:
            return _yes_no(name, label, value, error)
        options = [(each, say(question.asked.choices.get(each, Message(each, each)))) for each in question.type.members]
        options.append((UNKNOWN, say(words.I_KNOW_NOT)))
        return components.radio_field(
            id=name, name=name, label=label, options=options, value=value, error=error, required=True
        )
    is_ticked = is_unknown if typed is None else unknown_box(who) in typed
    return _joined((_filled_in(question, name, label, error, kept, typed), _unknown_box(who, label, is_ticked)))


def _filled_in(question: Question, name: str, label: str, error: str, kept: object, typed: Typed) -> SafeString:
    kind = question.type.kind
    if kind is Kind.DATE:
        value: date | Mapping[str, str] | None
        if typed is not None:
            value = read_parts(typed, name, components.DATE_PARTS)
        else:
            value = date.fromisoformat(kept) if isinstance(kept, str) else None
        return components.date_field(id=name, name=name, label=label, value=value, error=error)
    text = typed.get(name, "") if typed is not None else "" if kept is None else str(kept)
    if kind is Kind.TEXT:
        return components.text_field(id=name, name=name, label=label, value=text, error=error, maxlength=200)
    return components.text_field(
        id=name,
        name=name,
        label=label,
        value=text,
        error=error,
        inputmode="numeric",
        autocomplete="off",
        width="12" if kind is Kind.YEN else "4",
        unit="円" if kind is Kind.YEN else "",
    )


def _unknown_box(who: str, label: str, is_ticked: bool) -> SafeString:
    name = unknown_box(who)
    legend = f"{label}：{say(WITHOUT_KNOWING)}" if who != WHOLE else say(WITHOUT_KNOWING)
    return components.checkbox_field(
        id=name,
        name=name,
        label=legend,
        options=[(UNKNOWN, say(words.I_KNOW_NOT))],
        value=[UNKNOWN] if is_ticked else [],
    )
