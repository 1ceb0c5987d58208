"""The rules by which a body's residents look for benefits."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from madoguchi.ground.foundation.public import localdate
from madoguchi.ground.kernel import kana
from madoguchi.office.rules.public import Rules, adopted_rules

# What people type who look for benefits, beside the names of the benefits.
_WORDS: Final = "手当 給付 給付金 助成 援助 もらえる お金 子育て benefit allowance payment"


def rules_of_body(*, at: datetime) -> Sequence[Rules]:
    """Return the rules that the body in scope has in force and that ask people something."""
    in_force = (each.rules for each in adopted_rules(at=localdate(at)))
    return tuple(each for each in in_force if each.package.asked is not None)


def fits_search(words: Sequence[str], *, at: datetime) -> bool:
    """Whether somebody who searches for these folded words may be looking for benefits (inside a scope)."""
    titles = [each.package.title for each in rules_of_body(at=at)]
    known = kana.fold_key(" ".join([_WORDS, *(f"{one.ja} {one.en} {one.easy or ''}" for one in titles)]))
    return bool(titles) and all(word in known for word in words)
