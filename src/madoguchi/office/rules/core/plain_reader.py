"""Reading plain data of a known shape: what does not fit is noted with its path, and a harmless value stands for it."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Final

from madoguchi.ground.kernel.errors import Message
from madoguchi.office.rules.core.findings import Finding, noted
from madoguchi.office.rules.core.types import DATE, INT
from madoguchi.office.rules.core.values import is_well_formed, read_value

_SOME_DAY: Final = date(2000, 1, 1)


class PlainReader:
    """Collects ``findings`` while it reads."""

    def __init__(self) -> None:
        self.findings: list[Finding] = []

    def note(self, code: str, path: str, **facts: object) -> None:
        """Note a fault."""
        self.findings.append(noted(code, path, None, facts))

    def shape(self, path: str, wanted: str, wanted_en: str) -> None:
        """Note that something else is needed at ``path``."""
        self.note("shape", path, wanted=wanted, wanted_en=wanted_en)

    def mapping(
        self, plain: object, path: str, needed: Sequence[str], optional: Sequence[str] = ()
    ) -> Mapping[str, object]:
        """Return a mapping with the members ``needed``, None where one is missing; unknown members are noted."""
        given = self.any_mapping(plain, path)
        known = (*needed, *optional)
        for name in needed:
            if name not in given:
                self.note("key_missing", path, name=name)
        for name in given:
            if name not in known:
                self.note("key_unknown", path, name=name, known=", ".join(known))
        return dict.fromkeys(needed) | dict(given)

    def any_mapping(self, plain: object, path: str) -> Mapping[str, object]:
        """Return a mapping with any members whose names are texts."""
        if isinstance(plain, Mapping) and all(isinstance(name, str) for name in plain):
            return plain
        self.shape(path, "名前の付いた項目の集まり（オブジェクト）", "An object with named members")
        return {}

    def items(self, plain: object, path: str) -> Iterator[tuple[object, str]]:
        """Yield the items of a list with their paths."""
        if not isinstance(plain, list | tuple):
            self.shape(path, "並び（リスト）", "A list")
            return
        for place, each in enumerate(plain):
            yield each, f"{path}/{place}"

    def text(self, plain: object, path: str) -> str:
        """Return a text."""
        if isinstance(plain, str) and is_well_formed(plain):
            return plain
        self.shape(path, "文字", "A text")
        return ""

    def choice(self, plain: object, path: str, choices: Sequence[str]) -> str:
        """Return one of ``choices``, the first where it is none of them."""
        if isinstance(plain, str) and plain in choices:
            return plain
        listed = "、".join(choices)
        self.shape(path, f"次のどれか（{listed}）", f"One of {listed}")
        return choices[0]

    def words(self, plain: object, path: str) -> Message:
        """Return ``{"ja": …, "en": …, "easy": …}`` as a message."""
        given = self.mapping(plain, path, ("ja", "en"), ("easy",))
        texts = {name: self.text(given[name], f"{path}/{name}") for name in given if name in ("ja", "en", "easy")}
        return Message(texts["ja"], texts["en"], texts.get("easy"))

    def day(self, plain: object, path: str) -> date:
        """Return a date, ``YYYY-MM-DD``."""
        day = read_value(DATE, plain)
        if isinstance(day, date):
            return day
        self.shape(path, "日付（2025-04-01 の形）", "A date like 2025-04-01")
        return _SOME_DAY

    def whole_number(self, plain: object, path: str) -> int:
        """Return a whole number."""
        number = read_value(INT, plain)
        if isinstance(number, int):
            return number
        self.shape(path, "整数", "A whole number")
        return 0
