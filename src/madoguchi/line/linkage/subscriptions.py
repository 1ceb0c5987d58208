"""What linkage lets other systems be told of."""

from madoguchi.line.linkage import events as told
from madoguchi.office.clients import public as clients

clients.publish(told.HANDED_OVER)
