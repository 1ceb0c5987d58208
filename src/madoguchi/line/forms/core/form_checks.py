"""Checks of one form while it is worked on: what nobody refuses, and what whoever publishes it should look at."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from typing import Final

from madoguchi.ground.kernel.errors import Message
from madoguchi.line.forms.core.asked import Json, Question, questions
from madoguchi.line.forms.core.definition_words import LANGUAGES, PROCEDURE
from madoguchi.line.forms.core.form_texts import FormText, form_texts, question_places
from madoguchi.line.forms.core.likeness import AskedQuestions
from madoguchi.line.forms.core.messages import say
from madoguchi.line.forms.core.reading_ease import Ease, reading_ease


class Concern(StrEnum):
    """What a finding is about."""

    ASKED_ELSEWHERE = "asked_elsewhere"
    NO_GROUND = "no_ground"
    UNTRANSLATED = "untranslated"
    STALE = "stale"
    HARD_TO_READ = "hard_to_read"
    TOO_ALIKE = "too_alike"
    NO_OTHER = "no_other"
    MINUTES = "minutes"
    NOT_FOR_EVERYBODY = "not_for_everybody"


CONCERNS: Final[Mapping[Concern, Message]] = {
    Concern.ASKED_ELSEWHERE: Message("ほかの様式にもある質問", "Asked by other forms too"),
    Concern.NO_GROUND: Message("根拠と理由", "Ground and reason"),
    Concern.UNTRANSLATED: Message("翻訳", "Translations"),
    Concern.STALE: Message("古い翻訳", "Stale translations"),
    Concern.HARD_TO_READ: Message("読みやすさ", "Reading ease"),
    Concern.TOO_ALIKE: Message("まぎらわしい質問", "Questions too alike"),
    Concern.NO_OTHER: Message("選択肢", "Options"),
    Concern.MINUTES: Message("入力にかかる時間", "Minutes to fill in"),
    Concern.NOT_FOR_EVERYBODY: Message("だれでも使えるか", "Accessibility"),
}
EASY_ENOUGH: Final = 80
"""Score of reading ease below which a text is named."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to look at: where, and what. ``count``: how many forms, of what is asked elsewhere."""

    concern: Concern
    place: Message
    message: Message
    count: int = 0


_PERSONAL: Final = frozenset({"name", "kana", "birth_date", "address", "phone", "email", "bank_account"})
_ELSEWHERE = Message(
    "同じ質問が、ほかの{count}件の様式にもあります（{forms}）。", "Other forms that ask the same: {count} ({forms})."
)
_AND_MORE = Message("{forms}など", "{forms} and others")
_NO_GROUND = Message(
    "{why}質問です。根拠法令か、おたずねする理由を書いてください。",
    "{why} question: please write its legal basis, or why it is asked.",
)
_IS_PERSONAL, _IS_REQUIRED = Message("個人のことを聞く", "A personal"), Message("必須の", "A required")
_IS_PAPER = Message("書類や写真を求める", "A paper's")
_NO_ENGLISH = Message("英語がありません。", "There is no English.")
_SAME_ENGLISH = Message("英語が日本語のままです。", "The English is the Japanese text.")
_NO_EASY = Message("やさしい日本語がありません。", "There is no easy Japanese.")
_UNCHANGED = Message(
    "日本語を直しましたが、{language}は前の版のままです。", "The Japanese was changed, but the {language} text was not."
)
_NUMBERS_DIFFER = Message("{language}に「{number}」が出てきません。", "“{number}” is missing in the {language} text.")
_HARD = Message("読みやすさ{score}点。{advice}", "Reading ease {score}. {advice}")
_EASY_HARD = Message("やさしい日本語の読みやすさ{score}点。{advice}", "Easy Japanese: reading ease {score}. {advice}")
_INSTEAD = Message("「{words}」→「{instead}」", "「{words}」→「{instead}」")
_NAMED = Message("「{words}」：{advice}", "「{words}」: {advice}")
_BOTH = Message("{one} {other}", "{one} {other}")
_ALIKE = Message("「{other}」と区別しにくい質問です。だれの何かを書き分けてください。",
                 "Hard to tell from “{other}”. Please say whose it is.")  # fmt: skip
