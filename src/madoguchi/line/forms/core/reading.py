"""Reading a definition strictly: typed access to JSON that notes every problem with its path and goes on."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from madoguchi.ground.kernel.errors import FURTHER, Language, Message, Refused

LONGEST_TEXT = 4000
LANGUAGES: Mapping[str, Language] = {
    "ja": Language.JA,
    "en": Language.EN,
    "easy": Language.EASY,
    "zh-Hans": Language.ZH,
    "ko": Language.KO,
    "vi": Language.VI,
    "pt": Language.PT,
}
"""What the languages are called in a text of a definition."""
ID = "[a-z][a-z0-9_]{0,39}"
CODE = "[a-z0-9][a-z0-9_-]{0,59}"
_SHOWN_PROBLEMS = 8


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to mend in a definition. ``path`` is like ``form/pages/0/fields/2/show_when``."""

    path: str
    message: Message


class DefinitionRefused(Refused):
    """The definition of a procedure is not complete or not consistent. ``problems`` lists everything found."""

    code = "forms.definition_refused"
    status = 422
    what = Message("手続きの定義に、直していただくところがあります。", "The definition of the procedure needs mending.")
    why = Message("{count}件見つかりました。{ja}", "{count} found. {en}")
    mend = Message("それぞれの場所を直して、もう一度お試しください。", "Mend each of the places named, then try again.")

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        shown = self.problems[:_SHOWN_PROBLEMS]
        super().__init__(
            pointer=self.problems[0].path if self.problems else "",
            count=len(self.problems),
            ja=" ".join(f"[{one.path}] {one.message.ja}" for one in shown),
            en=" ".join(f"[{one.path}] {one.message.en}" for one in shown),
        )


@dataclass(slots=True)
class Reader:
    """Collects problems. Every getter returns a usable value of its type, so that reading can go on to the end."""

    problems: list[Problem] = field(default_factory=list)

    def refuse(self, path: str, ja: str, en: str) -> None:
        """Note a problem."""
        self.problems.append(Problem(path, Message(ja, en)))

    def mapping(
        self, data: object, path: str, *, allowed: Collection[str] | None = None, needed: Collection[str] = ()
    ) -> Mapping[str, object]:
        """Return a JSON object; unknown and missing keys are noted (``allowed=None``: any key)."""
        if not isinstance(data, dict) or not all(isinstance(key, str) for key in data):
            self.refuse(path, "ここには {…} の形で書いてください。", "Write an object {…} here.")
            return {}
        if allowed is not None:
            for key in data:
                if key not in allowed and key not in needed:
                    known = ", ".join(sorted({*allowed, *needed}))
                    self.refuse(
                        f"{path}/{key[:60]}",
                        f"この項目は使えません。使える項目: {known}",
                        f"There is no such key here. Keys: {known}",
                    )
        for key in needed:
            if key not in data:
                self.refuse(f"{path}/{key}", "この項目が必要です。", "This key is needed.")
        return data

    def sequence(self, data: object, path: str, *, least: int = 0, most: int) -> Sequence[object]:
        """Return a JSON array of ``least`` to ``most`` entries."""
        if not isinstance(data, list):
            self.refuse(path, "ここには […] の形で書いてください。", "Write an array […] here.")
            return ()
        if len(data) < least:
            self.refuse(path, f"{least}件以上必要です。", f"At least {least} needed.")
        if len(data) > most:
            self.refuse(path, f"{most}件以内にしてください。", f"At most {most} allowed.")
        return data[:most]

    def message(self, data: object, path: str) -> Message:
        """Return a text: ``{"ja": …, "en": …, "vi": …}``. Japanese is needed; English falls back to it."""
        texts = self.mapping(data, path, allowed=(*LANGUAGES, "stale"), needed=("ja",))
        for language, text in texts.items():
            if language == "stale":
                self._stale(text, f"{path}/stale")
            elif not isinstance(text, str) or not text.strip() or len(text) > LONGEST_TEXT or not _is_writable(text):
                self.refuse(
                    f"{path}/{language[:60]}",
                    f"{LONGEST_TEXT}文字以内の文を書いてください。",
                    f"Write a text of at most {LONGEST_TEXT} characters.",
                )
        return text_of(texts)

    def _stale(self, data: object, path: str) -> None:
        """Read which translations of a text were made of an earlier Japanese."""
        listed = self.sequence(data, path, most=len(LANGUAGES))
        if not all(isinstance(one, str) and one in LANGUAGES for one in listed):
            known = ", ".join(LANGUAGES)
            self.refuse(path, f"使えることば: {known}", f"Languages that may be used: {known}")

    def optional_message(self, data: Mapping[str, object], key: str, path: str) -> Message | None:
        """Return the text under ``key``, or ``None`` where the key is absent or null."""
        return None if data.get(key) is None else self.message(data[key], f"{path}/{key}")

    def text(self, data: Mapping[str, object], key: str, path: str, *, most: int = 200) -> str:
        """Return the plain string under ``key``, or an empty one."""
        value = data.get(key, "")
        if not isinstance(value, str) or len(value) > most or not _is_writable(value):
            self.refuse(
                f"{path}/{key}", f"{most}文字以内の文字列で書いてください。", f"Write a string of at most {most}."
            )
            return ""
        return value

    def identifier(self, data: Mapping[str, object], key: str, path: str) -> str:
        """Return an id: a small letter, then small letters, digits and ``_``, at most 40."""
        return self._matching(
            data,
            key,
            path,
            ID,
            "英小文字で始まる、英小文字・数字・_ の40文字以内",
            "a-z, 0-9 and _, from a letter, at most 40",
        )

    def code(self, data: Mapping[str, object], key: str, path: str) -> str:
        """Return a code: small letters, digits, ``_`` and ``-``, at most 60."""
        return self._matching(
            data, key, path, CODE, "英小文字・数字・_・- の60文字以内", "a-z, 0-9, _ and -, at most 60"
        )

    def _matching(self, data: Mapping[str, object], key: str, path: str, pattern: str, ja: str, en: str) -> str:
        value = data.get(key)
        if isinstance(value, str) and re.fullmatch(pattern, value):
            return value
        if key in data:
            self.refuse(f"{path}/{key}", f"{ja}で書いてください。", f"Use {en}.")
        return ""

    def flag(self, data: Mapping[str, object], key: str, path: str, *, default: bool) -> bool:
        """Return true or false."""
        value = data.get(key, default)
        if not isinstance(value, bool):
            self.refuse(f"{path}/{key}", "true か false を書いてください。", "Write true or false.")
            return default
        return value

    def integer(self, data: Mapping[str, object], key: str, path: str, *, default: int, least: int, most: int) -> int:
        """Return a whole number from ``least`` to ``most``."""
        value = data.get(key, default)
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            self.refuse(
                f"{path}/{key}",
                f"{least}から{most}までの整数を書いてください。",
                f"Write a whole number, {least} to {most}.",
            )
            return default
        return value


def text_of(texts: Mapping[str, object]) -> Message:
    """Return a text of a definition; what is no string is as if it was not there."""
    said = {language: text for key, language in LANGUAGES.items() if isinstance(text := texts.get(key), str)}
    japanese = said.get(Language.JA, "")
    return Message(
        japanese,
        said.get(Language.EN, japanese),
        said.get(Language.EASY),
        tuple((language, said[language]) for language in FURTHER if language in said),
    )


def _is_writable(text: str) -> bool:
    """Tell whether every database and every file can hold the text (no NUL, no lone surrogate)."""
    return "\x00" not in text and not any("\ud800" <= char <= "\udfff" for char in text)
