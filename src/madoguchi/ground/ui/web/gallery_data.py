"""Fictional data for the gallery, and the cutting of its sample files into states."""

import re
from dataclasses import dataclass
from datetime import date, datetime

from django.template import engines
from django.template.loader import get_template
from django.utils.safestring import SafeString

from madoguchi.ground.kernel.errors import Message, Refused
from madoguchi.ground.ui import plots
from madoguchi.ground.ui.components import Found, Option, Step, UploadedFile
from madoguchi.ground.ui.navigation import ShownItem
from madoguchi.ground.ui.words import TOKYO

#: heading, sample files: one file per component, its states divided by ``{# state: … #}``.
SECTIONS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("押すもの", ("ui/gallery/samples/button.html", "ui/gallery/samples/confirm_box.html")),
    (
        "1つの欄",
        (
            "ui/gallery/samples/text_field.html", "ui/gallery/samples/text_area.html",
            "ui/gallery/samples/select_field.html", "ui/gallery/samples/radio_field.html",
            "ui/gallery/samples/checkbox_field.html", "ui/gallery/samples/yes_no_field.html",
            "ui/gallery/samples/consent_field.html", "ui/gallery/samples/result_field.html",
        ),
    ),
    (
        "いくつかの欄の組",
        (
            "ui/gallery/samples/date_field.html", "ui/gallery/samples/month_field.html",
            "ui/gallery/samples/period_field.html", "ui/gallery/samples/name_field.html",
            "ui/gallery/samples/relation_field.html", "ui/gallery/samples/address_field.html",
            "ui/gallery/samples/location_field.html", "ui/gallery/samples/bank_account_field.html",
            "ui/gallery/samples/matrix_field.html", "ui/gallery/samples/file_field.html",
            "ui/gallery/samples/question_heading.html", "ui/gallery/samples/repeat_group.html",
        ),
    ),
    (
        "お知らせとエラー",
        (
            "ui/gallery/samples/error_summary.html", "ui/gallery/samples/live_errors.html",
            "ui/gallery/samples/marked_text.html",
            "ui/gallery/samples/refusal_box.html",
            "ui/gallery/samples/banner.html", "ui/gallery/samples/trial.html", "ui/gallery/samples/guidance.html",
            "ui/gallery/samples/status_chip.html", "ui/gallery/samples/saved_mark.html",
            "ui/gallery/samples/empty_state.html",
        ),
    ),
    (
        "内容を見せる",
        (
            "ui/gallery/samples/answers.html", "ui/gallery/samples/timeline.html",
            "ui/gallery/samples/data_table.html", "ui/gallery/samples/link_list.html",
            "ui/gallery/samples/big_number.html", "ui/gallery/samples/disclosure.html",
            "ui/gallery/samples/accordion.html", "ui/gallery/samples/panel.html",
        ),
    ),
    (
        "数字と図",
        ("ui/gallery/samples/measure.html", "ui/gallery/samples/figure.html", "ui/gallery/samples/sheet.html"),
    ),
    (
        "現在位置と移動",
        (
            "ui/gallery/samples/breadcrumb.html", "ui/gallery/samples/steps.html", "ui/gallery/samples/tabs.html",
            "ui/gallery/samples/search_box.html", "ui/gallery/samples/pagination.html",
        ),
    ),
    ("言葉・アイコン", ("ui/gallery/samples/words.html", "ui/gallery/samples/icon.html")),
)  # fmt: skip

_STATE = re.compile(r"\{# state: (.+?) #\}\n")
_LOADS = "{% load i18n ui %}"


@dataclass(frozen=True, slots=True)
class SampleBody:
    """A city that does not exist."""

    name: str = "みなも市"
    name_en: str = "Minamo City"
    slug: str = "minamo"
    contact: str = (
        "みなも市役所 市民課\n〒000-0001 みなも県みなも市中央1丁目2番3号\n電話 000-111-2222（平日 8時30分〜17時15分）"
    )


@dataclass(frozen=True, slots=True)
class SamplePerson:
    """Somebody at a desk."""

    name: str = "水野 葵"


@dataclass(frozen=True, slots=True)
class State:
    """One state of a component: its name, the code and what the code makes."""

    name: str
    code: str
    html: SafeString


