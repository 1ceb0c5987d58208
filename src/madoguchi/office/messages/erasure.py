"""What messages erases when a matter's retention ends."""

from madoguchi.ground.foundation.public import retention
from madoguchi.office.messages.services import erase_matter

retention.register(retention.Erasable("messages", erase_matter))
