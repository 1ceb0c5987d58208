"""An application as one JSON document, as the API takes it; everything that can be wrong with its outside."""

import json
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, NoReturn

from madoguchi.ground.kernel.errors import Language, Message, Refused

MOST_BYTES = 2 * 1024 * 1024
FIELDS = ("procedure", "answers", "language")
_CODE = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
_KEY = re.compile(r"[\x21-\x7e]{1,200}")
_LONGEST_SHOWN = 60
_MEND = Message(
    "「GET procedures/コード/schema」の形に合わせて送ってください。",
    "Send what “GET procedures/CODE/schema” describes.",
)


class DocumentTooLarge(Refused):
    """More than two megabytes."""

    code = "intake.document_too_large"
    status = 413
    what = Message("申請を受け取れませんでした。", "The application was not taken.")
    why = Message("内容が2MBを超えています。", "It is larger than 2 MB.")
    mend = Message(
        "写真などは先に「POST files」で送り、返されたIDを入れてください。",
        "Send files first with “POST files” and name their ids.",
    )


class DocumentUnreadable(Refused):
    """Not UTF-8, or not JSON."""

    code = "intake.document_unreadable"
    status = 400
    what = Message("申請を読み取れませんでした。", "The application could not be read.")
    why = Message("{reason_ja}", "{reason_en}")
    mend = Message("UTF-8のJSONで送ってください。", "Send JSON in UTF-8.")


class FieldWrong(Refused):
    """A field of the document itself is missing, unknown or of another shape."""

    code = "intake.field_wrong"
    status = 422
    what = Message("申請を受け取れませんでした。", "The application was not taken.")
    why = Message("{reason_ja}", "{reason_en}")
    mend = _MEND


class KeyMissing(Refused):
    """No usable ``Idempotency-Key``: a repeat could not be told from a second application."""

    code = "intake.key_missing"
    status = 400
    what = Message("申請を受け取れませんでした。", "The application was not taken.")
    why = Message(
        "Idempotency-Keyヘッダーがないか、使えない文字があります。",
        "The header Idempotency-Key is missing or has characters that cannot be used.",
    )
    mend = Message(
        "申請ごとに新しいキー（空白のない英数字・記号1〜200字、UUIDなど）を付け、送り直すときは同じキーを使ってください。",
        "Give each application its own key (1 to 200 printable ASCII characters, as a UUID); repeat with the same.",
    )


@dataclass(frozen=True, slots=True)
class Document:
    """What a client sends. ``answers`` are unchecked JSON."""

    procedure: str
    answers: Mapping[str, Any]  # Any: JSON, checked by the form
    language: str


def read(content: bytes) -> Document:
    """Return the document.

    Raises:
        DocumentTooLarge, DocumentUnreadable, FieldWrong: with the pointer of the field.
    """
    data = _object(content, FIELDS)
    procedure, language = data.get("procedure"), data.get("language", Language.JA.value)
    if not isinstance(procedure, str) or not _CODE.fullmatch(procedure):
        _wrong("procedure", "手続きのコード（文字列）が必要です。", "The code of a procedure (a string) is needed.")
    answers = _answers(data)
    if not isinstance(language, str) or language not in {one.value for one in Language}:
        known = ", ".join(Language)
        _wrong("language", f"言語は {known} のどれかです。", f"The language is one of {known}.")
    return Document(procedure, answers, language)


def read_answers(content: bytes) -> Mapping[str, Any]:  # Any: JSON, checked by the form
    """Return the answers of a document that holds nothing else.

    Raises:
        DocumentTooLarge, DocumentUnreadable, FieldWrong: as ``read``.
    """
    return _answers(_object(content, ("answers",)))


def _object(content: bytes, known: Collection[str]) -> dict[str, Any]:
    if len(content) > MOST_BYTES:
        raise DocumentTooLarge
    data = _json(content)
    if not isinstance(data, dict):
        _wrong("", "一番外側はオブジェクト（{}）にしてください。", "The outermost value must be an object.")
    for name in data:
        if name not in known:
            shown = name[:_LONGEST_SHOWN].encode("ascii", "replace").decode()
            _wrong(shown, f"「{shown}」という項目はありません。", f"There is no field “{shown}”.")
    return data


def _answers(data: Mapping[str, Any]) -> dict[str, Any]:
    answers = data.get("answers")
    if not isinstance(answers, dict):
        _wrong("answers", "回答のオブジェクトが必要です。", "An object of answers is needed.")
    return answers


def read_key(header: str | None) -> str:
    """Return the idempotency key of a request.

    Raises:
        KeyMissing
    """
    if header is None or not _KEY.fullmatch(header):
        raise KeyMissing
    return header


def _json(content: bytes) -> Any:  # Any: JSON
    try:
        return json.loads(content.decode("utf-8"), parse_constant=_no_constant)
    except UnicodeDecodeError as error:
        _unreadable(f"{error.start + 1}バイト目がUTF-8ではありません。", f"Byte {error.start + 1} is not UTF-8.", error)
    except json.JSONDecodeError as error:
        _unreadable(
            f"{error.lineno}行{error.colno}文字目がJSONではありません。",
            f"Line {error.lineno}, column {error.colno} is not JSON.",
            error,
        )
    except ValueError as error:  # NaN, Infinity, a number of thousands of digits
        _unreadable("JSONにない数があります。", "A number is not one of JSON.", error)
    except RecursionError as error:
        _unreadable("入れ子が深すぎます。", "It is nested too deeply.", error)


def _no_constant(name: str) -> NoReturn:
    raise ValueError(name)


def _unreadable(ja: str, en: str, cause: BaseException) -> NoReturn:
    raise DocumentUnreadable(reason_ja=ja, reason_en=en) from cause


def _wrong(pointer: str, ja: str, en: str) -> NoReturn:
    raise FieldWrong(pointer=pointer, reason_ja=ja, reason_en=en)