_NO_OTHER = Message(
    "自由に書く欄が続きますが、選択肢に「その他」がありません。", "Free text follows, but there is no option “other”."
)
_TOO_SHORT = Message(
    "質問が{count}あり、{needed}分ほどかかる見込みです（記載は{stated}分）。",
    "{count} questions take about {needed} minutes (it says {stated}).",
)
_COLOUR = Message("「{words}」：色だけでは伝わりません。", "「{words}」: colour alone does not reach everybody.")
_POSITION = Message(
    "「{words}」：画面の大きさや読み上げで、位置は変わります。名前で呼んでください。",
    "「{words}」: positions change with the screen and are not read aloud. Please use a name.",
)
_LINK = Message("「{words}」：行き先の名前を書いてください。", "「{words}」: please name where it leads.")
_NO_WORDS = Message("質問に言葉がありません。", "The question has no words.")
_ACCESS: Final = (
    (
        re.compile(
            "[赤青緑黄橙紫](?:い|色の?)?(?:字|文字|枠|部分|欄|線|マーク|印|ボタン)|朱書き|網掛け|網かけ|色の付いた|色がついた"
        ),
        _COLOUR,
    ),
    (
        re.compile(
            "[右左](?:の|記|側|上|下|横)|[上下]の(?:欄|図|表|項目|質問|ボタン|画像|枠|とおり|リンク)|[上下]記の"
        ),
        _POSITION,
    ),
    (re.compile("こちら(?:を|から|へ|に|の)|ここを(?:クリック|押)|ここから"), _LINK),
)  # fmt: skip
#: Seconds that a question takes, about: an assumption, for comparing forms with what they state.
_SECONDS: Final = {"address": 30, "bank_account": 60, "file": 60, "long_text": 60, "text": 15, "birth_date": 10,
                   "date": 10, "consent": 15, "email": 20}  # fmt: skip
_OTHER_SECONDS: Final = 8
_WORDS: Final = re.compile(r"[^\W\d_]")
_JAPANESE: Final = re.compile("[ぁ-ゖァ-ヺ一-龠]")
#: Amounts, ages and terms: where they differ between languages, somebody pays or comes too late.
_NUMBER: Final = re.compile("(?<![0-9,.第和成月])([0-9][0-9,]*[0-9])(?:円|%|歳(?:以上|以下|未満)|日(?:以内|前|まで))")
#: Vietnamese and Portuguese put a point where others put a comma.
_THOUSANDS: Final = re.compile("(?<=[0-9])[.,](?=[0-9]{3}(?![0-9]))")
_FREE_TEXT: Final = re.compile("内容$|その他|そのほか|具体的|くわしく|詳しく|^理由$")
_OTHER_OPTION: Final = re.compile("その他|そのほか|ほか|以外")


def check_form(
    definition: Json,
    others: AskedQuestions,
    names: Mapping[str, Message],
    *,
    before: Json | None = None,
) -> tuple[Finding, ...]:
    """Return what to look at in a form, by concern.

    Args:
        definition: as ``parse_definition`` takes it.
        others: what the other forms of the body ask (its own questions may be among them).
        names: names of the procedures by their codes.
        before: the version that this one would follow, for translations that were left behind.
    """
    asked = questions(definition)
    places = question_places(definition)
    found = [
        *_asked_elsewhere(asked, others, names, places),
        *_without_ground(definition, asked, places),
        *_texts(definition),
        *(() if before is None else _left_behind(definition, before)),
        *_too_alike(asked, places),
        *_without_other(definition, places),
        *_minutes(definition, asked),
    ]
    order = list(Concern)
    return tuple(sorted(found, key=lambda one: (order.index(one.concern), -one.count)))


def _asked_elsewhere(
    asked: Sequence[Question], others: AskedQuestions, names: Mapping[str, Message], places: Mapping[str, Message]
) -> Iterator[Finding]:
    for one in asked:
        codes = dict.fromkeys(other.form for other in others.same_as(one) if other.form != one.form)
        if codes:
            named = [names.get(code, Message(code, code)) for code in list(codes)[:3]]
            shown = Message("、".join(each.ja for each in named), ", ".join(each.en for each in named))
            forms = say(_AND_MORE, forms=shown) if len(codes) > 3 else shown
            message = say(_ELSEWHERE, count=len(codes), forms=forms)
            yield Finding(Concern.ASKED_ELSEWHERE, places.get(one.path, one.label), message, len(codes))


def _without_ground(definition: Json, asked: Sequence[Question], places: Mapping[str, Message]) -> Iterator[Finding]:
    grounded = {entry["id"] for page in definition["form"]["pages"] for entry in page["fields"] if _ground(entry)}
    for one in asked:
        inside = one.path.partition("/")[0] in grounded
        if one.kind == "consent" or not one.is_answered or inside or _ground(one.entry):
            continue
        is_personal = one.kind in _PERSONAL or one.entry.get("sensitivity", "ordinary") != "ordinary"
        if is_personal or one.is_required or one.is_attachment:
            why = _IS_PERSONAL if is_personal else _IS_PAPER if one.is_attachment else _IS_REQUIRED
            yield Finding(Concern.NO_GROUND, places[one.path], say(_NO_GROUND, why=why))


def _ground(entry: Json) -> bool:
    return bool(entry.get("legal_basis") or entry.get("reason"))


