"""Who may make the scripted officer of a trial body act: the client that sent the application."""

from madoguchi.ground.foundation.public import Role, Row

PLAY = "sandbox.officer.play"
ROWS = [Row(Role.CLIENT, PLAY)]
