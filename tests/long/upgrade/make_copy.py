"""Makes the filled copy of a release that later releases are upgraded from (docs/develop/testing.md).

    .venv/bin/python -m pytest tests/long/upgrade/make_copy.py --override-ini python_files=make_copy.py

writes ``release-VERSION/copy.tar`` (a backup, sealed with the passphrase of the tests) and ``recorded.json`` (what its
drafts, applications and documents look like) beside this file. Run once, when a release is made, and commit. It refuses
to write over a copy: the point of a copy is that it stays.
"""

from __future__ import annotations

import json
import tarfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import madoguchi
from madoguchi.ground.foundation import seals
from madoguchi.ground.foundation.public import Account, now
from tests.support.backups import deployment, key_file, run
from tests.support.pinned import open_cases, open_drafts

if TYPE_CHECKING:
    from tests.support.databases import Database
    from tests.support.offices import Office

MOST_BYTES = 300_000


@pytest.mark.django_db(transaction=True)
def test_make_the_copy(office: Office, database: Database, tmp_path: Path) -> None:
    place = Path(__file__).with_name(f"release-{madoguchi.__version__}")
    assert not place.exists(), "the copy of this release is there: it is not made twice"
    account = Account.objects.create_user("sakura@example.jp", kind="resident")
    open_drafts(office, account, 4)
    open_cases(office, account, 5)
    seals.seal_all(at=now())
    here = deployment(database, tmp_path)
    recorded = run(here, program=["-m", "tests.support.fingerprints"])
    assert recorded.code == 0, recorded.err
    taken = run(here, "backup", tmp_path / "backups", "--key-file", key_file(tmp_path), "--json")
    assert taken.code == 0, taken.err
    place.mkdir()
    with tarfile.open(place / "copy.tar", "w") as archive:
        archive.add(taken.json["path"], "copy", filter=_of_nobody)
    assert (place / "copy.tar").stat().st_size < MOST_BYTES
    (place / "recorded.json").write_text(json.dumps(recorded.json, indent=1) + "\n")


def _of_nobody(member: tarfile.TarInfo) -> tarfile.TarInfo:
    member.uid = member.gid = 0
    member.uname = member.gname = ""
    return member
