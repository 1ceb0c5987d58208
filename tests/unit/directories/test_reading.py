"""The publishers' files become entries, whole, or are refused in words."""

from datetime import date

import pytest

from madoguchi.ground.kernel.errors import Refused
from madoguchi.office.directories.core.difference import difference
from madoguchi.office.directories.core.entries import Branch, Directory, Entry, Town
from madoguchi.office.directories.core.keys import address_key, bank_key
from madoguchi.office.directories.core.reading import read_directory
from madoguchi.office.directories.core.refusals import (
    DirectoryColumnsMissing,
    DirectoryEmpty,
    DirectoryNotText,
    DirectoryRowsBroken,
    DirectoryTooLarge,
)

ON = date(2026, 11, 1)
# As 日本郵便 publishes it (13103 港区, 2026): half-width kana, Shift_JIS; a town told in two rows.
ODAIBA = '13103,"135  ","1350091","ﾄｳｷﾖｳﾄ","ﾐﾅﾄｸ","ﾀﾞｲﾊﾞ","東京都","港区","台場",0,0,1,0,0,0\r\n'
ELSEWHERE = (
    '13103,"105  ","1050000","ﾄｳｷﾖｳﾄ","ﾐﾅﾄｸ","ｲｶﾆｹｲｻｲｶﾞﾅｲﾊﾞｱｲ","東京都","港区","以下に掲載がない場合",0,0,0,0,0,0\r\n'
)
IN_TWO_ROWS = (
    '01224,"066  ","0660005","ﾎﾂｶｲﾄﾞｳ","ﾁﾄｾｼ","ｷﾖｳﾜ(88-2､271-10､","北海道","千歳市","協和（８８−２、２７１−１０、",'
    "1,0,0,0,0,0\r\n"
    '01224,"066  ","0660005","ﾎﾂｶｲﾄﾞｳ","ﾁﾄｾｼ","404)","北海道","千歳市","４０４番地）",1,0,0,0,0,0\r\n'
)
TOWN_HEADINGS = "lg_code,machiaza_id,pref,county,city,ward,oaza_cho,oaza_cho_kana,chome,koaza,ablt_date,post_code"


def read(directory: Directory, text: str, encoding: str = "utf-8") -> tuple[Entry, ...]:
    return read_directory(directory, text.encode(encoding), name="file.csv", on=ON)


@pytest.mark.parametrize("encoding", ["cp932", "utf-8", "utf-8-sig"])
def test_postal_codes_are_read_in_either_encoding(encoding: str) -> None:
    assert read(Directory.POSTAL, ODAIBA, encoding) == (Town("1350091", "13103", "東京都", "港区", "台場", "ダイバ"),)


def test_remarks_are_not_part_of_a_town() -> None:
    found = read(Directory.POSTAL, ELSEWHERE + IN_TWO_ROWS.replace("−", "－"), "cp932")
    assert [(one.town, one.kana) for one in found if isinstance(one, Town)] == [("", ""), ("協和", "キヨウワ")]


@pytest.mark.parametrize(
    ("written", "town"),
    [
        ("板橋（１〜３丁目）", "板橋"),
        ("多賀町一円", ""),
        ("一円", "一円"),
        ("種市第１５地割〜第２１地割", "種市"),
        ("大手町の次に番地がくる場合", ""),
    ],
)
def test_a_town_is_what_stands_in_an_address(written: str, town: str) -> None:
    (found,) = read(
        Directory.POSTAL, f"25443,522,5220317,シガケン,タガチョウ,マチ,滋賀県,犬上郡多賀町,{written},0,0,0,0,0,0\n"
    )
    assert isinstance(found, Town)
    assert found.town == town


def test_towns_that_have_ended_are_left_out() -> None:
    text = (
        f"{TOWN_HEADINGS}\n482013,0001001,陽向県,,みなも市,,汐見町,シオミチョウ,一丁目,,,000-0001\n"
        "482013,0002000,陽向県,,みなも市,,旧浜,キュウハマ,,,2026-11-01,\n"
    )
    assert read(Directory.TOWNS, text) == (
        Town("0000001", "48201", "陽向県", "みなも市", "汐見町一丁目", "シオミチョウ"),
    )


