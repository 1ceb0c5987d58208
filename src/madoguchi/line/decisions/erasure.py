"""What decisions erases when a matter's retention ends."""

from madoguchi.ground.foundation.public import retention
from madoguchi.line.decisions.services import erase_matter

retention.register(retention.Erasable("decisions", erase_matter))
