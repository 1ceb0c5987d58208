"""Makes up applicants and their answers, all fictional. Imports nothing of the product."""

import struct
import zlib
from datetime import date, timedelta
from random import Random
from typing import Any

Answers = dict[str, Any]  # Any: JSON

SURNAMES = [
    ("水城", "ミズキ"),
    ("風早", "カザハヤ"),
    ("白瀬", "シラセ"),
    ("天野", "アマノ"),
    ("椿", "ツバキ"),
    ("月岡", "ツキオカ"),
    ("深海", "フカミ"),
    ("朝霧", "アサギリ"),
    ("若葉", "ワカバ"),
    ("日向野", "ヒガノ"),
    ("渡邉", "ワタナベ"),
    ("髙𣘺", "タカハシ"),
    ("齋藤", "サイトウ"),
    ("山﨑", "ヤマザキ"),
    ("辻󠄀", "ツジ"),
    ("𠮷野", "ヨシノ"),
]
ADULTS = [
    ("陽菜", "ヒナ"),
    ("蓮", "レン"),
    ("葵", "アオイ"),
    ("湊", "ミナト"),
    ("美咲", "ミサキ"),
    ("大翔", "ヒロト"),
    ("千尋", "チヒロ"),
    ("優", "ユウ"),
]
CHILDREN = [
    ("結", "ユイ"),
    ("律", "リツ"),
    ("紬", "ツムギ"),
    ("碧", "アオ"),
    ("凪", "ナギ"),
    ("芽依", "メイ"),
    ("朝陽", "アサヒ"),
    ("栞", "シオリ"),
]
ELDERS = [
    ("和子", "カズコ"),
    ("清", "キヨシ"),
    ("節子", "セツコ"),
    ("勇", "イサム"),
    ("幸子", "サチコ"),
    ("正", "タダシ"),
]
TOWNS = [
    ("9990011", "陽向県みなも市緑町"),
    ("9990012", "陽向県みなも市港南"),
    ("9990013", "陽向県みなも市若宮"),
    ("9990014", "陽向県みなも市川端"),
]
BRANCHES = [("9001", "001"), ("9001", "002"), ("9001", "010"), ("9002", "101"), ("9101", "007")]  # banks.csv


def parent(random: Random, *, today: date, email: str = "", files: dict[str, list[str]] | None = None) -> Answers:
    """Return answers to 児童手当 認定請求; ``files`` are the ids of stored photos by field."""
    family, family_kana = random.choice(SURNAMES)
    given, given_kana = random.choice(ADULTS)
    children = []
    for number in range(random.choice((1, 1, 2, 3))):
        name, kana = CHILDREN[(random.randrange(8) + number) % 8]
        children.append(
            {
                "name": f"{family}　{name}", "kana": f"{family_kana}　{kana}",
                "birth_date": (today - timedelta(days=20 + 700 * number + random.randrange(60))).isoformat(),
                "relationship": "child", "cared_for": "yes", "together": "yes",
            }
        )  # fmt: skip
    answers: Answers = {
        "name": f"{family}　{given}",
        "kana": f"{family_kana}　{given_kana}",
        "birth_date": _born(random, today, 24, 42),
        "address": _address(random),
        "phone": _phone(random, "090"),
        "occasion": "birth",
        "happened_on": children[0]["birth_date"],
        "work": "self_employed",
        "spouse": "yes",
        "spouse_name": f"{family}　{random.choice(ADULTS)[0]}",
        "spouse_kana": f"{family_kana}　ハイグウ",
        "spouse_birth_date": _born(random, today, 24, 42),
        "spouse_together": "yes",
        "spouse_earns_more": "no",
        "children": children,
        "older": "no",
        "bank": _bank(random, f"{family_kana}　{given_kana}"),
        "agree_research": True,
        "agree_true": True,
        **(files or {}),
    }
    if email:
        answers["email"] = email
    return answers


def rider(random: Random, *, today: date) -> Answers:
    """Return a resident's answers to コミュニティバス乗車券 発行申請: 75 or a little older, no e-mail."""
    family, family_kana = random.choice(SURNAMES)
    given, given_kana = random.choice(ELDERS)
    return {
        "name": f"{family}　{given}",
        "kana": f"{family_kana}　{given_kana}",
        "birth_date": _born(random, today, 75, 82),
        "address": _address(random),
        "phone": _phone(random, "0999"),
        "reissue": "no",
        "receive": "post",
        "agree": True,
    }


def mother(random: Random, *, today: date) -> Answers:
    """Return answers to 産前産後ヘルパー 利用申請."""
    family, family_kana = random.choice(SURNAMES)
    given, given_kana = random.choice(ADULTS)
    return {
        "name": f"{family}　{given}",
        "kana": f"{family_kana}　{given_kana}",
        "birth_date": _born(random, today, 24, 40),
        "address": _address(random),
        "phone": _phone(random, "080"),
        "stage": "after",
        "born_on": (today - timedelta(days=random.randrange(10, 60))).isoformat(),
        "tasks": ["cooking", "cleaning"],
        "from_on": (today + timedelta(days=random.randrange(7, 21))).isoformat(),
        "weekly_hours": random.randrange(2, 7),
        "agree": True,
    }


def photo(random: Random) -> bytes:
    """Return a small PNG of stripes, another at every call: stands for a photo of a document."""
    width, height = 48, 30
    hue = random.randrange(1 << 24)
    rows = b"".join(
        b"\0" + b"".join((hue if (x // 6 + y // 5) % 2 else 0xF2F2F2).to_bytes(3, "big") for x in range(width))
        for y in range(height)
    )

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def _born(random: Random, today: date, youngest: int, oldest: int) -> str:
    age = random.randrange(youngest, oldest + 1)
    day = date(today.year - age, 1, 1) + timedelta(days=random.randrange(0, 300))
    if (day.month, day.day) == (2, 29):  # the year before has no such day
        day = day.replace(day=28)
    return day.replace(year=today.year - age - 1).isoformat()


def _address(random: Random) -> dict[str, str]:
    postal_code, town = random.choice(TOWNS)
    address = {
        "postal_code": postal_code,
        "text": f"{town}{random.randrange(1, 6)}丁目{random.randrange(1, 30)}番{random.randrange(1, 20)}号",
    }
    if random.random() < 0.4:
        address["building"] = f"みなもハイツ{random.randrange(1, 5)}0{random.randrange(1, 8)}"
    return address


def _phone(random: Random, prefix: str) -> str:
    return prefix + "".join(
        str(random.randrange(10)) for _ in range((10 if prefix[1] == "9" and len(prefix) == 4 else 11) - len(prefix))
    )


def _bank(random: Random, holder: str) -> dict[str, str]:
    bank_code, branch_code = random.choice(BRANCHES)
    return {
        "bank_code": bank_code,
        "branch_code": branch_code,
        "kind": "ordinary",
        "number": f"{random.randrange(10_000_000):07}",
        "holder": holder,
    }
