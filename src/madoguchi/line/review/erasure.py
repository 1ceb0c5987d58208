"""What review erases when a matter's retention ends."""

from madoguchi.ground.foundation.public import retention
from madoguchi.line.review.services import erase_matter

retention.register(retention.Erasable("review", erase_matter))
