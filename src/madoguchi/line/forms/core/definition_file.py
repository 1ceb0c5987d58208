"""The file of a definition: bytes in, JSON out."""

from collections.abc import Mapping

from madoguchi.ground.kernel.errors import Message, Refused
from madoguchi.line.forms.core.strict_json import NotAnObject, read_object

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


def read_definition(content: bytes) -> Mapping[str, object]:
    """Return the object that a file holds; whether it is a definition is not asked yet.

    Args:
        content: JSON in UTF-8, with or without byte order mark, at most ``MOST_BYTES``.

    Raises:
        DefinitionUnreadable: empty, too large, no UTF-8, no JSON (with the line), no object, a name twice in one.
    """
    try:
        return read_object(content, most_mb=MOST_BYTES // 1024 // 1024)
    except NotAnObject as error:
        raise DefinitionUnreadable(error.ja, error.en) from error
