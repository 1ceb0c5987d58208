"""Reading JSON data by hand: getters that name every flaw with its pointer instead of stopping at the first."""

import re
from collections.abc import Iterator, Mapping

from madoguchi.ground.kernel.errors import Message
from madoguchi.office.layouts.core.problems import Problem


class Flaws:
    """Collects flaws while a definition is read; getters return a stand-in so that reading goes on."""

    def __init__(self) -> None:
        self.found: list[Problem] = []

    def add(self, pointer: str, what: Message, mend: Message, code: str = "layouts.definition") -> None:
        why = Message("この書き方は項目定義の形式に合いません。", "This does not fit the layout format.")
        self.found.append(Problem(code, what, why, mend, pointer=pointer))

    def keys(self, data: Mapping[str, object], known: set[str], pointer: str) -> None:
        for key in sorted(set(data) - known):
            self.add(
                f"{pointer}/{key}".lstrip("/"),
                Message(f"「{key}」という欄はありません。", f"There is no member “{key}”."),
                Message(f"使える欄は {', '.join(sorted(known))} です。", f"Use one of {', '.join(sorted(known))}."),
            )

    def text(self, data: Mapping[str, object], key: str, pointer: str, shape: re.Pattern[str] | None = None) -> str:
        """Return a text; ``shape`` makes it required."""
        value = data.get(key, "")
        place = f"{pointer}/{key}".lstrip("/")
        if not isinstance(value, str):
            self.add(
                place,
                Message("文字で書いてください。", "This must be text."),
                Message("値を引用符で囲んでください。", "Put the value in quotes."),
            )
            return ""
        if shape is not None and not shape.fullmatch(value):
            self.add(
                place,
                Message(
                    f"「{value}」は決められた形ではありません。" if value else "必要な欄がありません。",
                    f"“{value}” does not have the expected shape." if value else "A required member is missing.",
                ),
                Message(f"{shape.pattern} に合う形で書いてください。", f"Write it so that it matches {shape.pattern}."),
            )
        return value

    def flag(self, data: Mapping[str, object], key: str, pointer: str) -> bool:
        value = data.get(key, False)
        if not isinstance(value, bool):
            self.add(
                f"{pointer}/{key}".lstrip("/"),
                Message("true か false で書いてください。", "This must be true or false."),
                Message("引用符を付けずに書いてください。", "Write it without quotes."),
            )
            return False
        return value

    def words(self, data: Mapping[str, object], key: str, pointer: str, *, required: bool) -> Message | None:
        value = data.get(key)
        if value is None and not required:
            return None
        if isinstance(value, Mapping) and isinstance(value.get("ja"), str) and isinstance(value.get("en"), str):
            return Message(value["ja"], value["en"])
        self.add(
            f"{pointer}/{key}".lstrip("/"),
            Message("日本語と英語の両方が必要です。", "Both Japanese and English are needed."),
            Message('{"ja": "…", "en": "…"} の形で書いてください。', 'Write {"ja": "…", "en": "…"}.'),
        )
        return None

    def objects(self, data: Mapping[str, object], key: str, pointer: str) -> Iterator[tuple[str, Mapping[str, object]]]:
        """Yield the members of a non-empty list of objects with their pointers."""
        value = data.get(key)
        place = f"{pointer}/{key}".lstrip("/")
        if not isinstance(value, list) or not value:
            self.add(
                place,
                Message("一つ以上の要素を持つ一覧が必要です。", "A list with at least one member is needed."),
                Message("[ ] の中に書いてください。", "Write it within [ ]."),
            )
            return
        for n, member in enumerate(value):
            if isinstance(member, Mapping):
                yield f"{place}/{n}", member
            else:
                self.add(
                    f"{place}/{n}",
                    Message("{ } で書いてください。", "This must be an object."),
                    Message("欄の名前と値の組で書いてください。", "Write pairs of member name and value."),
                )
