"""``python -m tests.long.killed.office_of_its_own`` opens みなも市 and prints the token of a client.

The database is a test's own, that of ``MADOGUCHI_DATABASE_URL``, migrated already.
"""

from __future__ import annotations

import django


def main() -> None:
    """Open the office for バス乗車券 and give another system access."""
    django.setup()
    from madoguchi.ground.foundation.public import now
    from madoguchi.line.intake import client_services
    from tests.support.bodies import make_body, staff
    from tests.support.offices import open_office
    from tests.web.intake.steps import publish

    office = open_office(staff(make_body("minamo", "みなも市")))
    publish(office, "bus-pass")
    print(client_services.add_client(name="ポータル", actor=office.founder, at=now()))


if __name__ == "__main__":
    main()
