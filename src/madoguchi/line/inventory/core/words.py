"""The fixed words of the inventory: nine obstacles, six stages, channels.

Source: obstacles and order of work as prefectures named them, 都道府県CIOフォーラム 第18回春季会合 (2021-02).
The nine codes never change, so that bodies can be compared; local reasons go into the note.
"""

from dataclasses import dataclass
from enum import StrEnum

from madoguchi.ground.kernel.errors import Message


@dataclass(frozen=True, slots=True)
class Obstacle:
    """One of the nine reasons why a procedure is not online."""

    code: str
    label: Message
    group: str  # rules (制度面) or running (運用面)
    way_out: Message


OBSTACLES: dict[str, Obstacle] = {
    one.code: one
    for one in (
        Obstacle(
            "seal",
            Message("押印・署名の必要性", "Seal or signature required"),
            "rules",
            Message("規則を改正し、署名に代わる本人確認に改める", "Amend the rule; confirm identity another way"),
        ),
        Obstacle(
            "attach",
            Message("添付書類の必要性", "Attachments required"),
            "rules",
            Message("庁内で持つ情報で代え、写真でも受け付ける", "Use what the office already holds; accept photos"),
        ),
        Obstacle(
            "face",
            Message("対面審査の必要性", "Face-to-face check required"),
            "rules",
            Message("書面・映像・抽出での確認に改める", "Check on paper, by video or by sample"),
        ),
        Obstacle(
            "fee",
            Message("手数料の納付", "Fee payment"),
            "rules",
            Message("オンライン納付または納付書で受け付ける", "Take payment online or by payment slip"),
        ),
        Obstacle(
            "will",
            Message("所管課のオンライン化への意識", "The division's awareness"),
            "running",
            Message("身近な成功例を示し、伴走して支える", "Show a near success and walk along"),
        ),
        Obstacle(
            "skill",
            Message("職員のデジタル対応スキル", "Staff's digital skill"),
            "running",
            Message("研修を行い、役割と必要な技能を明らかにする", "Train, and make roles and skills clear"),
        ),
        Obstacle(
            "cost",
            Message("システム改修費用", "Cost of changing systems"),
            "running",
            Message("汎用の電子申請と共同利用を使い、補助を探す", "Use the general service, share, find support"),
        ),
        Obstacle(
            "double",
            Message("紙と電子の併用による事務負担", "Double work on paper and screen"),
            "running",
            Message("受付一覧を一つにし、紙は読み取って同じ流れに入れる", "One inbox; paper read into the same flow"),
        ),
        Obstacle(
            "usable",
            Message("オンライン手続きの使いにくさ", "Bad usability"),
            "running",
            Message("利用者に試してもらい、項目を減らし、事前に入力しておく", "Test with users, ask less, prefill"),
        ),
    )
}


class Stage(StrEnum):
    """オンライン化の進め方, in order. A trial may stand at SYSTEM and go back."""

    INVENTORY = "1"  # 手続全般の棚卸し
    SELECTION = "2"  # 対象手続の選定
    OBSTACLES = "3"  # 課題の洗い出し
    RULES = "4"  # 制度・慣行の見直し
    FLOW = "5"  # 業務フローの改善
    SYSTEM = "6"  # システムの整備


STAGES: dict[Stage, Message] = {
    Stage.INVENTORY: Message("棚卸し", "Inventory"),
    Stage.SELECTION: Message("対象手続きの選定", "Selection"),
    Stage.OBSTACLES: Message("課題の洗い出し", "Obstacles"),
    Stage.RULES: Message("制度・慣行の見直し", "Rules and customs"),
    Stage.FLOW: Message("業務フローの改善", "Work flow"),
    Stage.SYSTEM: Message("システムの整備", "System"),
}

CHANNELS: dict[str, Message] = {
    "web": Message("オンライン", "Online"),
    "counter": Message("窓口", "Counter"),
    "post": Message("郵送", "Post"),
    "phone": Message("電話", "Telephone"),
    "portal": Message("マイナポータル", "Myna Portal"),
}
