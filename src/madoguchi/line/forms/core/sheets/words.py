"""What words on a 様式 ask for: labels and the kinds of answers they mean, and what is nobody's question."""

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

from madoguchi.line.forms.core.fields import Kind

_SPACES: Final = re.compile(r"[\s\u3000]+")
_MARKS: Final = re.compile(r"[※*＊●◎◆■▪・]?[(（〔\[【]?(必須|必ず記入|任意)[)）〕\]】]?")
_NUMBER: Final = re.compile(
    r"^(?:[(（]?[0-9０-９①-⑳ア-ンIVXⅠ-Ⅻ]{1,2}[)）.．、]|[①-⑳Ⅰ-Ⅻ]|[0-9０-９]{1,2}(?=[^0-9０-９年月日円人%時]))"
)


@dataclass(frozen=True, slots=True)
class Known:
    """A label that we know. ``is_core``: forms that ask it need it as a rule."""

    id: str
    kind: Kind
    is_core: bool = False
    part: str = ""
    """For a bank account or address that is asked in several boxes: which part this is."""


_BANK: Final = Kind.BANK_ACCOUNT
_KNOWN: Final = tuple(
    (re.compile(pattern), Known(*what))
    for pattern, what in (
        (r"(フリガナ|ふりがな|ﾌﾘｶﾞﾅ|カナ氏名|氏名.?(?:カナ|フリガナ|ふりがな).?|カナ)",
         ("kana", Kind.KANA, True)),
        (r"口座名義人?.?(?:カナ|フリガナ)?.?|名義人?(?:カナ)?", ("account_holder", Kind.TEXT, False, "holder")),
        (r".*(生年月日|誕生日)", ("birth_date", Kind.BIRTH_DATE, True)),
        (r"郵便番号|〒", ("postal_code", Kind.TEXT, False, "postal_code")),
        (r"建物名.*|方書|マンション名.*|アパート.*", ("building", Kind.TEXT, False, "building")),
        (r"(FAX|ファックス|ファクス).*", ("fax", Kind.PHONE)),
        (r".*(携帯電話|携帯番号|携帯)", ("mobile_phone", Kind.PHONE)),
        (r".*(電話番号|電話|連絡先|TEL|℡)(番号)?", ("phone", Kind.PHONE, True)),
        (r".*(メールアドレス|電子メール|E-?mail|メール)(アドレス)?", ("email", Kind.EMAIL)),
        (r".*(住所|所在地|居所|住民票所在地|本籍)(地)?", ("address", Kind.ADDRESS, True)),
        (r"(金融機関|銀行)(コード|番号)", ("bank_code", Kind.TEXT, False, "bank_code")),
        (r"(支店|店)(コード|番号)", ("branch_code", Kind.TEXT, False, "branch_code")),
        (r"(金融機関|銀行)(等)?(名称?)?", ("bank_name", Kind.TEXT)),
        (r"(本)?支店(名称?)?", ("branch_name", Kind.TEXT)),
        (r"(預金|口座)?(種別|種目|預金種類|口座種類)", ("account_kind", Kind.CHOICE, False, "kind")),
        (r"口座番号", ("account_number", Kind.TEXT, False, "number")),
        (r"性別", ("sex", Kind.CHOICE)),
        (r"続柄|.*との(続柄|関係)", ("relationship", Kind.RELATIONSHIP)),
        (r"法人番号|.*の法人番号", ("corporate_number", Kind.CORPORATE_NUMBER)),
        (r"(会社|法人|事業所|事業者|団体|施設|店舗|屋号|商号|勤務先|学校|保育所|保育園|園).?(の)?名(称|前)?",
         ("organisation_name", Kind.TEXT)),
        (r"(代表者)?(職業|職名|役職)名?", ("occupation", Kind.TEXT)),
        (r".*(氏名|名前|お名前|姓名)(等)?", ("name", Kind.NAME, True)),
        (r"(代表者|届出人|申請者|請求者|保護者|世帯主|申込者|本人|代理人|受任者|委任者)", ("name", Kind.NAME, True)),
        (r".*(金額|費用|料金|手数料|所得額?|収入額?|年収|家賃|月額|年額|見積額|請求額|補助額|工事費)(合計)?",
         ("amount", Kind.YEN)),
        (r".*(人数|員数)", ("persons", Kind.NUMBER)),
        (r"年齢", ("age", Kind.NUMBER)),
        (r".*(個数|数量|台数|件数|回数|部数|枚数|本数|頭数|階数|戸数)", ("quantity", Kind.NUMBER)),
        (r".*(面積|延床面積)", ("area", Kind.NUMBER)),
        (r".*期間", ("period", Kind.PERIOD)),
        (r".*(?:対象|支給|利用|請求|開始|終了|該当|受給|入居|発生)年?月分?", ("month", Kind.YEAR_MONTH)),
        (r".*(年月日|日付|期日|期限|日にち|(?:開始|終了|予定|希望|発生|出生|転入|提出|申請|届出|使用|実施)日)",
         ("date", Kind.DATE)),
        (r".*(理由|内容|概要|経緯|備考|事情|状況|特記事項|その他|意見|要望|目的|詳細|症状)(等)?",
         ("details", Kind.LONG_TEXT)),
        (r".*(添付|写し|証明書類)(の有無)?", ("attachments", Kind.TEXT)),
    )
)  # fmt: skip
_IDS: Final = tuple(
    (re.compile(pattern), name)
    for pattern, name in (
        ("申請日|届出日|提出日|請求日|記入日", "filed_on"), ("開始", "starts_on"), ("終了", "ends_on"),
        ("希望", "wished_on"),
        ("予定", "planned_on"), ("理由", "why"), ("備考", "remarks"), ("目的", "purpose"), ("状況", "situation"),
    )
)  # fmt: skip
MY_NUMBER: Final = re.compile(r"個人番号|マイナンバー|my ?number", re.IGNORECASE)
OFFICE: Final = re.compile(
    r"受付印|受理印|収受印|決裁|職員記入|市記入|町記入|村記入|役所記入|事務処理|処理欄|受付番号|受付欄|受付者|担当者?印|確認印|係印|課長|係長|起案|"
    r"記入しないで|記入不要|市使用欄|町使用欄|職員使用"
)
STAMP: Final = re.compile(r"^[(（]?(印|㊞|捺印|押印)[)）]?$")


