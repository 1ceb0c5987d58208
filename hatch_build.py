"""Build hook: compile the message catalogues, so that wheels and editable installs speak every language.

The compiled files are not in the repository; no gettext binary is needed.
"""

import sys
from importlib import import_module
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CompileCatalogues(BuildHookInterface[Any]):
    """Runs before a wheel is built, editable ones included."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Write the ``.mo`` file beside every ``.po`` file that is newer."""
        if self.target_name != "wheel":
            return
        sys.path.insert(0, str(Path(self.root) / "src"))
        try:
            import_module("madoguchi.ground.ui.catalogues").compile_all()
        finally:
            del sys.path[0]
