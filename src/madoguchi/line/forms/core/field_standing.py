"""What a field says of itself to the office: how long its answer is kept, what care it needs, who has it already."""

import re
from collections.abc import Mapping
from datetime import date

from madoguchi.line.forms.core.fields import Held, Sensitivity
from madoguchi.line.forms.core.reading import Reader

MOST_YEARS = 100
DAY = "[0-9]{4}-[0-9]{2}-[0-9]{2}"


def read_retention(reader: Reader, data: Mapping[str, object], path: str) -> int | None:
    """Return the years an answer is kept, None where they are the procedure's."""
    if "retention_years" not in data:
        return None
    return reader.integer(data, "retention_years", path, default=1, least=1, most=MOST_YEARS)


def read_sensitivity(reader: Reader, data: Mapping[str, object], path: str) -> Sensitivity | None:
    """Return how much care an answer needs, None where the definition does not say."""
    if "sensitivity" not in data:
        return None
    try:
        return Sensitivity(str(data["sensitivity"]))
    except ValueError:
        known = ", ".join(Sensitivity)
        reader.refuse(f"{path}/sensitivity", f"次のどれかを書いてください: {known}", f"Write one of: {known}")
        return None


def read_held(reader: Reader, data: Mapping[str, object], path: str) -> Held | None:
    """Return where the body already holds what is asked, None where it is not said to."""
    if "held" not in data:
        return None
    found = reader.mapping(data["held"], f"{path}/held", allowed=("since",), needed=("where",))
    where = reader.message(found.get("where", {"ja": "?"}), f"{path}/held/where")
    since = found.get("since")
    if since is None:
        return Held(where)
    try:
        if isinstance(since, str) and re.fullmatch(DAY, since):
            return Held(where, date.fromisoformat(since))
    except ValueError:
        pass
    reader.refuse(f"{path}/held/since", "2026-04-01 の形で書いてください。", "Write a date like 2026-04-01.")
    return Held(where)
