"""What crosses of approval: that a proposal was made and decided. Who decided, and what they wrote, stays."""

from madoguchi.ground.foundation.public import crossings
from madoguchi.office.approval import events as told
from madoguchi.office.approval.models import Act, Proposal, RouteTemplate

crossings.local(RouteTemplate, Proposal, Act, because="the office decides in its own zone")
crossings.crosses(told.PROPOSED, by=crossings.LGWAN)
crossings.crosses(told.DECIDED, by=crossings.LGWAN)
