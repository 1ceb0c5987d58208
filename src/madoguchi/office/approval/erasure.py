"""What approval erases when a matter's retention ends."""

from madoguchi.ground.foundation.public import retention
from madoguchi.office.approval.services import erase_matter

retention.register(retention.Erasable("approval", erase_matter))
