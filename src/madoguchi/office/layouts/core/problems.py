"""What is wrong with a layout, a row or a file, with its place; and the refusals that carry many of them.

No message repeats a value of a row: refusals are logged and values are personal data. Messages name the column,
the row and at most the one character concerned.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from madoguchi.ground.kernel.errors import Language, Message, Refused


class Severity(StrEnum):
    """How much a problem matters."""

    ERROR = "error"  # the row or file can't be used
    NOTICE = "notice"  # used, but something was converted or differs from the profile


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding with its place.

    ``row`` counts data rows from 1 (a header is not counted), ``line`` counts lines of the file from 1,
    ``column`` is the official item name, ``pointer`` the place in a layout definition (``groups/0/columns/3``).
    ``count`` is how often the same notice was met; the place is that of the first.
    """

    code: str
    what: Message
    why: Message
    mend: Message
    severity: Severity = Severity.ERROR
    row: int | None = None
    line: int | None = None
    column: str = ""
    pointer: str = ""
    count: int = 1

    def place(self, language: str = Language.JA) -> str:
        """Return the place in words, empty where the whole file is meant."""
        english = language == Language.EN
        parts = []
        if self.line is not None:
            parts.append(f"line {self.line}" if english else f"ファイルの{self.line}行目")
        if self.row is not None:
            parts.append(f"row {self.row}" if english else f"データ{self.row}件目")
        if self.column:
            parts.append(f"“{self.column}”" if english else f"「{self.column}」")
        if self.pointer:
            parts.append(self.pointer)
        return (", " if english else "、").join(parts)

    def text(self, language: str = Language.JA) -> str:
        """Return place, what, why and mend as one line."""
        english = language == Language.EN
        words = (" " if english else "").join(m.text(language) for m in (self.what, self.why, self.mend))
        place = self.place(language)
        return f"{place}: {words}" if place else words

    def as_json(self) -> dict[str, object]:
        """Return the problem as JSON data, texts in both languages."""
        return {
            "code": self.code,
            "severity": self.severity.value,
            "row": self.row,
            "line": self.line,
            "column": self.column,
            "pointer": self.pointer,
            "count": self.count,
            "what": {"ja": self.what.ja, "en": self.what.en},
            "why": {"ja": self.why.ja, "en": self.why.en},
            "mend": {"ja": self.mend.ja, "en": self.mend.en},
        }


def problem_of(refusal: Refused, *, row: int | None = None, line: int | None = None, column: str = "") -> Problem:
    """Return a refusal of one value as a problem at its place."""
    return Problem(refusal.code, refusal.what, refusal.why, refusal.mend, row=row, line=line, column=column)


class ManyRefused(Refused):
    """A refusal that carries every problem found; ``why`` quotes the first three."""

    quoted: ClassVar[int] = 3

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        first = self.problems[: self.quoted]
        self.why = Message(
            " ".join(p.text(Language.JA) for p in first).replace("{", "{{").replace("}", "}}"),
            " ".join(p.text(Language.EN) for p in first).replace("{", "{{").replace("}", "}}"),
        )
        super().__init__(count=len(self.problems))


class LayoutRefused(ManyRefused):
    """A layout definition has flaws."""

    code = "layouts.layout_refused"
    status = 422
    what = Message("項目定義を読み込めません（{count}か所）。", "The layout cannot be read ({count} flaws).")
    mend = Message("示した場所を直してから、もう一度読み込んでください。", "Mend the places named, then load it again.")


class RowsRefused(ManyRefused):
    """Rows given for writing don't fit the layout or the encoding; nothing was written."""

    code = "layouts.rows_refused"
    status = 422
    what = Message("ファイルを作れません（{count}か所）。", "The file cannot be written ({count} problems).")
    mend = Message("示した値を直してから、もう一度作ってください。", "Mend the values named, then write it again.")


class FileRefused(ManyRefused):
    """A file that was read has errors and the caller wanted it clean."""

    code = "layouts.file_refused"
    status = 422
    what = Message("ファイルを取り込めません（{count}か所）。", "The file cannot be taken in ({count} problems).")
    mend = Message(
        "示した場所を直したファイルを、もう一度選んでください。",
        "Choose the file again after mending the places named.",
    )


class LayoutUnknown(Refused):
    """No layout of that code and version."""

    code = "layouts.layout_unknown"
    status = 404
    what = Message("項目定義「{wanted}」が見つかりません。", "There is no layout “{wanted}”.")
    why = Message("登録されているのは {known} です。", "The known ones are {known}.")
    mend = Message("コードと版を確かめてください。", "Check the code and the version.")


class GroupUnknown(Refused):
    """The layout has no such group, or has several and none was named."""

    code = "layouts.group_unknown"
    status = 404
    what = Message("項目定義「{layout}」のグループを一つに決められません。", "No single group of “{layout}” is meant.")
    why = Message(
        "グループは {known} です。指定は「{wanted}」でした。", "Its groups are {known}; asked for was “{wanted}”."
    )
    mend = Message("グループのコードを指定してください。", "Name the code of one group.")


class ProfileUnknown(Refused):
    """No encoding profile of that code."""

    code = "layouts.profile_unknown"
    status = 404
    what = Message("ファイル形式「{wanted}」が見つかりません。", "There is no file profile “{wanted}”.")
    why = Message("使えるのは {known} です。", "The known ones are {known}.")
    mend = Message("形式のコードを確かめてください。", "Check the code of the profile.")
