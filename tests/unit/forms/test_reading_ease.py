"""How easily Japanese is read: what costs, where, and what to write."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.line.forms.core.plain_words import EASY_WORDS, PLAIN_WORDS
from madoguchi.line.forms.core.reading_ease import Hurdle, reading_ease
from tests.support.procedures import CODES, definition

OFFICE = "当該申請に係る書類については、交付を受けた日から起算して15日以内に、本人又は代理人が持参しなければならない。"
PLAIN = "書類は、受け取った日から15日以内に、ご本人か代わりの方がお持ちください。"


def hurdles(text: str, *, easy: bool = False) -> list[Hurdle]:
    return [one.hurdle for one in reading_ease(text, easy=easy).found]


def test_the_table_is_large_enough_and_its_advice_is_plain() -> None:
    assert len(PLAIN_WORDS) >= 150
    hard = {words: instead for words, instead in PLAIN_WORDS.items() if Hurdle.OFFICE_WORD in hurdles(instead)}
    assert hard == {}
    assert all(instead != words for words, instead in {**PLAIN_WORDS, **EASY_WORDS}.items())


def test_office_words_are_named_with_plain_ones() -> None:
    told = {one.words: one.instead for one in reading_ease(OFFICE).found if one.instead}
    assert told["に係る"] == "についての"
    assert told["当該"] == "その"
    assert told["交付を受けた"] == "受け取った"
    assert "交付" not in told  # the longest that fits counts
    assert reading_ease(OFFICE).score < 50
    assert reading_ease(PLAIN).score == 100


@pytest.mark.parametrize(
    ("text", "hurdle"),
    [
        ("市から送った紙を読み、" * 6 + "出してください。", Hurdle.LONG_SENTENCE),
        ("保育所利用申込書類一覧です。", Hurdle.STACKED_NOUNS),
        ("書かなければなりません。", Hurdle.DOUBLE_NEGATIVE),
        ("使えないわけではありません。", Hurdle.DOUBLE_NEGATIVE),
        ("来月から手当が減額されます。", Hurdle.PASSIVE),
        ("世帯全員分住民票写取得済確認欄記入見本参照願提出先窓口一覧表", Hurdle.MANY_KANJI),
    ],
)
def test_each_hurdle_is_found(text: str, hurdle: Hurdle) -> None:
    assert hurdle in hurdles(text)


def test_an_honorific_is_no_passive() -> None:
    assert hurdles("利用される方の名前を書いてください。") == []


@pytest.mark.parametrize(
    ("text", "hurdle"),
    [
        ("申請を してください。", Hurdle.HARD_WORD),
        ("診断を 見せて ください。", Hurdle.HARD_KANJI),
        ("なまえとじゅうしょをここにかいてください。", Hurdle.NO_SPACES),
        ("名前を 書いて いただく ことが あります。", Hurdle.HONORIFIC),
        ("ここに 名前と 住所と 電話番号を 書いて、そのあとで 大きな ボタンを 押して ください。", Hurdle.LONG_SENTENCE),
    ],
)
def test_easy_japanese_is_judged_more_strictly(text: str, hurdle: Hurdle) -> None:
    assert hurdle in hurdles(text, easy=True)
    assert hurdle not in hurdles(text)


def test_a_reading_or_an_official_word_in_brackets_is_no_hurdle() -> None:
    assert hurdles("診断（しんだん）を 見せて ください。", easy=True) == []
    assert hurdles("子どもの お金（児童手当）", easy=True) == []


@given(st.text(st.sampled_from("申請に係る書類を当該者は、。ならないされる （）〜abcア"), max_size=200), st.booleans())
def test_places_are_places_and_the_same_text_gives_the_same(text: str, easy: bool) -> None:
    found = reading_ease(text, easy=easy)
    assert found == reading_ease(text, easy=easy)
    assert 0 <= found.score <= 100
    assert (found.score == 100) is (not found.found) or found.score >= 98
    assert all(text[one.start : one.end] == one.words for one in found.found if one.words)


def test_the_demo_is_easy_to_read() -> None:
    labels = [
        field["label"] for code in CODES for page in definition(code)["form"]["pages"] for field in page["fields"]
    ]
    scores = [reading_ease(label["ja"]).score for label in labels]
    assert sum(scores) / len(scores) >= 95
