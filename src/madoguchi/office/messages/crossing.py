"""What crosses of messages: that a mail went out, or could not. Mails leave from the internet, addresses stay there."""

from madoguchi.ground.foundation.public import crossings
from madoguchi.office.messages import events as told
from madoguchi.office.messages.models import Outgoing

crossings.local(Outgoing, because="mails are written and sent on the internet side")
crossings.crosses(told.SENT, by=crossings.INTERNET)
crossings.stays(told.KEPT, because="trial bodies do not cross")
crossings.crosses(told.FAILED, by=crossings.INTERNET)
crossings.crosses(told.GIVEN_UP, by=crossings.INTERNET)
