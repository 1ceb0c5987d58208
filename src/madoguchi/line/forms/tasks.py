"""What forms do by the clock: versions are published when their time has come, drafts nobody came back to deleted."""

from datetime import datetime, timedelta

from madoguchi.ground.foundation.public import Zone, at_work, here, tasks
from madoguchi.line.forms.clearing import publish_due
from madoguchi.line.forms.draft_sweeping import delete_expired


def delete_expired_drafts(at: datetime) -> int:
    """Delete drafts past their time in every body, in portions; return how many held answers."""
    return sum(delete_expired(body_id, at=at) for body_id in at_work())


def publish_due_versions(at: datetime) -> int:
    """Publish what was set down for a time that has come, in the office's zone; return how many."""
    return 0 if here() == Zone.INTERNET else sum(publish_due(body_id, at=at) for body_id in at_work())


tasks.schedule("forms.delete_expired_drafts", every=timedelta(hours=1), run=delete_expired_drafts)
tasks.schedule("forms.publish_due_versions", every=timedelta(minutes=1), run=publish_due_versions)
