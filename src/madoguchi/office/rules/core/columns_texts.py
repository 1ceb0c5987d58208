"""Back end 2: texts as codes. The language makes no new texts, so those of the register and of the rules are all."""

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from madoguchi.office.rules.core import values
from madoguchi.office.rules.core.columns_values import Array


class Texts:
    """Every text there is in one run: those of a register first, then those that only the rules know."""

    def __init__(self, codes: Mapping[str, int], written: Iterable[str]) -> None:
        self._given = codes
        more = [text for text in dict.fromkeys(written) if text not in codes]
        self._written = {text: code for code, text in enumerate(more, len(codes))}
        self.all: Sequence[str] = [*codes, *more]
        self._lengths: Array | None = None
        self._found: dict[tuple[bool, int], Array] = {}

    def codes(self, texts: Iterable[str]) -> Array:
        """Return the codes of texts of the register or the rules."""
        found = [self._written[text] if text in self._written else self._given[text] for text in texts]
        return np.array(found, np.int64)

    def length(self, texts: Array) -> Array:
        """文字数."""
        if self._lengths is None:
            self._lengths = np.array([values.length(text) for text in self.all], np.int64)
        found: Array = self._lengths[texts]
        return found

    def contains(self, texts: Array, parts: Array) -> Array:
        """含む."""
        return self._compared(texts, parts, is_start=False)

    def starts_with(self, texts: Array, starts: Array) -> Array:
        """始まる."""
        return self._compared(texts, starts, is_start=True)

    def _compared(self, texts: Array, parts: Array, *, is_start: bool) -> Array:
        """Each text is looked into once: against the one part there is, or each pair that occurs."""
        if parts.size == 1:
            return self._against(int(parts[0]), is_start)[texts]
        texts, parts = np.broadcast_arrays(texts, parts)
        pairs, place = np.unique(texts * len(self.all) + parts, return_inverse=True)
        found = [self._holds(self.all[pair // len(self.all)], self.all[pair % len(self.all)], is_start)
                 for pair in pairs.tolist()]  # fmt: skip
        return np.array(found, np.bool_)[place]

    def _against(self, part: int, is_start: bool) -> Array:
        key = (is_start, part)
        if key not in self._found:
            sign = self.all[part]
            self._found[key] = np.array([self._holds(text, sign, is_start) for text in self.all], np.bool_)
        return self._found[key]

    @staticmethod
    def _holds(text: str, part: str, is_start: bool) -> bool:
        return text.startswith(part) if is_start else part in text
