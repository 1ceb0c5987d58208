"""The door of surveys."""

from madoguchi.beside.surveys.answering import Begun, Look, Saved, Stale, begin, enter_paper, look, save_page, send
from madoguchi.beside.surveys.counting import Counted, Taken, count, take_out
from madoguchi.beside.surveys.erasing import erase_due
from madoguchi.beside.surveys.models import Mode
from madoguchi.beside.surveys.preparing import make_codes, make_survey, revise_survey, set_period, set_weights
from madoguchi.beside.surveys.selectors import SurveyView, open_surveys, survey, surveys, to_answer

__all__ = [
    "Begun",
    "Counted",
    "Look",
    "Mode",
    "Saved",
    "Stale",
    "SurveyView",
    "Taken",
    "begin",
    "count",
    "enter_paper",
    "erase_due",
    "look",
    "make_codes",
    "make_survey",
    "open_surveys",
    "revise_survey",
    "save_page",
    "send",
    "set_period",
    "set_weights",
    "survey",
    "surveys",
    "take_out",
    "to_answer",
]
