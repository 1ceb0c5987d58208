"""What crosses of linkage: that a result was handed over. The files for core systems stay in the office's zone."""

from madoguchi.ground.foundation.public import crossings
from madoguchi.line.linkage import events as told
from madoguchi.line.linkage.models import HandOver, HandOverRow

crossings.local(HandOver, HandOverRow, because="files for core systems")
crossings.crosses(told.HANDED_OVER, by=crossings.LGWAN)
