"""Random edits of a procedure's form, made and published as officers do it: act by act, through the builder."""

from __future__ import annotations

from datetime import date, datetime
from functools import partial
from random import Random
from typing import TYPE_CHECKING, Any

from madoguchi.ground.foundation.public import Actor, body_scope, localdate
from madoguchi.line.forms import public as forms
from madoguchi.line.forms.public import Act, Kind, editing
from madoguchi.line.inventory.public import Procedure
from tests.support.edits import words

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    Change = Callable[[Mapping[str, object], Random], tuple[Act, forms.Edit]]

ADDED = (Kind.TEXT, Kind.LONG_TEXT, Kind.NUMBER, Kind.YEN, Kind.YESNO, Kind.DATE, Kind.PHONE, Kind.CHOICE, Kind.CHOICES,
         Kind.GUIDANCE, Kind.HEADING, Kind.CONSENT, Kind.FILE, Kind.MATRIX, Kind.GROUP, Kind.CALCULATION)  # fmt: skip
MOST_TRIES = 400


def published(code: str, actor: Actor, random: Random, *, at: datetime) -> list[Act]:
    """Do one to four acts on a procedure's form and publish what comes of it; return what was done.

    What cannot be published (a question that a rule or another room needs is gone) is given up, and tried otherwise.
    """
    for _ in range(MOST_TRIES):
        with body_scope(actor.body_id):
            procedure = Procedure.objects.get(code=code)
        forms.begin(procedure_code=code, actor=actor, at=at)
        done = [_act(code, procedure, actor, random, at) for _ in range(random.randint(1, 4))]
        work = _work(procedure, actor, localdate(at))
        if work.can_be_handed_in:
            try:
                forms.hand_in(procedure_code=code, revision=work.revision, actor=actor, at=at)
            except forms.NothingChanged:
                pass
            else:
                with body_scope(actor.body_id):
                    taken = forms.prepared(procedure.id, on=localdate(at))
                assert taken is not None
                forms.publish_prepared(procedure_code=code, sha256=taken.sha256, actor=actor, at=at)
                return done
        work = _work_or_none(procedure, actor, localdate(at))
        if work is not None:
            forms.give_up(procedure_code=code, revision=work.revision, actor=actor, at=at)
    raise RuntimeError("no edit could be published")


def _work_or_none(procedure: Procedure, actor: Actor, on: date) -> forms.Work | None:
    with body_scope(actor.body_id):
        return forms.work_in_progress(procedure.id, on=on)


def _work(procedure: Procedure, actor: Actor, on: date) -> forms.Work:
    found = _work_or_none(procedure, actor, on)
    assert found is not None
    return found


def _act(code: str, procedure: Procedure, actor: Actor, random: Random, at: datetime) -> Act:
    """Do one act; now and then undo it and do it again, as people do."""
    work = _work(procedure, actor, localdate(at))
    form: Any = work.definition["form"]  # Any: JSON
    while True:
        act, edit = random.choice(CHANGES)(form, random)
        try:
            forms.act(procedure_code=code, revision=work.revision, act=act, edit=edit, actor=actor, at=at)
        except forms.PlaceNotPossible:
            continue
        break
    if random.random() < 0.2:
        work = _work(procedure, actor, localdate(at))
        if work.earlier is not None:
            step = work.step
            back = forms.go_to(procedure_code=code, revision=work.revision, step=work.earlier, actor=actor, at=at)
            forms.go_to(procedure_code=code, revision=back.revision, step=step, actor=actor, at=at)
    return act


def _places(form: Mapping[str, object]) -> list[tuple[str, dict[str, Any]]]:
    found: list[tuple[str, dict[str, Any]]] = []
    for page in editing.pages(form):
        for field in editing.fields(page):
            found.append((str(field["id"]), field))
            found += [(f"{field['id']}/{inner['id']}", inner) for inner in editing.fields(field)]
    return found


def _spot(form: Mapping[str, object], random: Random) -> editing.Spot:
    page = random.choice(editing.pages(form))
    fields = editing.fields(page)
    groups = [str(field["id"]) for field in fields if field.get("type") == "group"]
    if groups and random.random() < 0.3:
        return editing.Spot(str(page["id"]), random.choice(groups))
    return editing.Spot(str(page["id"]), after=str(random.choice(fields)["id"]) if fields else "")


def _settings(form: Mapping[str, object], random: Random, settings: dict[str, object], kinds: str = "") -> forms.Edit:
    among = [place for place, field in _places(form) if not kinds or field["type"] in kinds.split()]
    place = random.choice(among)
    return lambda made: (editing.change(made, place, settings), place)


