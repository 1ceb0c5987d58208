"""Ids that people's forms carry."""

from uuid import UUID


def uuid_of(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
