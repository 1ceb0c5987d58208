"""Addresses of style sheets and scripts, worked out once: a page names some forty of them."""

from typing import Any

from whitenoise.storage import CompressedManifestStaticFilesStorage


class KeptAddresses(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # it has no annotations
    """Keeps every address it gave: its manifest is read at start and never changes while we run."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # Any: the storage's own
        super().__init__(*args, **kwargs)
        self._addresses: dict[str, str] = {}

    def url(self, name: str, force: bool = False) -> str:
        """Return the address of a file."""
        if force:
            return str(super().url(name, force=True))
        if name not in self._addresses:
            self._addresses[name] = str(super().url(name))
        return self._addresses[name]
