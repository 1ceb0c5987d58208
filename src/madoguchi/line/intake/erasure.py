"""What intake erases when a matter's retention ends."""

from madoguchi.ground.foundation.public import retention
from madoguchi.line.intake.services import erase_matter

retention.register(retention.Erasable("intake", erase_matter))
