"""Views: any expression read back as a Japanese sentence, without signs."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Final

from madoguchi.ground.kernel.wareki import DateTooEarly, format_date
from madoguchi.office.rules.core import functions, literals, tree
from madoguchi.office.rules.core.functions import Rounding

COMPARED: Final[Mapping[str, str]] = {  # 項目「が」値「…」
    "=": "{0}が{1}である",
    "<>": "{0}が{1}でない",
    "<": "{0}が{1}より小さい",
    "<=": "{0}が{1}以下である",
    ">": "{0}が{1}より大きい",
    ">=": "{0}が{1}以上である",
}
_CALCULATED: Final[Mapping[str, str]] = {
    "+": "{0}に{1}を足した値",
    "-": "{0}から{1}を引いた値",
    "*": "{0}に{1}を掛けた値",
    "//": "{0}を{1}で割って小さい方の整数にした値",
    "%": "{0}を{1}で割った余り",
}
_CALLED: Final[Mapping[str, tuple[str, ...]]] = {  # by the number of arguments, from the fewest on
    "年齢": ("基準日の年齢", "{0}に生まれた人の基準日の年齢", "{0}に生まれた人の{1}の年齢"),
    "満年齢": ("基準日の満年齢", "{0}に生まれた人の基準日の満年齢", "{0}に生まれた人の{1}の満年齢"),
    "学年": ("基準日の学年", "{0}に生まれた人の基準日の学年", "{0}に生まれた人の{1}の学年"),
    "年度末": ("", "{0}歳に達する日以後の最初の3月31日", "{0}に生まれた人が{1}歳に達する日以後の最初の3月31日"),
    "年度": ("", "{0}の年度"),
    "年": ("", "{0}の年"),
    "月": ("", "{0}の月"),
    "日": ("", "{0}の日"),
    "月初": ("", "{0}の月の初日"),
    "月末": ("", "{0}の月の末日"),
    "月を足す": ("", "", "{0}の{1}か月後"),
    "日を足す": ("", "", "{0}の{1}日後"),
    "月数": ("", "", "{0}から{1}までの月数"),
    "日数": ("", "", "{0}から{1}までの日数"),
    "日付": ("", "", "", "{0}年{1}月{2}日"),
    "文字数": ("", "{0}の文字数"),
    "含む": ("", "", "{0}が{1}を含む"),
    "始まる": ("", "", "{0}が{1}で始まる"),
    functions.IS_UNKNOWN: ("", "{0}がわからない"),
    functions.ABSOLUTE: ("", "{0}の絶対値"),
    functions.COUNT: ("", "{0}の人数", "{0}のうち{1}人の数"),
    functions.SUM: ("", "", "{0}の{1}の合計", "{0}のうち{2}人の{1}の合計"),
    functions.ANY: ("", "", "{0}のだれかについて{1}"),
    functions.ALL: ("", "", "{0}の全員について{1}"),
    functions.RANK: ("", "{0}の中での生まれた順の順位", "{0}のうち{1}人の中での生まれた順の順位"),
}
_EXTREME: Final = {functions.MOST: "最も大きい", functions.LEAST: "最も小さい"}


def read_back(node: tree.Expression, groups: Collection[str] = (functions.HOUSEHOLD_MEMBERS,)) -> str:
    """Return the expression as Japanese that can be read aloud. Parts that could be misread stand in （）.

    Args:
        node: any tree, checked or not.
        groups: the names of groups, by which the largest of a group is told from the largest of several values.
    """
    return _Speaker(groups).say(node)


class _Speaker:
    def __init__(self, groups: Collection[str]) -> None:
        self._groups = groups

    def say(self, node: tree.Expression) -> str:
        match node:
            case tree.Number(value, is_yen):
                return f"{value:,}円" if is_yen else f"{value:,}"
            case tree.Decimal(digits, scale):
                return literals.decimal_text(digits, scale)
            case tree.Day(day):
                return _day(day)
            case tree.Text(text):
                return f"「{text}」"
            case tree.Truth(truth):
                return "はい" if truth else "いいえ"
            case tree.Undecided(reason):
                return f"不明（{reason}）" if reason else "不明"
            case tree.Name(name):
                return name
            case tree.Negated(operand):
                return f"マイナス{self._part(operand)}"
            case tree.Inverted(operand):
                return f"{self._part(operand)}ということはない"
            case tree.Binary(operator, left, right) if operator in _CALCULATED:
                return _CALCULATED[operator].format(self._part(left), self._part(right))
            case tree.Binary(operator, left, right) if operator in COMPARED:
                return COMPARED[operator].format(self._part(left), self._part(right))
            case tree.Binary(operator):
                return f"、{operator}、".join(self._joined(node, operator))
            case tree.Call(name, arguments):
                return self._call(name, arguments)

    def _joined(self, node: tree.Expression, operator: str) -> list[str]:
        """The parts of a chain of one word; another chain inside stands in brackets."""
        if isinstance(node, tree.Binary) and node.operator in (tree.BOTH, tree.EITHER):
            if node.operator == operator:
                return [*self._joined(node.left, operator), *self._joined(node.right, operator)]
            return [f"（{self.say(node)}）"]
        return [self.say(node)]

    def _part(self, node: tree.Expression) -> str:
        """A part of a larger phrase, in brackets where it is a phrase itself."""
        text = self.say(node)
        is_phrase = isinstance(node, tree.Binary | tree.Inverted | tree.Negated)
        return f"（{text}）" if is_phrase or (isinstance(node, tree.Call) and node.name == functions.IF) else text

    def _call(self, name: str, arguments: tuple[tree.Expression, ...]) -> str:
        parts = [self._part(each) for each in arguments]
        if name == functions.IF and len(parts) % 2:
            pairs = [
                f"{self.say(condition)}ときは{value}"
                for condition, value in zip(arguments[:-1:2], parts[1::2], strict=False)
            ]
            return "、".join([*pairs, f"それ以外のときは{parts[-1]}"])
        if name == functions.ONE_OF and parts:
            return f"{parts[0]}が{'・'.join(parts[1:])}のいずれかである"
        if name in tuple(Rounding) and len(parts) == 2:
            return f"{parts[0]}を{parts[1]}単位で{name}した値"
        if name in (functions.MOST, functions.LEAST) and parts:
            return self._extreme(_EXTREME[name], arguments, parts)
        phrases = _CALLED.get(name, ())
        if len(parts) < len(phrases) and phrases[len(parts)]:
            return phrases[len(parts)].format(*parts)
        return f"{name}（{'、'.join(parts)}）"

    def _extreme(self, words: str, arguments: tuple[tree.Expression, ...], parts: list[str]) -> str:
        first = arguments[0]
        if not (isinstance(first, tree.Name) and first.name in self._groups and len(parts) in (2, 3)):
            return f"{'・'.join(parts)}のうち{words}値"
        chosen = f"のうち{parts[2]}人" if len(parts) == 3 else ""
        return f"{parts[0]}{chosen}の{parts[1]}のうち{words}値"


def _day(day: date) -> str:
    try:
        return format_date(day)
    except DateTooEarly:
        return f"{day.year}年{day.month}月{day.day}日"
