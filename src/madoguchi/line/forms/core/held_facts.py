"""Facts that the body or the state holds already: where, on what ground they may be looked up, what stands against."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from madoguchi.ground.kernel.errors import Message


@dataclass(frozen=True, slots=True)
class Held:
    """Where a fact is held, the ground on which it may be looked up, and what stands against."""

    where: Message
    ground: str  # law and article; Japanese, as in the law
    against: Message


OTHER_USE = Message(
    "別の業務の情報を使うため、法令の定めか本人の同意など（個人情報保護法第69条）を確かめる",
    "It is another office's record: check the law or ask for consent (Personal Information Act, 69)",
)
_ELSEWHERE = Message(
    "ほかの自治体の情報は、情報連携の対象の事務かを確かめる",
    "For what another municipality holds, check that the procedure may use the information network",
)
_IDENTITY = Message("どなたの申請かを確かめるために必要", "Needed to know who applies")
_CHOSEN = Message(
    "登録していない人と、別の口座を希望する人には、たずねる必要がある",
    "People without a registered account, or who want another, must still be asked",
)
_NETWORK = "番号法第19条第8号・第22条第2項"
OMISSION = "デジタル手続法第11条"
_REGISTER = Message("住民基本台帳", "Resident register")
_TAX = Message("税務システム（個人住民税）", "Tax records (resident tax)")
_CIVIL_REGISTER = Message("戸籍", "Family register")
_WELFARE = Message("福祉の台帳", "Welfare records")
_SEALS = Message("印鑑登録原票", "Register of seals")
_HEALTH = Message("医療保険の資格情報", "Health insurance records")
_CARE = Message("介護保険の台帳", "Long-term care insurance records")
_DISASTERS = Message("罹災証明の台帳", "Records of disaster certificates")
_DECISIONS = Message("市の決定の記録", "The body's own decisions")
_PAYMENTS = Message("収納の台帳", "Records of tax payments")
_PROPERTY = Message("固定資産課税台帳", "Property tax records")
_MATERNAL = Message("妊娠届と健診の台帳", "Maternal health records")
_PENSIONS = Message("年金の情報", "Pension records")
_COMPANIES = Message("登記情報", "Register of companies and real estate")

#: Data items (``core_item``) that the resident register holds (住民基本台帳法 第7条), and the account for payments.
HELD_ITEMS: Final[Mapping[str, Held]] = {
    "shimei": Held(_REGISTER, "住民基本台帳法第7条第1号", _IDENTITY),
    "seinengappi": Held(_REGISTER, "住民基本台帳法第7条第2号", _IDENTITY),
    "shimei_kana": Held(_REGISTER, "住民基本台帳法第7条第1号の2", OTHER_USE),
    "seibetsu": Held(_REGISTER, "住民基本台帳法第7条第3号", OTHER_USE),
    "zokugara": Held(_REGISTER, "住民基本台帳法第7条第4号", OTHER_USE),
    "setainushi": Held(_REGISTER, "住民基本台帳法第7条第4号", OTHER_USE),
    "honseki": Held(_REGISTER, "住民基本台帳法第7条第5号", OTHER_USE),
    "jusho": Held(_REGISTER, "住民基本台帳法第7条第7号", OTHER_USE),
    "koza": Held(
        Message("公金受取口座", "Registered account for public payments"),
        "公的給付の支給等の迅速かつ確実な実施のための預貯金口座の登録等に関する法律",
        _CHOSEN,
    ),
}
IDENTIFYING: Final = frozenset({"shimei", "seinengappi"})

#: Papers whose fact is held, by the words of forms. The first that fits counts.
HELD_PAPERS: Final = tuple(
    (re.compile(words), Held(where, ground, against))
    for words, where, ground, against in (
        (
            "住民票|住所(?:を証明|が|の)?(?:わかる|分かる|確認できる)?(?:もの|書類)|住民基本台帳",
            _REGISTER,
            "住民基本台帳法第7条・" + _NETWORK,
            OTHER_USE,
        ),
        ("戸籍", _CIVIL_REGISTER, _NETWORK, _ELSEWHERE),
        (
            "印鑑(?:登録)?証明",
            _SEALS,
            "押印の見直しで不要にできるかを確かめる",
            OTHER_USE,
        ),
        ("(?:非)?課税証明|所得証明|所得を証明|源泉徴収票|所得課税", _TAX, _NETWORK, _ELSEWHERE),
        (
            "納税証明|滞納(?:が)?ない",
            _PAYMENTS,
            "地方税法第22条（本人の同意）",
            Message("税の秘密にあたるため、本人の同意をとる", "Tax secrecy: consent is needed"),
        ),
        (
            "健康保険|資格確認書|保険証(?!券)|医療保険",
            _HEALTH,
            _NETWORK,
            _ELSEWHERE,
        ),
        ("介護保険.*証|要介護認定", _CARE, OMISSION, OTHER_USE),
        ("(?:障害者|療育|保健福祉|障がい者)手帳", _WELFARE, _NETWORK, _ELSEWHERE),
        ("生活保護.*(?:証明|証)", _WELFARE, _NETWORK, _ELSEWHERE),
        ("児童扶養手当.*証書|特別児童扶養手当.*証", _WELFARE, _NETWORK, _ELSEWHERE),
        (
            "登記(?:事項|簿)|法人登記|履歴事項",
            _COMPANIES,
            "デジタル手続法第11条（登記事項証明書の添付省略）",
            Message("登記情報連携を使えるように準備する", "Access to the register's network has to be set up"),
        ),
        (
            "固定資産.*証明|評価証明",
            _PROPERTY,
            "地方税法第22条（本人の同意）",
            Message("税の秘密にあたるため、本人の同意をとる", "Tax secrecy: consent is needed"),
        ),
        ("在留カード|特別永住者証明書", _REGISTER, "住民基本台帳法第30条の45", OTHER_USE),
        ("母子(?:健康)?手帳", _MATERNAL, OMISSION, OTHER_USE),
        ("(?:年金|恩給).*(?:証書|証明)", _PENSIONS, _NETWORK, _ELSEWHERE),
        (
            "り災証明|罹災証明|被災証明",
            _DISASTERS,
            OMISSION,
            OTHER_USE,
        ),
        (
            "許可(?:証|書)|決定通知|認定通知|支給決定",
            _DECISIONS,
            OMISSION,
            OTHER_USE,
        ),
    )
)