def relabel(form: Mapping[str, object], random: Random) -> tuple[Act, forms.Edit]:
    return Act.CHANGE, _settings(form, random, {"label": words(random)})


def explain(form: Mapping[str, object], random: Random) -> tuple[Act, forms.Edit]:
    return Act.CHANGE, _settings(form, random, {"help": words(random), "reason": words(random)})


def require(form: Mapping[str, object], random: Random) -> tuple[Act, forms.Edit]:
    needed = random.random() < 0.5 or None
    return Act.CHANGE, _settings(form, random, {"required": needed}, "text long_text phone email number yesno choice")


def shorten(form: Mapping[str, object], random: Random) -> tuple[Act, forms.Edit]:
    return Act.CHANGE, _settings(form, random, {"max_length": random.randint(1, 40)}, "name kana text long_text")


def offer(form: Mapping[str, object], random: Random) -> tuple[Act, forms.Edit]:
    place, field = random.choice([one for one in _places(form) if "options" in one[1]])
    more = [*field["options"], {"value": f"v{random.randint(0, 10**6)}", "label": words(random)}]
    return Act.CHANGE, lambda made: (editing.change(made, place, {"options": more}), place)


def ask_everybody(form: Mapping[str, object], random: Random) -> tuple[Act, forms.Edit]:
    return Act.CHANGE, _settings(form, random, {"show_when": None, "for_whom": None})


def ask_some(form: Mapping[str, object], random: Random) -> tuple[Act, forms.Edit]:
    asked = [str(field["id"]) for place, field in _places(form) if field["type"] == "yesno" and "/" not in place]
    settings: dict[str, object] = {"show_when": random.choice(asked), "for_whom": words(random)}
    return Act.CHANGE, _settings(form, random, settings)


def check(form: Mapping[str, object], random: Random) -> tuple[Act, forms.Edit]:
    place, field = random.choice([one for one in _places(form) if one[1]["type"] in ("number", "yen")])
    rule = f"{field['id']} <= {random.randint(2, 9)}{'円' if field['type'] == 'yen' else ''}"
    checks = [{"rule": rule, "message": words(random)}]
    return Act.CHANGE, lambda made: (editing.change(made, place, {"checks": checks}), place)


def retitle(form: Mapping[str, object], random: Random) -> tuple[Act, forms.Edit]:
    place = f"{editing.PAGE}{random.choice(editing.pages(form))['id']}"
    settings: dict[str, object] = {"title": words(random), "intro": words(random)}
    return Act.CHANGE, lambda made: (editing.change(made, place, settings), place)


def add(form: Mapping[str, object], random: Random) -> tuple[Act, forms.Edit]:
    kind, label, spot = random.choice(ADDED), words(random)["ja"], _spot(form, random)
    return Act.ADD, lambda made: editing.add_field(made, kind=kind, label=label, spot=spot)


def add_page(form: Mapping[str, object], random: Random) -> tuple[Act, forms.Edit]:
    title, after = words(random)["ja"], str(random.choice(editing.pages(form))["id"])

    def edit(made: Mapping[str, object]) -> tuple[dict[str, object], str]:
        with_page, page = editing.add_page(made, title=title, after=after)
        return editing.add_field(with_page, kind=Kind.TEXT, label=title, spot=editing.Spot(page))

    return Act.ADD, edit


def copy(form: Mapping[str, object], random: Random) -> tuple[Act, forms.Edit]:
    places = [place for place, _ in _places(form)] + [f"{editing.PAGE}{page['id']}" for page in editing.pages(form)]
    return Act.COPY, partial(editing.duplicate, place=random.choice(places))


def step(form: Mapping[str, object], random: Random) -> tuple[Act, forms.Edit]:
    places = [place for place, _ in _places(form)] + [f"{editing.PAGE}{page['id']}" for page in editing.pages(form)]
    place, is_up = random.choice(places), random.random() < 0.5
    return Act.MOVE, lambda made: (editing.step(made, place, way="up" if is_up else "down"), place)


def move(form: Mapping[str, object], random: Random) -> tuple[Act, forms.Edit]:
    place, spot = random.choice(_places(form))[0], _spot(form, random)
    return Act.MOVE, partial(editing.move, place=place, spot=spot)


def remove(form: Mapping[str, object], random: Random) -> tuple[Act, forms.Edit]:
    place = random.choice(_places(form))[0]
    return Act.REMOVE, lambda made: (editing.remove(made, place), place)


CHANGES: list[Change] = [
    relabel, explain, require, shorten, offer, ask_everybody, ask_some, check, retitle, add, add_page, copy, step, move,
    remove,
]  # fmt: skip
