"""The words of findings in drafts and golden cases: what happened, why, how to mend it."""

from collections.abc import Mapping
from typing import Final

from madoguchi.ground.kernel.errors import Message

_M = Message

DRAFT_WORDS: Final[Mapping[str, tuple[Message, Message, Message]]] = {
    "extends_unknown": (
        _M("重ねる相手の規則「{name}」がありません。", "There is no package 「{name}」 to extend."),
        _M("重ねられるのは、同梱の規則だけです。", "What can be extended are the shipped packages."),
        _M(
            "extends を確かめるか、extends を消してすべてをこの規則に書いてください。",
            "Please check extends, or leave it out and write everything here.",
        ),
    ),
    "row_item": (
        _M("「{text}」は項目として読み取れません。", "「{text}」 cannot be read as an item."),
        _M("項目は、名前か、年齢・学年などの関数です。", "An item is a name, or a function like 年齢."),
        _M("名前を確かめるか、式で書いてください。", "Please check the name, or write a formula."),
    ),
    "row_values": (
        _M("「{text}」は値として読み取れません。", "「{text}」 cannot be read as a value."),
        _M(
            "値は1つ、「次のいずれか」では1つ以上を「、」で区切ります。",
            "There is one value; for “one of” several with 、 between them.",
        ),
        _M("「18」「20万円」「2026-04-01」「係長」のように書いてください。", "Please write it like 18 or 20万円."),
    ),
    "id_other": (
        _M("id が「{name}」になっています。", "The id is 「{name}」."),
        _M("この規則の id は「{wanted}」です。", "The id of these rules is 「{wanted}」."),
        _M("id を「{wanted}」にしてください。", "Please make it 「{wanted}」."),
    ),
    "cases_missing": (
        _M("確認事例がありません。", "There are no golden cases."),
        _M(
            "1件以上の事例で正しさを確かめてから承認を求めます。",
            "Rules are tried before they are approved.",
        ),
        _M("世帯と、期待する結果を書いてください。", "Please write a household and what must come out."),
    ),
    "case_twice": (
        _M("確認事例の id「{name}」が2回あります。", "The case id 「{name}」 stands twice."),
        _M("id で事例を見分けます。", "Cases are told apart by their ids."),
        _M("別の id にしてください。", "Please choose another id."),
    ),
    "case_of_other": (
        _M("「{name}」の確認事例です。", "This is a case of 「{name}」."),
        _M("この規則の名前は次のとおりです：{wanted}", "These rules go by {wanted}."),
        _M("rules を確かめてください。", "Please check rules."),
    ),
    "case_expects_nothing": (
        _M("確認事例「{name}」に期待する結果がありません。", "The case 「{name}」 expects nothing."),
        _M("何も確かめない事例になります。", "It would prove nothing."),
        _M("expect に期待する結果を書いてください。", "Please write what must come out in expect."),
    ),
    "case_failed": (
        _M(
            "確認事例「{name}」の「{definition}」（{whose}）が、期待した{wanted}ではなく{found}になりました。",
            "In the case 「{name}」, 「{definition}」 of {whose} came out as {found}, not as {wanted}.",
        ),
        _M("規則か、事例の期待する結果のどちらかが違います。", "Either the rules or what the case expects is wrong."),
        _M("根拠の資料と見比べて、違う方を直してください。", "Please compare both with the source and mend one."),
    ),
}
