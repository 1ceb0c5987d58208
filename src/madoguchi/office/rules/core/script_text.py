"""Values as JavaScript literals that are safe wherever they stand: in a file, a page or a tool that shows them."""

import json
from collections.abc import Iterable
from datetime import date

from madoguchi.office.rules.core.types import Value


def literal(value: Value | None) -> str:
    """Return a value as a literal: a date as its ordinal, None as ``null``."""
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case int():
            return str(value)
        case date():
            return str(value.toordinal())
        case str():
            return text(value)


def text(given: str) -> str:
    r"""Return a text as a string literal.

    ``"``, ``\`` and every ``<`` (of ``</script`` and ``<!--``) are escaped, and so is whatever is not printable: line
    ends, U+2028 and U+2029, signs that turn the direction of writing, lone surrogates. The rest stands as it is.
    """
    return '"' + "".join(_sign(each) for each in given) + '"'


def _sign(sign: str) -> str:
    if sign == "<":
        return "\\u003c"
    return sign if sign.isprintable() and sign not in '"\\' else json.dumps(sign)[1:-1]


def array(items: Iterable[str]) -> str:
    """Return an array of what is JavaScript already."""
    return f"[{','.join(items)}]"
