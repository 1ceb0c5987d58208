"""The cases of ``rules_rows``, the same on every side; the standard library only."""

from random import Random
from time import process_time

# A rule of three branches on four inputs, after 児童手当 before October 2024.
EXPRESSION = "もし(所得 >= 622万円 + 38万円 * 扶養人数, 5,000円, 年齢値 < 3 または 第何子 >= 3, 15,000円, 10,000円)"
JSON_LOGIC = {"if": [
    {">=": [{"var": "所得"}, {"+": [6_220_000, {"*": [380_000, {"var": "扶養人数"}]}]}]}, 5_000,
    {"or": [{"<": [{"var": "年齢値"}, 3]}, {">=": [{"var": "第何子"}, 3]}]}, 15_000,
    10_000,
]}  # fmt: skip


def rows(count: int = 1_000) -> list[dict[str, int]]:
    """Return children as mappings of plain numbers."""
    random = Random(7)
    return [
        {
            "所得": random.randrange(0, 12_000_000), "扶養人数": random.randrange(0, 5),
            "年齢値": random.randrange(0, 16), "第何子": random.randrange(1, 5),
        }
        for _ in range(count)
    ]  # fmt: skip


def timed(run, cases, seconds):
    """Run all cases again and again; return how many ran, in how many seconds of CPU, and the sum of one time all."""
    total = sum(run(case) for case in cases)
    done, start = 0, process_time()
    while process_time() - start < seconds:
        for case in cases:
            run(case)
        done += len(cases)
    return done, process_time() - start, total
