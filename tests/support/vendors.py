"""The snippet of docs/develop/api.md with which a vendor checks a webhook, as it stands there."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

_PAGE = Path(__file__).resolve().parents[2] / "docs" / "develop" / "api.md"


def _snippet() -> Callable[..., None]:
    blocks = re.findall(r"```python\n(.*?)```", _PAGE.read_text(encoding="utf-8"), re.DOTALL)
    (code,) = [block for block in blocks if "def verify(" in block]
    made: dict[str, Any] = {}
    exec(compile(code, str(_PAGE), "exec"), made)
    found: Callable[..., None] = made["verify"]
    return found


verify = _snippet()
"""``verify(secret, headers, content, now=…)`` raises ValueError for what is not ours."""
