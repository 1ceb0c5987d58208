"""How easily a Japanese text is read: a score from 0 to 100, and every place that costs, with what to write there.

It looks at characters and at tables of words, not at grammar: a dictionary of the language (a segmenter of 190 MB)
would tell where words begin, but what makes office texts hard is seen without it. Same text, same result.

Sources: 文化審議会「公用文作成の考え方」(2022: sentences of 50 to 60 characters and more are to be looked at, double
negatives and passive forms avoided); 出入国在留管理庁・文化庁「在留支援のためのやさしい日本語ガイドライン」(2020: short
sentences, readings for kanji, no honorific speech). The numbers of points are ours.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from madoguchi.ground.kernel.errors import Message
from madoguchi.line.forms.core.messages import say
from madoguchi.line.forms.core.plain_words import EASY_WORDS, PLAIN_WORDS

LONGEST_SENTENCE: Final = 60
LONGEST_EASY_SENTENCE: Final = 35
MOST_KANJI_SHARE: Final = 0.45
"""Of all letters, in texts of at least ``_ENOUGH`` letters."""
LONGEST_NOUN: Final = 8
LONGEST_WITHOUT_SPACE: Final = 14
_ENOUGH: Final = 30


class Hurdle(StrEnum):
    """What makes a text hard to read."""

    LONG_SENTENCE = "long_sentence"
    STACKED_NOUNS = "stacked_nouns"
    MANY_KANJI = "many_kanji"
    DOUBLE_NEGATIVE = "double_negative"
    PASSIVE = "passive"
    OFFICE_WORD = "office_word"
    HARD_WORD = "hard_word"  # easy Japanese only, as are those below
    HARD_KANJI = "hard_kanji"
    NO_SPACES = "no_spaces"
    HONORIFIC = "honorific"


POINTS: Final[Mapping[Hurdle, int]] = {
    Hurdle.LONG_SENTENCE: 10,
    Hurdle.STACKED_NOUNS: 5,
    Hurdle.MANY_KANJI: 10,
    Hurdle.DOUBLE_NEGATIVE: 10,
    Hurdle.PASSIVE: 4,
    Hurdle.OFFICE_WORD: 6,
    Hurdle.HARD_WORD: 4,
    Hurdle.HARD_KANJI: 2,
    Hurdle.NO_SPACES: 4,
    Hurdle.HONORIFIC: 4,
}
"""What each place costs, for every 100 letters of text (of a shorter text: for 100)."""

WORDS: Final[Mapping[Hurdle, Message]] = {
    Hurdle.LONG_SENTENCE: Message(
        "1文が{count}文字あります。{most}文字までで切ってください。",
        "A sentence has {count} characters. Please end it within {most}.",
    ),
    Hurdle.STACKED_NOUNS: Message(
        "漢字が{count}文字続いています。「の」や「を」を入れて分けてください。",
        "{count} kanji in a row. Please part them with の or を.",
    ),
    Hurdle.MANY_KANJI: Message(
        "漢字が{count}％あります。ひらがなで書ける言葉は、ひらがなにしてください。",
        "{count} % are kanji. Please write in hiragana what can be.",
    ),
    Hurdle.DOUBLE_NEGATIVE: Message(
        "打ち消しが重なっています。「〜してください」「〜です」と言い切ってください。",
        "A double negative. Please say it straight.",
    ),
    Hurdle.PASSIVE: Message(
        "だれがするのかが分かりません。「市が〜します」のように書いてください。",
        "It does not say who does it. Please name who.",
    ),
    Hurdle.OFFICE_WORD: Message("役所の言葉です。", "A word of the office."),
    Hurdle.HARD_WORD: Message("やさしい日本語では難しい言葉です。", "A hard word for easy Japanese."),
    Hurdle.HARD_KANJI: Message("読み方を（　）で付けてください。", "Please add the reading in brackets."),
    Hurdle.NO_SPACES: Message(
        "{count}文字続いています。言葉の間をあけてください。", "{count} letters without a space. Please part the words."
    ),
    Hurdle.HONORIFIC: Message(
        "敬語をやめ、「です」「ます」「〜てください」だけにしてください。", "Please leave honorific speech out."
    ),
}


@dataclass(frozen=True, slots=True)
class Hard:
    """One place: ``text[start:end]`` is ``words``. ``instead`` is what to write; empty: see ``advice``."""

    hurdle: Hurdle
    start: int
    end: int
    words: str
    advice: Message
    instead: str = ""


@dataclass(frozen=True, slots=True)
class Ease:
    """The score of a text, 100 where nothing was found, and what was."""

    score: int
    found: tuple[Hard, ...]


_KANJI: Final = "一-龠々〆"
_SENTENCE: Final = re.compile("[^。！？!?\n]+[。！？!?]?")
_STACKED: Final = re.compile(f"[{_KANJI}]{{{LONGEST_NOUN},}}")
_LETTER: Final = re.compile(f"[{_KANJI}ぁ-ゖァ-ヺーa-zA-Z0-9０-９]")
_ANY_KANJI: Final = re.compile(f"[{_KANJI}]")
_DOUBLE: Final = re.compile(
    "な(?:けれ|く)ばな(?:らない|りません)|ないわけでは(?:ない|ありません)|ないことは(?:ない|ありません)|ないとは限(?:らない|りません)|"
    "なくも(?:ない|ありません)|ないでは(?:ない|いられない)|ざるを得(?:ない|ません)|ないもの以外|でないとはいえない"
)
_PASSIVE: Final = re.compile("[させ](?:ら)?れ(?:る|た|て|ます|ました|ません|ない)(?![方人])")
_HONORIFIC: Final = re.compile(
    "ございます|いただ[きくけ]|お[ぁ-ゖ一-龠]{1,4}(?:になり|になる|ください|いたし)|申し上げ|存じ|くださいますよう"
)
_RUN: Final = re.compile(f"[^\\s、。・（）()「」『』：:！？!?]{{{LONGEST_WITHOUT_SPACE + 1},}}")
_UNREAD: Final = re.compile(f"[{_KANJI}]++(?![ぁ-ゖ]*[（(])")
_IN_BRACKETS: Final = re.compile("[（(][^（()）]*[)）]")

#: About the kanji of JLPT N5 and N4, and those that every form of a city needs.
_EASY_KANJI: Final = frozenset(
    "一二三四五六七八九十百千万円年月日時分半今毎週曜何人男女子父母友私名前先生学校語本国会社電車駅道町村市区県都府"
    "上下左右中外内東西南北山川田天気雨雪花木水火金土石空海犬猫鳥魚肉米茶飲食見聞読書話言行来帰出入立休買売会食"
    "大小高安新古長短多少白黒赤青明暗好早朝昼夜晩午後前間夏春秋冬元々手足目耳口体頭心力病院医者薬店屋家室門"
    "開閉始終使作送教習勉強知思考答問題試験質漢字英文意味図館場所住主注仕事用持待特別同自分銀行有名無料理"
    "不便利親切兄弟姉妹族旅歌音楽映画写真服着洋色地界世動物運転乗歩走去死度急起寝早止重軽近遠悪正借貸返集"
    "代台品員野菜夕飯味牛乳以計研究発建通進産業習験売買工広京林森方号番紙受付役申込書要所決届住変更初次"
)
_PHRASES: dict[str, list[tuple[str, str, Hurdle]]] = defaultdict(list)
_EASY_PHRASES: dict[str, list[tuple[str, str, Hurdle]]] = defaultdict(list)
for _words, _instead in sorted(PLAIN_WORDS.items(), key=lambda one: -len(one[0])):
    _PHRASES[_words[0]].append((_words, _instead, Hurdle.OFFICE_WORD))
for _words, _instead in sorted([*PLAIN_WORDS.items(), *EASY_WORDS.items()], key=lambda one: -len(one[0])):
    _hurdle = Hurdle.OFFICE_WORD if _words in PLAIN_WORDS else Hurdle.HARD_WORD
    _EASY_PHRASES[_words[0]].append((_words, _instead, _hurdle))


def reading_ease(text: str, *, easy: bool = False) -> Ease:
    """Return how easily a text is read.

    Args:
        text: Japanese, as shown.
        easy: judge it as easy Japanese (やさしい日本語), more strictly.
    """
    hard = [*_sentences(text, easy), *_patterns(text), *([] if easy else _words_of(text, _PHRASES))]
    letters = len(_LETTER.findall(text))
    kanji = len(_ANY_KANJI.findall(text))
    if letters >= _ENOUGH and kanji > MOST_KANJI_SHARE * letters:
        advice = say(WORDS[Hurdle.MANY_KANJI], count=100 * kanji // letters)
        hard.append(Hard(Hurdle.MANY_KANJI, 0, len(text), "", advice))
    if easy:
        hard += _easy_rules(text)
    cost = sum(POINTS[one.hurdle] for one in hard) * 100 / max(letters, 100)
    ordered = sorted(hard, key=lambda one: (one.start, one.end, one.hurdle))
    return Ease(max(0, round(100 - cost)), tuple(ordered))


def _sentences(text: str, easy: bool) -> Iterator[Hard]:
    most = LONGEST_EASY_SENTENCE if easy else LONGEST_SENTENCE
    for found in _SENTENCE.finditer(text):
        count = len(found[0].replace(" ", "").replace("\u3000", ""))
        if count > most:
            advice = say(WORDS[Hurdle.LONG_SENTENCE], count=count, most=most)
            yield Hard(Hurdle.LONG_SENTENCE, *found.span(), found[0], advice)


def _patterns(text: str) -> Iterator[Hard]:
    for hurdle, pattern in (
        (Hurdle.STACKED_NOUNS, _STACKED), (Hurdle.DOUBLE_NEGATIVE, _DOUBLE), (Hurdle.PASSIVE, _PASSIVE),
    ):  # fmt: skip
        for found in pattern.finditer(text):
            yield Hard(hurdle, *found.span(), found[0], say(WORDS[hurdle], count=len(found[0])))


def _words_of(text: str, phrases: Mapping[str, Sequence[tuple[str, str, Hurdle]]]) -> Iterator[Hard]:
    start = 0
    while start < len(text):
        for words, instead, hurdle in phrases.get(text[start], ()):
            if text.startswith(words, start):
                yield Hard(hurdle, start, start + len(words), words, WORDS[hurdle], instead)
                start += len(words) - 1
                break
        start += 1


def _easy_rules(text: str) -> Iterator[Hard]:
    """What is in brackets is left out: it gives a reading, or the official word after the plain one."""
    plain = _IN_BRACKETS.sub(lambda found: "（" + "\u3000" * (len(found[0]) - 2) + "）", text)
    yield from _words_of(plain, _EASY_PHRASES)
    seen: set[str] = set()
    for found in _UNREAD.finditer(plain):
        if found[0] not in seen and not _EASY_KANJI.issuperset(found[0]):
            seen.add(found[0])
            yield Hard(Hurdle.HARD_KANJI, *found.span(), found[0], WORDS[Hurdle.HARD_KANJI])
    for found in _HONORIFIC.finditer(text):
        yield Hard(Hurdle.HONORIFIC, *found.span(), found[0], WORDS[Hurdle.HONORIFIC])
    for found in _RUN.finditer(text):
        yield Hard(Hurdle.NO_SPACES, *found.span(), found[0], say(WORDS[Hurdle.NO_SPACES], count=len(found[0])))
