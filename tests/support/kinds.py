"""A page that asks with the kinds of fields that a country's forms need beside plain texts and choices."""

from typing import Any


def _words(ja: str, en: str, easy: str) -> dict[str, str]:
    return {"ja": ja, "en": en, "easy": easy}


def kinds_page() -> dict[str, Any]:
    """Return the page, as data of a definition: 道路占用許可 and questions around it."""
    options = [
        {"value": "never", "label": _words("ない", "Never", "ない")},
        {"value": "some", "label": _words("ときどき", "Sometimes", "ときどき")},
        {"value": "often", "label": _words("よくある", "Often", "よく ある")},
    ]
    return {
        "id": "kinds",
        "title": _words("道路を使う工事について", "Works on the road", "道路を 使う 工事"),
        "fields": [
            {
                "id": "about_firm",
                "type": "heading",
                "label": _words("会社について", "The firm", "会社に ついて"),
                "help": _words("法人の方だけお書きください。", "For firms only.", "会社の 人だけ 書いてください。"),
            },
            {
                "id": "firm",
                "type": "corporate_number",
                "label": _words("法人番号", "Corporate number", "会社の 番号（法人番号）"),
                "help": _words("13けたの数字", "13 digits", "13の 数字"),
                "sensitivity": "ordinary",
                "legal_basis": "道路法第32条",
                "held": {"where": _words("国税庁 法人番号公表サイト", "National Tax Agency", "国税庁")},
            },
            {
                "id": "head",
                "type": "name",
                "parts": "family_given",
                "required": True,
                "label": _words("代表者の氏名", "Name of the representative", "代表の 人の 名前"),
                "sensitivity": "personal",
                "portal_item": "daihyosha_shimei",
                "retention_years": 5,
            },
            {
                "id": "since",
                "type": "year_month",
                "latest": "today",
                "label": _words("営業を始めた年月", "In business since", "仕事を 始めた 年と 月"),
            },
            {
                "id": "about_works",
                "type": "heading",
                "label": _words("工事について", "The works", "工事に ついて"),
            },
            {
                "id": "place",
                "type": "location",
                "required": True,
                "label": _words("工事をする場所", "Place of the works", "工事を する 場所"),
            },
            {
                "id": "days",
                "type": "period",
                "open_end": True,
                "required": True,
                "label": _words("道路を使う期間", "Days on which the road is used", "道路を 使う 日"),
                "legal_basis": "道路法施行令第7条",
            },
            {
                "id": "effects",
                "type": "matrix",
                "required": True,
                "label": _words("まわりへの影響", "Effects on the neighbourhood", "まわりの 人が こまる こと"),
                "rows": [
                    {"value": "noise", "label": _words("夜の音", "Noise at night", "夜の 音")},
                    {"value": "dust", "label": _words("ほこり", "Dust", "ほこり")},
                    {"value": "traffic", "label": _words("車の混雑", "Traffic jams", "車が 多くなる")},
                ],
                "options": options,
            },
            {
                "id": "contact_is",
                "type": "relationship",
                "label": _words("連絡先の方の、代表者から見た続柄", "Contact person is the representative's …", "関係"),
            },
            {
                "id": "promise",
                "type": "declaration",
                "label": _words("安全に工事をすることの宣誓", "Declaration of safe works", "安全に 工事を する 約束"),
                "text": _words(
                    "書いたことは事実と違いません。工事のあいだ、通る方の安全を守ります。",
                    "What I have written is true. I will keep passers-by safe during the works.",
                    "書いた ことは 本当です。工事の あいだ、通る 人を 守ります。",
                ),
            },
        ],
    }
