"""The demo's city keeps a register of households, so that lists of whom to tell can be made."""

import json
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from madoguchi.beside.outreach import public as outreach
from madoguchi.ground.foundation.public import Actor, Body, localdate
from madoguchi_demo import register


def take_register(body: Body, *, at: datetime) -> None:
    """Import the fictional register as of a month ago."""
    as_of = localdate(at) - timedelta(days=30)
    with TemporaryDirectory() as folder:
        file = Path(folder) / "register.jsonl"
        made = register.households(as_of=as_of)
        file.write_text("".join(json.dumps(each, ensure_ascii=False) + "\n" for each in made), encoding="utf-8")
        outreach.import_register(files=[file], as_of=as_of, actor=Actor.system(body.id), at=at)
