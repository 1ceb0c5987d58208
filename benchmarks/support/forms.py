"""The form both sides ask: 14 components on one page, as in the published figure of open-forms; and answers to it."""

from collections.abc import Mapping
from typing import Any

CODE = "bench-form"
_OPTIONS = (("post", "郵送（住所へお送りします）"), ("counter", "窓口で受け取る"), ("branch", "支所で受け取る"))


def _label(text: str) -> dict[str, str]:
    return {"ja": text, "en": text, "easy": text}


def _field(name: str, kind: str, label: str, **more: Any) -> dict[str, Any]:
    return {"id": name, "type": kind, "label": _label(label), **more}


def definition() -> dict[str, Any]:
    """Return the definition of a procedure with the form."""
    options = [{"value": value, "label": _label(label)} for value, label in _OPTIONS]
    fields = [
        _field("name", "name", "氏名", required=True, max_length=50, help=_label("戸籍のとおりに入力してください。")),
        _field("kana", "kana", "氏名フリガナ", required=True, max_length=100, help=_label("カタカナで。")),
        _field("birth_date", "birth_date", "生年月日", required=True),
        _field("address", "address", "住所", required=True),
        _field("phone", "phone", "電話番号", required=True),
        _field("email", "email", "メールアドレス"),
        _field("household", "number", "世帯の人数", required=True, min=1, max=20),
        _field("income", "yen", "年間の収入"),
        _field("reissue", "yesno", "再発行ですか", required=True),
        _field("receive", "choice", "受け取り方法", required=True, options=options),
        _field("counter", "choice", "受け取る窓口", required=True, options=options,
               show_when={"field": "receive", "is": "counter"}),
        _field("reasons", "choices", "理由", options=options, max=3),
        _field("note", "long_text", "連絡事項", max_length=400),
        _field("agree", "consent", "内容の確認", required=True, text=_label("市が内容を確かめることに同意します。")),
    ]  # fmt: skip
    return {
        "format": 1,
        "procedure": {"code": CODE, "name": _label("計測用の申請"), "summary": _label("計測のための申請です。"),
                      "keywords": [], "minutes_to_fill": 5, "needed": []},
        "form": {
            "pages": [{"id": "all", "title": _label("申請の内容"), "fields": fields}],
            "applicant": {"name": "name", "kana": "kana", "birth_date": "birth_date", "phone": "phone"},
        },
        "review": {"period_days": 5, "division": "kodomo", "checks": [], "correction_reasons": []},
        "approval": {"route": "chief"},
        "decisions": {"outcomes": ["granted", "refused"], "grant_items": [], "appeal": _label("お問い合わせください。"),
                      "notice": "bus-pass"},
        "retention": {"years": 3},
    }  # fmt: skip


ANSWERS: Mapping[str, Any] = {
    "name": "髙橋　一郎", "kana": "タカハシ　イチロウ", "birth_date": "1948-03-21",
    "address": {"postal_code": "0000000", "text": "みなも市汐見町一丁目2番3号", "building": "汐見荘101"},
    "phone": "000-0000-0000", "email": "ichiro@example.jp", "household": 2, "income": 1_980_000, "reissue": "no",
    "receive": "post", "reasons": ["post"], "note": "平日の午前中に連絡をお願いします。", "agree": True,
}  # fmt: skip
"""Answers to it, as the API takes them."""

RIVAL_ANSWERS: Mapping[str, Any] = {
    **{name: value for name, value in ANSWERS.items() if name != "address"},
    "postal_code": "0000000", "address": "みなも市汐見町一丁目2番3号", "building": "汐見荘101",
}  # fmt: skip
"""The same for the rival."""
