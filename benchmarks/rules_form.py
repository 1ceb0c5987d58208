"""What one answer costs in a form of 700 fields and 100 rules, on the server and in Chromium.

The server works everything out anew (what is shown, refused, calculated), as it does when a page is saved. The browser
has one page with all of it: an input changes, and the script of the version works out what hangs on it and shows, hides
and fills in; every task of the page counts, laying out included. Both must come to the same in the end.
"""

import resource
import tempfile
from pathlib import Path
from time import process_time
from typing import Any

from support.accounting import MEGABYTE
from support.figures import Spent, arguments, figure, say, show
from support.rules_browser import Typing, our_page
from support.rules_form import RULES, TODAY, answered, changes, definition

from madoguchi.line.forms.core.answers import cleaned
from madoguchi.line.forms.core.definition import content_address, parse_definition
from madoguchi.line.forms.core.fields import Form, Kind
from madoguchi.line.forms.core.summary import amount_words

TARGET_MS = 5.0


def main() -> None:
    """Measure both; no database takes part."""
    args = arguments(__doc__, seconds=1.0)
    say("rules_form")
    data = definition()
    form, key = parse_definition(data).form, content_address(data)
    server: list[Spent] = []
    browser: list[Spent] = []
    with tempfile.TemporaryDirectory() as folder:
        page = our_page(Path(folder), form, key)
        typing = Typing(page)
        try:
            for _ in range(args.rounds):
                server.append(_work_out(form, args.seconds))
                browser.append(typing.round(args.seconds))
            _compare(form, typing.seen())
        finally:
            typing.close()
    mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / MEGABYTE
    for name, ours, other, other_name in (
        ("rules_form", server, browser, "Chromium"),
        ("rules_form_browser", browser, server, "the server"),
    ):
        pairs = list(zip(ours, other, strict=True))
        found = figure(
            name, pairs, other_name=other_name, unit="ms per answer", peak_mb=mb, database="none", target=TARGET_MS,
            target_of="ours",
        )  # fmt: skip
        show(found, as_json=args.json)


def _work_out(form: Form, seconds: float) -> Spent:
    """Change one answer after the other and work everything out each time, round and round."""
    answers, done = answered(), 0
    start = process_time()
    while process_time() - start < seconds:
        for field, value in changes():
            answers[field] = value
            kept = cleaned(form, answers)
            list(form.logic.broken(kept, today=TODAY))
            form.logic.calculated(kept)
            done += 1
    return Spent(done, process_time() - start, 0.0)


def _compare(form: Form, seen: dict[str, Any]) -> None:
    """Raise RuntimeError unless the page shows what the server works out of the same answers."""
    answers = answered() | dict(changes())
    kept = cleaned(form, answers)
    wanted = {
        "hidden": sorted(field.id for field in form.fields() if not kept.shown.field(field)),
        "refused": sorted(f"{one.path}/0" for one in form.logic.broken(kept, today=TODAY)),
    }
    calculated = form.logic.calculated(kept)
    worked = dict(seen["worked"])
    for field in form.fields():
        if field.kind is Kind.CALCULATION and kept.shown.field(field):
            value = calculated[field.id]
            if not isinstance(value, int) or worked[field.id] != amount_words(field).ja.replace("{n}", f"{value:,}"):
                raise RuntimeError(f"{field.id}: the server has {value}, the browser {worked[field.id]}")
    for part, names in wanted.items():
        if sorted(seen[part]) != names or not names:
            raise RuntimeError(f"{part}: the server has {names}, the browser {sorted(seen[part])}")
    if len(form.logic.written.rules) != RULES:
        raise RuntimeError(f"{len(form.logic.written.rules)} rules")


if __name__ == "__main__":
    main()