def squeezed(text: str) -> str:
    """Return a text without spaces: 「氏　　名」 is 「氏名」. What is left is as written."""
    return _SPACES.sub("", text)


def plain(text: str) -> str:
    """Return a text as labels are compared: no spaces, half-width letters, no numbering, no colon, no marks."""
    folded = unicodedata.normalize("NFKC", squeezed(text))
    folded = _NUMBER.sub("", _MARKS.sub("", folded))
    folded = re.sub(r"[((][^()()]*[))]$", "", folded) or folded
    return folded.strip(":：※*.、。→⇒[]【】<>〈〉「」")


def label_of(text: str) -> str:
    """Return a label as it is asked: as written, in one line, without numbering, colon and marks."""
    found = _MARKS.sub("", " ".join(text.split()))
    if len(squeezed(found)) <= 8 or re.fullmatch(r"(?:\S[\s\u3000]+)+\S", found):
        found = squeezed(found)
    return _NUMBER.sub("", found).strip(" \u3000:：※*→") or squeezed(text)


def known(text: str) -> Known | None:
    """Return what a label asks for, where we know it."""
    wanted = plain(text)
    if not wanted or len(wanted) > 25:
        return None
    for pattern, what in _KNOWN:
        if pattern.fullmatch(wanted):
            return what
    shorter = re.sub(
        r"^(申請者|届出人|請求者|保護者|世帯主|配偶者|代理人|児童|本人|父|母|緊急時?|勤務先|法人|事業者|代表者)の?",
        "",
        wanted,
    )
    if shorter != wanted and shorter:
        return known(shorter)
    return None


def id_hint(text: str, otherwise: str) -> str:
    """Return a better id than the kind's own where the words give one."""
    wanted = plain(text)
    return next((name for pattern, name in _IDS if pattern.search(wanted)), otherwise)


def says_required(text: str) -> bool | None:
    """Return what a label says of itself: 必須, 任意, or nothing."""
    if "任意" in text:
        return False
    if "必須" in text or "必ず" in text or squeezed(text).endswith(("※", "*", "＊")):
        return True
    return None
