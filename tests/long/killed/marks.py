"""Marked points of a request: where in its course a process is killed.

A mark is the entry or the exit of a function of the product, of a statement, a commit or the writing of a file, with
how often it came before in this request: ``django/db/backends/base/base.py:_commit:return:1``. So a mark names a place
rather than a moment, and the same place is found again in another process.
"""

from __future__ import annotations

import os
import signal
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

import django

import madoguchi

BEGUN, ANSWERED = "request:begun:1", "request:answered:1"  # before the product is asked; answered, nothing sent yet
_PRODUCT = Path(madoguchi.__file__).parent
_DJANGO = Path(django.__file__).parent
_OF_DJANGO = {
    "db/backends/utils.py": {"execute", "executemany"},
    "db/backends/base/base.py": {"_commit"},
}
_WRITES = ("utils.py:execute:", "base.py:_commit:", "storages.py:_save:")


class Marks:
    """For ``sys.setprofile``: notes every mark it passes and, at ``deadly``, kills its process."""

    def __init__(self, deadly: str = "") -> None:
        self.passed: list[str] = []
        self._deadly = deadly
        self._seen: Counter[str] = Counter()
        self._names: dict[CodeType, str | None] = {}

    def __call__(self, frame: FrameType, event: str, _argument: Any) -> None:  # Any: Python's own
        if event not in ("call", "return"):
            return
        code = frame.f_code
        if code not in self._names:
            self._names[code] = _name(code)
        if (name := self._names[code]) is not None:
            key = f"{name}:{event}"
            self._seen[key] += 1
            self.passed_by(f"{key}:{self._seen[key]}")

    def passed_by(self, mark: str) -> None:
        """Note a mark, or die here."""
        if mark == self._deadly:
            os.kill(os.getpid(), signal.SIGKILL)
        self.passed.append(mark)


def _name(code: CodeType) -> str | None:
    path = Path(code.co_filename)
    if path.is_relative_to(_PRODUCT):
        if "core" in path.parts or code.co_name.startswith("<"):  # pure rules: nothing outside changes in them
            return None
        return f"{path.relative_to(_PRODUCT)}:{code.co_name}"
    if path.is_relative_to(_DJANGO):
        short = str(path.relative_to(_DJANGO))
        if code.co_name in _OF_DJANGO.get(short, ()):
            return f"django/{short}:{code.co_name}"
    return None


def choose(passed: Sequence[str], count: int) -> list[str]:
    """Return ``count`` of the marks a calm request passed, in their order.

    Always its first and its last one and the last commit's both sides; half of the rest at statements, commits and
    files, the others spread evenly.
    """
    places = {mark: place for place, mark in enumerate(passed)}
    chosen = {passed[0], passed[-1], *[mark for mark in passed if "_commit" in mark][-2:]}
    writes = [mark for mark in passed if any(one in mark for one in _WRITES) and mark not in chosen]
    chosen |= set(_spread(writes, (count - len(chosen)) // 2))
    chosen |= set(_spread([mark for mark in passed if mark not in chosen], count - len(chosen)))
    return sorted(chosen, key=places.__getitem__)


def _spread(marks: Sequence[str], count: int) -> list[str]:
    if len(marks) <= count:
        return list(marks)
    return [marks[(2 * number + 1) * len(marks) // (2 * count)] for number in range(count)]
