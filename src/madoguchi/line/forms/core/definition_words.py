"""How an office calls what stands in a definition: its keys, kinds of questions, places."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from madoguchi.ground.kernel.errors import Message
from madoguchi.line.forms.core.messages import say
from madoguchi.line.forms.core.reading import text_of


@dataclass(frozen=True, slots=True)
class PartWords:
    """How an office calls a part of a definition and the keys in it, wherever in the part they stand."""

    label: Message
    keys: Mapping[str, Message]


FORM = Message("様式", "Form")
APPLICANT = Message("申請者", "Applicant")
ORDER = "*"
"""Stands in a path for the order of a list's entries."""

OF = Message("{whole}：{part}", "{whole}: {part}")
MOVED = Message("{label}：載せるページ", "{label}: its page")
ORDER_OF_PAGES = Message("ページの順序", "Order of pages")
ORDER_OF_QUESTIONS = Message("質問の順序", "Order of questions")
WHEN = Message("{condition}とき", "when {condition}")
_OPTION = Message("{label}（{value}）", "{label} ({value})")
_PAGE = Message("様式「{title}」", "Form “{title}”")
_JOINED = Message("{left}、{right}", "{left}, {right}")
LANGUAGES: Mapping[str, Message] = {
    "easy": Message("やさしい日本語", "easy Japanese"),
    "en": Message("英語", "English"),
    "zh-Hans": Message("中国語（簡体字）", "Chinese (simplified)"),
    "ko": Message("韓国語", "Korean"),
    "vi": Message("ベトナム語", "Vietnamese"),
    "pt": Message("ポルトガル語", "Portuguese"),
    "stale": Message("見直していない訳", "translations not looked at"),
}
_IN_LANGUAGE = Message("{what}（{language}）", "{what} ({language})")
_YES, _NO = Message("はい", "Yes"), Message("いいえ", "No")
_REQUIRED, _OPTIONAL = Message("必須", "Required"), Message("任意", "Optional")
UNASKED = frozenset({"guidance", "group", "calculation", "heading"})
_PROMISED = frozenset({"consent", "declaration"})

KINDS: Mapping[str, Message] = {
    "name": Message("氏名", "Name"),
    "kana": Message("フリガナ", "Name in kana"),
    "birth_date": Message("生年月日", "Date of birth"),
    "date": Message("日付", "Date"),
    "address": Message("住所", "Address"),
    "phone": Message("電話番号", "Telephone"),
    "email": Message("メールアドレス", "E-mail address"),
    "text": Message("文字（1行）", "Text (one line)"),
    "long_text": Message("文章", "Long text"),
    "number": Message("数", "Number"),
    "yen": Message("金額（円）", "Amount in yen"),
    "choice": Message("1つ選ぶ", "Choice of one"),
    "choices": Message("いくつか選ぶ", "Choice of several"),
    "yesno": Message("はい・いいえ", "Yes or no"),
    "bank_account": Message("振込口座", "Bank account"),
    "file": Message("ファイル", "Files"),
    "consent": Message("同意", "Consent"),
    "guidance": Message("案内の文", "Text to read"),
    "group": Message("くり返し", "Repeated group"),
    "calculation": Message("計算した数", "Number worked out"),
    "corporate_number": Message("法人番号", "Corporate number"),
    "year_month": Message("年月", "Year and month"),
    "period": Message("期間", "Period"),
    "relationship": Message("続柄", "Relationship"),
    "declaration": Message("宣誓（署名の代わり）", "Declaration in place of a signature"),
    "matrix": Message("表で選ぶ", "Table of choices"),
    "location": Message("位置", "Place"),
    "heading": Message("見出し", "Heading"),
}


def kind_words(kind: str) -> Message:
    """Return what an office calls a kind of question."""
    return KINDS.get(kind, Message(kind, kind))


FIELD_KEYS: Mapping[str, Message] = {
    "label": Message("質問", "Question"),
    "title": Message("ページの名前", "Title"),
    "intro": Message("ページの説明", "Introduction"),
    "help": Message("説明", "Help"),
    "type": Message("答え方", "Kind of answer"),
    "required": Message("必須・任意", "Required or optional"),
    "options": Message("選択肢", "Options"),
    "show_when": Message("たずねる条件", "Asked only when"),
    "for_whom": Message("どのような方への質問か", "For whom it is"),
    "checks": Message("答えの確認", "Checks of the answer"),
    "calculation": Message("計算の式", "How it is worked out"),
    "result": Message("計算した数の種類", "Kind of number"),
    "core_item": Message("データ項目", "Data item"),
    "rules_input": Message("規則の項目", "Input of the rules"),
    "legal_basis": Message("根拠法令", "Legal basis"),
    "reason": Message("おたずねする理由", "Why it is asked"),
    "max_length": Message("文字数の上限", "Most characters"),
    "min": Message("下限", "Least"),
    "max": Message("上限", "Most"),
    "unit": Message("単位", "Unit"),
    "earliest": Message("最も早い日", "Earliest day"),
    "latest": Message("最も遅い日", "Latest day"),
    "text": Message("本文", "Text"),
    "item_label": Message("1件の呼び方", "What one item is called"),
    "parts": Message("氏名の欄の分け方", "Boxes of the name"),
    "open_end": Message("終わりの日が空でもよいか", "Whether the last day may stay open"),
    "relations": Message("選べる続柄", "Relationships to choose from"),
    "rows": Message("表の行", "Rows of the table"),
    "retention_years": Message("答えの保存年数", "Years the answer is kept"),
    "sensitivity": Message("答えの慎重さ", "How sensitive the answer is"),
    "portal_item": Message("マイナポータルの項目", "Item of the national portal"),
    "held": Message("すでに持っている情報", "Already held"),
    "where": Message("持っているところ", "Where"),
    "since": Message("いつから", "Since"),
}
VALUES: Mapping[str, Mapping[str, Message]] = {
    "parts": {"one": Message("1つの欄", "One box"), "family_given": Message("氏と名", "Family and given name")},
    "sensitivity": {
        "ordinary": Message("個人情報ではない", "Not personal"),
        "personal": Message("個人情報", "Personal"),
        "special": Message("要配慮個人情報", "Personal, with special care"),
    },
}
PROCEDURE_KEYS: Mapping[str, Message] = {
    "code": Message("手続きコード", "Code"),
    "name": Message("手続きの名前", "Name"),
    "summary": Message("概要", "Summary"),
    "keywords": Message("検索の言葉", "Keywords"),
    "minutes_to_fill": Message("入力にかかる時間（分）", "Minutes to fill in"),
    "needed": Message("用意するもの", "What is needed"),
}
PROCEDURE = PartWords(Message("手続きの説明", "Description of the procedure"), PROCEDURE_KEYS)
APPLICANT_KEYS: Mapping[str, Message] = {
    "name": Message("氏名の質問", "Question for the name"),
    "kana": Message("フリガナの質問", "Question for the kana"),
    "birth_date": Message("生年月日の質問", "Question for the date of birth"),
    "address": Message("住所の質問", "Question for the address"),
    "sex": Message("性別の質問", "Question for the sex"),
    "email": Message("メールアドレスの質問", "Question for the e-mail address"),
    "phone": Message("電話番号の質問", "Question for the telephone"),
}


