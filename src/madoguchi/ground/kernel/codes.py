"""Codes with a check digit: 全国地方公共団体コード, 法人番号 and our own receipt numbers."""

import re
import secrets
import unicodedata
from collections.abc import Callable
from typing import Final, NewType

from madoguchi.ground.kernel.errors import Message, Refused

BodyCode = NewType("BodyCode", str)
CorporateNumber = NewType("CorporateNumber", str)
ReceiptNumber = NewType("ReceiptNumber", str)

_CHECK_EACH_DIGIT = Message(
    "数字を1つずつ確かめてください。",
    "Please check the digits one by one.",
    "数字を ひとつずつ 見てください。",
)


class BodyCodeWrongLength(Refused):
    """Not six digits."""

    code = "kernel.body_code_wrong_length"
    status = 422
    what = Message("団体コードを読み取れませんでした。", "We could not read the local government code.")
    why = Message("全国地方公共団体コードは6けたの数字です。", "A local government code is six digits.")
    mend = Message("検査数字を含む6けたで入力してください。", "Please enter all six digits, check digit included.")


class BodyCodeMistyped(Refused):
    """Six digits whose last does not check."""

    code = "kernel.body_code_mistyped"
    status = 422
    what = Message("団体コードに誤りがあるようです。", "There seems to be a slip in the local government code.")
    why = Message(
        "最後の1けた（検査数字）がほかの数字と合いません。", "The last digit (check digit) does not fit the others."
    )
    mend = _CHECK_EACH_DIGIT


class CorporateNumberWrongLength(Refused):
    """Not thirteen digits."""

    code = "kernel.corporate_number_wrong_length"
    status = 422
    what = Message("法人番号を読み取れませんでした。", "We could not read the corporate number.")
    why = Message(
        "法人番号は13けたの数字です。登記の会社法人等番号（12けた）とは異なります。",
        "A corporate number is 13 digits. The 12-digit number of the company register is another one.",
    )
    mend = Message(
        "先頭の検査用数字を含む13けたで入力してください。",
        "Please enter all 13 digits, the leading check digit included.",
    )


class CorporateNumberMistyped(Refused):
    """Thirteen digits whose first does not check."""

    code = "kernel.corporate_number_mistyped"
    status = 422
    what = Message("法人番号に誤りがあるようです。", "There seems to be a slip in the corporate number.")
    why = Message(
        "先頭の1けた（検査用数字）がほかの数字と合いません。", "The first digit (check digit) does not fit the others."
    )
    mend = _CHECK_EACH_DIGIT


class ReceiptNumberEmpty(Refused):
    """Nothing was written."""

    code = "kernel.receipt_number_empty"
    status = 422
    what = Message("受付番号が書かれていません。", "There is no receipt number.", "受付番号が ありません。")
    why = Message(
        "申請を探すには受付番号が必要です。", "We need it to find your application.", "申請を さがすために いります。"
    )
    mend = Message(
        "受付の控えやお知らせメールにある12けたの番号を入力してください。",
        "Please enter the 12 digits on your receipt or in our message.",
        "受付の 紙か メールに ある 12この 数字を 書いてください。",
    )


class ReceiptNumberNotDigits(Refused):
    """Something else than digits, spaces and hyphens."""

    code = "kernel.receipt_number_not_digits"
    status = 422
    what = Message(
        "受付番号を読み取れませんでした。",
        "We could not read the receipt number.",
        "受付番号を 読むことが できませんでした。",
    )
    why = Message(
        "数字ではない文字が入っています。", "It has characters that are not digits.", "数字では ない 字が あります。"
    )
    mend = Message(
        "「0815-2746-3019」のように、数字12けたで入力してください。",
        "Please enter 12 digits, like 0815-2746-3019.",
        "「0815-2746-3019」のように 数字を 12こ 書いてください。",
    )


class ReceiptNumberWrongLength(Refused):
    """More or fewer than twelve digits. Fact: ``digit_count``."""

    code = "kernel.receipt_number_wrong_length"
    status = 422
    what = Message(
        "受付番号のけた数が合いません。",
        "The receipt number has the wrong length.",
        "受付番号の 数字の 数が ちがいます。",
    )
    why = Message(
        "受付番号は12けたですが、{digit_count}けた入力されています。",
        "A receipt number is 12 digits; this one has {digit_count}.",
        "数字は 12こです。今は {digit_count}こです。",
    )
    mend = Message(
        "抜けている数字や余分な数字がないか確かめてください。",
        "Please check for missing or extra digits.",
        "足りない 数字や 多い 数字が ないか 見てください。",
    )


class ReceiptNumberMistyped(Refused):
    """Twelve digits whose check digit does not fit: a slip in a digit or two swapped neighbours."""

    code = "kernel.receipt_number_mistyped"
    status = 422
    what = Message(
        "受付番号に誤りがあるようです。",
        "There seems to be a slip in the receipt number.",
        "受付番号が 少し ちがうようです。",
    )
    why = Message(
        "番号の確認用の数字（最後の1けた）が合いません。数字の打ち間違いや、となりどうしの入れ替わりが考えられます。",
        "The last digit, which checks the number, does not fit. A digit may be wrong or two neighbours swapped.",
        "数字が ひとつ ちがうか、順番が ちがうようです。",
    )
    mend = _CHECK_EACH_DIGIT


