"""YAML to plain data, strictly, as JSON is read (:mod:`core.plain_json`): nothing is lost, guessed or unfolded.

It is read as its JSON schema reads it: only null, true, false and plain decimal numbers are no texts, so 2025-04-01, on
and 1:30 are. Anchors, tags, a name given twice and what is nested too deeply are refused.
"""

import re
from collections.abc import Hashable
from typing import Any, Final

import yaml

from madoguchi.ground.kernel.errors import Message
from madoguchi.office.rules.core.plain_json import TOO_DEEP, TextNotReadable, check_signs, given_twice

_NOT_YAML: Final = Message("YAMLの書き方になっていません。", "It is not written as YAML.")
_ANCHOR: Final = Message(
    "YAMLの参照（& と *）や型の指定（!）は使えません。", "YAML's anchors, aliases and tags are not read here."
)


def read_yaml(text: str) -> list[object]:
    """Return the plain data of every document of a YAML text.

    Raises:
        TextNotReadable: as the head of this module says.
    """
    try:
        found = list(yaml.load_all(text, _Loader))
    except yaml.MarkedYAMLError as error:
        raise TextNotReadable(_NOT_YAML, None if error.problem_mark is None else error.problem_mark.line + 1) from None
    except (yaml.YAMLError, ValueError):
        raise TextNotReadable(_NOT_YAML) from None
    except RecursionError:
        raise TextNotReadable(TOO_DEEP) from None
    check_signs(text, found)
    return found


class _Loader(yaml.SafeLoader):
    """Plain data only. What is no number, truth or null is the text that stands there."""

    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        event = self.peek_event()  # type: ignore[no-untyped-call]  # the stubs leave it out
        tag = getattr(event, "tag", None)
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None) or tag not in (None, "!"):
            raise TextNotReadable(_ANCHOR, event.start_mark.line + 1)
        return super().compose_node(parent, index)

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        seen = set()
        for key, _ in node.value:
            name = key.value if isinstance(key, yaml.ScalarNode) else None
            if name is None or key.tag != "tag:yaml.org,2002:str":
                raise TextNotReadable(_NOT_YAML, key.start_mark.line + 1)
            if name in seen:
                raise TextNotReadable(given_twice(name), key.start_mark.line + 1)
            seen.add(name)
        return super().construct_mapping(node, deep)


_RESOLVED: Final = (  # YAML 1.2, core schema, without octal and hexadecimal numbers
    ("tag:yaml.org,2002:null", r"null|~|", ["n", "~", ""]),
    ("tag:yaml.org,2002:bool", r"true|false", ["t", "f"]),
    ("tag:yaml.org,2002:int", r"[-+]?(0|[1-9][0-9]*)", list("-+0123456789")),
    ("tag:yaml.org,2002:float", r"[-+]?(0|[1-9][0-9]*)\.[0-9]+", list("-+0123456789")),
)
for _tag, _pattern, _first in _RESOLVED:
    _Loader.add_implicit_resolver(_tag, re.compile(_pattern + r"\Z"), _first)
