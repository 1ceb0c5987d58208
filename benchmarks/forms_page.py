"""A form of 700 fields and 100 rules on ten pages: reading a page, saving it, and an edit in the builder, on SQLite.

``forms_page_cold``: a page that no process has shown yet; ``_warm``: from then on; ``_save``: posting the page and what
is written; ``forms_builder_edit``: moving a question, and the form's page with the checks of all rooms. All of Django
takes part, the web server does not. The rival of each is reading the page warm.
"""

import json

from support import ROOT
from support.figures import Spent, arguments, figure, say, show
from support.places import places

TARGETS_MS = {"forms_page_cold": 15.0, "forms_page_warm": 3.0, "forms_page_save": 20.0, "forms_builder_edit": 50.0}


def main() -> None:
    """Measure on SQLite, where the database's work is in the same process."""
    args = arguments(__doc__, seconds=1.0)
    say("forms_page")
    with places("sqlite") as (product, _):
        script = ROOT / "benchmarks" / "support" / "forms_page_side.py"
        measured = json.loads(product.run(script, str(args.rounds), str(args.seconds)))
    peak_mb = measured.pop("peak_mb")
    warm = [Spent(int(units), seconds, 0.0) for units, seconds in measured["forms_page_warm"]]
    for name, target in TARGETS_MS.items():
        ours = [Spent(int(units), seconds, 0.0) for units, seconds in measured[name]]
        found = figure(
            name, list(zip(ours, warm, strict=True)), other_name="reading it warm", unit="ms CPU", peak_mb=peak_mb,
            database="sqlite", target=target, target_of="ours",
        )  # fmt: skip
        show(found, as_json=args.json)


if __name__ == "__main__":
    main()
