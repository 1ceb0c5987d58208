"""A typed address with the town put in front of what was typed of the house."""

import re

_HOUSE = re.compile("[0-9０-９].*", re.DOTALL)


def with_town(typed: str, town: str) -> str:
    """Return the address in a town: what was typed behind it stays.

    >>> with_town("1-2-3", "陽向県みなも市緑町")
    '陽向県みなも市緑町1-2-3'
    >>> with_town("緑町1-2-3", "陽向県みなも市緑町")
    '陽向県みなも市緑町1-2-3'
    """
    if typed.startswith(town):
        return typed
    for start in range(1, len(town)):  # what was typed begins anywhere within the town: its city, its name
        rest = town[start:]
        if typed.startswith(rest):
            return town + typed[len(rest) :]
    house = _HOUSE.search(typed)
    return town + (house[0] if house else "")
