"""What the directories hold, as plain values."""

from dataclasses import dataclass
from enum import StrEnum


class Directory(StrEnum):
    """Which list."""

    POSTAL = "postal"  # 郵便番号（日本郵便）
    TOWNS = "towns"  # 町字マスター（アドレス・ベース・レジストリ）
    BANKS = "banks"  # 金融機関コード・支店コード（統一金融機関コード）


@dataclass(frozen=True, slots=True)
class Town:
    """A town (町字). ``postal_code`` is seven digits; empty where the directory of towns does not know it.

    ``town`` is empty where the code stands for what is left of a city. ``kana`` is the reading of the town.
    """

    postal_code: str
    city_code: str  # 全国地方公共団体コード without its check digit
    prefecture: str
    city: str  # with its county (郡) and ward (区)
    town: str
    kana: str

    @property
    def text(self) -> str:
        """The address as far as the town."""
        return f"{self.prefecture}{self.city}{self.town}"


@dataclass(frozen=True, slots=True)
class Branch:
    """A branch of a bank; ``code`` is empty where only the bank is meant."""

    bank_code: str  # 4 digits
    code: str  # 3 digits
    bank_name: str
    bank_kana: str
    name: str
    kana: str


Entry = Town | Branch