def _texts(definition: Json) -> Iterator[Finding]:
    for text in form_texts(definition):
        if text.is_label and not _WORDS.search(text.ja):
            yield Finding(Concern.NOT_FOR_EVERYBODY, text.place, _NO_WORDS)
        for pattern, message in _ACCESS:
            for hit in pattern.finditer(text.ja):
                yield Finding(Concern.NOT_FOR_EVERYBODY, text.place, say(message, words=hit[0]))
        yield from _translations(text)
        yield from _ease(text, reading_ease(text.ja), _HARD)
        if "easy" in text.said:
            yield from _ease(text, reading_ease(text.said["easy"], easy=True), _EASY_HARD)


def _translations(text: FormText) -> Iterator[Finding]:
    if not _JAPANESE.search(text.ja):
        return  # a number or a code needs none
    english = text.said.get("en")
    if english is None or english == text.ja:
        yield Finding(Concern.UNTRANSLATED, text.place, _NO_ENGLISH if english is None else _SAME_ENGLISH)
    if "easy" not in text.said:
        yield Finding(Concern.UNTRANSLATED, text.place, _NO_EASY)
    for language, other in text.said.items():
        if language != "ja" and other != text.ja:
            plain = _THOUSANDS.sub("", unicodedata.normalize("NFKC", other))
            for number in _NUMBER.findall(unicodedata.normalize("NFKC", text.ja)):
                if number.replace(",", "") not in plain:
                    message = say(_NUMBERS_DIFFER, language=LANGUAGES[language], number=number)
                    yield Finding(Concern.STALE, text.place, message)


def _ease(text: FormText, ease: Ease, template: Message) -> Iterator[Finding]:
    if ease.score >= EASY_ENOUGH:
        return
    advice: Message | None = None
    for one in ease.found[:3]:
        said = (
            say(_INSTEAD, words=one.words, instead=one.instead)
            if one.instead
            else say(_NAMED, words=one.words[:20], advice=one.advice) if one.words else one.advice
        )  # fmt: skip
        advice = said if advice is None else say(_BOTH, one=advice, other=said)
    yield Finding(Concern.HARD_TO_READ, text.place, say(template, score=ease.score, advice=advice or Message("", "")))


def _left_behind(definition: Json, before: Json) -> Iterator[Finding]:
    old = {text.key: text for text in form_texts(before)}
    for text in form_texts(definition):
        was = old.get(text.key)
        if was is None or was.ja == text.ja:
            continue
        for language, mine in text.said.items():
            if language != "ja" and mine == was.said.get(language):
                yield Finding(Concern.STALE, text.place, say(_UNCHANGED, language=LANGUAGES[language]))


def _too_alike(asked: Sequence[Question], places: Mapping[str, Message]) -> Iterator[Finding]:
    """Two of one form that are one: papers aside, and a repeated item beside the question outside of it."""
    own = [one for one in asked if not one.is_attachment and one.kind != "consent"]
    index = AskedQuestions(own)
    for one in own:
        for other in index.same_as(one):
            if (
                other.path > one.path
                and other.kind == one.kind
                and other.path.rpartition("/")[0] == one.path.rpartition("/")[0]
            ):
                yield Finding(Concern.TOO_ALIKE, places[one.path], say(_ALIKE, other=other.label))


def _without_other(definition: Json, places: Mapping[str, Message]) -> Iterator[Finding]:
    for page in definition["form"]["pages"]:
        for path, entry, following in _neighbours(page["fields"]):
            if entry["type"] in ("choice", "choices") and following["type"] in ("text", "long_text"):
                follows = f"'{entry['id']}'" in repr(following.get("show_when")) or _names(entry["id"], following)
                labels = [one["label"]["ja"] for one in entry["options"]]
                follows = follows and bool(_FREE_TEXT.search(following["label"]["ja"]))
                if follows and not any(_OTHER_OPTION.search(one) for one in labels):
                    yield Finding(Concern.NO_OTHER, places[path], _NO_OTHER)


def _names(field_id: str, entry: Json) -> bool:
    return isinstance(told := entry.get("show_when"), str) and re.search(rf"\b{field_id}\b", told) is not None


def _neighbours(fields: Sequence[Json], before: str = "") -> Iterator[tuple[str, Json, Json]]:
    for one, following in pairwise(fields):
        yield f"{before}{one['id']}", one, following
    for one in fields:
        if one["type"] == "group":
            yield from _neighbours(one["fields"], f"{one['id']}/")


def _minutes(definition: Json, asked: Iterable[Question]) -> Iterator[Finding]:
    answered = [one for one in asked if one.is_answered]
    seconds = sum(_SECONDS.get(one.kind, _OTHER_SECONDS) for one in answered if one.is_required)
    needed = max(1, round(seconds / 60))
    stated = definition["procedure"].get("minutes_to_fill", 10)
    if needed > stated:
        message = say(_TOO_SHORT, count=len(answered), needed=needed, stated=stated)
        yield Finding(Concern.MINUTES, PROCEDURE.label, message)
