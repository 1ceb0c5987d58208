"""What is said of a page or question, as a form of its own: officers fill in a form to make a form.

The form's answers become settings of ``editing.change`` and back. Keys that the form does not ask for stay as they are.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import cast

from madoguchi.line.forms.core.definition import parse_form
from madoguchi.line.forms.core.definition_words import FIELD_KEYS, VALUES
from madoguchi.line.forms.core.editing import JsonObject
from madoguchi.line.forms.core.field_reading import MOST_ITEMS, keys_of, needed_of
from madoguchi.line.forms.core.fields import PROMISED, Answers, Form, Json, Kind
from madoguchi.line.forms.core.linking import MOST_CHECKS
from madoguchi.line.forms.core.option_lines import MOST_LINES, as_text, from_text, with_values
from madoguchi.line.forms.core.relations import RELATIONS

PAGE_ID = "settings"
LANGUAGES = (("ja", "日本語", "Japanese"), ("en", "英語", "English"), ("easy", "やさしい日本語", "easy Japanese"))
_SECTIONS: Mapping[str, tuple[tuple[str, str], tuple[str, ...]]] = {
    "words": (("質問の言葉", "Words of the question"), ("label", "help", "item_label", "text")),
    "answer": (
        ("答え方", "How it is answered"),
        ("required", "parts", "relations", "rows", "options", "calculation", "result", "unit", "min", "max",
         "max_length", "earliest", "latest", "open_end"),
    ),
    "rules": (("条件と確認", "Conditions and checks"), ("show_when", "for_whom", "checks")),
    "ground": (
        ("理由、根拠と扱い", "Reason, ground and handling"),
        ("reason", "legal_basis", "sensitivity", "retention_years", "held"),
    ),
    "systems": (("ほかのシステムでの名前", "Names in other systems"), ("core_item", "portal_item", "rules_input")),
}  # fmt: skip
"""The settings of a question in sections, each under its heading."""
_OF_PAGE = ("title", "intro", "show_when", "for_whom")
_CHOOSING = frozenset({Kind.CHOICE, Kind.CHOICES})
OPTIONS_AS_TEXT = "options_text"
"""The box that holds all options of a choice, a line each (``option_lines``)."""
_LONG = frozenset({"help", "text", "reason", "intro"})
_TEXTS = frozenset({"label", "title", "intro", "help", "text", "reason", "item_label", "unit", "for_whom"})
_DAYS = frozenset({"earliest", "latest"})
_HELP: Mapping[str, tuple[str, str]] = {
    "show_when": (
        "ほかの質問の答えによって、たずねるかどうかが変わるときだけ書きます。例：spouse ではない、children_count >= 3",
        "Only where it depends on other answers whether this is asked. For example: children_count >= 3",
    ),
    "for_whom": (
        "条件を自動で文にできないときに書きます。例：「お子さまが3人以上いる」",
        "Where the condition cannot be put into words by itself. For example “you have three children or more”.",
    ),
    "reason": ("質問の下に、住民に示します。", "Shown to residents under the question."),
    "calculation": ("例：数える(children, together)", "For example: 数える(children, together)"),
    "relations": ("選ばなければ全部です。", "All of them where none is chosen."),
    "core_item": ("基幹業務システムの項目の名前です。", "What the core system calls it."),
    "rules_input": ("この様式の規則が使う項目の名前です。", "What the form's rules call it."),
}


def needs_option_lines(data: Mapping[str, object]) -> bool:
    """Tell whether there are more options than boxes for them can be asked for."""
    return len(_objects(data.get("options"))) > MOST_ITEMS


def settings_form(kind: Kind | None, *, as_lines: bool = False) -> Form:
    """Return the form for the settings of a question of a kind, or of a page (``None``).

    Args:
        as_lines: ask for all options of a choice in one box, a line each.
    """
    return _form(kind, as_lines and kind in _CHOOSING)


def settings_answers(data: Mapping[str, object], condition: str, kind: Kind | None) -> dict[str, Json]:
    """Return the answers that stand for what is written of a page or question, options in both shapes.

    Args:
        condition: ``show_when`` as text, where it is written in the older shape.
    """
    answers: dict[str, Json] = {}
    for key in _keys(kind):
        value = condition if key == "show_when" and "show_when" in data else data.get(key)
        if key in _TEXTS:
            answers |= {f"{key}_{language}": text for language, text in _texts_of(value).items()}
        elif key == "required":
            answers[key] = "yes" if data.get(key, kind in PROMISED) is True else "no"
        elif key == "open_end":
            answers[key] = "yes" if value is True else "no"
        elif key == "held":
            held = value if isinstance(value, Mapping) else {}
            answers |= {f"held_{language}": text for language, text in _texts_of(held.get("where")).items()}
            if held.get("since") is not None:
                answers["held_since"] = str(held["since"])
        elif key in ("options", "rows"):
            answers[key] = [
                {"value": str(one.get("value", "")), **_texts_of(one.get("label"))} for one in _objects(value)
            ]
            if key == "options":
                answers[OPTIONS_AS_TEXT] = as_text(_objects(value))
        elif key == "checks":
            answers[key] = [
                {"rule": str(one.get("rule", "")), **_texts_of(one.get("message"))} for one in _objects(value)
            ]
        elif key in _DAYS:
            if value is not None:
                answers[key] = "today" if value == "today" else "day"
            if value is not None and value != "today":
                answers[f"{key}_day"] = cast("Json", value)
        elif value is not None:
            answers[key] = cast("Json", value)
    return answers


def settings_of(
    answers: Answers, kind: Kind | None, *, lines_for: Sequence[Mapping[str, object]] | None = None
) -> JsonObject:
    """Return the settings that answers stand for; a key without an answer is ``None``: it is taken away.

    Args:
        lines_for: the options so far, where all of them were asked for in one box.
    """
    settings: JsonObject = {}
    for key in _keys(kind):
        value = answers.get(key)
        if key in _TEXTS:
            settings[key] = _written_texts(answers, key) or None
        elif key == "required":
            settings[key] = (value == "yes") if kind in PROMISED else (True if value == "yes" else None)
        elif key == "open_end":
            settings[key] = True if value == "yes" else None
        elif key == "held":
            where, since = _written_texts(answers, "held"), answers.get("held_since")
            settings[key] = {"where": where, **({"since": since} if since else {})} if where else None
        elif key == "options" and lines_for is not None:
            settings[key] = from_text(str(answers.get(OPTIONS_AS_TEXT, "")), lines_for)
        elif key in ("options", "rows"):
            written = [{"value": one.get("value"), "label": _written_texts(one, "")} for one in _objects(value)]
            settings[key] = with_values(written, "option" if key == "options" else "row")
        elif key == "checks":
            settings[key] = [
                {"rule": str(one.get("rule", "")), "message": _written_texts(one, "")} for one in _objects(value)
            ] or None
        elif key in _DAYS:
            settings[key] = "today" if value == "today" else answers.get(f"{key}_day") if value == "day" else None
        else:
            settings[key] = value
    return settings


def _keys(kind: Kind | None) -> Sequence[str]:
    if kind is None:
        return _OF_PAGE
    own = keys_of(kind)
    return tuple(key for _, keys in _SECTIONS.values() for key in keys if key in own)


@cache
def _form(kind: Kind | None, as_lines: bool) -> Form:
    asked: list[JsonObject] = []
    keys = _keys(kind)
    for section, (title, inside) in ({"words": (("", ""), _OF_PAGE)} if kind is None else _SECTIONS).items():
        shown = [key for key in inside if key in keys]
        if kind is not None and shown:
            asked.append({"id": f"section_{section}", "type": "heading", "label": _said(*title)})
        for key in shown:
            asked += [_OPTION_LINES] if key == "options" and as_lines else _boxes(key, kind)
    return form_of(asked)


def form_of(asked: list[JsonObject]) -> Form:
    """Return a form of one page (``PAGE_ID``) with these questions, for settings.

    A form cannot do without somebody who applies: a second page, which nobody sees, asks for the name.
    """
    unseen: JsonObject = {"id": "unseen", "type": "name", "label": _said("氏名", "Name")}
    return parse_form(
        {
            "pages": [
                {"id": PAGE_ID, "title": _said("設定", "Settings"), "fields": asked},
                {"id": "unseen", "title": _said("氏名", "Name"), "fields": [unseen]},
            ],
            "applicant": {"name": "unseen"},
        }
    )


def _boxes(key: str, kind: Kind | None) -> list[JsonObject]:
    """Return the questions that ask for a key of a kind."""
    label = _said(FIELD_KEYS[key].ja, FIELD_KEYS[key].en)
    if key in _TEXTS:
        needed = ("title",) if kind is None else needed_of(kind)
        return _text_boxes(key, FIELD_KEYS[key].ja, FIELD_KEYS[key].en, is_needed=key in needed)
    if key in _DAYS:
        chosen = _choice(key, label, [("today", "今日", "today"), ("day", "決まった日", "a certain day")])
        of = "year_month" if kind is Kind.YEAR_MONTH else "date"
        day: JsonObject = {"id": f"{key}_day", "type": of, "label": _said("その日", "The day"), "required": True}
        return [chosen, {**day, "show_when": f"{key} = 「day」"}]
    box: JsonObject = {"id": key, "label": label}
    if key in _HELP:
        box["help"] = _said(*_HELP[key])
    match key:
        case "required":
            options = [("yes", "必ず答えてもらう", "must be answered"), ("no", "答えなくてもよい", "may be left")]
            return [_choice(key, label, options) | {"required": True}]
        case "result":
            return [_choice(key, label, [("yen", "円", "yen"), ("number", "数", "number")]) | {"required": True}]
        case "open_end":
            return [_choice(key, label, [("yes", "よい", "yes"), ("no", "だめ", "no")]) | {"required": True}]
        case "parts" | "sensitivity":
            return [_choice(key, label, [(value, words.ja, words.en) for value, words in VALUES[key].items()])]
        case "relations":
            listed = [{"value": one.value, "label": _said(one.label.ja, one.label.en)} for one in RELATIONS]
            return [
                box
                | {"type": "choices", "options": listed, "help": _said("選ばなければ全部です。", "All unless chosen.")}
            ]
        case "held":
            since: JsonObject = {
                "id": "held_since",
                "type": "date",
                "label": _said("いつから持っているか", "Held since"),
            }
            return [*_text_boxes("held", FIELD_KEYS[key].ja, FIELD_KEYS[key].en, is_needed=False), since]
        case "options" | "rows":
            value: JsonObject = {"id": "value", "type": "text", "label": _said("データに入る値", "Value in the data"),
                                 "help": _said("空なら自動で付けます。公開した後は変えないでください。",
                                               "Made by itself where empty. Do not change it once published."),
                                 "max_length": 60}  # fmt: skip
            ja, en = ("選択肢", "Option") if key == "options" else ("行", "Row")
            inner = [*_text_boxes("", ja, en, is_needed=True), value]
            return [box | _items(inner, ja, en, least=1, most=MOST_ITEMS)]
        case "checks":
            rule = {"id": "rule", "type": "long_text", "required": True, "max_length": 4000,
                    "label": _said("正しいときに成り立つ式", "What holds where the answer is right")}  # fmt: skip
            inner = [rule, *_text_boxes("", "成り立たないときに示す文", "What is said otherwise", is_needed=True)]
            return [box | _items(inner, "確認", "Check", least=0, most=MOST_CHECKS)]
        case "show_when" | "calculation":
            return [box | {"type": "long_text", "max_length": 4000, "required": key == "calculation"}]
        case "min" | "max" | "max_length" | "retention_years":
            return [box | {"type": "number"}]
    return [box | {"type": "text"}]


_OPTION_LINES: JsonObject = {
    "id": OPTIONS_AS_TEXT, "type": "long_text", "required": True, "max_length": MOST_LINES,
    "label": {"ja": "選択肢（1行に1つ）", "en": "Options (one per line)"},
    "help": {
        "ja": "Excelの表からそのまま貼れます。列は、選択肢、英語、やさしい日本語、データに入る値の順です。"
              "選択肢だけの行もよく、前と同じ言葉の選択肢は、英語や値を引き継ぎます。",
        "en": "May be pasted from a sheet with the columns option, English, easy Japanese, value in the data. "
              "The option alone will do: one with the same words as before keeps its English and its value.",
    },
}  # fmt: skip


def _text_boxes(key: str, ja: str, en: str, *, is_needed: bool) -> list[JsonObject]:
    """Return a question for each language of a text; without a key they are called by the language alone."""
    kind = "long_text" if key in _LONG else "text"
    most = {"max_length": 4000} if key in _LONG or not key else {}
    return [
        {
            "id": f"{key}_{language}" if key else language,
            "type": kind,
            **most,
            "label": _said(f"{ja}（{in_japanese}）", f"{en} ({in_english})"),
            "required": is_needed and language == "ja",
        }
        for language, in_japanese, in_english in LANGUAGES
    ]


def _items(fields: list[JsonObject], ja: str, en: str, *, least: int, most: int) -> JsonObject:
    return {"type": "group", "item_label": _said(ja, en), "min": least, "max": most, "fields": fields}


def _choice(key: str, label: JsonObject, options: Sequence[tuple[str, str, str]]) -> JsonObject:
    listed = [{"value": value, "label": _said(ja, en)} for value, ja, en in options]
    return {"id": key, "type": "choice", "label": label, "options": listed}


def _said(ja: str, en: str) -> JsonObject:
    return {"ja": ja, "en": en}


def _texts_of(value: object) -> dict[str, Json]:
    texts = value if isinstance(value, Mapping) else {}
    return {language: str(texts[language]) for language, *_ in LANGUAGES if language in texts}


def _written_texts(answers: Mapping[str, object], key: str) -> JsonObject:
    before = f"{key}_" if key else ""
    return {
        language: answers[f"{before}{language}"] for language, *_ in LANGUAGES if answers.get(f"{before}{language}")
    }


def _objects(listed: object) -> list[Mapping[str, object]]:
    return [one for one in listed if isinstance(one, Mapping)] if isinstance(listed, list | tuple) else []
