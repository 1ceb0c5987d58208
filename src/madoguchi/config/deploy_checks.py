"""Is this deployment fit for real people? Checks for ``madoguchi check --deploy``, in Japanese and English.

They join Django's own (``madoguchi manage check --deploy``) once this module is imported. Each says what is so, and how
to mend it; an error leaves people's data open, a warning is for somebody to decide.
"""

import os
import stat
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.checks import CheckMessage, Tags, register
from django.core.checks import Error as DjangoError
from django.core.checks import Warning as DjangoWarning

from madoguchi.ground.kernel.errors import Message, Refused

HERE = {"localhost", "127.0.0.1", "[::1]"}
SHORTEST_KEY = 50
OLDEST_BACKUP = timedelta(days=2)
Found = Iterator[CheckMessage]
CHECKS: list[Callable[[], Found]] = []


def _error(code: str, what: Message, mend: Message) -> CheckMessage:
    return DjangoError(f"{what.ja} / {what.en}", hint=f"{mend.ja} / {mend.en}", id=f"madoguchi.{code}")


def _warning(code: str, what: Message, mend: Message) -> CheckMessage:
    return DjangoWarning(f"{what.ja} / {what.en}", hint=f"{mend.ja} / {mend.en}", id=f"madoguchi.{code}")


def _check(function: Callable[[], Found]) -> Callable[[], Found]:
    CHECKS.append(function)

    def run(app_configs: Any, **_: Any) -> list[CheckMessage]:  # Any: Django's signature
        return list(function())

    register(run, Tags.security, deploy=True)
    return function


@_check
def secret_key() -> Found:
    """The key that signs cookies is long, and its file is the service's alone."""
    if len(settings.SECRET_KEY) < SHORTEST_KEY or len(set(settings.SECRET_KEY)) < 5:
        yield _error(
            "secret_key_weak",
            Message("秘密鍵が短すぎます。", "The secret key is too short."),
            Message(
                "MADOGUCHI_SECRET_KEY を外し、初回起動で作られる鍵を使ってください。",
                "Unset MADOGUCHI_SECRET_KEY: the first start makes one.",
            ),
        )
    path = Path(os.environ.get("MADOGUCHI_SECRET_KEY_FILE", settings.DATA / "secret_key"))
    in_use = not os.environ.get("MADOGUCHI_SECRET_KEY") and path.exists()
    if in_use and stat.S_IMODE(path.stat().st_mode) & 0o077:
        yield _error(
            "secret_key_readable",
            Message(
                f"秘密鍵のファイル {path} を、ほかの利用者が読めます。", f"Others can read the secret key in {path}."
            ),
            Message(f"chmod 600 {path}", f"chmod 600 {path}"),
        )


@_check
def sealing_keys() -> Found:
    """The keys of sealed secrets are the service's alone, and open every secret."""
    from madoguchi.ground.foundation.public import sealing

    path = sealing.keys_file()
    if path.exists() and stat.S_IMODE(path.stat().st_mode) & 0o077:
        yield _error(
            "sealing_keys_readable",
            Message(f"鍵のファイル {path} を、ほかの利用者が読めます。", f"Others can read the keys in {path}."),
            Message(f"chmod 600 {path}", f"chmod 600 {path}"),
        )
    try:
        _, lost = sealing.walk_all(write=False)
    except Refused as refusal:
        yield _error("sealing_keys", refusal.why, refusal.mend)
        return
    if lost:
        yield _error(
            "sealing_keys_lost",
            Message(
                f"{path} の鍵では開けない秘密（認証アプリ、Webhookの署名）が{lost}件あります。",
                f"{lost} secrets (of authenticator apps, of webhooks) do not open with the keys in {path}.",
            ),
            Message(
                "なくした鍵をファイルに戻すか、その職員のサインインを初期化し、Webhookの署名の鍵を替えてください。",
                "Bring the lost key back into the file, or renew those people's sign-in and those webhooks' secrets.",
            ),
        )


