"""A condition told in words: for whom a question is."""

from collections.abc import Mapping

from madoguchi.ground.kernel.errors import Message
from madoguchi.line.forms.core.fields import Chosen, Condition, Every, Field
from madoguchi.line.forms.core.messages import say

_LEAF = Message(
    "「{label}」で「{value}」を選んだ", "you chose “{value}” for “{label}”", "「{label}」で「{value}」を 選んだ "
)
_AND = Message("{left}うえで、{right}", "{left} and {right}", "{left}、そして {right}")
_OR = Message("{left}か、{right}", "{left} or {right}", "{left}か、{right}")
_VALUE_OR = Message("{left}」か「{right}", "{left}” or “{right}", "{left}」か「{right}")
_AGREED = Message("同意する", "I agree", "いい")


def condition_words(condition: Condition, near: Mapping[str, Field], top: Mapping[str, Field]) -> Message:
    """Return what the person chose for the condition to hold; the caller adds 「…方」 or 「…とき」.

    Args:
        near: the fields beside the one with the condition, for a condition inside a group.
        top: the top-level fields, by id.
    """
    if isinstance(condition, Chosen):
        field = (near if condition.beside else top)[condition.field]
        values = [option.label for option in field.options if option.value in condition.values] or [_AGREED]
        return say(_LEAF, label=field.label, value=_chain(values, _VALUE_OR))
    parts = [condition_words(one, near, top) for one in condition.of]
    return _chain(parts, _AND if isinstance(condition, Every) else _OR)


def _chain(parts: list[Message], link: Message) -> Message:
    whole = parts[0]
    for part in parts[1:]:
        whole = say(link, left=whole, right=part)
    return whole
