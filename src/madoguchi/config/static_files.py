"""Style sheets, scripts and fonts, put where processes serve them from."""

import fcntl
import shutil
import sys
from hashlib import sha256
from pathlib import Path

VERSIONS_KEPT = 3  # a server may still run the version before


def collect_static() -> None:
    """Put style sheets, scripts and fonts where this process serves them from, unless they lie there already.

    Each version has a folder of its own, and one server at a time fills it: servers that start together, or of which
    one still runs the version before, do not take files from under each other.
    """
    from django.conf import settings
    from django.contrib.staticfiles.finders import get_finders
    from django.core.management import call_command

    from madoguchi.ground.ui.public import bundles

    digest = sha256(Path(bundles.__file__).read_bytes())
    for finder in get_finders():
        for path, storage in finder.list([]):
            status = Path(storage.path(path)).stat()
            digest.update(f"{path}\0{status.st_size}\0{status.st_mtime_ns}\n".encode())
    everything = Path(settings.DATA) / "static"
    everything.mkdir(parents=True, exist_ok=True)
    settings.STATIC_ROOT = ours = everything / digest.hexdigest()[:16]
    with (everything / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # until the file is closed, or this process dies
        if not (ours / ".collected").exists():
            print("画面の部品をそろえています / Collecting style sheets and fonts", file=sys.stderr, flush=True)
            call_command("collectstatic", interactive=False, clear=True, verbosity=0)
        (ours / ".collected").touch()
        versions = sorted(everything.glob("*/.collected"), key=lambda one: one.stat().st_mtime)
        for old in versions[:-VERSIONS_KEPT]:
            shutil.rmtree(old.parent)
