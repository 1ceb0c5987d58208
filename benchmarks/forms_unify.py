"""Which questions of many forms are one: time, precision and recall, beside two naive ways.

``forms_unify`` compares 300 forms of 40 questions at once, against grouping by equal labels. ``forms_unify_small``
compares ten such forms, against difflib's ratio of 0.8 between every two labels. ``forms_unify_precision_…`` and
``_recall_…`` judge the pairs of ``tests/unit/forms/questions/held_out.txt``, which were written before the comparison
and not used to tune it.
"""

import resource
import time
from collections import defaultdict
from collections.abc import Callable
from difflib import SequenceMatcher
from random import Random

from support import ROOT  # noqa: F401  # puts the product on the path
from support.accounting import MEGABYTE
from support.figures import Figure, Spent, arguments, figure, say, show

from madoguchi.ground.kernel.errors import Message
from madoguchi.line.forms.core import question_words
from madoguchi.line.forms.core.asked import Question
from madoguchi.line.forms.core.likeness import THRESHOLD, clusters, likeness
from tests.support.question_pairs import Pair, pairs

FORMS, QUESTIONS, SMALL = 300, 40, 10
TARGET_MS = 2_000
RATIO = 0.8
_THINGS = (
    "工事",
    "営業",
    "設備",
    "車両",
    "建物",
    "道路",
    "事業",
    "会場",
    "備品",
    "講座",
    "健診",
    "学童",
    "墓地",
    "犬",
    "水道",
    "公園",
)
_ASKED = (
    "の名称",
    "の種類",
    "の所在地",
    "の面積",
    "を始める日",
    "の理由",
    "の数量",
    "の構造",
    "の使用料",
    "の期間",
    "の方法",
    "の費用",
)


def main() -> None:
    """Measure all; no database takes part."""
    args = arguments(__doc__, seconds=0)
    known = [*pairs("held_out"), *pairs("tuning")]
    everything = _forms(FORMS, known)
    few = everything[: SMALL * QUESTIONS]
    for name, asked, other, other_name, more in (
        ("forms_unify", everything, _by_equal_labels, "equal labels", {"target": TARGET_MS, "target_of": "ours"}),
        ("forms_unify_small", few, _by_difflib, f"difflib ratio ≥ {RATIO}", {}),
    ):
        say(name)
        rounds = [(_spent(_ours, asked), _spent(other, asked)) for _ in range(args.rounds)]
        found = figure(
            name, rounds, other_name=other_name, unit="ms", peak_mb=_peak(), database="none", **more
        )  # fmt: skip
        show(found, as_json=args.json)
    held_out = pairs("held_out")
    for name, judge in (("equal_labels", _are_equal), ("difflib", _are_near)):
        ours, theirs = _accuracy(held_out, _are_one), _accuracy(held_out, judge)
        for what, mine, other in zip(("precision", "recall"), ours, theirs, strict=True):
            show(_share(f"forms_unify_{what}_{name}", mine, other, name), as_json=args.json)


def _ours(asked: list[Question]) -> object:
    return clusters(asked)


def _by_equal_labels(asked: list[Question]) -> object:
    groups = defaultdict(list)
    for one in asked:
        groups[one.label.ja].append(one)
    return groups


def _by_difflib(asked: list[Question]) -> object:
    labels = sorted({one.label.ja for one in asked})
    matcher = SequenceMatcher(autojunk=False)
    found = []
    for n, one in enumerate(labels):
        matcher.set_seq2(one)
        for other in labels[n + 1 :]:
            matcher.set_seq1(other)
            if matcher.real_quick_ratio() >= RATIO and matcher.quick_ratio() >= RATIO and matcher.ratio() >= RATIO:
                found.append((one, other))
    return found


def _spent(compare: Callable[[list[Question]], object], asked: list[Question]) -> Spent:
    """Return what comparing costs; for ours with reading the words of every question, nothing kept from before."""
    question_words._meaning.cache_clear()
    question_words._context_roles.cache_clear()
    before = time.process_time()
    if compare is _ours:
        asked = [_read(one.form, one.path, one.kind, one.label.ja) for one in asked]
    compare(asked)
    return Spent(1, time.process_time() - before, 0.0)


def _forms(count: int, known: list[Pair]) -> list[Question]:
    """Return questions of ``count`` forms: half of them usual ones, half about something of the form's own."""
    random = Random(1)  # the same forms on every day
    pool = [(one.kind, one.label.ja) for pair in known for one in (pair.one, pair.other)]
    asked = []
    for form in range(count):
        for n in range(QUESTIONS):
            kind, label = random.choice(pool)
            if random.random() < 0.5:
                kind = "text"
                label = random.choice(_THINGS) + random.choice(("", *_THINGS)) + random.choice(_ASKED)
            asked.append(_read(f"p{form:03}", f"q{n}", kind, label))
    return asked


def _read(form: str, path: str, kind: str, label: str) -> Question:
    said = question_words.meaning(label, kind)
    return Question(form, path, kind, Message(label, label), said, "", {}, False)


def _are_one(pair: Pair) -> bool:
    found = likeness(pair.one, pair.other)
    return found is not None and found.measure >= THRESHOLD


def _are_equal(pair: Pair) -> bool:
    return pair.one.label.ja == pair.other.label.ja


def _are_near(pair: Pair) -> bool:
    return SequenceMatcher(None, pair.one.label.ja, pair.other.label.ja, autojunk=False).ratio() >= RATIO


def _accuracy(judged: list[Pair], judge: Callable[[Pair], bool]) -> tuple[float, float]:
    called = [pair.is_same for pair in judged if judge(pair)]
    return sum(called) / max(len(called), 1), sum(called) / sum(pair.is_same for pair in judged)


def _share(name: str, ours: float, other: float, other_name: str) -> Figure:
    ratio, rounds = round(ours / max(other, 0.001), 3), [[round(ours, 3), round(other, 3)]]
    return Figure(
        name=name, ours=round(ours, 3), other=round(other, 3), other_name=other_name, ratio=ratio, unit="share",
        cpu_s=0.0, peak_mb=_peak(), database="none", ours_database=0, other_database=0, rounds=rounds,
    )  # fmt: skip


def _peak() -> float:
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / MEGABYTE, 1)


if __name__ == "__main__":
    main()
