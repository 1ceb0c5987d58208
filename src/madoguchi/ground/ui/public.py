"""What rooms use of the look. Templates use ``{% load ui %}``; see docs/develop/ui.md."""

from madoguchi.ground.ui import bundles, components, navigation, plots
from madoguchi.ground.ui.compiled import compiled_page
from madoguchi.ground.ui.navigation import NavItem
from madoguchi.ground.ui.pages import done, error_page, page
from madoguchi.ground.ui.posted import read_date, read_parts
from madoguchi.ground.ui.preferences import speak_one_of
from madoguchi.ground.ui.words import say, wareki, wareki_time, yen

__all__ = [
    "NavItem",
    "bundles",
    "compiled_page",
    "components",
    "done",
    "error_page",
    "navigation",
    "page",
    "plots",
    "read_date",
    "read_parts",
    "say",
    "speak_one_of",
    "wareki",
    "wareki_time",
    "yen",
]
