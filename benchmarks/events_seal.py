"""What a sealed event costs against a plain audit row: one transaction each, then the batch under its Merkle root.

Both sides insert without the ORM, in the same database, through the same ``body_scope`` and under the same row-level
security; the plain table has the log's columns and its indexes, save what makes order and seals.
``events_seal`` writes the event alone, of a subject that stands already; ``events_seal_with_row`` with the row it tells
of, as a service that makes something does.
"""

import json
import sqlite3
from contextlib import closing

from support import ROOT
from support.figures import Spent, arguments, figure, say, show
from support.places import Place, places

TARGET = 1.2
PLAIN = "bench_plain_log"
_POLICY = "body_id = nullif(current_setting('madoguchi.body', true), '')::uuid"


def main() -> None:
    """Measure on each database asked for."""
    args = arguments(__doc__, seconds=3.0)
    for engine in args.engines:
        say(f"events_seal: {engine}")
        with places(engine) as (product, _):
            _make_plain_log(product)
            answer = json.loads(
                product.run(
                    ROOT / "benchmarks" / "support" / "sealing.py",
                    PLAIN,
                    str(product.server_pid or 0),
                    str(args.seconds),
                    str(args.rounds),
                )
            )
        for name, rounds in answer["pairs"].items():
            found = figure(
                name, [(Spent(*ours), Spent(*other)) for ours, other in rounds], other_name="plain audit row",
                unit="ms CPU per event", peak_mb=answer["peak_mb"], database=engine, target=TARGET,
            )  # fmt: skip
            show(found, as_json=args.json)


def _make_plain_log(place: Place) -> None:
    native = place.server_pid is not None
    uuid, instant = ("uuid", "timestamptz") if native else ("char(32)", "datetime")
    statements = [
        f"CREATE TABLE {PLAIN} (id {uuid} PRIMARY KEY, body_id {uuid} NOT NULL REFERENCES foundation_body (id), "
        f"name varchar(80) NOT NULL, subject_type varchar(60) NOT NULL, subject_id {uuid} NOT NULL, matter_id {uuid}, "
        f"at {instant} NOT NULL, recorded_at {instant} NOT NULL, actor_kind varchar(10) NOT NULL, "
        f"actor_account_id {uuid}, actor_person_id {uuid}, actor_division_id {uuid}, request_id varchar(36) NOT NULL, "
        "facts text NOT NULL)",
        f"CREATE INDEX plain_of_matter ON {PLAIN} (body_id, matter_id, id)",
        f"CREATE INDEX plain_by_name ON {PLAIN} (body_id, name, at)",
        f"CREATE INDEX plain_by_time ON {PLAIN} (body_id, at)",
        f"CREATE INDEX plain_of_person ON {PLAIN} (body_id, actor_person_id, at) WHERE actor_person_id IS NOT NULL",
    ]
    if not native:
        with closing(sqlite3.connect(place.url)) as connection:
            for statement in statements:
                connection.execute(statement)
        return
    import psycopg

    statements += [
        f"ALTER TABLE {PLAIN} ENABLE ROW LEVEL SECURITY",
        f"CREATE POLICY body_only ON {PLAIN} USING ({_POLICY}) WITH CHECK ({_POLICY})",
        f"GRANT SELECT, INSERT ON {PLAIN} TO PUBLIC",
    ]
    with psycopg.connect(place.url, autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement.encode())


if __name__ == "__main__":
    main()
