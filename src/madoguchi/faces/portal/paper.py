"""The paper form of a procedure that residents print: of the version that takes applications now."""

from dataclasses import dataclass
from datetime import datetime

from madoguchi.faces.portal.selectors import division_name
from madoguchi.ground.foundation.public import Body, body_scope
from madoguchi.ground.kernel.errors import Language, Message
from madoguchi.line.forms import public as forms
from madoguchi.line.inventory import public as inventory


@dataclass(frozen=True, slots=True)
class PaperForm:
    """A PDF and the name to save it under."""

    name: str
    content: bytes


def paper_form(body: Body, code: str, *, language: str, large: bool, at: datetime) -> PaperForm:
    """Return the form of a procedure on paper, with where it is handed in.

    Raises:
        inventory.Procedure.DoesNotExist: the body has no such procedure.
        forms.NotOpen: nothing is published that takes applications.
        documents.CharactersNotInFonts: a text of the form cannot be drawn.
    """
    with body_scope(body):
        row = inventory.by_code(code)
        version = forms.published(code, on=at)
        division = division_name(row.division)
    office = Message(f"{body.name} {division.ja}", f"{division.en}, {body.name_en or body.name}")
    paper = forms.printed(
        version.definition,
        address=version.sha256,
        language=Language(language),
        large=large,
        hand_in=forms.HandIn(office, row.division.phone),
        is_trial=body.is_trial,
    )
    return PaperForm(f"{version.name.text(language)}.pdf", paper.pdf)
