"""A page of 700 questions and 100 rules in Chromium: loading it, and each answer; ours, and SurveyJS from npm.

Every task of the page's thread counts, layout included. SurveyJS is given answers by its own function, without typing,
and a page without its style sheets.
"""

import os
import resource
import sys
import tempfile
from pathlib import Path

from support import ROOT
from support.accounting import MEGABYTE
from support.figures import Spent, figure, parser, say, show
from support.rules_browser import Typing, our_page
from support.rules_form import definition

sys.path.insert(0, str(ROOT))

from support import survey_js

from madoguchi.line.forms.core.definition import content_address, parse_definition


def main() -> None:
    """Measure both; no database takes part."""
    options = parser(__doc__, seconds=1.0)
    options.add_argument("--npm", type=Path, metavar="DIR", required=True, help="where packages of npm are kept")
    args = options.parse_args()
    say("forms_browser")
    data = definition()
    form, key = parse_definition(data).form, content_address(data)
    loads: list[tuple[Spent, Spent]] = []
    changes: list[tuple[Spent, Spent]] = []
    with tempfile.TemporaryDirectory() as folder:
        os.environ["MADOGUCHI_DATA"] = folder
        pages = (our_page(Path(folder), form, key), None), (survey_js.page(args.npm.resolve()), survey_js.TYPE_IN)
    for _ in range(args.rounds):
        spent = [_round(files, type_in, args.seconds) for files, type_in in pages]
        loads.append((spent[0][0], spent[1][0]))
        changes.append((spent[0][1], spent[1][1]))
    mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / MEGABYTE
    for name, pairs, unit in (
        ("forms_browser_load", loads, "ms CPU per load"), ("forms_browser_change", changes, "ms CPU per answer"),
    ):  # fmt: skip
        found = figure(name, pairs, other_name=survey_js.NAME, unit=unit, peak_mb=mb, database="none")
        show(found, as_json=args.json)


def _round(files: dict[str, tuple[str, str]], type_in: str | None, seconds: float) -> tuple[Spent, Spent]:
    """Load a page in a browser that has loaded it once, and answer on it."""
    browser = Typing(files) if type_in is None else Typing(files, type_in)
    try:
        loaded = browser.load()
        if browser.boxes() < 700:
            raise RuntimeError(f"{browser.boxes()} boxes")
        return loaded, browser.round(seconds)
    finally:
        browser.close()


if __name__ == "__main__":
    main()
