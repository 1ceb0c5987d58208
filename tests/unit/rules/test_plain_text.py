"""JSON and YAML: nothing is lost, guessed or unfolded."""

from time import process_time

import pytest

from madoguchi.office.rules.core.plain_json import TextNotReadable, read_json
from madoguchi.office.rules.plain_text import read_yaml

BOMB = "a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\nd: [*c, *c]\n"


def test_yaml_reads_only_numbers_truths_and_nulls_as_such() -> None:
    text = (
        "on: 2025-04-01\nyes: no\noctal: 0o17\nzero: 012\nclock: 1:30\nlong: 1_000\nmoment: 2025-04-01T10:00:00Z\n"
        "whole: -12\nrate: 1.5\ntruth: true\nnothing: null\nempty:\nquoted: '12'\n<<: {a: b}\ninfinite: .inf\n"
    )

    assert read_yaml(text) == [
        {
            "on": "2025-04-01", "yes": "no", "octal": "0o17", "zero": "012", "clock": "1:30", "long": "1_000",
            "moment": "2025-04-01T10:00:00Z", "whole": -12, "rate": 1.5, "truth": True, "nothing": None, "empty": None,
            "quoted": "12", "<<": {"a": "b"}, "infinite": ".inf",
        }
    ]  # fmt: skip
    assert read_yaml("a: 1\n---\n- 子\n") == [{"a": 1}, ["子"]]


@pytest.mark.parametrize(
    "text, line",
    [
        (BOMB, 1),
        ("a: 1\nb: *x", 2),
        ("a: !!python/object/apply:os.system [ls]", 1),
        ("a: !own 1", 1),
        ("a: 1\nb: 2\na: 3", 3),
        ("a: {b: 1, b: 2}", 1),
        ("a: 1\n2: 3", 2),
        ("? [a]\n: 1", 1),
        ("a: [\n1", 2),
        ("\tx: 1", 1),
    ],
)
def test_what_yaml_could_smuggle_in_is_refused_with_its_line(text: str, line: int) -> None:
    with pytest.raises(TextNotReadable) as refused:
        read_yaml(text)
    assert f"{line}行目" in refused.value.what.ja


@pytest.mark.parametrize("text", ["[" * 5_000, 'a: "\\ud800"', "a: \x00", "a: " + "1" * 5_000])
def test_yaml_that_cannot_be_held_is_refused(text: str) -> None:
    with pytest.raises(TextNotReadable):
        read_yaml(text)


@pytest.mark.parametrize(
    "text",
    ["", "{", '{"a": 1, "a": 2}', "[NaN]", "[-Infinity]", "1e999", "1" * 5_000, "[" * 100_000, '{"\\uD83D": 1}', "1 2"],
)
def test_json_that_cannot_be_held_is_refused(text: str) -> None:
    with pytest.raises(TextNotReadable):
        read_json(text)


def test_a_name_given_twice_among_many_is_found_at_once() -> None:
    names = ",".join(f'"n{number}":1' for number in range(100_000))
    start = process_time()

    with pytest.raises(TextNotReadable) as refused:
        read_json(f'{{{names},"n7":2}}')

    assert "「n7」" in str(refused.value.why)
    assert process_time() - start < 3


def test_json_keeps_what_it_says() -> None:
    assert read_json('{"a": [1, 1.5, null, true, "\\ud83d\\ude00", "葛\\udb40\\udd00"]}') == {
        "a": [1, 1.5, None, True, "😀", "葛\U000e0100"]
    }
