"""One style sheet and one script of many small sources: made when static files are collected, at the start of serving.

The sources stay one file per component. A room's own style sheet is ``<room>/<room>.css``; it comes last.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence

#: The components' styles in their order, between the shells and print.
COMPONENTS: Sequence[str] = tuple(
    f"ui/components/{name}.css"
    for name in (
        "trial", "button", "field", "choice", "date", "parts", "matrix", "heading", "files", "repeat", "consent",
        "guidance", "banner", "error_summary", "marked", "refusal", "empty", "chip", "saved", "answers", "timeline",
        "table", "figure", "number", "measure", "disclosure", "accordion", "panel", "link_list", "breadcrumb",
        "steps", "pagination", "tabs", "found",
        "search", "menu", "confirm", "previews", "pick", "sheet",
    )
)  # fmt: skip
STYLES: Sequence[str] = ("ui/tokens.css", "ui/base.css", "ui/shells.css", *COMPONENTS)
PRINT = "ui/print.css"
_ON_EVERY_PAGE = ("focus", "submit", "menus", "fields", "reveal", "files", "find", "location", "paper")
SCRIPTS: Sequence[str] = tuple(f"ui/js/{name}.js" for name in _ON_EVERY_PAGE)
ALL_STYLES, ALL_SCRIPTS = "ui/all.css", "ui/all.js"

_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_BLANK = re.compile(r"\s*\n\s*")


def bundles(collected: Iterable[str], read: Callable[[str], str]) -> Mapping[str, tuple[Sequence[str], str]]:
    """Return each bundle by name: its sources and its text.

    Args:
        collected: names of all static files there are.
        read: returns the text of one.
    """
    rooms = sorted(name for name in collected if name.endswith(".css") and _is_of_room(name))
    styles = [*STYLES, *rooms]
    printed = f"@media print {{\n{_short(read(PRINT))}\n}}"
    return {
        ALL_STYLES: ([*styles, PRINT], "\n".join([*(_short(read(name)) for name in styles), printed]) + "\n"),
        ALL_SCRIPTS: (SCRIPTS, "".join(read(name) for name in SCRIPTS)),
    }


def _is_of_room(name: str) -> bool:
    room, _, rest = name.partition("/")
    return rest == f"{room}.css"


def _short(css: str) -> str:
    """Return style rules without comments, indentation and blank lines."""
    return _BLANK.sub("\n", _COMMENT.sub("", css)).strip()
