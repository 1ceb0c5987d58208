"""Who may do what with surveys. Whoever made one is of its division; figures are read by all staff who review."""

from madoguchi.ground.foundation.public import Reach, Role, Row

ROWS = [
    *(Row(role, "surveys.survey.read") for role in (Role.OFFICER, Role.CHIEF, Role.MANAGER, Role.COUNTER)),
    *(Row(role, "surveys.survey.make", Reach.OWN_DIVISION) for role in (Role.OFFICER, Role.CHIEF, Role.MANAGER)),
    Row(Role.SYSTEM, "surveys.survey.make"),
    *(Row(role, "surveys.paper.enter") for role in (Role.OFFICER, Role.CHIEF, Role.COUNTER, Role.SYSTEM)),
    *(Row(role, "surveys.answers.take_out", Reach.OWN_DIVISION) for role in (Role.CHIEF, Role.MANAGER)),
    *(Row(role, "surveys.answer.write") for role in (Role.VISITOR, Role.RESIDENT)),
]
