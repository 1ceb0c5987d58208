"""``python -m tests.long.killed.office_of_its_own`` opens みなも市 and prints the token of a client.

The database is a test's own, that of ``MADOGUCHI_DATABASE_URL``, migrated already.
"""

from __future__ import annotations

import django


def main() -> None:
    """Open the office for バス乗車券 and give another system access."""
    django.setup()
    from tests.support.bodies import make_body, staff
    from tests.support.clients import add_client
    from tests.support.offices import open_office
    from tests.web.intake.steps import publish

    office = open_office(staff(make_body("minamo", "みなも市")))
    publish(office, "bus-pass")
    print(add_client("ポータル", office.founder).token)


if __name__ == "__main__":
    main()
