"""The form of ``rules_form``: a hundred blocks of seven fields, each block with one rule, and answers to it."""

from datetime import date
from typing import Any

BLOCKS = 100
RULES = BLOCKS
TODAY = date(2026, 10, 1)
_DAY = "2026-09-15"


def _label(text: str) -> dict[str, str]:
    return {"ja": text, "en": text, "easy": text}


def _field(name: str, kind: str, **more: Any) -> dict[str, Any]:
    return {"id": name, "type": kind, "label": _label(f"質問{name}"), **more}


def definition() -> dict[str, Any]:
    """Return the definition: 60 conditions that look at two blocks, 20 checks, 19 amounts and their sum."""
    options = [{"value": value, "label": _label(value)} for value in ("a", "b", "c")]
    fields: list[dict[str, Any]] = [_field("name", "name", required=True)]
    amounts: list[str] = []
    for n in range(BLOCKS):
        before = max(n - 1, 0)
        block = [
            _field(f"has{n}", "yesno"), _field(f"count{n}", "number", min=0, max=99), _field(f"each{n}", "yen"),
            _field(f"kind{n}", "choice", options=options), _field(f"from{n}", "date"), _field(f"note{n}", "text"),
            _field(f"memo{n}", "text"),
        ]  # fmt: skip
        if n == 0:
            block.pop()  # the name is the seventh
        if n % 5 < 3:
            block[5]["show_when"] = f"(has{before} または kind{n} = 「a」) かつ count{n} > 3"
            block[5]["for_whom"] = _label("あてはまる")
        elif n % 5 == 3:
            message = _label("合計は100万円までです。")
            block[2]["checks"] = [{"rule": f"count{n} * each{n} <= 100万円 または has{n} ではない", "message": message}]
        else:
            rule = f"もし(has{before}, count{n} * each{n}, 0円)" if n < BLOCKS - 1 else " + ".join(amounts)
            block[6] = _field(f"sum{n}", "calculation", result="yen", calculation=rule)
            amounts.append(f"sum{n}")
        fields += block
    page = {"id": "all", "title": _label("すべて"), "fields": fields}
    return {
        "format": 1,
        "procedure": {
            "code": "bench-rules", "name": _label("規則の様式"), "summary": _label("規則"), "keywords": [],
            "minutes_to_fill": 60, "needed": [],
        },
        "form": {"pages": [page], "applicant": {"name": "name"}},
    }  # fmt: skip


def answered() -> dict[str, Any]:
    """Return answers to every question that rules read, and some others."""
    answers: dict[str, Any] = {"name": "港　花子"}
    for n in range(BLOCKS):
        answers |= {
            f"has{n}": "yes", f"count{n}": 5, f"each{n}": 1_000, f"kind{n}": "a", f"from{n}": _DAY, f"note{n}": "記入",
        }  # fmt: skip
    return answers


def changes() -> list[tuple[str, Any]]:
    """Return what is answered one after the other, each question with its answer. It does not end as it began."""
    given: tuple[tuple[str, tuple[Any, Any]], ...] = (
        ("has", ("yes", "no")), ("count", (7, 2)), ("each", (2_500, 300_000)), ("kind", ("a", "b")),
    )  # fmt: skip
    return [(f"{name}{n}", value) for n in range(BLOCKS) for name, values in (given[n % 4],) for value in values]
