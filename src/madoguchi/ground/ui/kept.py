"""``{% kept names… %}…{% endkept %}``: a part of every page's furniture, rendered once for each value of the names.

The part sees nothing but the names, and as slots the page's own address (``here``) and the browser's token
(``csrf_token``), so nothing of one reader can reach another. The names take few values (languages, sizes of text):
what is kept is small, and lasts as long as the process.
"""

from collections.abc import Mapping
from typing import Any

from django.template import Context, Node, NodeList, TemplateSyntaxError
from django.template.base import Parser, Token
from django.template.loader_tags import BlockNode
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from madoguchi.ground.ui.shell import Shell

SLOTS = ("csrf_token", "here")
MOST_KEPT = 64
"""Of each part; beyond it, which no page of ours reaches, all are made anew."""


class KeptNode(Node):
    """The part, with what was made of it."""

    child_nodelists = ("nodelist",)

    def __init__(self, nodelist: NodeList, names: tuple[str, ...]) -> None:
        self.nodelist, self.names = nodelist, names
        self._kept: dict[Any, Shell] = {}

    def render(self, context: Context) -> SafeString:
        if any(name not in context for name in SLOTS):  # rendered without a request: nothing to be quick for
            return self.nodelist.render(context)
        values = tuple(context[name] for name in self.names)
        look = (get_language(), values)
        shell = self._kept.get(look)
        if shell is None:
            shell = Shell(lambda marks: self._rendered(context, values, marks), (), perhaps=SLOTS)
            if len(self._kept) >= MOST_KEPT:
                self._kept.clear()
            self._kept[look] = shell
        return shell.fill({name: str(context[name]) for name in shell.names})

    def _rendered(self, context: Context, values: tuple[Any, ...], marks: Mapping[str, str]) -> str:
        alone = context.new({**dict(zip(self.names, values, strict=True)), **marks})
        alone.template = context.template
        return self.nodelist.render(alone)


def kept(parser: Parser, token: Token) -> KeptNode:
    """Parse the tag.

    Raises:
        TemplateSyntaxError: it holds a block, which templates that extend this one may fill with anything.
    """
    nodelist = parser.parse(("endkept",))
    parser.delete_first_token()
    if nodelist.get_nodes_by_type(BlockNode):
        raise TemplateSyntaxError("{% kept %} must not hold a block")
    return KeptNode(nodelist, tuple(token.split_contents()[1:]))