def body_code_check_digit(first_five: str) -> str:
    """Return the sixth digit of a 全国地方公共団体コード from its first five.

    They are 都道府県 2 + 市区町村 3 digits (JIS X 0401, 0402).
    11 minus the remainder by 11 of the sum of digits times 6, 5, 4, 3, 2; of that the last digit.

    Source: 総務省「全国地方公共団体コード」仕様 (検査数字).
    """
    total = sum(int(digit) * weight for digit, weight in zip(first_five, (6, 5, 4, 3, 2), strict=True))
    return str((11 - total % 11) % 10)


def parse_body_code(text: str) -> BodyCode:
    """Read a six-digit 全国地方公共団体コード. Raises :class:`BodyCodeWrongLength`, :class:`BodyCodeMistyped`."""
    plain = _plain(text)
    if not re.fullmatch("[0-9]{6}", plain):
        raise BodyCodeWrongLength
    if plain[5] != body_code_check_digit(plain[:5]):
        raise BodyCodeMistyped
    return BodyCode(plain)


def corporate_number_check_digit(base: str) -> str:
    """Return the leading digit (検査用数字, 1 to 9) of a 法人番号 from its twelve base digits (基礎番号).

    9 minus the remainder by 9 of the sum of digits times 1 at odd and 2 at even places, counted from the right.

    Source: 法人番号の指定等に関する省令（平成26年財務省令第70号）第2条.
    """
    total = sum(int(digit) * weight for digit, weight in zip(base, (2, 1) * 6, strict=True))
    return str(9 - total % 9)


def parse_corporate_number(text: str) -> CorporateNumber:
    """Read a 13-digit 法人番号. Raises :class:`CorporateNumberWrongLength`, :class:`CorporateNumberMistyped`."""
    plain = _plain(text)
    if not re.fullmatch("[0-9]{13}", plain):
        raise CorporateNumberWrongLength
    if plain[0] != corporate_number_check_digit(plain[1:]):
        raise CorporateNumberMistyped
    return CorporateNumber(plain)


# Totally anti-symmetric quasigroup of order 10: every wrong digit and every swap of neighbours changes the result
# (H. M. Damm, Total anti-symmetrische Quasigruppen, Marburg 2004).
_DAMM: Final = (
    (0, 3, 1, 7, 5, 9, 8, 6, 4, 2),
    (7, 0, 9, 2, 1, 5, 4, 8, 6, 3),
    (4, 2, 0, 6, 8, 7, 1, 3, 5, 9),
    (1, 7, 5, 0, 9, 8, 3, 4, 2, 6),
    (6, 1, 2, 3, 0, 4, 5, 9, 7, 8),
    (3, 6, 7, 4, 2, 0, 9, 5, 8, 1),
    (5, 8, 6, 9, 7, 2, 0, 1, 3, 4),
    (8, 9, 4, 5, 3, 6, 2, 0, 1, 7),
    (9, 4, 3, 8, 6, 1, 7, 2, 0, 5),
    (2, 5, 8, 1, 4, 3, 6, 7, 9, 0),
)


def damm_check_digit(digits: str) -> str:
    """Return the digit that, put after ``digits``, makes the Damm check of the whole come out as 0."""
    interim = 0
    for digit in digits:
        interim = _DAMM[interim][int(digit)]
    return str(interim)


def new_receipt_number(
    randbelow: Callable[[int], int] = secrets.randbelow, *, parity: int | None = None
) -> ReceiptNumber:
    """Return a fresh 受付番号: eleven random digits and a check digit, stored as twelve digits.

    The number is half of what an applicant without account proves to know, so it is not to be guessed: pass another
    ``randbelow(n)`` (0 to n-1) only in tests. Uniqueness is the table's to check: among a million numbers a new one
    meets an old one once in 100,000 draws.

    Args:
        parity: 0 or 1: the eleven digits are even or odd, so that two offices that cannot ask each other never draw
            the same; None: either.
    """
    drawn = randbelow(10**11) if parity is None else 2 * randbelow(10**11 // 2) + parity
    digits = f"{drawn:011d}"
    return ReceiptNumber(digits + damm_check_digit(digits))


def format_receipt_number(number: ReceiptNumber) -> str:
    """Return the number as people see it, in fours: ``0815-2746-3019``."""
    return f"{number[:4]}-{number[4:8]}-{number[8:]}"


def parse_receipt_number(text: str) -> ReceiptNumber:
    """Read a receipt number as people type it: full-width digits, spaces and any hyphens are fine.

    Raises:
        ReceiptNumberEmpty, ReceiptNumberNotDigits, ReceiptNumberWrongLength, ReceiptNumberMistyped: in this order.
    """
    plain = _plain(text)
    if not plain:
        raise ReceiptNumberEmpty
    if not re.fullmatch("[0-9]+", plain):
        raise ReceiptNumberNotDigits
    if len(plain) != 12:
        raise ReceiptNumberWrongLength(digit_count=len(plain))
    if damm_check_digit(plain) != "0":
        raise ReceiptNumberMistyped
    return ReceiptNumber(plain)


_SPACES_AND_HYPHENS = re.compile(r"[\s\-‐‑‒–—―−─ー]+")


def _plain(text: str) -> str:
    """Fold widths and take out spaces and hyphens. For codes only, never for names."""
    return _SPACES_AND_HYPHENS.sub("", unicodedata.normalize("NFKC", text))
