"""文書番号 as printed."""

import pytest

from madoguchi.office.documents.core.numbering import PrefixNotUsable, check_prefix, format_number


def test_a_number_reads_as_offices_write_it() -> None:
    assert format_number("みな子", 123) == "みな子第123号"


def test_numbers_start_at_one() -> None:
    with pytest.raises(ValueError, match="start at 1"):
        format_number("みな子", 0)


@pytest.mark.parametrize("prefix", ["みな子", "7みな子", "総務A", "消"])
def test_marks_of_divisions_are_prefixes(prefix: str) -> None:
    assert check_prefix(prefix) == prefix


@pytest.mark.parametrize("prefix", ["", "みな 子", "みな\n子", "#x", "み" * 21, "みな_子", "みな-子"])
def test_prefixes_that_would_not_read_as_one_are_refused(prefix: str) -> None:
    with pytest.raises(PrefixNotUsable):
        check_prefix(prefix)
