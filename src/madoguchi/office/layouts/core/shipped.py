"""Finding layouts: those shipped with the product, and those in a folder of the operator's own."""

import json
from functools import cache
from pathlib import Path

from madoguchi.ground.kernel.errors import Message
from madoguchi.office.layouts.core.layout import Layout
from madoguchi.office.layouts.core.layout_format import parse_layout
from madoguchi.office.layouts.core.problems import LayoutRefused, LayoutUnknown, Problem

SHIPPED = Path(__file__).parent / "shipped"


def load_layout(path: Path) -> Layout:
    """Return the layout of a JSON file.

    Raises:
        LayoutRefused: the file is no JSON or has flaws.
        OSError: the file can't be read.
    """
    try:
        data = json.loads(path.read_bytes())
    except ValueError as error:  # JSONDecodeError and UnicodeDecodeError
        raise LayoutRefused(
            [
                Problem(
                    "layouts.not_json",
                    Message("JSONとして読めません。", "This is not JSON."),
                    Message(f"{error}", f"{error}"),
                    Message("UTF-8のJSONで書いてください。", "Write it as JSON in UTF-8."),
                    pointer=path.name,
                )
            ]
        ) from None
    return parse_layout(data)


@cache
def layouts(folder: Path = SHIPPED) -> tuple[Layout, ...]:
    """Return the layouts of a folder, by code and version. They are read once per process."""
    found = [load_layout(path) for path in sorted(folder.glob("*.json"))]
    return tuple(sorted(found, key=lambda layout: (layout.code, layout.version_key)))


def layout(code: str, version: str = "", *, folder: Path = SHIPPED) -> Layout:
    """Return a layout by code and version; without a version, the newest.

    Raises:
        LayoutUnknown: there is none.
    """
    known = layouts(folder)
    matching = [one for one in known if one.code == code and version in ("", one.version)]
    if not matching:
        raise LayoutUnknown(
            wanted=f"{code}@{version}" if version else code,
            known=", ".join(f"{one.code}@{one.version}" for one in known),
        )
    return matching[-1]