@_check
def debugging() -> Found:
    """Faults are not shown to strangers."""
    if settings.DEBUG:
        yield _error(
            "debug",
            Message("DEBUG が有効で、障害時に内部の情報が表示されます。", "DEBUG is on: faults show what is inside."),
            Message("DEBUG を False に戻してください。", "Set DEBUG back to False."),
        )


@_check
def hosts() -> Found:
    """The product answers to its own names only, and knows its address."""
    if "*" in settings.ALLOWED_HOSTS or set(settings.ALLOWED_HOSTS) <= HERE:
        yield _error(
            "hosts",
            Message("受け付けるホスト名が決まっていません。", "It is not said which host names are answered to."),
            Message(
                "例: MADOGUCHI_HOSTS=madoguchi.example.lg.jp,localhost",
                "Example: MADOGUCHI_HOSTS=madoguchi.example.lg.jp,localhost",
            ),
        )
    if not settings.SITE_ADDRESS.startswith("https://"):
        yield _error(
            "address",
            Message(
                "メールや通知書に書くアドレスが https ではありません。",
                "The address in mails and letters is not https.",
            ),
            Message(
                "例: MADOGUCHI_ADDRESS=https://madoguchi.example.lg.jp",
                "Example: MADOGUCHI_ADDRESS=https://madoguchi.example.lg.jp",
            ),
        )


@_check
def https() -> Found:
    """Pages and cookies travel over HTTPS, and limits see people's own addresses."""
    if not (settings.HTTPS and settings.SESSION_COOKIE_SECURE and settings.CSRF_COOKIE_SECURE):
        yield _error(
            "https",
            Message("HTTPS が必須になっていません。", "HTTPS is not required."),
            Message(
                "プロキシで TLS を終端し、MADOGUCHI_HTTPS=1 としてください。",
                "End TLS at your proxy and set MADOGUCHI_HTTPS=1.",
            ),
        )
    elif settings.SECURE_HSTS_SECONDS < 15_552_000:
        yield _warning(
            "hsts",
            Message("HSTS の期間が半年より短くなっています。", "HSTS lasts less than half a year."),
            Message("SECURE_HSTS_SECONDS を既定値に戻してください。", "Set SECURE_HSTS_SECONDS back to its default."),
        )
    if settings.HTTPS and settings.ALLAUTH_TRUSTED_PROXY_COUNT == 0:
        yield _warning(
            "proxies",
            Message(
                "プロキシの数が 0 のため、全員が一つのアドレスとして数えられます。",
                "No proxies are counted, so everybody shares one address and its limits.",
            ),
            Message("例: MADOGUCHI_PROXIES=1", "Example: MADOGUCHI_PROXIES=1"),
        )


@_check
def mail() -> Found:
    """Mails leave the machine."""
    if not settings.EMAIL_HOST:
        yield _error(
            "mail",
            Message("メールサーバーがなく、メールは誰にも届きません。", "No mail server is set: mails reach nobody."),
            Message("例: MADOGUCHI_MAIL_HOST=mail.example.lg.jp", "Example: MADOGUCHI_MAIL_HOST=mail.example.lg.jp"),
        )


@_check
def scanning() -> Found:
    """Somebody looks for viruses in what people send."""
    if not getattr(settings, "CLAMD", ""):
        yield _warning(
            "scan",
            Message("添付ファイルのウイルス検査をしていません。", "Nobody scans uploads for viruses."),
            Message(
                "ClamAV を使うか、プロキシか保存先で検査してください。",
                "Use ClamAV, or scan in your proxy or where the files lie.",
            ),
        )


@_check
def backups() -> Found:
    """A copy of everything was made lately, where the operator says backups are kept."""
    folder = os.environ.get("MADOGUCHI_BACKUPS", "")
    times = [path.stat().st_mtime for path in Path(folder).rglob("*") if path.is_file()] if folder else []
    if not folder:
        yield _warning(
            "backup_unknown",
            Message(
                "バックアップの場所が分からず、新しさを確かめられません。", "It is not said where backups are kept."
            ),
            Message("例: MADOGUCHI_BACKUPS=/srv/backup", "Example: MADOGUCHI_BACKUPS=/srv/backup"),
        )
    elif not times or datetime.fromtimestamp(max(times), UTC) < datetime.now(UTC) - OLDEST_BACKUP:
        yield _error(
            "backup_old",
            Message(
                f"{folder} に、2日以内のバックアップがありません。",
                f"There is no backup of the last two days in {folder}.",
            ),
            Message(
                "バックアップを取り、定期実行を確かめてください。", "Make one, and see why it does not run by itself."
            ),
        )


