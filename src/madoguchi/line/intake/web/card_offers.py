"""Where a form may be filled in from the applicant's card."""

from madoguchi.ground.foundation.public import Request, cards, localdate, now
from madoguchi.ground.kernel.errors import Message
from madoguchi.line.forms import public as forms
from madoguchi.line.intake.draft_selectors import Look
from madoguchi.line.intake.web.ways import DraftWay

FROM_CARD = Message("マイナンバーカードから", "From the My Number Card", easy="マイナンバーカードから")


def is_offered(request: Request, way: DraftWay, look: Look, page_id: str) -> bool:
    """Whether a page may be filled in from a card: one's own application, questions a card answers, a provider."""
    if way.is_desk or way.is_correction or look.draft.channel != "web":
        return False
    if not forms.asks_of_card(look.version.form, page_id):
        return False
    return bool(cards.card_readers(request, back_to="", on=localdate(now())))
