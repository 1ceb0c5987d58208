"""What a resident's whole way costs: start page, form, review, sending, receipt, by HTTP and without an account.

Figures: ``form_page`` (one GET), ``intake_flow`` with 14 components on one page, ``intake_flow_bus_pass`` with the demo
procedure of two pages. The rival renders and checks the same fields with a Django form and keeps answers in a session.
"""

import http.client
import json
from functools import partial

from support import ROOT
from support.accounting import peak_megabytes
from support.figures import Spent, arguments, figure, say, show
from support.forms import CODE, RIVAL_ANSWERS
from support.places import Place, places
from support.servers import Served, Work, alternate, served, spend
from support.visitors import Visitor, begin, flow, rival_flow

MOST_FLOW_MS, MOST_PAGE_MS = 20.0, 1.5


def main() -> None:
    """Measure on each database asked for."""
    args = arguments(__doc__, seconds=3.0)
    for engine in args.engines:
        say(f"intake_flow: {engine}")
        with places(engine) as (product, rival):
            seeded = json.loads(product.run(ROOT / "benchmarks" / "support" / "seed.py"))
            # Every visitor has an address of his own, as behind a reverse proxy: starts are limited per address.
            product.environment["MADOGUCHI_PROXIES"] = "1"
            with (
                served(product, "madoguchi.config.wsgi:application") as ours,
                served(rival, "rival.wsgi:application") as other,
            ):
                for name, code, unit in (
                    ("form_page", CODE, "ms CPU per page"),
                    ("intake_flow", CODE, "ms CPU per completed flow"),
                    ("intake_flow_bus_pass", "bus-pass", "ms CPU per completed flow"),
                ):
                    is_page = name == "form_page"
                    start = f"/{seeded['slug']}/apply/{code}/"
                    pages = [[tuple(pair) for pair in one] for one in seeded["pages"][code]]
                    if is_page:
                        sides = partial(_read, ours, _begun(ours, start)), partial(_read, other, _rival_page)
                    else:
                        sides = partial(_go, ours, partial(flow, start=start, pages=pages)), partial(_go_rival, other)
                    pairs = alternate(
                        *sides, warmed=partial(_analyze, product, rival), seconds=args.seconds, rounds=args.rounds
                    )
                    found = figure(
                        name, pairs, other_name="Django Form of 15 fields" if is_page else "minimal Django flow",
                        unit=unit, peak_mb=peak_megabytes([ours.pid]), database=engine,
                        target=MOST_PAGE_MS if is_page else MOST_FLOW_MS, target_of="ours",
                    )  # fmt: skip
                    show(found, as_json=args.json)


def _begun(side: Served, start: str) -> Work:
    """Begin one draft, and return the reading of its page."""
    connection = http.client.HTTPConnection("127.0.0.1", side.port)
    visitor = Visitor(connection)
    where = begin(visitor, start)
    connection.close()
    return lambda other: Visitor(other, visitor.cookies).get(where)


def _analyze(*both: Place) -> None:
    for one in both:
        one.analyze()


def _rival_page(connection: http.client.HTTPConnection) -> None:
    Visitor(connection).get("/page")


def _read(side: Served, work: Work, seconds: float) -> Spent:
    return spend(side, work, seconds=seconds)


def _go(side: Served, work: Work, seconds: float) -> Spent:
    return spend(side, work, seconds=seconds, rows_in="intake_application")


def _go_rival(side: Served, seconds: float) -> Spent:
    return spend(side, partial(rival_flow, answers=RIVAL_ANSWERS), seconds=seconds, rows_in="rival_application")


if __name__ == "__main__":
    main()
