"""What a question asks, read from its words without a dictionary: about whom, and what.

A label is folded (width, kana words, honours, particles, usual synonyms of forms) and split into roles (whose name? the
applicant's, the child's), facets that must agree (start or end, before or after, the first or the second choice) and
the rest, its topic. A segmenter was not needed: labels are short, and what must be told apart are roles and facets,
which a dictionary of the language does not know (docs/decisions/0042-questions-compared-without-a-dictionary.md).
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

# Who a question is about. The applicant has no role: most labels do not name them.
_APPLICANT: Final = (
    "申請者|申請人|申請する方|請求者|請求する方|請求人|届出者|届出人|届け出る方|申込者|申込人|申し込む方|申込みをする方|申告者|依頼者|"
    "願出人|受給者(?!証)|あなた|ご自身|自分自身|ご本人|本人(?!確認|通知)"
)
_ROLES: Final = {
    "spouse": "配偶者|夫(?:又は|または|・|か)妻|パートナー",
    "child": (
        "(?:対象|利用|入所|該当)?児童(?!手当|扶養|福祉|相談|館|発達)|お?子(?:さま|様|さん|ども|供)(?!医療|手当|・)|"
        "園児|乳幼児(?!医療)|乳児|新生児|対象児"
    ),
    "father": "お?父親|お父さま|(?<![一-龠])父(?=の|が|は|と|氏|方|$)",
    "mother": "お?母親|お母さま|(?<![一-龠])母(?=の|が|は|と|氏|方|$)",
    "guardian": "保護者|親権者",
    "agent": "代理人|代理の方|代理の人|代理者|代理で申請する方",
    "head": "世帯主",
    "member": "世帯員(?!数)|同居(?:者|人|親族|家族)|(?:ご)?家族(?=の氏|の名|の生|氏)",
    "insured": "被保険者(?!証|番号|記号)|要介護者",
    "deceased": "亡くなられた方|亡くなった方|死亡者|死亡した方|故人",
    "user": "利用者|利用する方|使う方|使用する方|利用される方",
    "representative": "代表者",
    "contact": "緊急時?の?連絡先",
    "staff": "担当者",
    "employer": "勤務先|勤め先|就労先|職場",
    "corporation": "法人(?!番号)|会社|団体(?=の|名|所)|事業者(?=の|名)",
    "site": "事業所|営業所|店舗",
    "facility": "施設(?=の名|の所|名|所|$)",
    "school": "学校(?=の名|の所|名|$)",
    "nursery": "保育(?:所|園)(?=の名|の所|名|$)",
    "clinic": "医療機関|病院(?=の|名|$)",
    "doctor": "主治医(?!意見書)",
    "family_doctor": "かかりつけ医",
    "care_manager": "(?:担当)?ケアマネ(?:ージャー|ジャー|ージャ)?|介護支援専門員",
    "carer": "介護者",
    "builder": "施工者|工事施工者",
    "owner": "所有者",
    "tenant": "占有者|賃借人",
    "pet": "飼い犬|ペット|犬(?=の名)",
    "head_of_register": "筆頭者",
}
#: Roles that a person has: within 配偶者, 「勤務先の名称」 is the spouse's place of work.
_OWNED: Final = frozenset({"employer", "doctor", "family_doctor", "care_manager", "school", "clinic"})
_ORGANISATIONS: Final = frozenset({"employer", "corporation", "site", "facility", "school", "nursery", "clinic", "pet"})

# Spellings and usual words that mean one thing on forms; applied in this order to the folded label.
_SAME: Final = tuple(
    (re.compile(old), new)
    for old, new in (
        ("商号(?:又は|または|・)(?:名称|氏名)", "法人名"),
        ("(?:ふりがな|ヨミガナ|よみがな|読み仮名|読みがな|よみかた|カナ(?!ダ))", "フリガナ"),
        ("(?:お)?(?:名前|なまえ)|姓名", "氏名"),
        ("(?:お)?(?:誕生日|生まれた日)|出生年月日", "生年月日"),
        ("(?:ご|お)?(?:現住所|住まいの住所|居住地|現在の住所)|(?:お)?住まい(?=$|の)", "住所"),
        ("所在地", "住所"),
        ("転入前の?住所|従前の住所|以前の住所|前の住所|旧住所", "前住所"),
        ("転入した日|転入年月日", "転入日"),
        ("e-?mail(?:アドレス)?|eメール(?:アドレス)?|電子メール(?:アドレス)?|メール(?:アドレス)?", "メールアドレス"),
        ("携帯電話の?番号|携帯番号|携帯電話(?!番号)", "携帯電話番号"),
        ("(?:お)?電話(?:の)?番号|(?:お)?電話", "電話番号"),
        (
            "(?:日中|昼間)(?:に|の)?(?:つながる|連絡のつく|連絡がつく|連絡の取れる|連絡が取れる|連絡できる)?(?:の)?",
            "日中",
        ),
        ("日中(?:電話番号|連絡先)", "電話番号"),
        ("連絡先電話番号|ご?連絡先(?=$|の電話)", "電話番号"),
        ("(?:の)?電話番号の?電話番号", "電話番号"),
        ("(?:ご)?(?:職業|仕事|お仕事)(?=$)", "職業"),
        ("との関係", "との続柄"),
        ("(?:口座)?(?:振込先|受取|還付|支給)の?口座", "振込口座"),
        ("同じ住所に(?:住んで|お住まい)", "同居"),
        ("別に住んでいる|別に暮らしている", "別居"),
        ("分べん|分娩", "出産"),
        ("り災", "罹災"),
        ("被害を受けた|被災した", "被災"),
        ("亡くなった|亡くなられた", "死亡"),
        ("を?始め(?:る|た|たい)(?:の)?|開始する|開始した", "開始"),
        ("を?(?:終え|終わ)(?:る|た|たい|らせる|らせたい)(?:の)?|終了する|終了した", "終了"),
        ("(?<!生)年月日(?=$)", "日"),
        ("受け?取り?る?", "受取"),
        ("お?支払い?う?", "支払"),
        ("取り?扱い?う?", "取扱"),
        ("使いみち|使い道|使用の目的|使用目的", "使用目的"),
        ("世帯員数|世帯の人員", "世帯人数"),
        ("年間収入|年間の収入", "年収"),
        ("収入金額|収入額", "収入"),
        ("所得金額|所得額", "所得"),
        ("家賃額|家賃の額", "家賃"),
        ("従業員の?人数", "従業員数"),
        ("必要な?(?:通数|部数|枚数)", "必要通数"),
        ("本籍地", "本籍"),
        ("国籍・地域", "国籍"),
        ("備考欄|その他の?備考", "備考"),
        ("その他の?連絡事項", "連絡事項"),
        ("税務情報", "税情報"),
        ("記載(?:した)?内容", "内容"),
        ("閲覧", "確認"),
        ("戸籍全部事項証明書|戸籍謄本", "戸籍証明書"),
        ("印鑑登録証明書", "印鑑証明書"),
        ("を証明する(?:書類|もの)", "証明書"),
        ("自動車登録番号", "車両番号"),
        ("ごみ|ゴミ", "ゴミ"),
        ("許可証の番号", "許可番号"),
        ("証の番号", "番号"),
    )
)
_FACETS: Final = tuple(
    (name, re.compile(pattern))
    for name, pattern in (
        ("start", "開始|着手|着工|自$"),
        ("end", "終了|完了|満了|終期"),
        ("before", "前住所|(?<![産午以事])前の|旧(?!姓)|変更前"),
        ("after", "転出先|新住所|変更後|移転先"),
        ("moving_in", "転入"),
        ("moving_out", "転出"),
        ("staying", "いるところ|いる場所|滞在|入院先|入所先"),
        ("delivery", "送付先|送り先|郵送先|返送先"),
        ("mobile", "携帯"),
        ("at_home", "自宅"),
        ("fax", "fax|ファクス|ファックス"),
        ("planned", "予定"),
        ("debit", "引落|口座振替|引き落とし"),
        ("former_name", "旧氏|旧姓"),
        ("adult", "大人|成人"),
        ("elder", "(?:^|、|る|の)上の"),
        ("younger", "(?:^|、|る|の)下の"),
    )
)
#: The noun that a label ends in. Two that are known and differ ask for two things.
_HEAD: Final = re.compile(
    "(続柄|番号|理由|内容|方法|種類|状況|原因|目的|構造|場所|面積|人数|期間|時間|時刻|氏名|フリガナ|住所|電話番号|メールアドレス|"
    "証明書|手帳|写真|図|数|額|日|名|証)$"
)
_NUMBERS: Final = re.compile("[0-9]+|第[一二三四五]")
_KANJI_NUMBERS: Final = str.maketrans("一二三四五", "12345")
_NOTE: Final = re.compile(r"\(([^()]*)\)|\[([^\[\]]*)\]|【([^【】]*)】")
_BEFORE_COMMA: Final = re.compile("^.*?(?:とき|場合|とき、?は|方)(?:は)?、")
_EXAMPLES: Final = re.compile("^.{1,20}?など(?:の|、)(?=.)")
_HONOURS: Final = re.compile("(?:さま|様|さん|氏)(?=の|$|、)|ご(?=[一-龠])|お(?=[一-龠])")
_NOT_WORDS: Final = re.compile(r"[\s、。,.・:：;「」『』()?？!！/／~〜ー\-‐–—]+|[ぁ-ゖ]+")
_RELATION: Final = re.compile("(との|から見た|からみた|に対する)続柄")
_COPY: Final = re.compile("(書類|書|証|手帳|カード|通帳|票)(?:の)?(?:写し|写真|コピー|原本|の表紙|の画像)+$")
_SHOWS: Final = re.compile("(?:の|が|を)?(?:わかる|分かる|確認できる|示す)(?:もの|書類)")
_ASKED: Final = re.compile("(?:の)?有無|(?:の)?受給|受けて|持ち")
_ACCOUNT: Final = re.compile("口座|振込|金融機関|受取先")
_ROLE_OF: Final = re.compile("|".join(f"(?P<{name}>{words})" for name, words in _ROLES.items()))
_APPLICANT_WORDS: Final = re.compile(_APPLICANT)
_CONTEXT_REST: Final = re.compile("について|に関する(?:こと|情報)|の情報|のこと|の方|する方|の|方|さま|様|氏|[0-9]|欄")

_FIRST_TOPIC: Final = {
    "phone": "電話番号",
    "address": "住所",
    "name": "氏名",
    "kana": "フリガナ",
    "yesno": "有無",
    "number": "人数",
    "email": "メールアドレス",
    "birth_date": "生年月日",
}
"""What is asked where a label names nobody but a person: 「緊急連絡先」 of a telephone is their number."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """About whom a question asks (``roles``; none: the applicant), what it asks, and what must agree besides."""

    roles: frozenset[str]
    topic: str
    facets: frozenset[str]


def meaning(label: str, kind: str, context: Sequence[str] = ()) -> Meaning:
    """Return what a label asks for.

    Args:
        label: the Japanese words of the question.
        kind: the type of its field.
        context: titles that it stands under, nearest first; they count where they name somebody and nothing else.
    """
    return _meaning(label, kind, tuple(context))


@lru_cache(maxsize=20_000)
def _meaning(label: str, kind: str, context: tuple[str, ...]) -> Meaning:
    text, notes = _folded(label)
    if kind == "file":
        text = _file_words(text)
    for pattern, new in _SAME:
        text = pattern.sub(new, text)
    roles, text, told_to = _without_roles(text)
    if not roles or roles <= _OWNED:
        about = next((found for found in map(_context_roles, context) if found), frozenset())
        roles |= about
    facets = {name for name, pattern in _FACETS if pattern.search(text) or pattern.search(notes)} | told_to
    facets |= {one.translate(_KANJI_NUMBERS).lstrip("第") for one in _NUMBERS.findall(text + notes)}
    topic = _topic(text, notes, kind, roles)
    if kind == "kana" or "フリガナ" in topic:
        topic = "フリガナ"
    return Meaning(frozenset(roles), topic, frozenset(facets))


def _folded(label: str) -> tuple[str, str]:
    """Return a label in one width without its notes in brackets, and the notes."""
    plain = unicodedata.normalize("NFKC", label).lower().replace(" ", "")
    notes = "".join(one for found in _NOTE.findall(plain) for one in found)
    text = _NOTE.sub("", plain)
    if "フリガナ" in notes or "ふりがな" in notes or notes == "カナ":
        text += "フリガナ"
    if text.startswith("その他") and not text.removeprefix("その他"):
        text += notes
    return text, notes


def _file_words(text: str) -> str:
    text = _EXAMPLES.sub("", _BEFORE_COMMA.sub("", text)).replace("名義の", "の")
    return _COPY.sub(r"\1", _SHOWS.sub("", text))


def _without_roles(text: str) -> tuple[frozenset[str], str, frozenset[str]]:
    """Return whom a label names, the label without them, and to whom a relation is told (世帯主との続柄)."""
    relation = _RELATION.search(text)
    found: set[str] = set()

    def named(match: re.Match[str]) -> str:
        found.add(str(match.lastgroup))
        return ""

    rest = _ROLE_OF.sub(named, _APPLICANT_WORDS.sub("", text))
    if relation is None:
        return frozenset(found), rest, frozenset()
    to = found - {"child", "spouse"}  # 児童との続柄 is the child's; without a name it is told to the applicant
    return frozenset(found & {"child"}), rest.replace(relation[1], ""), frozenset(f"to_{one}" for one in to)


@lru_cache(maxsize=2_000)
def _context_roles(title: str) -> frozenset[str]:
    text, _ = _folded(title)
    roles, rest, _ = _without_roles(text)
    return frozenset() if _CONTEXT_REST.sub("", rest) else roles


def _topic(text: str, notes: str, kind: str, roles: frozenset[str]) -> str:
    if kind == "bank_account" and _ACCOUNT.search(text):
        return "口座"
    if kind == "yesno":
        text = _ASKED.sub("", text)
    if kind == "consent":
        text = text.replace("同意", "")
    plain = _HONOURS.sub("", text)
    topic = _NOT_WORDS.sub("", plain) or ("" if roles else _NOT_WORDS.sub("", notes) or plain)
    if not topic:
        topic = _FIRST_TOPIC.get(kind, "名")
    if topic in ("名称", "氏名", "名") and roles & _ORGANISATIONS:
        return "名"
    if topic in ("名称", "名") and roles:
        return "氏名"
    return topic


def head(topic: str) -> str:
    """Return the noun that a topic ends in, where it is one of those that forms ask for; empty otherwise."""
    found = _HEAD.search(topic)
    return found[1] if found else ""
