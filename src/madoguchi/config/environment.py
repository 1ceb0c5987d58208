"""Reads what the environment says, and keeps the one secret that a first start makes."""

import os
import secrets
from importlib.util import find_spec
from pathlib import Path
from ssl import create_default_context
from urllib.parse import urlsplit

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


class PlaceUnreadable(Refused):
    """An address of an SFTP server that cannot be read."""

    code = "config.place_unreadable"
    what = Message("{variable} を読み取れませんでした。", "{variable} could not be read.")
    why = Message(
        "「sftp://」の後に、利用者、サーバー、フォルダーがこの順に要ります。パスワードは使えません。",
        "After “sftp://” it needs a user, a server and a folder, in this order; passwords are not used.",
    )
    mend = Message(
        "例: {variable}=sftp://madoguchi@gateway.example.lg.jp:22/srv/transfer/out",
        "Example: {variable}=sftp://madoguchi@gateway.example.lg.jp:22/srv/transfer/out",
    )


def transfer_place(variable: str, otherwise: Path) -> Path | str:
    """Return where packages are put or come in: a folder, or the address of one on an SFTP server.

    Raises:
        PlaceUnreadable
    """
    given = os.environ.get(variable, "")
    if not given.startswith("sftp:"):
        return Path(given) if given else otherwise
    try:
        parts = urlsplit(given)
        is_whole = parts.username and parts.hostname and parts.path.strip("/") and parts.port != 0
    except ValueError:  # a port that is none
        is_whole = False
    if not is_whole or parts.password is not None or parts.query or parts.fragment:
        raise PlaceUnreadable(variable=variable)
    return given.rstrip("/")


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


class BrokerUrlUnreadable(Refused):
    """MADOGUCHI_BROKER_URL is not the address of an AMQP server."""

    code = "config.broker_url_unreadable"
    what = Message("MADOGUCHI_BROKER_URL を読み取れませんでした。", "MADOGUCHI_BROKER_URL could not be read.")
    why = Message(
        "「amqps://」（暗号化する）か「amqp://」（暗号化しない）で始まり、サーバーの名前が続くアドレスではありません。",
        "It is no address that begins with “amqps://” (encrypted) or “amqp://” (not encrypted) and names a server.",
    )
    mend = Message(
        "例: MADOGUCHI_BROKER_URL=amqps://madoguchi:secret@mq.example.lg.jp:5671/madoguchi",
        "Example: MADOGUCHI_BROKER_URL=amqps://madoguchi:secret@mq.example.lg.jp:5671/madoguchi",
    )


class BrokerCaUnusable(Refused):
    """MADOGUCHI_BROKER_CA names no file of certificates, or nothing is encrypted that it could be for."""

    code = "config.broker_ca_unusable"
    what = Message("MADOGUCHI_BROKER_CA を使えません。", "MADOGUCHI_BROKER_CA cannot be used.")
    why = Message(
        "認証局の証明書（PEM形式）のファイルを読めないか、MADOGUCHI_BROKER_URL が「amqps://」で始まっていません:"
        " {given}",
        "It is no readable file of an authority's certificates (PEM), or MADOGUCHI_BROKER_URL does not begin with"
        " “amqps://”: {given}",
    )
    mend = Message(
        "RabbitMQ の証明書を発行した認証局のファイルを指定してください。例: /etc/madoguchi/broker-ca.pem",
        "Name the file of the authority that issued RabbitMQ's certificate. Example: /etc/madoguchi/broker-ca.pem",
    )


def broker_url() -> str:
    """Return where the broker is that tells workers of tasks; "": none, they look into the database.

    Raises:
        TasksUnknown, CeleryMissing, BrokerUrlUnreadable
    """
    given = os.environ.get("MADOGUCHI_TASKS", "database")
    if given not in ("database", "celery"):
        raise TasksUnknown(given=given)
    if given == "database":
        return ""
    if find_spec("celery") is None:
        raise CeleryMissing
    url = os.environ.get("MADOGUCHI_BROKER_URL", "amqp://127.0.0.1:5672//")
    try:
        parts = urlsplit(url)
        is_whole = parts.scheme in ("amqp", "amqps") and parts.hostname and parts.port != 0
    except ValueError:  # a port that is none
        is_whole = False
    if not is_whole:
        raise BrokerUrlUnreadable
    return url


def broker_ca(url: str) -> str | None:
    """Return the file of the authorities that the broker's certificate may be from; None: those the system trusts.

    Args:
        url: :func:`broker_url`; where it is "", no broker is asked and nothing looked at.

    Raises:
        BrokerCaUnusable
    """
    given = os.environ.get("MADOGUCHI_BROKER_CA", "")
    if not given or not url:
        return None
    try:
        if not url.startswith("amqps:"):
            raise BrokerCaUnusable(given=given)
        create_default_context(cafile=given)
    except OSError as error:  # SSLError among them: a file without a certificate
        raise BrokerCaUnusable(given=given) from error
    return given


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


def secret_keys_before() -> list[str]:
    """Return the keys before the present one, whose signatures still hold: the lines of a file."""
    path = os.environ.get("MADOGUCHI_SECRET_KEYS_BEFORE_FILE")
    if not path:
        return []
    try:
        return [line.strip() for line in Path(path).read_text().splitlines() if line.strip()]
    except OSError as error:
        raise SystemExit(
            f"MADOGUCHI_SECRET_KEYS_BEFORE_FILEのファイルを読めません: {path}"
            f" / The file of MADOGUCHI_SECRET_KEYS_BEFORE_FILE cannot be read: {error}"
        ) from error


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
