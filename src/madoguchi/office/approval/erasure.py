"""What approval erases when a matter's retention ends."""

from uuid import UUID

from madoguchi.ground.foundation.public import require_scope, retention
from madoguchi.office.approval.models import Act, Proposal


def erase_matter(matter_id: UUID) -> int:
    """Delete a matter's proposals and acts when its retention ends (inside a write scope): they name the applicant."""
    require_scope(write=True)
    found = Proposal.objects.filter(matter_id=matter_id)
    count: int = Act.objects.filter(proposal__in=found).delete()[0]
    return count + int(found.delete()[0])


retention.register(retention.Erasable("approval", erase_matter))
