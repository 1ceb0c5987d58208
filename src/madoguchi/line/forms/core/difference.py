"""What differs between two sets of answers to one form: the content of a correction (補正)."""

from dataclasses import dataclass

from madoguchi.ground.kernel.errors import Message
from madoguchi.line.forms.core.answers import cleaned, places
from madoguchi.line.forms.core.fields import UNANSWERED, Answers, Form, Json, Kind
from madoguchi.line.forms.core.summary import field_label


@dataclass(frozen=True, slots=True)
class Change:
    """One question answered differently; ``None`` where nothing was given (or the question did not apply)."""

    path: str
    label: Message
    before: Json
    after: Json


def difference(form: Form, before: Answers, after: Answers) -> tuple[Change, ...]:
    """Return the changed questions in the order asked.

    Group items are compared by their position. Answers of hidden questions do not count: a question that is hidden
    by a new answer appears as a change to ``None``.
    """
    old, new = _values(form, before), _values(form, after)
    order = {path: n for n, path in enumerate([*new, *(path for path in old if path not in new)])}
    field_order = {field.id: n for n, field in enumerate(form.fields())}
    paths = sorted(order, key=lambda path: (field_order[path.partition("/")[0]], _item(path), order[path]))
    return tuple(
        Change(path, field_label(form, path), old.get(path), new.get(path))
        for path in paths
        if old.get(path) != new.get(path)
    )


def _item(path: str) -> int:
    parts = path.split("/")
    return int(parts[1]) if len(parts) == 3 else -1


def _values(form: Form, answers: Answers) -> dict[str, Json]:
    kept = cleaned(form, answers)
    return {
        place.path: place.value
        for place in places(form, kept)
        if place.field.kind not in UNANSWERED | {Kind.GROUP} and place.value is not None
    }
