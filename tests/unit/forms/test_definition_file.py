"""Reading the file of a definition: whatever is no JSON is refused with where."""

import json
import re
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.line.forms.core.definition_file import MOST_BYTES, DefinitionUnreadable, read_definition


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "中身が空"),
        (b" \n", "中身が空"),
        (b"{" + b" " * MOST_BYTES + b"}", "1MBを超え"),
        ('{"a": "あ"}'.encode("cp932"), "UTF-8ではありません"),
        (b'{"a": 1,\n "b" 2}', "2行目の6文字目"),
        (b'{"a": 1, "a": 2}', "「a」という名前が"),
        (b'{"a": {"b": [{"c": 1, "c": 1}]}}', "「c」という名前が"),
        (b"[1]", "全体が"),
        (b"null", "全体が"),
        (b'{"a": ' + b"9" * 5000 + b"}", "数が大きすぎます"),
        (b'{"a":' * 100_000, "入れ子が深すぎる"),
    ],
)
def test_what_is_no_definition_is_refused_with_the_reason(content: bytes, why: str) -> None:
    with pytest.raises(DefinitionUnreadable) as refused:
        read_definition(content)
    assert why in refused.value.why.ja
    assert not re.search("[ぁ-龠]", refused.value.why.en)
    assert refused.value.status == 422


def test_a_byte_order_mark_is_no_fault() -> None:
    assert read_definition(b"\xef\xbb\xbf" + '{"名": "窓口"}'.encode()) == {"名": "窓口"}


@given(st.dictionaries(st.text(max_size=5), st.integers() | st.text(max_size=5) | st.none(), max_size=4))
def test_what_was_written_is_read(data: dict[str, object]) -> None:
    assert read_definition(json.dumps(data).encode()) == data


@given(st.binary(max_size=40))
def test_no_bytes_make_it_fail(content: bytes) -> None:
    with suppress(DefinitionUnreadable):
        assert isinstance(read_definition(content), dict)
