"""What an application sent by another system costs: our API against the smallest view that stores JSON and audits it.

Ours writes the application, its answers, an event, and a delivery with its task for every subscription; the background
worker does not run.
"""

import http.client
import json
from functools import partial
from uuid import uuid4

from support import ROOT
from support.accounting import peak_megabytes
from support.figures import arguments, figure, say, show
from support.forms import ANSWERS, CODE, RIVAL_ANSWERS
from support.places import places
from support.servers import alternate, ask, served, spend

TARGET = 2.5


def main() -> None:
    """Measure on each database asked for."""
    args = arguments(__doc__, seconds=3.0)
    for engine in args.engines:
        say(f"intake_api: {engine}")
        with places(engine) as (product, rival):
            seeded = json.loads(product.run(ROOT / "benchmarks" / "support" / "seed.py"))
            with (
                served(product, "madoguchi.config.wsgi:application") as ours,
                served(rival, "rival.wsgi:application") as other,
            ):
                content = json.dumps(
                    {"procedure": CODE, "language": "ja", "answers": ANSWERS}, ensure_ascii=False
                ).encode()
                pairs = alternate(
                    partial(_spend_ours, ours, f"/{seeded['slug']}/api/v1/applications", seeded["token"], content),
                    partial(_spend_other, other, json.dumps(RIVAL_ANSWERS, ensure_ascii=False).encode()),
                    warmed=partial(_analyze, product, rival),
                    seconds=args.seconds,
                    rounds=args.rounds,
                )
                found = figure(
                    "intake_api", pairs, other_name="minimal Django view", unit="ms CPU per application",
                    peak_mb=peak_megabytes([ours.pid]), database=engine, target=TARGET,
                )  # fmt: skip
        show(found, as_json=args.json)


def _analyze(*both):
    for one in both:
        one.analyze()


def _spend_ours(side, path, token, content, seconds):
    def send(connection: http.client.HTTPConnection) -> None:
        headers = {
            "Authorization": f"Bearer {token}",
            "Idempotency-Key": uuid4().hex,
            "Content-Type": "application/json",
        }
        _require(*ask(connection, "POST", path, content, headers))

    return spend(side, send, seconds=seconds, rows_in="intake_application")


def _spend_other(side, content, seconds):
    def send(connection: http.client.HTTPConnection) -> None:
        _require(*ask(connection, "POST", "/store", content, {"Content-Type": "application/json"}))

    return spend(side, send, seconds=seconds, rows_in="rival_application")


def _require(response: http.client.HTTPResponse, content: bytes) -> None:
    if response.status != 201:
        raise RuntimeError(f"{response.status}: {content[:800].decode(errors='replace')}")


if __name__ == "__main__":
    main()
