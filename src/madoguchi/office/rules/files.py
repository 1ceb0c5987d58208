"""Files of rules and of cases: what is read from them, line by line where they are long."""

from collections.abc import Iterable, Iterator, Mapping
from hashlib import blake2b
from pathlib import Path
from typing import BinaryIO, Final

from madoguchi.ground.kernel.errors import Message, Refused
from madoguchi.office.rules.core.case_records import GoldenCase, read_case
from madoguchi.office.rules.core.compiling import Rules, compile_package
from madoguchi.office.rules.core.document import read_package
from madoguchi.office.rules.core.findings import NotAccepted
from madoguchi.office.rules.core.layers import lay_over
from madoguchi.office.rules.core.names import Names, check_names, read_names
from madoguchi.office.rules.core.plain_json import read_json
from madoguchi.office.rules.plain_text import read_yaml

MOST_FILE: Final = 20_000_000  # bytes of a document
MOST_LINE: Final = 1_000_000  # bytes of a case: hundreds of people
_MARK: Final = b"\xef\xbb\xbf"
_YAML: Final = (".yaml", ".yml")


class FileNotUtf8(Refused):
    """The bytes of a file or line are no UTF-8."""

    code = "rules.not_utf8"
    status = 422
    what = Message("文字を読み取れません。", "The text cannot be read.")
    why = Message("文字コードがUTF-8ではありません。", "It is not written in UTF-8.")
    mend = Message("UTF-8で保存し直してください。", "Please save it as UTF-8.")


class TooLong(Refused):
    """A file or line is longer than we read. Facts: ``most`` (bytes)."""

    code = "rules.too_long"
    status = 413
    what = Message("長すぎて読み取れません。", "It is too long to be read.")
    why = Message("読み取れるのは{most}バイトまでです。", "At most {most} bytes are read.")
    mend = Message("分けてください。", "Please split it.")


class NothingThere(Refused):
    """A file holds nothing to read."""

    code = "rules.nothing_there"
    status = 422
    what = Message("ファイルに読み取るものがありません。", "There is nothing to read in the file.")
    why = Message("空か、空の行だけです。", "It is empty or has empty lines only.")
    mend = Message("ファイルの名前と内容を確かめてください。", "Please check the file and its name.")


class IdTwice(Refused):
    """Two cases of a file have one id. Facts: ``id``."""

    code = "rules.id_twice"
    status = 422
    what = Message("id「{id}」の記録が2つあります。", "Two records have the id 「{id}」.")
    why = Message("結果をidで見分けるので、同じidは1回だけ使えます。", "Results are told apart by their ids.")
    mend = Message("どちらかのidを変えてください。", "Please change one of them.")


class PackageTwice(Refused):
    """A document of its own has the id or title of a package that is there. Facts: ``name``."""

    code = "rules.package_twice"
    status = 422
    what = Message("「{name}」という規則は、もうあります。", "There is a rule package 「{name}」 already.")
    why = Message(
        "ある規則の値を変えるときは、extends に書いて重ねます。",
        "To change values of a package, a document names it as what it extends.",
    )
    mend = Message(
        "extends に「{name}」と書くか、別の id と title にしてください。",
        "Please write 「{name}」 as extends, or choose another id and title.",
    )


class ExtendsNothing(Refused):
    """A document is to be laid over a package that is not there. Facts: ``name``, ``known``."""

    code = "rules.extends_nothing"
    status = 422
    what = Message("重ねる相手の規則「{name}」がありません。", "There is no rule package 「{name}」 to be extended.")
    why = Message("ある規則の id は次のとおりです：{known}", "The ids there are: {known}")
    mend = Message("extends を確かめてください。", "Please check extends.")


def read_documents(file: Path) -> list[object]:
    """Return the plain data of every document of a file: YAML by its suffix, else JSON, where a list is several.

    Raises:
        TextNotReadable, FileNotUtf8, TooLong, NothingThere: the file cannot be read as such.
        OSError: there is no such file, or we may not read it.
    """
    with file.open("rb") as stream:
        content = stream.read(MOST_FILE + 1)
    if len(content) > MOST_FILE:
        raise TooLong(most=f"{MOST_FILE:,}")
    text = _decoded(content)
    if not text.strip():
        raise NothingThere
    if file.suffix.lower() in _YAML:
        return read_yaml(text)
    plain = read_json(text)
    return plain if isinstance(plain, list) else [plain]


def lay_documents(rules: Mapping[str, Rules], documents: Iterable[object]) -> dict[str, Rules]:
    """Return the rules with these documents, in their order, laid over what they extend or added to it.

    Raises:
        NotAccepted: a document holds faults, or cannot be laid over what it extends.
        ExtendsNothing, PackageTwice: what it extends is not there; it extends nothing and is there already.
    """
    found = dict(rules)
    for plain in documents:
        package = read_package(plain)
        if package.extends is not None:
            if package.extends not in found:
                raise ExtendsNothing(name=package.extends, known="、".join(found))
            package, _ = lay_over(found[package.extends].package, package)
        elif any(package.id == each.package.id or package.title.ja == each.package.title.ja for each in found.values()):
            raise PackageTwice(name=package.id)
        found[package.id] = compile_package(package)
    return found


def names_over(shipped: Names, file: Path, rules: Mapping[str, Rules]) -> Names:
    """Return the other names of a file before the shipped ones. Raises as :func:`read_documents`, and NotAccepted."""
    own = Names()
    for plain in read_documents(file):
        own = read_names(plain).over(own)
    if found := check_names(own, rules):
        raise NotAccepted(found)
    return own.over(shipped)


def read_cases(stream: BinaryIO) -> Iterator[tuple[int, GoldenCase | Refused]]:
    """Yield the case of each line of a JSON Lines file with its number from 1, or why it cannot be read.

    One line is held at a time, and 16 bytes for each id. Empty lines are passed over.
    """
    seen: set[bytes] = set()
    for number, line in _lines(stream):
        try:
            if line is None:
                raise TooLong(most=f"{MOST_LINE:,}")
            text = _decoded(line)
            if not text.strip():
                continue
            case = read_case(read_json(text))
            mark = blake2b(case.id.encode(), digest_size=16).digest()
            if mark in seen:
                raise IdTwice(id=case.id)
            seen.add(mark)
            yield number, case
        except Refused as refusal:
            yield number, refusal


def _lines(stream: BinaryIO) -> Iterator[tuple[int, bytes | None]]:
    """The lines of a file by number; None for one that is too long, of which no more than that is ever held."""
    number = 0
    while line := stream.readline(MOST_LINE + 1):
        number += 1
        if len(line) <= MOST_LINE or line.endswith(b"\n"):
            yield number, line
            continue
        while (rest := stream.readline(MOST_LINE)) and not rest.endswith(b"\n"):
            pass
        yield number, None


def _decoded(content: bytes) -> str:
    try:
        return content.removeprefix(_MARK).decode()
    except UnicodeDecodeError:
        raise FileNotUtf8 from None
