"""A small questionnaire, as a file."""

from __future__ import annotations

import json
from typing import Any


def questionnaire(code: str = "yobo", *, mark: str = "", **used: Any) -> bytes:
    """Return the file of a survey of two pages; ``used`` changes its question ``used``."""
    options = [{"value": value, "label": {"ja": f"{value}代{mark}"}} for value in ("60", "70", "80")]
    pages = [
        {"id": "you", "title": {"ja": f"あなたのこと{mark}"}, "fields": [
            {"id": "age", "type": "choice", "label": {"ja": f"年代{mark}"}, "required": True, "options": options},
        ]},
        {"id": "use", "title": {"ja": f"利用{mark}"}, "fields": [
            {"id": "used", "type": "yesno", "label": {"ja": f"使うか{mark}"}, "required": True, **used},
            {"id": "why", "type": "text", "label": {"ja": f"使わない理由{mark}"},
             "show_when": {"field": "used", "is": "no"}},
        ]},
    ]  # fmt: skip
    survey = {"code": code, "name": {"ja": f"利用の調査{mark}"}}
    return json.dumps({"format": 1, "survey": survey, "form": {"pages": pages}}, ensure_ascii=False).encode()
