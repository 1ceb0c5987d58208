"""What was done to a value without refusing it: told once per column, with the first row and how often."""

from dataclasses import dataclass, replace

from madoguchi.ground.kernel.errors import Message
from madoguchi.office.layouts.core.layout import Column
from madoguchi.office.layouts.core.problems import Problem, Severity


@dataclass(frozen=True, slots=True)
class Notice:
    """The words of one kind of notice."""

    code: str
    what: Message
    why: Message
    mend: Message


WIDTH_CONVERTED = Notice(
    "layouts.width_converted",
    Message("全角・半角を直しました。", "Full and half width were converted."),
    Message("項目の型に合わない幅の文字でした。", "Characters had the other width than the item wants."),
    Message("元のデータを直しておくと確かです。", "It is safer to correct the source data."),
)
LEADING_ZEROS = Notice(
    "layouts.leading_zeros",
    Message("先頭の0を数として読みました。", "Leading zeros were read as part of a number."),
    Message("数の項目では「007」と「7」は同じ値です。", "In a number item “007” and “7” are one value."),
    Message(
        "番号として使う値なら、型をXにした項目定義を使ってください。",
        "If it is a code, use a layout where the item is X.",
    ),
)
PRIVATE_CHARACTER = Notice(
    "layouts.private_character",
    Message("外字（私用領域の文字）があります。", "There is a private-use character (外字)."),
    Message(
        "外字は、作ったシステムの外では別の字や空白に見えます。",
        "Outside the system that made it, it shows as another sign or none.",
    ),
    Message("行政事務標準文字の字に置き換えてください。", "Replace it by a character of the standard set."),
)


class Notices:
    """Collects notices while rows pass; ``row`` and ``line`` are set by whoever walks them.

    While ``is_muted`` nothing is counted: a refused row is looked at twice.
    """

    def __init__(self) -> None:
        self.row: int | None = None
        self.line: int | None = None
        self.is_muted = False
        self._found: dict[tuple[str, str], Problem] = {}

    def add(self, notice: Notice, column: Column) -> None:
        """Count one more of this notice for this column."""
        if self.is_muted:
            return
        key = (notice.code, column.field)
        known = self._found.get(key)
        if known is None:
            self._found[key] = Problem(
                notice.code,
                notice.what,
                notice.why,
                notice.mend,
                Severity.NOTICE,
                row=self.row,
                line=self.line,
                column=column.name,
            )
        else:
            self._found[key] = replace(known, count=known.count + 1)

    def all(self) -> tuple[Problem, ...]:
        """Return the notices in the order they were first met."""
        return tuple(self._found.values())
