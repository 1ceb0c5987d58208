"""The rooms of the house, earliest first: the one list that settings and addresses are made from."""

from pathlib import Path

_ROOMS = (
    "office.clients",
    "office.messages",
    "office.documents",
    "office.layouts",
    "office.directories",
    "office.evidence",
    "office.rules",
    "office.approval",
    "line.inventory",
    "line.forms",
    "line.intake",
    "line.review",
    "line.decisions",
    "line.linkage",
    "beside.outreach",
    "beside.surveys",
    "faces.portal",
    "faces.desk",
    "faces.sandbox",
)
_HERE = Path(__file__).resolve().parents[1]


def _has(room: str, part: str) -> bool:
    place = _HERE.joinpath(*room.split("."))
    return (place / f"{part}.py").exists()


APPS = [f"madoguchi.{room}.apps.{room.rpartition('.')[2].capitalize()}Config" for room in _ROOMS if _has(room, "apps")]
# Rooms with pages. The form is asked for most, and what stands before it is tried in vain each time; a later face may
# take the shorter addresses, so faces come last.
_BY_ADDRESS = sorted(_ROOMS, key=lambda room: room != "line.intake")
WEB = [f"madoguchi.{room}.web.urls" for room in _BY_ADDRESS if _has(room, "web/urls")]
API = [f"madoguchi.{room}.api" for room in _ROOMS if _has(room, "api")]
# Rooms with words of their own on the command line (``register(subparsers)``).
COMMANDS = [f"madoguchi.{room}.commands" for room in ("ground.foundation", *_ROOMS) if _has(room, "commands")]
TEMPLATE_FOLDERS = [_HERE.joinpath(*room.split("."), "web", "templates") for room in _ROOMS]
