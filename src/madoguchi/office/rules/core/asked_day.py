"""Whether an expression depends on the day asked about (基準日), named or left out."""

from collections.abc import Collection

from madoguchi.office.rules.core import tree
from madoguchi.office.rules.core.functions import JAPANESE, ON, PLAIN, Default


def asks_day(node: tree.Expression, declared: Collection[str] = ()) -> bool:
    """Tell whether ``node`` itself asks for the day; what it names may do so too.

    Args:
        declared: names that stand for something else, whatever function is called so.
    """
    match node:
        case tree.Name(name):
            return name not in declared and (name == ON or _takes_day(JAPANESE.get(name, name), 0))
        case tree.Call(name, arguments) if _takes_day(name, len(arguments)):
            return True
    return any(asks_day(below, declared) for below in tree.children(node))


def _takes_day(function: str, given: int) -> bool:
    """Whether a plain function takes the day by itself where so many arguments are given: the last one."""
    parameters = PLAIN[function].parameters if function in PLAIN else ()
    return given < len(parameters) and any(each.default is Default.ON for each in parameters)
