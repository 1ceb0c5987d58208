"""What forms do by the clock: drafts nobody came back to are deleted."""

from datetime import datetime, timedelta

from madoguchi.ground.foundation.public import at_work, tasks
from madoguchi.line.forms.draft_sweeping import delete_expired


def delete_expired_drafts(at: datetime) -> int:
    """Delete drafts past their time in every body, in portions; return how many held answers."""
    return sum(delete_expired(body_id, at=at) for body_id in at_work())


tasks.schedule("forms.delete_expired_drafts", every=timedelta(hours=1), run=delete_expired_drafts)