@dataclass(frozen=True, slots=True)
class Component:
    """A component of the gallery."""

    name: str
    states: tuple[State, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """Components under one heading."""

    title: str
    components: tuple[Component, ...]


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A row of the sample list."""

    number: str
    procedure: str
    name: str
    arrived_on: date
    due_on: date
    status: str
    tone: str


class SampleRefusal(Refused):
    """For looking at."""

    code = "ui.sample"
    what = Message(
        "この申請は受け付けられません。",
        "This application cannot be accepted.",
        "この 申請は 受け付けることが できません。",
    )
    why = Message("すでに別の処理が済んでいます。", "Someone has already dealt with it.", "もう 終わっています。")
    mend = Message(
        "画面を読み込み直し、最新の状態を確かめてください。",
        "Reload the page and look at its latest state.",
        "画面を もう一度 開いてください。",
    )


def data() -> dict[str, object]:
    """Return the names that the sample files use."""
    return {
        "today": date(2026, 4, 1),
        "now": datetime(2026, 4, 1, 10, 32, tzinfo=TOKYO),
        "message": SampleRefusal.what,
        "refusal_sample": SampleRefusal(),
        "districts": [("chuo", "中央地区"), ("kita", "北地区"), ("minami", "南地区"), ("yama", "山手地区")],
        "small_numbers": [("1", "1人"), ("2", "2人"), ("3", "3人以上")],
        "ways": [
            Option("mail", "郵送", "申請から10日ほどで届きます"),
            Option("counter", "窓口", "市民課（1階3番）で受け取ります"),
            Option("machine", "コンビニ", "今はお使いになれません", is_disabled=True),
        ],
        "chosen": ["mail", "counter"],
        "date_typed": {"era": "S", "year": "58", "month": "2", "day": "30"},
        "address_typed": {"postal_code": "000-0001", "text": "みなも県みなも市中央1丁目2番3号", "building": ""},
        "account_typed": {
            "bank_code": "9999", "branch_code": "001", "kind": "ordinary", "number": "123456",
            "holder": "ミズノ アオイ",
        },
        "towns_found": Found(
            "住所を選んでください。",
            offers=(
                ("0000001 a", "〒000-0001 みなも県みなも市東川端"),
                ("0000001 b", "〒000-0001 みなも県みなも市西川端"),
            ),
        ),
        "bank_found": Found("支店を選んでください。", "みなも　駅前", (("9001-010", "みなも銀行 駅前支店（010）"),)),
        "address_lines": "〒000-0001\nみなも県みなも市中央1丁目2番3号",
        "letter": "仕事の都合で平日の昼間に窓口へ行けません。\n郵送でもできるでしょうか。",
        "period_typed": {
            "from-era": "R", "from-year": "8", "from-month": "5", "from-day": "10",
            "to-era": "R", "to-year": "8", "to-month": "5", "to-day": "9",
        },
        "name_typed": {"family": "港"},
        "relations": [("child", "子"), ("parent", "父・母"), ("other", "その他")],
        "relation_typed": {"relation": "other", "text": "いとこ"},
        "matrix_rows": [("walk", "歩く"), ("shop", "買い物"), ("bath", "お風呂に入る")],
        "matrix_options": [("alone", "一人でできる"), ("help", "手伝いがいる"), ("no", "できない")],
        "matrix_typed": {"walk": "alone", "bath": "help"},
        "location_typed": {"text": "中央公園の北の入口", "latitude": "35.681236", "longitude": "139.767125"},
        "wrong_day": ["day"],
        "wrong_month": ["month"],
        "wrong_end": ["to"],
        "wrong_given": ["given"],
        "wrong_row": ["shop"],
        "wrong_number": ["number"],
        "files": [
            UploadedFile("f1", "母子健康手帳_表紙.jpg", 2_413_000, "/gallery/"),
            UploadedFile("f2", "所得証明書（令和7年度分・世帯全員・山手地区出張所で取得したもの）.pdf", 184_320),
        ],
        "errors": [
            ("text-error", "氏名を入力してください"),
            ("date-error", "2月は28日までです。日を確かめてください"),
            ("", "添付書類は全部で30MBまでです。大きいファイルを小さくしてください"),
        ],
        "no_errors": [],
        "found_while_typing": ["利用できるのは、お子さまが1歳になる前日までです。日付を確かめてください。"],
        "steps": [
            Step("はじめに", "/gallery/"), Step("申請する方", "/gallery/"), Step("お子さん"), Step("振込口座"),
            Step("書類"), Step("確認"),
        ],
        "cases": CASES,
        "bars": bars(),
        "strips": strips(),
    }  # fmt: skip


CASES = (
    CaseRow("R8-000123", "児童手当 認定請求", "山田 花子", date(2026, 4, 1), date(2026, 4, 15), "審査中", "active"),
    CaseRow("R8-000124", "保育施設 利用申込み", "佐々木 健", date(2026, 4, 2), date(2026, 4, 9), "補正待ち", "warning"),
    CaseRow(
        "R8-000125", "転入届 事前入力", "グエン・ヴァン・ナム", date(2026, 4, 2), date(2026, 4, 3), "期限超過", "error"
    ),
    CaseRow(
        "R8-000119", "児童手当 額改定請求", "髙橋 さくら", date(2026, 3, 27), date(2026, 4, 10), "決定済み", "done"
    ),
)


def bars() -> plots.Plot:
    """Return a plot of bars; drawn for each reader, because its words follow the language."""
    return plots.horizontal_bars(
        [
            plots.Bar("市民課", 3.5),
            plots.Bar("こども家庭課", 9, is_highlight=True),
            plots.Bar("税務課", 5.2),
            plots.Bar("高齢福祉・介護保険担当課", 12.4),
        ],
        title="受付から決定までの日数（中央値）",
        unit="開庁日",
        n=1842,
        label_column="担当課",
        target=10,
        note="令和7年度に決定した申請。目標は標準処理期間。",
    )


def strips() -> plots.Plot:
    """Return a plot of single values."""
    return plots.strips(
        [
            plots.Sample("4月", [2, 3, 3, 4, 5, 5, 6, 8, 9, 14]),
            plots.Sample("5月", [1, 2, 2, 3, 3, 4, 4, 5, 7], is_highlight=True),
            plots.Sample("6月", [3]),
        ],
        title="月ごとの処理日数",
        unit="開庁日",
        label_column="月",
        note="点は1件の申請、箱は真ん中の半分、太い線は中央値。",
    )


def index() -> dict[str, object]:
    """Return what the gallery page shows."""
    return {**resident(), "sections": [_section(title, files) for title, files in SECTIONS]}


def resident() -> dict[str, object]:
    """Return the context of a resident's page of the sample city."""
    body = SampleBody()
    return {**data(), "public_body": body, "body_name": body.name, "contact": body.contact}


def staff() -> dict[str, object]:
    """Return the context of a staff page of the sample city, its navigation filled."""
    items = [
        ("ホーム", "home", "h", "", False), ("受付", "inbox", "i", "手続き", False),
        ("審査", "list", "r", "手続き", True), ("決裁", "stamp", "a", "手続き", False),
        ("通知", "mail", "n", "手続き", False), ("手続きの棚卸し", "folder", "p", "整える", False),
        ("様式", "file", "f", "整える", False), ("集計", "chart", "e", "整える", False),
        ("設定", "gear", "", "整える", False),
    ]  # fmt: skip
    groups = [item[3] for item in items]
    shown = [
        ShownItem(label, "/gallery/staff/", icon, key, group, group != "" and group not in groups[:place], current)
        for place, (label, icon, key, group, current) in enumerate(items)
    ]
    return {**resident(), "actor": SamplePerson(), "navigation": shown}


def _section(title: str, files: tuple[str, ...]) -> Section:
    return Section(title, tuple(component(file) for file in files))


def component(file: str) -> Component:
    """Cut a sample file into its states and render each with ``data()``."""
    source = str(get_template(file).template.source)  # type: ignore[attr-defined]  # Django's engine is the only one
    parts = _STATE.split(source)[1:]
    states = [
        State(name, code.strip(), SafeString(engines["django"].from_string(_LOADS + code).render(data())))
        for name, code in zip(parts[::2], parts[1::2], strict=True)
    ]
    return Component(file.rsplit("/", 1)[1].removesuffix(".html"), tuple(states))
