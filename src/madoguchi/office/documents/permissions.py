"""Who may open number series. Issuing and opening documents is asked of the room that knows the matter."""

from madoguchi.ground.foundation.public import Role, Row

ROWS = [Row(Role.ADMINISTRATOR, "documents.series.open"), Row(Role.SYSTEM, "documents.series.open")]
