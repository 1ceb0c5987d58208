"""The file of a package: a procedure's version with all that belongs to it, as one text that its maker signed.

The format is described in docs/develop/packages.md. The bytes of a package are the same whoever writes it anew: one
line of canonical JSON, whose manifest names the hash of every part and is what is signed.
"""

import base64
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Final

from madoguchi.ground.kernel.errors import Message, Refused
from madoguchi.line.forms.core.definition import canonical
from madoguchi.line.forms.core.definition_file import DefinitionUnreadable, read_definition
from madoguchi.line.forms.core.package_version import Version, read_version, version_text
from madoguchi.line.forms.core.reading import Reader
from madoguchi.line.forms.core.strict_json import NotAnObject, read_object

FORMAT: Final = 1
MOST_MB: Final = 8
MOST_BYTES: Final = MOST_MB * 1024 * 1024
MOST_PARTS: Final = 50
DEFINITION: Final = "definition.json"
#: Signed are these words and the manifest, so that a signature of something else is none of a package.
SIGNED: Final = b"madoguchi-package/1\n"
_NAME = re.compile(r"[a-z][a-z0-9_-]{0,39}(/[a-z][a-z0-9_-]{0,59})?(\.cases)?\.jsonl?")
_HASH = re.compile(r"[0-9a-f]{64}")
_DAY = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
_ID = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}/[a-z0-9][a-z0-9_-]{0,59}")
_MAKER = ("key", "name", "name_en", "code")
_KEYS = ("format", "id", "version", "number", "title", "licence", "made_by", "made_at", "upstream", "signer", "parts")

Sign = Callable[[bytes], bytes]
#: (public key of 32 bytes, signature, what was signed) → whether it is that key's.
Verify = Callable[[bytes, bytes, bytes], bool]


class PackageUnreadable(Refused):
    """The file is no package that this version of the product can read."""

    code = "forms.package_unreadable"
    status = 422
    what = Message("パッケージを読み取れませんでした。", "The package could not be read.")
    why = Message("{ja}", "{en}")
    mend = Message(
        "「ファイルに書き出す」で作られた .madoguchi-package のファイル（8MBまで）を、直さずにそのまま選んでください。",
        "Choose a .madoguchi-package file (at most 8 MB) as it was written, without changing it.",
    )

    def __init__(self, ja: str, en: str) -> None:
        super().__init__(pointer="package", ja=ja, en=en)


