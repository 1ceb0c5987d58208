"""The door of messages."""

from madoguchi.office.messages.core.templates import Template
from madoguchi.office.messages.models import State
from madoguchi.office.messages.selectors import OutgoingRow, not_delivered, of_matter
from madoguchi.office.messages.services import Mail, queue, revive

__all__ = ["Mail", "OutgoingRow", "State", "Template", "not_delivered", "of_matter", "queue", "revive"]
