"""Static files as they are served: many sources in one, names that tell the content, addresses worked out once."""

from collections.abc import Iterator
from typing import Any

from django.core.files.base import ContentFile
from whitenoise.storage import CompressedManifestStaticFilesStorage

from madoguchi.ground.ui.bundles import bundles


class BundledFiles(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # it has no annotations
    """Puts bundles in place of their sources, and keeps every address it gave.

    Its manifest is read at start and never changes while we run. A name with its content's hash never changes either,
    so browsers may keep it for ever; gzip lies ready, and brotli where the package ``brotli`` is installed.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # Any, here and below: the storage's own
        super().__init__(*args, **kwargs)
        self._addresses: dict[str, str] = {}

    def post_process(self, paths: dict[str, Any], dry_run: bool = False, **options: Any) -> Iterator[Any]:
        """Make the bundles of what was collected, then hash and compress what pages may name."""
        if not dry_run:
            for name, (sources, text) in bundles(paths, self._text).items():
                if self.exists(name):
                    self.delete(name)
                self.save(name, ContentFile(text.encode()))
                for source in sources:
                    del paths[source]
                    self.delete(source)
                paths[name] = (self, name)
        yield from super().post_process(paths, dry_run, **options)

    def _text(self, name: str) -> str:
        with self.open(name) as opened:
            return str(opened.read(), "utf-8")

    def url(self, name: str, force: bool = False) -> str:
        """Return the address of a file."""
        if force:
            return str(super().url(name, force=True))
        if name not in self._addresses:
            self._addresses[name] = str(super().url(name))
        return self._addresses[name]