def called(path: Sequence[str], keys: Mapping[str, Message]) -> Message:
    """Return the words for a path, from the outermost key inwards; ids stand as they are, the language at the end."""
    steps, language = list(path), None
    if steps and steps[-1] in LANGUAGES:
        language = LANGUAGES[steps.pop()]
    elif steps and steps[-1] == "ja":
        steps.pop()
    words = [keys[step] if step in keys else Message(step, step) for step in steps if step != ORDER]
    whole = words[0] if words else Message("", "")
    for one in words[1:]:
        whole = say(OF, whole=whole, part=one)
    return whole if language is None else say(_IN_LANGUAGE, what=whole, language=language)


def place(data: object, path: str) -> Message:
    """Return where in a definition something is: its keys, and entries of lists by their place and name.

    ``form/pages/1/fields/0`` is 「form › pages › 2番目「配偶者」 › fields › 1番目「氏名」」.
    """
    whole = Message("", "")
    for step in path.strip("/").split("/"):
        said = _same(step)
        if isinstance(data, list) and step.isdecimal() and int(step) < len(data):
            data = data[int(step)]
            name = _name_of(data)
            said = say(_NTH if name is None else _NTH_NAMED, n=int(step) + 1, name=name)
        else:
            data = data.get(step) if isinstance(data, Mapping) else None
        whole = say(_INSIDE, whole=whole, part=said) if whole.ja else said
    return whole


_INSIDE = Message("{whole} › {part}", "{whole} › {part}")
_NTH = Message("{n}番目", "entry {n}")
_NTH_NAMED = Message("{n}番目「{name}」", "entry {n} “{name}”")


def _name_of(entry: object) -> Message | None:
    if not isinstance(entry, Mapping):
        return None
    named = (text(entry.get(key)) for key in ("label", "title"))
    return next((one for one in named if one is not None), None)


def shown(key: str, value: object) -> Message:
    """Return one value of a definition for reading."""
    if key == "required":
        return _REQUIRED if value else _OPTIONAL
    if key == "type" and isinstance(value, str):
        return KINDS.get(value, Message(value, value))
    if isinstance(value, str) and value in VALUES.get(key, {}):
        return VALUES[key][value]
    if isinstance(value, bool):
        return _YES if value else _NO
    return _same("" if value is None else str(value))


def plain(value: object) -> Message:
    """Return an entry of a list for reading: its text, or what stands in the file."""
    if isinstance(value, str):
        return _same(value)
    return text(value) or _same(json.dumps(value, ensure_ascii=False))


def text(value: object) -> Message | None:
    """Return a text of a definition, ``None`` where it is none."""
    if not isinstance(value, Mapping) or not isinstance(value.get("ja"), str):
        return None
    return text_of(value)


def listed(several: Sequence[Message | str]) -> Message:
    """Return words one after the other."""
    whole = Message("", "")
    for n, one in enumerate(several):
        message = _same(one) if isinstance(one, str) else one
        whole = say(_JOINED, left=whole, right=message) if n else message
    return whole


def title(page_data: Mapping[str, object]) -> Message:
    """Return a page's title."""
    return text(page_data.get("title")) or Message("？", "?")


def page(page_data: Mapping[str, object]) -> Message:
    """Return what a page of the form is called."""
    return say(_PAGE, title=title(page_data))


def option(data: Mapping[str, object]) -> Message:
    """Return an option of a choice with the value that other systems get."""
    return say(_OPTION, label=text(data.get("label")) or _same("？"), value=str(data.get("value")))


def described(question: Mapping[str, object]) -> Message:
    """Return in a few words what a question is like: its kind, and whether it must be answered."""
    kind = str(question.get("type"))
    if kind in UNASKED:
        return KINDS[kind]
    return listed([KINDS.get(kind, _same(kind)), shown("required", question.get("required", kind in _PROMISED))])


def _same(words: str) -> Message:
    return Message(words, words)
