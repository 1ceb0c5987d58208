"""The languages a form is offered in: which, whether each is complete, and how its texts get there.

A text of a definition may hold seven languages. ``form.languages`` names those in which residents may read the form;
a language is offered only whole: every text that people read is there, and none of it was made of an earlier Japanese.
Which were is kept in the text itself (``stale``), from the moment in which the Japanese was changed.
"""

import copy
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, cast

from madoguchi.ground.kernel.errors import Language, Message
from madoguchi.line.forms.core import definition_words
from madoguchi.line.forms.core.asked import Json
from madoguchi.line.forms.core.form_texts import FormText, form_texts, is_text
from madoguchi.line.forms.core.reading import LANGUAGES, Reader

JsonObject = dict[str, object]
STALE: Final = "stale"
UNTOLD: Final = ("ja", "en", "easy")
"""The languages of a form that names none, where English and easy Japanese fall back to Japanese. They are also those
that the settings of a question ask for."""
NAMES: Final[Mapping[str, Message]] = {
    "ja": Message("日本語", "Japanese"),
    **{code: words for code, words in definition_words.LANGUAGES.items() if code in LANGUAGES},
}
"""The languages in the order in which they are offered, by their names in definitions, in words for staff."""
_JAPANESE: Final = re.compile("[ぁ-ゖァ-ヺ一-龠]")


@dataclass(frozen=True, slots=True)
class Lack:
    """A text that a language still needs; ``is_stale``: it is there, but the Japanese was changed since."""

    text: FormText
    language: str
    is_stale: bool


def languages_of(form: Mapping[str, object]) -> tuple[str, ...]:
    """Return the languages that a ``form`` part names, Japanese first, whatever else stands in it."""
    told = form.get("languages")
    if not isinstance(told, list):
        return UNTOLD
    return tuple(language for language in NAMES if language == "ja" or language in told)


def read_languages(reader: Reader, found: Mapping[str, object]) -> tuple[Language, ...]:
    """Read ``form.languages``."""
    if "languages" not in found:
        return tuple(LANGUAGES[one] for one in NAMES if one in UNTOLD)
    told = reader.sequence(found["languages"], "form/languages", most=len(LANGUAGES))
    for n, one in enumerate(told):
        if one not in LANGUAGES:
            known = ", ".join(NAMES)
            reader.refuse(f"form/languages/{n}", f"使えることば: {known}", f"Languages that may be used: {known}")
        elif one in told[:n]:
            reader.refuse(f"form/languages/{n}", f"「{one}」が二つあります。", f"'{one}' is there twice.")
    return tuple(LANGUAGES[one] for one in languages_of({"languages": list(told)}))


def needs_words(text: FormText) -> bool:
    """Tell whether a text has to be translated: a number or a code reads the same everywhere."""
    return bool(_JAPANESE.search(text.ja))


def is_for_residents(text: FormText) -> bool:
    """Tell whether residents read it: what the body holds already (``held``) is said to the office alone."""
    return "/held/" not in f"{text.key}/"


def lacks(definition: Json, languages: Iterable[str]) -> Iterator[Lack]:
    """Yield what is missing or stale of some languages, in the order of the texts."""
    wanted = [one for one in languages if one != "ja"]
    for text in form_texts(definition):
        if is_for_residents(text) and needs_words(text):
            for language in wanted:
                if language not in text.said:
                    yield Lack(text, language, is_stale=False)
                elif language in text.stale:
                    yield Lack(text, language, is_stale=True)


def refuse_incomplete(reader: Reader, definition: Json) -> None:
    """Note each text that a language named by the form lacks. A form that names none promises none."""
    if "languages" not in definition["form"]:
        return
    for lack in lacks(definition, languages_of(definition["form"])):
        name = NAMES[lack.language]
        at = f"{lack.text.path}/{lack.language}"
        if lack.is_stale:
            reader.refuse(
                at,
                f"日本語を直した後、{name.ja}の訳が見直されていません。「翻訳」のページで直すか、出すことばから外してください。",
                f"The {name.en} was not looked at since the Japanese changed. "
                f"Mend it on the page “Translations”, or take the language away.",
            )
        else:
            reader.refuse(
                at,
                f"{name.ja}がありません。「翻訳」のページで入れるか、出すことばから外してください。",
                f"There is no {name.en}. Add it on the page “Translations”, or take the language away.",
            )


def with_languages(form: Mapping[str, object], languages: Sequence[str]) -> JsonObject:
    """Return the ``form`` part with the languages it is offered in; Japanese need not be named."""
    changed = copy.deepcopy(dict(form))
    changed["languages"] = [one for one in NAMES if one == "ja" or one in languages]
    return changed


def translated(definition: Json, texts: Mapping[str, Mapping[str, str]]) -> JsonObject:
    """Return a definition with translations set.

    Args:
        texts: by the key of the text, then by language; an empty one takes the translation away. What is set here is
            no longer stale. Keys that are not there are passed over.
    """
    changed = cast("JsonObject", copy.deepcopy(dict(definition)))
    for text in list(form_texts(changed)):
        given = texts.get(text.key)
        if not given:
            continue
        entry = _entry(changed, text.path)
        for language, said in given.items():
            if said:
                entry[language] = said
            else:
                entry.pop(language, None)
        _mark(entry, [one for one in text.stale if one not in given])
    return changed


def kept(before: object, after: object) -> object:
    """Return settings as they are to be saved: with the translations that the page of settings does not ask for.

    Where the Japanese was changed and a translation was not, the translation is marked as stale. Options and rows are
    known by their value, checks by their rule, or by their place where as many are left.
    """
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        if is_text(before) and is_text(after):
            return _kept_text(before, after)
        return {key: kept(before.get(key), value) for key, value in after.items()}
    if isinstance(before, list) and isinstance(after, list):
        known = {_name(one): one for one in before}
        same = len(before) == len(after)
        return [
            kept(known.get(_name(one)) or (before[n] if same else None), one) if _name(one) else one
            for n, one in enumerate(after)
        ]
    return after


def _name(entry: object) -> str:
    return str(entry.get("value") or entry.get("rule") or "") if isinstance(entry, Mapping) else ""


def _kept_text(before: Mapping[str, object], after: Mapping[str, object]) -> JsonObject:
    text: JsonObject = {**{one: before[one] for one in LANGUAGES if one in before and one not in UNTOLD}, **after}
    same = [one for one in LANGUAGES if one != "ja" and one in text and text[one] == before.get(one)]
    was = before.get(STALE)
    _mark(text, same if text["ja"] != before["ja"] else [one for one in same if isinstance(was, list) and one in was])
    return text


def _mark(text: JsonObject, stale: Sequence[str]) -> None:
    left = [one for one in stale if one in text]
    if left:
        text[STALE] = left
    else:
        text.pop(STALE, None)


def _entry(definition: JsonObject, path: str) -> JsonObject:
    found: object = definition
    for step in path.split("/"):
        found = found[int(step)] if isinstance(found, list) else cast("JsonObject", found)[step]
    return cast("JsonObject", found)
