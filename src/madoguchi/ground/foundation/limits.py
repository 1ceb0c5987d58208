"""Limits on how often: guesses of receipt numbers, sign-in codes. Kept in the database, so all processes count."""

from datetime import datetime, timedelta
from hashlib import sha256

from django.db import connection

from madoguchi.ground.kernel.errors import Message, Refused
from madoguchi.ground.kernel.ids import uuid7

LONGEST_WINDOW = timedelta(days=1)  # counters older than twice this are swept


class TooMany(Refused):
    """The limit is reached."""

    code = "foundation.too_many"
    status = 429
    what = Message(
        "回数の上限に達しました。", "That was tried too often.", easy="何回も しました。少し 待ってください。"
    )
    why = Message(
        "安全のため、{minutes}分間に{most}回までとしています。",
        "For safety it can be done {most} times in {minutes} minutes.",
        easy="{minutes}分で {most}回まで できます。",
    )
    mend = Message(
        "しばらく待ってからもう一度お試しください。お急ぎの場合は窓口へお電話ください。",
        "Please wait a while and try again, or telephone the office.",
        easy="少し 待って もう一度 してください。いそぐときは 電話してください。",
    )


def spend(name: str, *, key: str, most: int, per_seconds: int, at: datetime) -> None:
    """Count one use of something limited; committed at once, whatever happens to the request.

    Args:
        key: who or what is limited (an address, a receipt number); stored hashed.

    Raises:
        TooMany: ``most`` uses are spent in this window of ``per_seconds``.
        ValueError: the window is longer than :data:`LONGEST_WINDOW`.
    """
    if per_seconds > LONGEST_WINDOW.total_seconds():
        raise ValueError(f"a limit over {per_seconds} seconds would be swept before its end")
    hashed = _hashed(name, key)
    window = int(at.timestamp()) // per_seconds
    row_id = uuid7()
    with connection.cursor() as cursor:
        cursor.execute(
            'INSERT INTO foundation_spending (id, name, key, "window", used) VALUES (%s, %s, %s, %s, 1) '
            'ON CONFLICT (name, key, "window") DO UPDATE SET used = foundation_spending.used + 1 RETURNING used',
            [row_id if connection.features.has_native_uuid_field else row_id.hex, name, hashed, window],
        )
        used = cursor.fetchone()[0]
    if used > most:
        raise TooMany(most=most, minutes=max(1, per_seconds // 60))


def forget(name: str, *, key: str) -> None:
    """Forget all uses of something limited by this key."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM foundation_spending WHERE name = %s AND key = %s", [name, _hashed(name, key)])


def _hashed(name: str, key: str) -> str:
    return sha256(f"{name}:{key}".encode()).hexdigest()
