"""Files as somebody saved them, read line by line: their encoding, their format, their hash."""

import codecs
import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from madoguchi.beside.outreach.core.assembling import Assembled, assemble
from madoguchi.beside.outreach.core.faults import Faults, place
from madoguchi.beside.outreach.core.records import MOST_CHARACTERS, Known, Record, csv_records, json_records
from madoguchi.beside.outreach.refusals import FilesNotRead, FileUnreadable, NotText
from madoguchi.ground.kernel.charsets import CODECS, Charset

_BLOCK: Final = 1 << 20
_CODECS: Final = (CODECS[Charset.UTF8_BOM], CODECS[Charset.CP932])  # UTF-8 with or without its mark, then CP932
Lines = Iterator[tuple[int, str]]


@dataclass(frozen=True, slots=True)
class Opened:
    """A file that can be read: the codec of its text, and the SHA-256 of its bytes."""

    path: Path
    codec: str
    sha256: str

    def lines(self, number: int) -> Lines:
        """Yield the lines with their places, those that are too long cut after the first character too many."""
        with self.path.open(encoding=self.codec, newline="") as file:
            line = 1
            while text := file.readline(MOST_CHARACTERS + 1):
                yield place(number, line), text
                line += 1


def opened(path: Path) -> Opened:
    """Look through a file once.

    Raises:
        FileUnreadable: it cannot be opened or read.
        NotText: it is neither UTF-8 nor CP932.
    """
    digest = hashlib.sha256()
    candidates = {codec: codecs.getincrementaldecoder(codec)() for codec in _CODECS}
    try:
        with path.open("rb") as file:
            while block := file.read(_BLOCK):
                digest.update(block)
                for codec, decoder in list(candidates.items()):
                    if not _decodes(decoder, block, final=False):
                        del candidates[codec]
    except OSError as error:
        raise FileUnreadable(name=path.name, reason=error.strerror or type(error).__name__) from error
    fitting = [codec for codec, decoder in candidates.items() if _decodes(decoder, b"", final=True)]
    if not fitting:
        raise NotText(name=path.name)
    return Opened(path, fitting[0], digest.hexdigest())


def _decodes(decoder: codecs.IncrementalDecoder, block: bytes, *, final: bool) -> bool:
    try:
        return "\0" not in decoder.decode(block, final)  # UTF-16 read as something else is full of them
    except UnicodeDecodeError:
        return False


def read_register(files: Sequence[Path], known: Known, birth: str) -> tuple[Assembled, str]:
    """Return the register of files, and a hash of all of them.

    Args:
        files: ``.csv`` tables, anything else JSON Lines.
        birth: the field by which members of a household are sorted.

    Raises:
        FileUnreadable, NotText
        FilesNotRead: with every fault, line by line.
    """
    found = [opened(path) for path in files]
    faults = Faults([path.name for path in files])

    def records() -> Iterator[Record]:
        for number, file in enumerate(found):
            read = csv_records if is_table(file.path) else json_records
            yield from read(file.lines(number), known, faults)

    made = assemble(records(), birth, faults)
    if made is None:
        raise refusal(faults)
    return made, hashlib.sha256("".join(each.sha256 for each in found).encode()).hexdigest()


def is_table(path: Path) -> bool:
    """Whether a file is CSV, by its name."""
    return path.suffix.lower() == ".csv"


def refusal(faults: Faults) -> FilesNotRead:
    """Return what is said of faults."""
    refused = FilesNotRead(count=faults.count)
    refused.details = tuple(faults.told)
    return refused
