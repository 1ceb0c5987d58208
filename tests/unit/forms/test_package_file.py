"""The file of a package: the same bytes whoever writes it, and nothing in it that was not signed."""

from __future__ import annotations

import base64
import io
import json
import zipfile
from typing import Any

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from madoguchi.ground.kernel.errors import Message
from madoguchi.line.forms.core.definition import canonical
from madoguchi.line.forms.core.fingerprints import fingerprint, is_fingerprint_of
from madoguchi.line.forms.core.package_file import (
    MOST_BYTES,
    Maker,
    Manifest,
    Package,
    PackageAltered,
    PackageUnreadable,
    Upstream,
    read_package,
    rewritten,
    write_package,
)
from madoguchi.line.forms.core.package_version import read_version, version_of
from tests.support.procedures import definition

KEY = Ed25519PrivateKey.from_private_bytes(b"a key of the tests, 32 bytes lon")
PARTS = {
    "definition.json": canonical(definition("bus-pass")),
    "rules/kyufukin.json": '{"id":"kyufukin"}',
    "rules/kyufukin.cases.jsonl": '{"id":"一"}\n{"id":"二"}\n',
}


def verify(public_key: bytes, signature: bytes, signed: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, signed)
    except InvalidSignature:
        return False
    return True


def manifest(**other: Any) -> Manifest:
    told: dict[str, Any] = {
        "id": "kirinooka/bus-pass", "version": (1, 2, 0), "number": 3,
        "title": Message("乗車券", "Bus pass", further=()),
        "licence": "CC-BY-4.0", "made_by": Maker(key="kirinooka", name="桐ノ岡県", name_en="Kirinooka", code=""),
        "made_at": "2026-04-01T00:00:00Z",
        "upstream": Upstream(id="kuni/bus-pass", version=(1, 0, 0), sha256="0" * 64, licence="CC0-1.0", made_by="国"),
        "signer": KEY.public_key().public_bytes_raw(), **other,
    }  # fmt: skip
    return Manifest(**told)


def written(parts: dict[str, str] | None = None, **other: Any) -> bytes:
    return write_package(manifest(**other), PARTS if parts is None else parts, KEY.sign)


def changed(content: bytes, change: Any) -> bytes:
    plain = json.loads(content)
    change(plain)
    return canonical(plain).encode() + b"\n"


def read(content: bytes) -> Package:
    return read_package(content, verify)


def test_what_was_written_is_read_and_written_again_byte_for_byte() -> None:
    content = written()
    package = read(content)
    assert rewritten(package) == content == written()
    assert dict(package.parts) == PARTS
    assert package.manifest == manifest()
    assert package.definition == definition("bus-pass")


@pytest.mark.parametrize("name", list(PARTS))
def test_an_altered_part_is_named(name: str) -> None:
    def alter(plain: Any) -> None:
        plain["parts"][name] += " "

    with pytest.raises(PackageAltered) as refused:
        read(changed(written(), alter))
    assert name in refused.value.why.ja

    def drop(plain: Any) -> None:
        del plain["parts"][name]

    with pytest.raises(PackageAltered):
        read(changed(written(), drop))


def _set(*path: Any) -> Any:
    def change(plain: Any) -> None:
        *steps, last, value = path
        for step in steps:
            plain = plain[step]
        plain[last] = value

    return change


OTHER = base64.b64encode(Ed25519PrivateKey.from_private_bytes(bytes(32)).public_key().public_bytes_raw()).decode()


@pytest.mark.parametrize(
    "change",
    [
        _set("manifest", "version", "9.0.0"),
        _set("manifest", "licence", "none"),
        _set("manifest", "signer", OTHER),
        _set("manifest", "upstream", None),
        _set("signature", base64.b64encode(bytes(64)).decode()),
    ],
)
def test_a_manifest_that_nobody_signed_is_refused(change: Any) -> None:
    with pytest.raises(PackageAltered) as refused:
        read(changed(written(), change))
    assert "manifest" in refused.value.why.en


def zipped() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("../definition.json", "{}")
    return file.getvalue()


def listed_twice(plain: Any) -> None:
    plain["manifest"]["parts"].append(plain["manifest"]["parts"][0])


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"", "空"),
        (b"{", "JSON"),
        (b"[]", "{…}"),
        (b"{}", "形式の番号"),
        (b"\xff\xfe", "UTF-8"),
        (zipped(), "ZIP"),
        (b"{" + b" " * MOST_BYTES, "8MB"),
        (b'{"parts":{},"parts":{}}', "二つ"),
        (b"[" * 100_000, "深"),
        (changed(written(), _set("manifest", "format", 2)), "形式の番号"),
        (changed(written(), _set("manifest", "format", True)), "形式の番号"),
        (changed(written(), _set("parts", "../etc.json", "")), "使えません"),
        (changed(written(), _set("parts", "definition.json", 1)), "文字列"),
        (changed(written(), _set("parts", "definition.json", "\x00")), "文字列"),
        (changed(written(), listed_twice), "SHA-256"),
        (changed(written(), _set("manifest", "made_by", "key", "minamo")), "作った団体"),
        (changed(written(), _set("manifest", "more", 1)), "使えません"),
        (changed(written(), _set("manifest", "version", "1.2")), "1.2.3"),
        (changed(written(), _set("manifest", "upstream", "sha256", "x")), "書き方"),
        (changed(written(), _set("signature", "ない")), "base64"),
        (json.dumps(json.loads(written()), indent=1).encode(), "書き直され"),
        (written({"definition.json": "[]"}), "definition.json"),
        (written({"rules/a.json": "{}"}), "definition.json"),
        (written(id="kirinooka/jido-teate"), "違います"),
    ],
    ids=lambda one: one[:24] if isinstance(one, str) else "",
)
def test_what_is_no_package_is_refused_in_words(content: bytes, word: str) -> None:
    with pytest.raises(PackageUnreadable) as refused:
        read(content)
    assert word in refused.value.why.ja


def test_versions_tell_whether_answers_still_fit() -> None:
    began, words, more, less = (definition("jido-teate") for _ in range(4))
    words["form"]["pages"][0]["fields"][0]["label"]["ja"] = "ほかの言葉"
    more["form"]["pages"][0]["fields"].append({"id": "more", "type": "text", "label": {"ja": "もっと"}})
    del less["form"]["pages"][0]["fields"][-1]
    assert version_of([began]) == (1, 0, 0)
    assert version_of([began, words]) == (1, 0, 1)
    assert version_of([began, words, more]) == (1, 1, 0)
    assert version_of([began, words, more, less, words]) == (2, 1, 0)
    assert [read_version(text) for text in ("1.02.3", "1.2", "１.0.0", None, "10.0.0")] == [None] * 4 + [(10, 0, 0)]


def test_fingerprints_are_compared_as_people_say_them() -> None:
    key = KEY.public_key().public_bytes_raw()
    shown = fingerprint(key)
    assert len(shown) == 39
    assert is_fingerprint_of(shown.upper().replace(" ", "　"), key)
    assert not is_fingerprint_of(shown[:-1], key)
    assert not is_fingerprint_of("", key)
