"""JSON to plain data, strictly: a name given twice in one object, NaN, Infinity and too deep nesting are refused."""

import json
from collections import Counter
from math import isfinite
from typing import Any, Final, NoReturn

from madoguchi.ground.kernel.errors import Message, Refused


class TextNotReadable(Refused):
    """A text is no JSON or YAML that we read. Facts: ``why_ja``, ``why_en``, ``place_ja``, ``place_en``."""

    code = "rules.text_not_readable"
    status = 422
    what = Message("書かれている内容を読み取れません{place_ja}。", "What is written cannot be read{place_en}.")
    why = Message("{why_ja}", "{why_en}")
    mend = Message("その箇所を直してください。", "Please mend it there.")

    def __init__(self, why: Message, line: int | None = None) -> None:
        super().__init__(
            why_ja=why.ja,
            why_en=why.en,
            place_ja="" if line is None else f"（{line}行目）",
            place_en="" if line is None else f" (line {line})",
        )


_NOT_JSON: Final = Message("JSONの書き方になっていません。", "It is not written as JSON.")
TOO_DEEP: Final = Message("入れ子が深すぎます。", "It is nested too deeply.")
_NO_SUCH_NUMBER: Final = Message(
    "読み取れる数ではありません（NaN・Infinity、桁の多すぎる数）。", "It has a number that cannot be held."
)
_HALF_SIGN: Final = Message("文字になっていない記号（\\ud800 など）があります。", "It has half a sign, like \\ud800.")


def given_twice(name: object) -> Message:
    """Return why a text is refused in which a name stands twice."""
    return Message(f"「{name}」が同じところに2回書かれています。", f"「{name}」 is given twice in one place.")


def read_json(text: str) -> object:
    """Return the plain data of a JSON text.

    Raises:
        TextNotReadable: as the head of this module says.
    """
    try:
        found = json.loads(text, object_pairs_hook=_once, parse_constant=_no_such_number, parse_float=_number)
    except json.JSONDecodeError as error:
        raise TextNotReadable(_NOT_JSON, error.lineno if "\n" in text.strip() else None) from None
    except ValueError:  # a whole number of too many digits
        raise TextNotReadable(_NO_SUCH_NUMBER) from None
    except RecursionError:
        raise TextNotReadable(TOO_DEEP) from None
    check_signs(text, found)
    return found


def _number(text: str) -> float:
    number = float(text)
    return number if isfinite(number) else _no_such_number(text)


def check_signs(text: str, found: object) -> None:
    """Refuse half a sign (a lone surrogate), which only an escape can bring in and no file can hold."""
    if "\\ud" in text.casefold():
        try:
            json.dumps(found, ensure_ascii=False).encode()
        except UnicodeEncodeError:
            raise TextNotReadable(_HALF_SIGN) from None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        counts = Counter(name for name, _ in pairs)
        raise TextNotReadable(given_twice(next(name for name, count in counts.items() if count > 1)))
    return found


def _no_such_number(_: str) -> NoReturn:
    raise TextNotReadable(_NO_SUCH_NUMBER)
