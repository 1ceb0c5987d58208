"""Characters an encoding lacks, and decoding that never guesses.

What differs from the profile is reported, and a file in another encoding is refused with the name of the one it
looks like.
"""

import codecs
import re

from madoguchi.ground.kernel.charsets import CODECS, Charset, decodes, looks_like
from madoguchi.ground.kernel.errors import Message
from madoguchi.office.layouts.core.problems import Problem, Severity
from madoguchi.office.layouts.core.profile import Profile

GETA = "〓"  # U+3013, the printers' sign for a missing character

# --- cp932 -----------------------------------------------------------------------------------------------------------

# Python's cp932 writes the first six but reads them back as their right-hand side, and lacks the others: none of them
# survives a round trip, so all count as missing with a usual equivalent.
_EQUIVALENTS = {"¢": "￠", "£": "￡", "¬": "￢", "‖": "∥", "−": "－", "〜": "～", "¥": "￥", "—": "―", "‾": "￣"}
_ONE_WAY = re.compile(f"[{''.join(_EQUIVALENTS)}]")
_CLUSTER = re.compile("(?s:.)[\ufe00-\ufe0f\U000e0100-\U000e01ef]*")  # a character with its variation selectors


def cp932_keeps(text: str) -> bool:
    """Return whether the text comes back from cp932 exactly as it is."""
    try:
        text.encode("cp932")
    except UnicodeEncodeError:
        return False
    return _ONE_WAY.search(text) is None


def to_cp932_text(text: str) -> tuple[str, list[tuple[str, str]]]:
    """Return the text as cp932 can hold it, and each character it lacks with what stands in its place.

    A variant (base and selector) becomes its base, 〜 and its like their usual equivalent, everything else 〓.
    """
    if cp932_keeps(text):
        return text, []
    written: list[str] = []
    lost: list[tuple[str, str]] = []
    for cluster in _CLUSTER.findall(text):
        if cp932_keeps(cluster):
            written.append(cluster)
            continue
        base = _EQUIVALENTS.get(cluster[0], cluster[0])
        stand_in = base if cp932_keeps(base) else GETA
        lost.append((cluster, stand_in))
        written.append(stand_in)
    return "".join(written), lost


def code_points(text: str) -> str:
    """Return 「U+8FBB U+E0100」 for the characters of a text."""
    return " ".join(f"U+{ord(c):04X}" for c in text)


# --- decoding --------------------------------------------------------------------------------------------------------

_CHARSET_NAMES = {
    Charset.UTF8: "UTF-8",
    Charset.UTF8_BOM: "UTF-8 (BOM)",
    Charset.CP932: "Shift_JIS (cp932)",
    Charset.UTF16: "UTF-16",
}


def decode(content: bytes, wanted: Profile) -> tuple[str | None, list[Problem]]:
    """Return the text of a file without its byte order mark, and what differs from the profile.

    The text is None where an error makes the file unreadable: empty, another encoding, broken bytes, NUL.
    """
    has_bom = content.startswith(codecs.BOM_UTF8)
    body = content.removeprefix(codecs.BOM_UTF8)
    if not body:
        return None, [_EMPTY]
    if wanted.charset is Charset.CP932:
        text = None if has_bom else decodes(content, "cp932")
        if text is not None and not content.isascii() and looks_like(content) is not Charset.CP932:
            text = None
    else:
        text = decodes(body, "utf-8")
    if text is None or (b"\0" in content and looks_like(content) is Charset.UTF16):
        return None, [_wrong_encoding(content, wanted)]
    if "\0" in text:
        line = len(re.findall(r"\r\n|\r|\n", text[: text.index("\0")])) + 1
        return None, [_nul(line)]
    problems = []
    if wanted.charset is not Charset.CP932 and has_bom != (wanted.charset is Charset.UTF8_BOM):
        problems.append(_BOM_FOUND if has_bom else _BOM_ABSENT)
    return text, problems


def _wrong_encoding(content: bytes, wanted: Profile) -> Problem:
    seen = looks_like(content)
    expected = _CHARSET_NAMES[wanted.charset]
    if seen is None or seen is wanted.charset:
        try:
            content.decode(CODECS[wanted.charset])
            at = 0
        except UnicodeDecodeError as error:
            at = error.start
        line = len(re.findall(rb"\r\n|\r|\n", content[:at])) + 1
        return Problem(
            "layouts.broken_bytes",
            Message("文字として読めない部分があります。", "A part of the file is not text."),
            Message(
                f"{expected}として読めないバイトが{at + 1}バイト目にあります。", f"Byte {at + 1} is not {expected}."
            ),
            Message(
                "ファイルが途中で壊れていないか、送り主に確かめてください。",
                "Ask the sender whether the file was damaged on its way.",
            ),
            line=line,
        )
    found = _CHARSET_NAMES[seen]
    return Problem(
        "layouts.wrong_encoding",
        Message("ファイルの文字コードが違います。", "The file is in another encoding."),
        Message(f"{expected}のはずですが、{found}のようです。", f"It should be {expected} but looks like {found}."),
        Message(
            f"{expected}で保存し直すか、取り込む形式を{found}のものに変えてください。",
            f"Save it as {expected}, or choose a profile for {found}.",
        ),
    )


def _nul(line: int) -> Problem:
    return Problem(
        "layouts.nul",
        Message("空の文字（NUL）が入っています。", "There is a NUL character."),
        Message(
            "書き込みの途中で切れたファイルによく見られます。", "This is often seen in files cut off while written."
        ),
        Message("ファイルを作り直してもらってください。", "Have the file made again."),
        line=line,
    )


_EMPTY = Problem(
    "layouts.empty_file",
    Message("ファイルが空です。", "The file is empty."),
    Message(
        "0件のファイルか、作成に失敗したファイルかを見分けられません。",
        "A file of no rows cannot be told from one that failed to be written.",
    ),
    Message("送り主に件数を確かめてください。", "Ask the sender how many rows there should be."),
)
_BOM_FOUND = Problem(
    "layouts.bom_found",
    Message("先頭にBOMが付いています。", "The file begins with a byte order mark."),
    Message("形式の取り決めではBOMなしです。", "The profile says none."),
    Message(
        "BOMを除いて読みました。送り主に形式を確かめてください。", "It was left out. Ask the sender about the profile."
    ),
    Severity.NOTICE,
    line=1,
)
_BOM_ABSENT = Problem(
    "layouts.bom_absent",
    Message("先頭にBOMがありません。", "The file does not begin with a byte order mark."),
    Message("形式の取り決めではBOM付きです。", "The profile says it does."),
    Message(
        "BOMなしとして読みました。送り主に形式を確かめてください。",
        "It was read without. Ask the sender about the profile.",
    ),
    Severity.NOTICE,
    line=1,
)
