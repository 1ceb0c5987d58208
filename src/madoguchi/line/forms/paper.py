"""A form's paper twin: the sheet of a definition, set as PDF with the template of its boxes.

Setting one takes tenths of a second and gives the same bytes every time, so a process keeps the last ones, and sets one
at a time: whoever asks for what is not set yet waits, and what is kept is given at once.
"""

from collections import OrderedDict
from threading import Lock

from madoguchi.ground.kernel.errors import FURTHER, Language
from madoguchi.line.forms.core.definition import Definition
from madoguchi.line.forms.core.paper import HandIn, paper_sheet
from madoguchi.office.documents import public as documents

MOST_KEPT_BYTES = 12 * 1024 * 1024  # of PDFs; their templates take about twice as much again

_Key = tuple[str, Language, bool, HandIn | None, bool]
_kept: OrderedDict[_Key, documents.Paper] = OrderedDict()
_keeping = Lock()  # held for moments
_setting = Lock()  # held while a sheet is set


def printed(
    definition: Definition,
    *,
    address: str,
    language: Language = Language.JA,
    large: bool = False,
    hand_in: HandIn | None = None,
    is_trial: bool = False,
) -> documents.Paper:
    """Return the form of a definition on paper. Needs no scope; same arguments, same bytes.

    Args:
        address: the definition's SHA-256, which every page's code names.
        language: Japanese stands beside any other; further languages have English on paper.
        large: large print: letters of 14 pt, boxes of 10.5 mm.

    Raises:
        CharactersNotInFonts: a text holds a character that no font can draw.
    """
    if language in FURTHER:
        language = Language.EN
    key = (address, language, large, hand_in, is_trial)
    paper = _look_up(key)
    if paper is None:
        with _setting:
            paper = _look_up(key)  # who waited may find it set
            if paper is None:
                sheet = paper_sheet(
                    definition, address=address, language=language, large=large, hand_in=hand_in, is_trial=is_trial
                )
                paper = _keep(key, documents.set_paper(sheet))
    return paper


def _look_up(key: _Key) -> documents.Paper | None:
    with _keeping:
        if key in _kept:
            _kept.move_to_end(key)
        return _kept.get(key)


def _keep(key: _Key, paper: documents.Paper) -> documents.Paper:
    with _keeping:
        _kept[key] = paper
        while len(_kept) > 1 and sum(len(one.pdf) for one in _kept.values()) > MOST_KEPT_BYTES:
            _kept.popitem(last=False)
    return paper
