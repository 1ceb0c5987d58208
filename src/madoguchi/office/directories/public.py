"""The door of directories: what anyone may look up of postal codes, towns and banks."""

from madoguchi.office.directories.core.entries import Branch, Directory, Town
from madoguchi.office.directories.core.yucho import BANK_CODE as YUCHO_BANK_CODE
from madoguchi.office.directories.core.yucho import account_of as yucho_account
from madoguchi.office.directories.editions import forget
from madoguchi.office.directories.selectors import (
    Held,
    bank,
    banks_like,
    branch,
    branches_like,
    fits,
    has,
    held,
    town_named,
    towns_like,
    towns_of,
)
from madoguchi.office.directories.services import Taken, take_in

__all__ = [
    "YUCHO_BANK_CODE", "Branch", "Directory", "Held", "Taken", "Town", "bank", "banks_like", "branch",
    "branches_like", "fits", "forget", "has", "held", "take_in", "town_named", "towns_like", "towns_of",
    "yucho_account",
]  # fmt: skip
