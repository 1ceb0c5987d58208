"""記号 and 番号 of ゆうちょ銀行 as transfers name them. Expected values: published examples of the bank's own guide."""

import pytest

from madoguchi.office.directories.core.yucho import Account, account_of


@pytest.mark.parametrize(
    ("typed", "account"),
    [
        ("10530 12345671", Account("058", "ordinary", "1234567")),
        ("記号１０５３０　番号１２３４５６７１", Account("058", "ordinary", "1234567")),
        ("11940-2-31", Account("198", "ordinary", "0000003")),
        ("00110-2-5606", Account("019", "current", "0005606")),
        ("00110－2－5606", Account("019", "current", "0005606")),
    ],
)
def test_sign_and_number_become_branch_and_number(typed: str, account: Account) -> None:
    assert account_of(typed) == account


@pytest.mark.parametrize(
    "typed", ["", "みなも銀行", "10530", "20530 12345671", "10530 12345672", "00110-2-12345678", "9001"]
)
def test_anything_else_is_no_account(typed: str) -> None:
    assert account_of(typed) is None