class PackageAltered(Refused):
    """A part of the package, or its manifest, is not what was signed."""

    code = "forms.package_altered"
    status = 422
    what = Message("パッケージを採用できません。", "The package cannot be adopted.")
    why = Message(
        "「{part}」が、署名されたときの内容と違います。途中で書き換えられたか、壊れています。",
        "“{part}” is not what was signed: it was changed or damaged on the way.",
    )
    mend = Message(
        "作った団体から、もう一度受け取ってください。くり返すときは、渡し方を調べてください。",
        "Get it from its maker again; if this goes on, look at the way it travels.",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Maker:
    """The body that made a package. ``code``: its 全国地方公共団体コード, empty where it has none."""

    key: str
    name: str
    name_en: str
    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Upstream:
    """The package that this one was adopted from."""

    id: str
    version: Version
    sha256: str
    licence: str
    made_by: str  # name


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What a package says of itself. ``made_at`` is UTC (``2026-04-01T00:00:00Z``); ``signer`` a public key."""

    id: str  # key of the body, slash, code of the procedure
    version: Version
    number: int  # of the version as its maker published it
    title: Message
    licence: str  # SPDX
    made_by: Maker
    made_at: str
    upstream: Upstream | None
    signer: bytes

    @property
    def procedure(self) -> str:
        """The code of the procedure."""
        return self.id.partition("/")[2]


@dataclass(frozen=True, slots=True)
class Package:
    """A package that was read: its parts are what was signed. ``sha256`` is that of the file."""

    manifest: Manifest
    parts: Mapping[str, str]
    definition: Mapping[str, object]
    sha256: str
    signature: bytes


def write_package(manifest: Manifest, parts: Mapping[str, str], sign: Sign) -> bytes:
    """Return the file of a package, signed."""
    told = _manifest_plain(manifest, parts)
    return _written(told, parts, sign(_signed(told)))


def rewritten(package: Package) -> bytes:
    """Return the file of a package that was read: the same bytes."""
    return _written(_manifest_plain(package.manifest, package.parts), package.parts, package.signature)


def read_package(content: bytes, verify: Verify) -> Package:
    """Return what a file holds, if it is as it was signed.

    Args:
        content: at most ``MOST_BYTES``.

    Raises:
        PackageUnreadable: no package, or one of another format.
        PackageAltered: naming the part.
    """
    if content[:2] == b"PK":
        raise PackageUnreadable("ZIPなどの書庫は使えません。", "It is a ZIP; a package is one text.")
    try:
        found = read_object(content, most_mb=MOST_MB)
    except NotAnObject as error:
        raise PackageUnreadable(error.ja, error.en) from error
    reader = Reader()
    reader.mapping(found, "", allowed=(), needed=("manifest", "parts", "signature"))
    told = reader.mapping(found.get("manifest"), "manifest")
    if (format_number := told.get("format")) != FORMAT or format_number is True:
        raise PackageUnreadable(
            f"形式の番号が{FORMAT}ではありません（{str(format_number)[:20]}）。新しい版のMadoguchiで作られたのかもしれません。",
            f"Its format is not {FORMAT} ({str(format_number)[:20]}): a newer Madoguchi may have made it.",
        )
    parts, hashes = _read_parts(reader, found.get("parts"), told)
    manifest = _read_manifest(reader, told)
    signature = _read_bytes(reader, found, "signature", "", 64)
    if reader.problems or manifest is None:
        first = reader.problems[0]
        raise PackageUnreadable(f"[{first.path}] {first.message.ja}", f"[{first.path}] {first.message.en}")
    for name in (*parts, *hashes):
        if name not in parts or sha256(parts[name].encode()).hexdigest() != hashes.get(name):
            raise PackageAltered(part=name)
    if not verify(manifest.signer, signature, _signed(told)):
        raise PackageAltered(part="manifest")
    if content != _written(_manifest_plain(manifest, parts), parts, signature):
        raise PackageUnreadable(
            "別のプログラムで書き直されています。", "Another program has written it anew, in another way."
        )
    return Package(manifest, parts, _definition(parts, manifest), sha256(content).hexdigest(), signature)


def _definition(parts: Mapping[str, str], manifest: Manifest) -> Mapping[str, object]:
    try:
        definition = read_definition(parts.get(DEFINITION, "").encode())
    except DefinitionUnreadable as error:
        raise PackageUnreadable(f"[{DEFINITION}] {error.why.ja}", f"[{DEFINITION}] {error.why.en}") from error
    procedure = definition.get("procedure")
    if not isinstance(procedure, dict) or procedure.get("code") != manifest.procedure:
        raise PackageUnreadable(
            "名札の手続きコードと、定義の手続きコードが違います。",
            "Its manifest and its definition name different procedures.",
        )
    return definition


def _manifest_plain(manifest: Manifest, parts: Mapping[str, str]) -> dict[str, Any]:
    title = {"ja": manifest.title.ja, "en": manifest.title.en, "easy": manifest.title.easy}
    maker, upstream = manifest.made_by, manifest.upstream
    return {
        "format": FORMAT,
        "id": manifest.id,
        "version": version_text(manifest.version),
        "number": manifest.number,
        "title": {key: text for key, text in title.items() if text is not None},
        "licence": manifest.licence,
        "made_by": {key: getattr(maker, key) for key in _MAKER},
        "made_at": manifest.made_at,
        "upstream": None
        if upstream is None
        else {
            "id": upstream.id,
            "version": version_text(upstream.version),
            "sha256": upstream.sha256,
            "licence": upstream.licence,
            "made_by": upstream.made_by,
        },
        "signer": base64.b64encode(manifest.signer).decode(),
        "parts": [{"name": name, "sha256": sha256(parts[name].encode()).hexdigest()} for name in sorted(parts)],
    }


def _written(manifest: Mapping[str, object], parts: Mapping[str, str], signature: bytes) -> bytes:
    whole = {"manifest": manifest, "parts": dict(parts), "signature": base64.b64encode(signature).decode()}
    return canonical(whole).encode() + b"\n"


def _signed(manifest: Mapping[str, object]) -> bytes:
    return SIGNED + canonical(manifest).encode()


def _read_parts(reader: Reader, data: object, told: Mapping[str, object]) -> tuple[dict[str, str], dict[str, str]]:
    parts: dict[str, str] = {}
    for name, text in reader.mapping(data, "parts").items():
        if not _NAME.fullmatch(name) or len(parts) == MOST_PARTS:
            reader.refuse("parts", f"「{name[:60]}」という部分は使えません。", f"There is no part “{name[:60]}”.")
        elif not isinstance(text, str) or "\x00" in text or any("\ud800" <= sign <= "\udfff" for sign in text):
            reader.refuse(f"parts/{name}", "文字列で書いてください。", "Write a text.")
        else:
            parts[name] = text
    hashes: dict[str, str] = {}
    for n, one in enumerate(reader.sequence(told.get("parts"), "manifest/parts", least=1, most=MOST_PARTS)):
        entry = reader.mapping(one, f"manifest/parts/{n}", allowed=(), needed=("name", "sha256"))
        listed, digest = entry.get("name"), entry.get("sha256")
        if isinstance(listed, str) and isinstance(digest, str) and _HASH.fullmatch(digest) and listed not in hashes:
            hashes[listed] = digest
        else:
            reader.refuse(f"manifest/parts/{n}", "名前と SHA-256 が要ります。", "A name and its SHA-256 are needed.")
    return parts, hashes


def _read_manifest(reader: Reader, told: Mapping[str, object]) -> Manifest | None:
    place = "manifest"
    reader.mapping(dict(told), place, allowed=(), needed=_KEYS)
    maker = reader.mapping(told.get("made_by"), f"{place}/made_by", allowed=(), needed=_MAKER)
    version = _read_version(reader, told, place)
    manifest_id = _read_match(reader, told, "id", place, _ID)
    upstream = _read_upstream(reader, told.get("upstream"))
    signer = _read_bytes(reader, told, "signer", place, 32)
    number = reader.integer(told, "number", place, default=1, least=1, most=10**9)
    title = reader.message(told.get("title"), f"{place}/title")
    made_by = Maker(**{key: reader.text(maker, key, f"{place}/made_by", most=100) for key in _MAKER})
    made_at = _read_match(reader, told, "made_at", place, _DAY)
    licence = reader.text(told, "licence", place, most=100)
    if manifest_id.partition("/")[0] != made_by.key:
        reader.refuse(f"{place}/id", "作った団体の名と合いません。", "It is not of the body that made it.")
    if reader.problems or version is None:
        return None
    return Manifest(
        id=manifest_id, version=version, number=number, title=title, licence=licence, made_by=made_by,
        made_at=made_at, upstream=upstream, signer=signer,
    )  # fmt: skip


def _read_upstream(reader: Reader, data: object) -> Upstream | None:
    if data is None:
        return None
    place = "manifest/upstream"
    found = reader.mapping(data, place, allowed=(), needed=("id", "version", "sha256", "licence", "made_by"))
    version = _read_version(reader, found, place)
    upstream_id, digest = (
        _read_match(reader, found, "id", place, _ID),
        _read_match(reader, found, "sha256", place, _HASH),
    )
    licence, made_by = (reader.text(found, key, place, most=100) for key in ("licence", "made_by"))
    if version is None:
        return None
    return Upstream(id=upstream_id, version=version, sha256=digest, licence=licence, made_by=made_by)


def _read_version(reader: Reader, data: Mapping[str, object], place: str) -> Version | None:
    version = read_version(data.get("version"))
    if version is None:
        reader.refuse(f"{place}/version", "1.2.3 の形で書いてください。", "Write it like 1.2.3.")
    return version


def _read_match(reader: Reader, data: Mapping[str, object], key: str, place: str, pattern: re.Pattern[str]) -> str:
    value = data.get(key)
    if isinstance(value, str) and pattern.fullmatch(value):
        return value
    reader.refuse(f"{place}/{key}", "書き方が違います。", "It is not written as it should be.")
    return ""


def _read_bytes(reader: Reader, data: Mapping[str, object], key: str, place: str, length: int) -> bytes:
    value = data.get(key)
    try:
        raw = base64.b64decode(value, validate=True) if isinstance(value, str) else b""
    except ValueError:
        raw = b""
    if len(raw) != length:
        reader.refuse(
            f"{place}/{key}".strip("/"),
            f"{length}バイトの base64 が要ります。",
            f"{length} bytes in base64 are needed.",
        )
    return raw
