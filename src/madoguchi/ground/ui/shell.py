"""Text with slots: rendered once with marks in them, cut at the marks, filled in by joining strings."""

from collections.abc import Callable, Mapping, Sequence

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe


class Shell:
    """Text with slots, made from what ``render`` gives with marks in their place."""

    def __init__(
        self, render: Callable[[Mapping[str, str]], str], names: Sequence[str], *, perhaps: Sequence[str] = ()
    ) -> None:
        """Render and cut.

        Args:
            render: returns the text with these values put in, each unchanged.
            names: slots that must be found; ``perhaps``: those that may be missing.

        Raises:
            RuntimeError: a slot is not in the text, so its value would never be shown.
        """
        marks = {name: SafeString(f"zqShell{n}qz") for n, name in enumerate((*names, *perhaps))}
        pieces: list[str] = [str(render(marks))]
        self.names: list[str] = []
        while True:
            ahead = [(pieces[-1].find(mark), name) for name, mark in marks.items() if mark in pieces[-1]]
            if not ahead:
                break
            position, name = min(ahead)
            rest = pieces.pop()
            pieces += [rest[:position], rest[position + len(marks[name]) :]]
            self.names.append(name)
        if missing := set(names) - set(self.names):
            raise RuntimeError(f"the page shows none of {sorted(missing)}")
        self.pieces = pieces

    def fill(self, values: Mapping[str, str]) -> SafeString:
        """Return the text. Values that are not safe HTML are escaped."""
        parts = [self.pieces[0]]
        for name, piece in zip(self.names, self.pieces[1:], strict=True):
            value = values[name]
            parts += [value if isinstance(value, SafeString) else escape(value), piece]
        return mark_safe("".join(parts))  # noqa: S308  made of the template's output and escaped values
