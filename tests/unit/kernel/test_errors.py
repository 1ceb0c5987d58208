"""Refusals: three messages, filled with facts, in the reader's language."""

import pytest

from madoguchi.ground.kernel.errors import Language, Message, Refused


class TooManyChildren(Refused):
    """A refusal as rooms write them."""

    code = "test.too_many_children"
    status = 422
    what = Message("お子さんの人数が多すぎます。", "There are too many children.", "こどもの 数が 多すぎます。")
    why = Message("{most}人までです。", "At most {most} are possible.", "{most}人までです。")
    mend = Message("{most}人以下にしてください。", "Please give {most} or fewer.")


@pytest.mark.parametrize(
    "language, text",
    [("ja", "日本語"), ("en", "English"), ("ja-easy", "やさしい"), ("fr", "日本語"), (Language.EASY, "やさしい")],
)
def test_a_message_speaks_the_readers_language(language, text):
    assert Message("日本語", "English", "やさしい").text(language) == text


def test_a_message_without_easy_japanese_falls_back_to_japanese():
    assert Message("日本語", "English").text(Language.EASY) == "日本語"


def test_facts_fill_every_language_and_leave_the_pattern_alone():
    pattern = Message("{n}件", "{n} items", "{n}こ")

    assert pattern.with_facts(n=3) == Message("3件", "3 items", "3こ")
    assert pattern.ja == "{n}件"
    assert Message("{n}件", "{n}").with_facts(n=3).easy is None


def test_braces_in_facts_are_not_marks():
    assert Message("「{title}」", "{title}").with_facts(title="{n}").ja == "「{n}」"


def test_a_missing_fact_is_a_fault():
    with pytest.raises(KeyError):
        Message("{n}件", "{n}").with_facts(m=3)


def test_a_refusal_carries_its_facts_and_pointer():
    refusal = TooManyChildren(pointer="children/10", most=10)

    assert refusal.why.ja == "10人までです。"
    assert refusal.mend.text("ja-easy") == "10人以下にしてください。"
    assert (refusal.pointer, refusal.facts, refusal.status) == ("children/10", {"most": 10}, 422)
    assert str(refusal) == (
        "test.too_many_children: There are too many children. At most 10 are possible. Please give 10 or fewer."
    )


def test_facts_of_one_refusal_do_not_leak_into_the_next():
    TooManyChildren(most=10)

    assert TooManyChildren(most=5).why.en == "At most 5 are possible."
    assert TooManyChildren.why.en == "At most {most} are possible."


def test_a_refusal_conflicts_unless_it_says_otherwise():
    assert Refused.status == 409
    assert issubclass(Refused, Exception)
