"""What review does by the clock."""

from datetime import timedelta

from madoguchi.ground.foundation.public import tasks
from madoguchi.line.review.procedure_moves import begin_due

tasks.schedule("review.begin_moves", every=timedelta(minutes=1), run=begin_due)
