"""The demo's lists of postal codes, towns and banks: fictional, in the form in which the real ones are published."""

from datetime import datetime, timedelta
from importlib.resources import files

from madoguchi.ground.foundation.public import localdate
from madoguchi.office.directories import public as directories
from madoguchi.office.directories.public import Directory

_FILES = {
    Directory.POSTAL: "utf_ken_all.csv",
    Directory.TOWNS: "mt_town.csv",
    Directory.BANKS: "banks.csv",
}


def take_directories(*, at: datetime) -> None:
    """Take the lists in as of a month ago."""
    folder = files("madoguchi_demo") / "directories"
    for directory, name in _FILES.items():
        content = [(name, (folder / name).read_bytes())]
        directories.take_in(directory=directory, files=content, as_of=localdate(at) - timedelta(days=30), at=at)
