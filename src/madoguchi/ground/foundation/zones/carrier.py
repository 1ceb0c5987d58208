"""Carrying packages to and from an SFTP server, where the settings name one instead of a folder.

Packages are put out and taken in as ever, in folders of our own; this brings them there and fetches them from there.
What is on its way lies in ``going`` and ``coming``: a process killed anywhere carries it once more, which does no harm.
How it stands is kept in a file, for every process to tell of.
"""

import fcntl
import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings

from madoguchi.ground.foundation.zones import courier
from madoguchi.ground.foundation.zones.refusals import NotCarried
from madoguchi.ground.foundation.zones.sftp import SCHEME, Address, Link

logger = logging.getLogger("madoguchi.zones")
EVERY = timedelta(seconds=1)
TRIED_AFTER, TRIED_AT_LEAST_EVERY = timedelta(seconds=2), timedelta(minutes=1)  # when it fails
NOTED_EVERY = timedelta(seconds=10)
OUT, IN = "out", "in"

_links: dict[tuple[str, str, int], Link] = {}  # open ones of this process, used by one thread at a time


@dataclass(frozen=True, slots=True)
class Way:
    """How carrying one way stands.

    Attributes:
        way: ``out`` or ``in``.
        server: host and port.
        reached_at: when it last went well.
        failing_since: since when it does not; None: it does.
        tried_at: when it was last tried, while it fails; ``tries`` in vain until then.
        code, ja, en: of the last refusal, in words.
    """

    way: str
    server: str
    reached_at: datetime | None = None
    failing_since: datetime | None = None
    tried_at: datetime | None = None
    tries: int = 0
    code: str = ""
    ja: str = ""
    en: str = ""

    def is_due(self, at: datetime) -> bool:
        """Whether to try: every time while it goes well, ever more seldom while it does not."""
        if self.tried_at is None:
            return True
        pause = min(TRIED_AFTER * 2 ** min(self.tries, 10), TRIED_AT_LEAST_EVERY)
        return not self.tried_at <= at < self.tried_at + pause


@dataclass(slots=True)
class Carried:
    """What one round did; ``refusals``: why it could not be done, if so."""

    brought: int = 0
    fetched: int = 0
    refusals: list[NotCarried] = field(default_factory=list)


def ways() -> list[Way]:
    """Return how carrying stands; nothing where packages are put into folders."""
    state = _state()
    return [replace(state.get(way, Way(way, "")), server=address.server) for way, address in addresses().items()]


def waiting_count() -> int:
    """Return how many files are to be brought to the server; 0 where packages are put into a folder."""
    return len(_names(_folder("going")) | _names(courier.folders().out)) if OUT in addresses() else 0


def carry(at: datetime, *, by_hand: bool = False) -> Carried:
    """Bring what was put out to the server and fetch what lies there; one process at a time does.

    Args:
        by_hand: also where it failed a moment ago.
    """
    done, places = Carried(), addresses()
    if not places:
        return done
    with _alone() as is_alone:
        for one in ways() if is_alone else []:
            if not by_hand and not one.is_due(at):
                continue
            try:
                link, folder = _link(places[one.way]), places[one.way].path
                if one.way == OUT:
                    done.brought = _bring(link, folder)
                else:
                    done.fetched = _fetch(link, folder)
            except NotCarried as refusal:
                hang_up()
                done.refusals.append(refusal)
                _note(_failed(one, refusal, at))
            else:
                if one.failing_since is not None:
                    logger.info("transfer_carried_again way=%s server=%s tries=%s", one.way, one.server, one.tries)
                if one.failing_since is not None or not _was_just(one.reached_at, at):
                    _note(Way(one.way, one.server, reached_at=at))
    return done


def hang_up() -> None:
    """Close this process's connections."""
    while _links:
        _links.popitem()[1].close()


def addresses() -> dict[str, Address]:
    """Return the folders on SFTP servers, by way; empty where packages lie in folders of our own."""
    places = {OUT: str(settings.TRANSFER_OUT), IN: str(settings.TRANSFER_IN)}
    return {way: Address.of(place) for way, place in places.items() if place.startswith(SCHEME)}


def _link(address: Address) -> Link:
    place = address.user, address.host, address.port
    if place not in _links:
        _links[place] = Link(
            address, key=Path(settings.TRANSFER_SSH_KEY), known_hosts=Path(settings.TRANSFER_KNOWN_HOSTS)
        )
    return _links[place]


def _names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir() if path.suffix == courier.SUFFIX} if folder.is_dir() else set()


def _bring(link: Link, folder: str) -> int:
    link.look(folder)  # also where nothing waits: that it cannot be reached is known before something does
    out, going = courier.folders().out, _folder("going")
    going.mkdir(parents=True, exist_ok=True)
    for name in _names(out):
        (out / name).replace(going / name)  # what is put out under the same name from now on goes next time
    names = sorted(_names(going))
    for name in names:
        link.bring(going / name, folder)
        (going / name).unlink()
    return len(names)


def _fetch(link: Link, folder: str) -> int:
    incoming, coming = courier.folders().incoming, _folder("coming")
    names = link.names(folder, courier.SUFFIX)
    for place in (incoming, coming):
        place.mkdir(parents=True, exist_ok=True)
    for name in names:
        link.fetch(folder, name, coming / name)
        (coming / name).replace(incoming / name)
        link.remove(folder, name)
    return len(names)


def _folder(name: str) -> Path:
    return Path(settings.TRANSFER) / name


@contextmanager
def _alone() -> Iterator[bool]:
    """Yield whether no other process carries now."""
    base = Path(settings.TRANSFER)
    base.mkdir(parents=True, exist_ok=True)
    with (base / "carrier.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True


def _failed(one: Way, refusal: NotCarried, at: datetime) -> Way:
    logger.error(
        "transfer_not_carried way=%s server=%s code=%s tries=%s reason=%s",
        one.way, one.server, refusal.code, one.tries + 1, refusal.why.en,
    )  # fmt: skip
    words = refusal.what, refusal.why, refusal.mend
    return replace(
        one, failing_since=one.failing_since or at, tried_at=at, tries=one.tries + 1, code=refusal.code,
        ja="".join(part.ja for part in words), en=" ".join(part.en for part in words),
    )  # fmt: skip


def _was_just(noted: datetime | None, at: datetime) -> bool:
    return noted is not None and noted <= at < noted + NOTED_EVERY


def _note(way: Way) -> None:
    path = _folder("carrier.json")
    ways = {name: asdict(one) for name, one in {**_state(), way.way: way}.items()}
    part = path.with_suffix(".part")
    part.write_text(json.dumps(ways, ensure_ascii=False, default=str), encoding="utf-8")
    part.replace(path)


def _state() -> dict[str, Way]:
    try:
        found = json.loads(_folder("carrier.json").read_text(encoding="utf-8"))
        return {name: Way(**{key: _read(key, value) for key, value in one.items()}) for name, one in found.items()}
    except (FileNotFoundError, ValueError, TypeError):  # none yet; a power cut, another version: it is noted anew
        return {}


def _read(name: str, value: Any) -> Any:  # JSON
    return datetime.fromisoformat(value) if value and name in _INSTANTS else value


_INSTANTS = {"reached_at", "failing_since", "tried_at"}
