"""A file that is to hold one JSON object: read strictly, told in both languages why not."""

import json


class NotAnObject(ValueError):
    """What is wrong with a file, in words."""

    def __init__(self, ja: str, en: str) -> None:
        self.ja, self.en = ja, en
        super().__init__(en)


class _Twice(ValueError):
    """A name stands twice in one object: which value was meant, nobody can tell."""


def read_object(content: bytes, *, most_mb: int) -> dict[str, object]:
    """Return the object that a file holds.

    Args:
        content: JSON in UTF-8, with or without byte order mark.
        most_mb: how many MiB it may have.

    Raises:
        NotAnObject: empty, too large, no UTF-8, no JSON (with the line), no object, a name twice in one.
    """
    if len(content) > most_mb * 1024 * 1024:
        raise NotAnObject(f"ファイルが{most_mb}MBを超えています。", f"The file is larger than {most_mb} MB.")
    if not content.strip():
        raise NotAnObject("ファイルが選ばれていないか、中身が空です。", "No file was chosen, or it is empty.")
    try:
        found = json.loads(content.decode("utf-8-sig"), object_pairs_hook=_object)
    except UnicodeDecodeError as error:
        raise NotAnObject("文字コードがUTF-8ではありません。", "Its encoding is not UTF-8.") from error
    except json.JSONDecodeError as error:
        raise NotAnObject(
            f"{error.lineno}行目の{error.colno}文字目が、JSONの書き方になっていません。",
            f"Line {error.lineno}, character {error.colno} is not JSON.",
        ) from error
    except _Twice as error:
        raise NotAnObject(
            f"「{error}」という名前が、同じ {{…}} の中に二つあります。", f"The name “{error}” is twice in one object."
        ) from error
    except (RecursionError, ValueError) as error:  # nested without end; a number of thousands of digits
        raise NotAnObject(
            "入れ子が深すぎるか、数が大きすぎます。", "It is nested too deeply, or holds a number that is too large."
        ) from error
    if not isinstance(found, dict):
        raise NotAnObject("全体が {…} の形になっていません。", "It is not an object {…} as a whole.")
    return found


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        raise _Twice(next(name for name in names if names.count(name) > 1)[:60])
    return found