@pytest.mark.parametrize(
    "text",
    [
        '"9001","010","ﾐﾅﾓ","みなも銀行","ｴｷﾏｴ","駅前支店","","","","","1","1"\n',
        "支店名,支店コード,支店名カナ,金融機関名,金融機関名カナ,金融機関コード\n駅前支店,０１０,エキマエ,みなも銀行,ミナモ,9001\n",
    ],
)
def test_banks_are_read_as_handed_out_or_under_headings(text: str) -> None:
    assert read(Directory.BANKS, text, "cp932") == (
        Branch("9001", "010", "みなも銀行", "ミナモ", "駅前支店", "エキマエ"),
    )


@pytest.mark.parametrize(
    ("directory", "content", "refusal", "said"),
    [
        (Directory.POSTAL, b"PK\x03\x04\xff\xfe\x81\x00", DirectoryNotText, "ZIP"),
        (Directory.POSTAL, ODAIBA.encode("utf-16"), DirectoryNotText, "UTF-8"),
        (Directory.POSTAL, b"", DirectoryEmpty, "1件"),
        (Directory.POSTAL, ODAIBA.replace("1350091", "13500").encode(), DirectoryRowsBroken, "1行目（郵便番号"),
        (Directory.POSTAL, ODAIBA.replace(",0,0,1", "").encode(), DirectoryRowsBroken, "12です"),
        (Directory.POSTAL, IN_TWO_ROWS.partition("\r\n")[0].encode(), DirectoryRowsBroken, "閉じて"),
        (Directory.POSTAL, b"\0" * 20, DirectoryNotText, "UTF-8"),
        (Directory.TOWNS, b"a,b\n1,2\n", DirectoryColumnsMissing, "lg_code"),
        (Directory.TOWNS, TOWN_HEADINGS.encode(), DirectoryEmpty, "1件"),
        (Directory.BANKS, "9001,10,ミ,みなも,エ,駅前\n".encode(), DirectoryRowsBroken, "支店コード"),
        (Directory.BANKS, ("9001,010,ミ,みなも,エ," + "長" * 130 + "\n").encode(), DirectoryRowsBroken, "名前"),
    ],
)
def test_what_is_not_the_file_is_refused_with_its_place(
    directory: Directory, content: bytes, refusal: type[Refused], said: str
) -> None:
    with pytest.raises(refusal) as caught:
        read_directory(directory, content, name="file.csv", on=ON)
    assert said in caught.value.why.ja + caught.value.mend.ja


def test_a_huge_file_is_refused_before_it_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("madoguchi.office.directories.core.reading.MOST_ROWS", 2)
    with pytest.raises(DirectoryTooLarge):
        read(Directory.POSTAL, ODAIBA * 4)
    monkeypatch.setattr("madoguchi.office.directories.core.reading.MOST_BYTES", 10)
    with pytest.raises(DirectoryTooLarge):
        read(Directory.POSTAL, ODAIBA)


def test_spellings_of_an_address_meet() -> None:
    assert address_key("みなも市大字汐見町一丁目") == address_key("みなも市 汐見町１丁目")
    assert address_key("十二丁目") == address_key("12丁目")
    assert address_key("二十丁目") == address_key("20丁目")
    assert bank_key("みなも銀行") == bank_key("みなも") == bank_key("ﾐﾅﾓ")


def test_a_difference_tells_what_comes_and_goes() -> None:
    first, second = (Town("0000001", "48201", "陽向県", "みなも市", town, "") for town in ("汐見町", "港北"))
    found = difference([first], [second])
    assert (found.added, found.removed) == (("0000001 陽向県みなも市港北",), ("0000001 陽向県みなも市汐見町",))
    assert (found.added_count, found.removed_count) == (1, 1)
