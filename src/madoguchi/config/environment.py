"""Reads what the environment says, and keeps the one secret that a first start makes."""

import os
import secrets
from importlib.util import find_spec
from pathlib import Path

from madoguchi.ground.kernel.errors import Message, Refused

ZONES = ("together", "internet", "lgwan")


class ZoneUnknown(Refused):
    """MADOGUCHI_ZONE names none of the three."""

    code = "config.zone_unknown"
    what = Message("MADOGUCHI_ZONE を読み取れませんでした。", "MADOGUCHI_ZONE could not be read.")
    why = Message("「{given}」という値はありません。", "There is no “{given}”.")
    mend = Message(
        "together（分けない）、internet（インターネット側）、lgwan（庁内側）のどれかを設定してください。",
        "Set together (not apart), internet or lgwan (the office's side).",
    )


def zone() -> str:
    """Return where this installation stands.

    Raises:
        ZoneUnknown
    """
    given = os.environ.get("MADOGUCHI_ZONE", "together")
    if given not in ZONES:
        raise ZoneUnknown(given=given)
    return given


class TasksUnknown(Refused):
    """MADOGUCHI_TASKS names neither of the two."""

    code = "config.tasks_unknown"
    what = Message("MADOGUCHI_TASKS を読み取れませんでした。", "MADOGUCHI_TASKS could not be read.")
    why = Message("「{given}」という値はありません。", "There is no “{given}”.")
    mend = Message(
        "database（データベースだけ）か celery（RabbitMQも使う）を設定してください。",
        "Set database (nothing else is needed) or celery (with RabbitMQ).",
    )


class CeleryMissing(Refused):
    """MADOGUCHI_TASKS asks for Celery, which is not installed."""

    code = "config.celery_missing"
    what = Message("MADOGUCHI_TASKS=celery では動かせませんでした。", "MADOGUCHI_TASKS=celery cannot be used.")
    why = Message("Celery がインストールされていません。", "Celery is not installed.")
    mend = Message(
        "requirements/celery.lock をインストールするか（docs/operate/celery.md）、MADOGUCHI_TASKS を外してください。",
        "Install requirements/celery.lock (docs/operate/celery.md), or unset MADOGUCHI_TASKS.",
    )


def broker_url() -> str:
    """Return where the broker is that tells workers of tasks; "": none, they look into the database.

    Raises:
        TasksUnknown, CeleryMissing
    """
    given = os.environ.get("MADOGUCHI_TASKS", "database")
    if given not in ("database", "celery"):
        raise TasksUnknown(given=given)
    if given == "database":
        return ""
    if find_spec("celery") is None:
        raise CeleryMissing
    return os.environ.get("MADOGUCHI_BROKER_URL", "amqp://127.0.0.1:5672//")


def flag(name: str) -> bool:
    """Whether an environment variable says yes (``1``)."""
    return os.environ.get(name, "") == "1"


def documents_storage(data: Path) -> dict[str, object]:
    """Return where files lie: a bucket where ``MADOGUCHI_S3_URL`` names one, else a folder of the data folder.

    Raises:
        SystemExit: something that the bucket needs is not set.
    """
    url = os.environ.get("MADOGUCHI_S3_URL", "")
    folder = "madoguchi.ground.foundation.filing.storages.FolderStorage"
    if not url:
        return {"BACKEND": folder, "OPTIONS": {"location": data / "files"}}
    key, secret = os.environ.get("MADOGUCHI_S3_KEY", ""), os.environ.get("MADOGUCHI_S3_SECRET", "")
    if file := os.environ.get("MADOGUCHI_S3_SECRET_FILE"):
        secret = Path(file).read_text().strip()
    if not key or not secret:
        raise SystemExit(
            "MADOGUCHI_S3_URLを使うには、MADOGUCHI_S3_KEYと"
            "MADOGUCHI_S3_SECRET_FILE（または MADOGUCHI_S3_SECRET）が必要です。"
            " / MADOGUCHI_S3_URL needs MADOGUCHI_S3_KEY and MADOGUCHI_S3_SECRET_FILE (or MADOGUCHI_S3_SECRET)."
            " Example: MADOGUCHI_S3_KEY=madoguchi MADOGUCHI_S3_SECRET_FILE=/etc/madoguchi/s3_secret"
        )
    region = os.environ.get("MADOGUCHI_S3_REGION", "us-east-1")
    options = {"url": url, "region": region, "key": key, "secret": secret}
    return {"BACKEND": "madoguchi.ground.foundation.filing.storages.BucketStorage", "OPTIONS": options}


def secret_key(data: Path) -> str:
    """Return the key that signs cookies: from the environment, from a file it names, or made at the first start.

    The made one is kept in the data folder, readable by its owner alone.
    """
    if given := os.environ.get("MADOGUCHI_SECRET_KEY"):
        return given
    path = Path(os.environ.get("MADOGUCHI_SECRET_KEY_FILE", data / "secret_key"))
    try:
        return path.read_text().strip()
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:  # another process was first
            return path.read_text().strip()
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(50))
        return path.read_text().strip()
