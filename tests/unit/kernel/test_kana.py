"""Kana: tables written out by hand, so that no conversion is checked against itself."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.ground.kernel.kana import (
    NotForBankTransfer,
    fold_key,
    half_width_kana,
    is_katakana_name,
    to_full_katakana,
    to_half_width_digits,
    visible_length,
)

KATAKANA = (
    "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワヲンァィゥェォッャュョー"
)
HIRAGANA = (
    "あいうえおかきくけこさしすせそたちつてとなにぬねのはひふへほまみむめもやゆよらりるれろわをんぁぃぅぇぉっゃゅょー"
)
HALF = "ｱｲｳｴｵｶｷｸｹｺｻｼｽｾｿﾀﾁﾂﾃﾄﾅﾆﾇﾈﾉﾊﾋﾌﾍﾎﾏﾐﾑﾒﾓﾔﾕﾖﾗﾘﾙﾚﾛﾜｦﾝｧｨｩｪｫｯｬｭｮｰ"
VOICED = "ガギグゲゴザジズゼゾダヂヅデドバビブベボヴパピプペポ"
VOICED_HALF = "ｶﾞｷﾞｸﾞｹﾞｺﾞｻﾞｼﾞｽﾞｾﾞｿﾞﾀﾞﾁﾞﾂﾞﾃﾞﾄﾞﾊﾞﾋﾞﾌﾞﾍﾞﾎﾞｳﾞﾊﾟﾋﾟﾌﾟﾍﾟﾎﾟ"
TSUJI = "辻\U000e0100"

KANA_TEXT = st.text(KATAKANA + HIRAGANA + HALF + VOICED + "ﾞﾟ\u3099\u309aゝヽ・ \u3000", max_size=20)
BANK_NAMES = st.text(KATAKANA + HIRAGANA + VOICED + "abcXYZ019０Ａ（）()．.-・ \u3000", max_size=20)


def test_hiragana_and_half_width_kana_become_full_katakana():
    assert to_full_katakana(HIRAGANA) == KATAKANA
    assert to_full_katakana(HALF) == KATAKANA
    assert to_full_katakana(VOICED_HALF) == VOICED
    assert to_full_katakana(unicodedata.normalize("NFD", VOICED)) == VOICED
    assert to_full_katakana("いすゞ") == "イスヾ"
    assert to_full_katakana("わ\u3099") == "ヷ"
    assert to_full_katakana("ｱﾝﾅ･ﾏﾘｱ") == "アンナ・マリア"


def test_parts_of_a_kana_name_are_joined_by_one_full_width_space():
    assert to_full_katakana(" やまだ  ﾀﾛｳ\t") == "ヤマダ\u3000タロウ"


def test_other_characters_stay_in_a_kana_field_to_be_found():
    assert to_full_katakana("神\ufa19Ａ①") == "神\ufa19Ａ①"
    assert not is_katakana_name("山田\u3000タロウ")


@pytest.mark.parametrize(
    "name", ["ヤマダ\u3000タロウ", "ジョージ", "アンナ・マリア", "ヴィクトル\u3000ユーゴー", "イスヾ"]
)
def test_readings_in_full_katakana_are_accepted(name):
    assert is_katakana_name(name)


@pytest.mark.parametrize(
    "name",
    [
        "",
        "\u3000",
        "ー",
        "・",
        "やまだ",
        "ﾔﾏﾀﾞ",
        "ヤマダ タロウ",
        "ヤマダ\u3000",
        "ヤマダ\u3000\u3000タロウ",
        "ヤマダ1",
        "YAMADA",
        "ｼﾞﾖ-ｼﾞ",
    ],
)
def test_other_readings_are_not(name):
    assert not is_katakana_name(name)


def test_only_full_width_digits_change_their_width():
    assert to_half_width_digits("０１２３４５６７８９番地Ａー①神") == "0123456789番地Ａー①神"


@pytest.mark.parametrize(
    "one, other",
    [
        ("やまだ たろう", "ﾔﾏﾀﾞ\u3000ﾀﾛｳ"),
        ("コード", "コ―ド"),  # U+2015, seen in a real file
        ("コード", "コ－ド"),
        ("コード", "コ-ド"),
        ("アンナ・マリア", "ｱﾝﾅﾏﾘｱ"),
        ("Ａllen Jackson", "ALLENJACKSON"),
        ("Straße", "STRASSE"),
        (TSUJI, "辻"),
        ("\ufa19", "神"),
        ("1丁目2−3", "１丁目２ー３"),
        ("カ\u309b", "ガ"),
        ("山\u200b田", "山田"),
        ("㈱みなも", "(株)ミナモ"),
    ],
)
def test_spellings_of_one_text_meet_in_the_search_key(one, other):
    assert fold_key(one) == fold_key(other)


@pytest.mark.parametrize(
    "one, other", [("髙橋", "高橋"), ("さとう", "さとお"), ("は", "ば"), ("き", "ぎ"), ("おの", "おおの")]
)
def test_different_texts_keep_different_keys(one, other):
    assert fold_key(one) != fold_key(other)


def test_the_key_is_written_in_katakana_without_spaces():
    assert fold_key("みなも 市役所") == "ミナモ市役所"


@pytest.mark.parametrize(
    "text, length",
    [("", 0), ("辻", 1), (TSUJI, 1), (TSUJI * 50, 50), ("葛\ufe00城", 2), ("𠮷田", 2), ("a\U000e01ef", 1)],
)
def test_variation_selectors_do_not_count(text, length):
    assert visible_length(text) == length


@pytest.mark.parametrize(
    "name, bank",
    [
        ("ヤマダ\u3000タロウ", "ﾔﾏﾀﾞ ﾀﾛｳ"),
        ("きゅうよ いちろう", "ｷﾕｳﾖ ｲﾁﾛｳ"),
        ("ジョージ", "ｼﾞﾖ-ｼﾞ"),
        ("アンナ・マリア", "ｱﾝﾅ.ﾏﾘｱ"),
        ("カ）ミナモショウテン", "ｶ)ﾐﾅﾓｼﾖｳﾃﾝ"),
        ("ミナモabc１２", "ﾐﾅﾓABC12"),
        ("ヱビスヲリモノ", "ｴﾋﾞｽｵﾘﾓﾉ"),
        ("カ\u309b", "ｶﾞ"),
        ("ﾊﾟﾝﾔ", "ﾊﾟﾝﾔ"),
        ("", ""),
    ],
)
def test_names_of_account_holders_become_bank_characters(name, bank):
    assert half_width_kana(name) == bank


@pytest.mark.parametrize(
    "name, position", [("山田", 1), ("ヤマダ，タロウ", 4), ("ヤマ*", 3), ("é", 1), ("ヤ㈱", 2), ("ﾔﾏﾀﾞ￥", 5)]
)
def test_characters_that_banks_cannot_carry_are_refused_by_their_place(name, position):
    with pytest.raises(NotForBankTransfer) as caught:
        half_width_kana(name)

    assert caught.value.facts == {"position": position}
    assert f"{position}文字目" in caught.value.why.ja
    assert name not in str(caught.value)


@given(KANA_TEXT)
def test_making_katakana_twice_changes_nothing(text):
    once = to_full_katakana(text)

    assert to_full_katakana(once) == once


@given(st.text(max_size=30) | KANA_TEXT)
def test_folding_twice_changes_nothing(text):
    assert fold_key(fold_key(text)) == fold_key(text)


@given(KANA_TEXT, KANA_TEXT)
def test_spaces_and_scripts_never_part_a_name_from_its_key(family, given_name):
    joined = fold_key(f"{family}\u3000{given_name}")

    assert joined == fold_key(f"{family} {given_name}")
    assert joined == fold_key(to_full_katakana(f"{family} {given_name}"))


@given(st.text("辻葛邉𠮷ア", max_size=50), st.integers(0xE0100, 0xE01EF))
def test_length_is_the_same_with_and_without_variants(text, selector):
    assert visible_length("".join(character + chr(selector) for character in text)) == len(text)


@given(BANK_NAMES)
def test_bank_names_fit_one_byte_a_character_and_stay_when_converted_again(name):
    bank = half_width_kana(name)

    assert len(bank.encode("cp932")) == len(bank)
    assert half_width_kana(bank) == bank
