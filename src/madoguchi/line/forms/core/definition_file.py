"""The file of a definition: bytes in, JSON out."""

import json
from collections.abc import Mapping

from madoguchi.ground.kernel.errors import Message, Refused

MOST_BYTES = 1024 * 1024


class DefinitionUnreadable(Refused):
    """The file is no JSON text that could be a definition."""

    code = "forms.definition_unreadable"
    status = 422
    what = Message("定義ファイルを読み取れませんでした。", "The definition file could not be read.")
    why = Message("{ja}", "{en}")
    mend = Message(
        "手続きの定義（UTF-8のJSON、1MBまで）のファイルを選んでください。",
        "Choose the file of a procedure's definition: JSON in UTF-8, at most 1 MB.",
    )

    def __init__(self, ja: str, en: str) -> None:
        super().__init__(pointer="definition", ja=ja, en=en)


class _Twice(ValueError):
    """A name stands twice in one object: which value was meant, nobody can tell."""


def read_definition(content: bytes) -> Mapping[str, object]:
    """Return the object that a file holds; whether it is a definition is not asked yet.

    Args:
        content: JSON in UTF-8, with or without byte order mark, at most ``MOST_BYTES``.

    Raises:
        DefinitionUnreadable: empty, too large, no UTF-8, no JSON (with the line), no object, a name twice in one.
    """
    if len(content) > MOST_BYTES:
        raise DefinitionUnreadable("ファイルが1MBを超えています。", "The file is larger than 1 MB.")
    if not content.strip():
        raise DefinitionUnreadable("ファイルが選ばれていないか、中身が空です。", "No file was chosen, or it is empty.")
    try:
        found = json.loads(content.decode("utf-8-sig"), object_pairs_hook=_object)
    except UnicodeDecodeError as error:
        raise DefinitionUnreadable("文字コードがUTF-8ではありません。", "Its encoding is not UTF-8.") from error
    except json.JSONDecodeError as error:
        raise DefinitionUnreadable(
            f"{error.lineno}行目の{error.colno}文字目が、JSONの書き方になっていません。",
            f"Line {error.lineno}, character {error.colno} is not JSON.",
        ) from error
    except _Twice as error:
        raise DefinitionUnreadable(
            f"「{error}」という名前が、同じ {{…}} の中に二つあります。", f"The name “{error}” is twice in one object."
        ) from error
    except (RecursionError, ValueError) as error:  # nested without end; a number of thousands of digits
        raise DefinitionUnreadable(
            "入れ子が深すぎるか、数が大きすぎます。", "It is nested too deeply, or holds a number that is too large."
        ) from error
    if not isinstance(found, dict):
        raise DefinitionUnreadable("全体が {…} の形になっていません。", "It is not an object {…} as a whole.")
    return found


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        raise _Twice(next(name for name in names if names.count(name) > 1)[:60])
    return found
