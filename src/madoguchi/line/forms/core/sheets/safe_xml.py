"""XML of office files, read as events: no document type, so no entity; bounded depth; nothing is kept."""

from collections.abc import Callable, Mapping
from xml.parsers import expat

from madoguchi.line.forms.core.sheets.refusals import SheetUnreadable

MOST_DEPTH = 200
Start = Callable[[str, Mapping[str, str], int], None]
"""Called with the local name, the attributes by local name, and the byte at which the element begins."""
End = Callable[[str, str, int], None]
"""Called with the local name, the text directly inside, and the byte at which the closing tag begins."""


class _HasDoctype(Exception):
    """An office file declares no document type; one that does wants to define entities."""


class _TooDeep(Exception):
    """Elements inside each other without end."""


def read_xml(content: bytes, start: Start, end: End) -> None:
    """Tell the elements of a document in order.

    Raises:
        SheetUnreadable: not well-formed, with a document type, or nested deeper than ``MOST_DEPTH``.
    """
    parser = expat.ParserCreate()
    parser.buffer_text = True
    texts: list[list[str]] = []

    def started(name: str, attributes: Mapping[str, str]) -> None:
        if len(texts) >= MOST_DEPTH:
            raise _TooDeep
        texts.append([])
        start(_local(name), {_local(key): value for key, value in attributes.items()}, parser.CurrentByteIndex)

    def ended(name: str) -> None:
        end(_local(name), "".join(texts.pop()), parser.CurrentByteIndex)

    def doctype(*_: object) -> None:
        raise _HasDoctype

    def wrote(text: str) -> None:
        if texts:
            texts[-1].append(text)

    parser.StartElementHandler = started
    parser.EndElementHandler = ended
    parser.CharacterDataHandler = wrote
    parser.StartDoctypeDeclHandler = doctype
    try:
        parser.Parse(content, True)
    except _HasDoctype:
        raise SheetUnreadable(
            "ファイルの中に、ふつうは使わない定義（DTD）があります。", "It holds a document type definition (DTD)."
        ) from None
    except (expat.ExpatError, _TooDeep) as error:
        raise SheetUnreadable("ファイルの中身（XML）が壊れています。", "The XML inside of it is broken.") from error


def whole(text: str, default: int) -> int:
    """Return the whole number of an attribute, or ``default`` where there is none that a file would need."""
    return int(text) if text.isdecimal() and len(text) <= 9 else default


def _local(name: str) -> str:
    return name.rpartition(":")[2]
