"""Write ``matrix.csv`` anew from what the product answers today: ``python -m tests.web.matrix.generate``.

The table it writes says what *is*, not what ought to be: read every changed row as a security reviewer before you
commit it. Outcomes of addresses that are in the table already are shown where they changed.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.web.matrix.asking import Cities


def test_the_table_is_written(db: None, cities: Cities) -> None:
    from tests.web.matrix import asking, named  # Django is set up by now

    before = asking.table() if asking.TABLE.exists() else {}
    rows = []
    for address in asking.addresses():
        url = cities.url(address)
        for method in asking.METHODS:
            found = {role: _outcome(cities, role, method, url) for role in named.ROLES}
            rows.append({"name": address.name, "method": method, **found})
            was = before.get((address.name, method), {})
            changed = [f"{role}: {was.get(role, '-')} → {now}" for role, now in found.items() if was.get(role) != now]
            if was and changed:
                print(address.name, method, "; ".join(changed), file=sys.stderr)
    asking.write(rows)


def _outcome(cities: Cities, role: str, method: str, url: str) -> str:
    from tests.web.matrix import asking

    try:
        return asking.outcome(cities.ask(role, method, url))
    except Exception as fault:  # written into the table, where no test accepts it
        print(role, method, url, repr(fault), file=sys.stderr)
        return "fault"


if __name__ == "__main__":
    sys.exit(pytest.main([__file__, "-q", "-s", "--show-capture=no", *sys.argv[1:]]))
