"""What crosses of surveys: nothing yet. See docs/develop/surveys.md."""

from madoguchi.beside.surveys.models import SheetCode, SheetGroup, Survey, SurveyResponse, SurveyVersion
from madoguchi.ground.foundation.public import crossings

crossings.local(
    Survey, SurveyVersion, SheetGroup, SheetCode, SurveyResponse,
    because="where the zones run apart surveys are answered on paper alone, and entered and counted in the office's",
)  # fmt: skip