@_check
def demonstration() -> Found:
    """Nobody gets in by a password that is printed in the demo."""
    from madoguchi.config.demo_accounts import demo_accounts
    from madoguchi.ground.foundation.public import Account

    if settings.DEMO:
        yield _error(
            "demo",
            Message("デモとして動いています。", "This runs as a demonstration."),
            Message("MADOGUCHI_DEMO を外してください。", "Unset MADOGUCHI_DEMO."),
        )
    known = {one["email"] for one in demo_accounts()}
    present = Account.objects.filter(email__in=known, is_active=True).count()
    if present:
        yield _error(
            "demo_accounts",
            Message(
                f"パスワードが公開されているデモのアカウントが{present}件あります。",
                f"There are {present} demo accounts, whose passwords everybody knows.",
            ),
            Message("空のデータベースから始めてください。", "Begin with an empty database."),
        )


@_check
def database() -> Found:
    """The wall between bodies stands, and the product cannot take it down."""
    from django.db import connection

    from madoguchi.ground.foundation.public import Body, Platform

    if connection.vendor != "postgresql":
        if Body.objects.count() > 1:
            yield _error(
                "sqlite_many_bodies",
                Message(
                    "複数の団体のデータが SQLite にあり、団体の間の壁が一枚だけです。",
                    "Several bodies share SQLite, where only one wall stands between them.",
                ),
                Message("PostgreSQL を使ってください（docs/operate/installation.md）。", "Use PostgreSQL."),
            )
        return
    with connection.cursor() as cursor:
        cursor.execute(_POWERS)
        powers = [name for name, has in zip(_NAMES, cursor.fetchone() or (), strict=True) if has]
        platform = [one._meta.db_table for one in apps.get_models() if issubclass(one, Platform)]
        cursor.execute(_OPEN_TABLES, [platform])
        open_tables = [name for (name,) in cursor.fetchall()]
    if powers:
        yield _error(
            "database_role",
            Message(
                f"データベースのロールの権限が強すぎます（{', '.join(powers)}）。団体の間の壁が働きません。",
                f"The database role has too much power ({', '.join(powers)}): the wall between bodies does not hold.",
            ),
            Message(
                "表を持たない、行レベルセキュリティを迂回できないロールで接続してください（docs/operate/installation.md）。",
                "Connect as a role that owns no table and bypasses nothing (docs/operate/installation.md).",
            ),
        )
    if open_tables:
        yield _error(
            "open_tables",
            Message(
                f"団体の間の壁がない表があります: {', '.join(open_tables)}",
                f"Tables without the wall between bodies: {', '.join(open_tables)}",
            ),
            Message(
                "「madoguchi migrate」を所有者のロールで実行してください。", "Run “madoguchi migrate” as the owner."
            ),
        )


_NAMES = ("SUPERUSER", "BYPASSRLS", "CREATEROLE", "CREATEDB", "OWNER", "MEMBER OF ANOTHER ROLE")
_POWERS = (
    "SELECT rolsuper, rolbypassrls, rolcreaterole, rolcreatedb,"
    " EXISTS (SELECT FROM pg_class WHERE relowner = pg_roles.oid AND relkind = 'r'),"
    " EXISTS (SELECT FROM pg_auth_members WHERE member = pg_roles.oid)"
    " FROM pg_roles WHERE rolname = current_user"
)
# Tables with a body whose wall is off or has no policy; platform tables name a body without being its own.
_OPEN_TABLES = (
    "SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'body_id'"
    " WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace"
    " AND NOT c.relname = ANY(%s)"
    " AND NOT (c.relrowsecurity AND EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = c.oid)) ORDER BY 1"
)
