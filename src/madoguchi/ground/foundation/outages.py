"""Bad days of the database, told as refusals: it is away for a while, or its disk is full."""

from django.db import InterfaceError, OperationalError

from madoguchi.ground.kernel.errors import Message, Refused

RETRY_SECONDS = 30  # told to programs (Retry-After, RFC 9110 10.2.3)
# Primary result codes of SQLite: BUSY, LOCKED, READONLY, CANTOPEN; IOERR, FULL (sqlite.org/rescode.html).
_SQLITE_AWAY, _SQLITE_FULL = frozenset({5, 6, 8, 14}), frozenset({10, 13})
_POSTGRES_FULL = "53100"  # disk_full (PostgreSQL, appendix A)


class DatabaseAway(Refused):
    """The database does not answer: being restarted, or cut off."""

    code = "foundation.database_away"
    status = 503
    what = Message(
        "いま、手続きのシステムを使えません。",
        "The system cannot be used just now.",
        easy="いま、この ページは つかえません。",
    )
    why = Message(
        "データの保管場所につながりません。あなたの操作が原因ではありません。",
        "Its database does not answer. You did nothing wrong.",
        easy="市役所の コンピューターが とまっています。",
    )
    mend = Message(
        "1分ほど待ってから、この画面を再読み込みしてください。送信の途中だったときは、入力した内容がもう一度送られます。二重に申請されることはありません。",
        "Wait a minute and reload this page. If you were sending something it is sent again, and counted once.",
        easy="1分 待って、この ページを もう一度 ひらいて ください。書いた ものは もう一度 おくられます。",
    )


class DiskFull(Refused):
    """Nothing more can be written."""

    code = "foundation.disk_full"
    status = 503
    what = Message("保存できませんでした。", "It was not saved.", easy="ほぞん できませんでした。")
    why = Message(
        "役所側の保管場所がいっぱいです。あなたの操作が原因ではありません。",
        "There is no room left on our side. You did nothing wrong.",
        easy="市役所の コンピューターが いっぱいです。",
    )
    mend = Message(
        "しばらく待ってから、もう一度お試しください。お急ぎの場合は窓口へお電話ください。",
        "Please wait a while and try again, or telephone the office.",
        easy="少し 待って もう一度 してください。いそぐときは 電話してください。",
    )


def refusal_of(error: BaseException | None) -> Refused | None:
    """Return what to tell people of a database's error that will pass; None for any other error, a fault of ours."""
    if isinstance(error, InterfaceError):
        return DatabaseAway()
    if not isinstance(error, OperationalError):
        return None
    cause = error.__cause__
    if (result := getattr(cause, "sqlite_errorcode", None)) is not None:
        primary = result & 0xFF
        return DiskFull() if primary in _SQLITE_FULL else DatabaseAway() if primary in _SQLITE_AWAY else None
    return DiskFull() if getattr(cause, "sqlstate", None) == _POSTGRES_FULL else DatabaseAway()
