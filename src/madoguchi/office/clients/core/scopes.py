"""What a client may be allowed (RFC 6749, 3.3)."""

from collections.abc import Iterable
from enum import StrEnum

from madoguchi.ground.kernel.errors import Message, Refused


class Scope(StrEnum):
    """One permission of a client at its body."""

    SEND = "applications:write"
    READ = "applications:read"
    READ_ALL = "applications:read_all"
    DOCUMENTS = "documents:read"
    HAND_OVERS = "handovers:read"


LABELS = {
    Scope.SEND: Message("申請とファイルを送る", "Send applications and files"),
    Scope.READ: Message("自分が送った申請の状況を読む", "Read the status of what it sent"),
    Scope.READ_ALL: Message("すべての申請の状況を読む", "Read the status of every application"),
    Scope.DOCUMENTS: Message(
        "読める申請の通知書を受け取る（個人情報を含みます）",
        "Fetch notices of the applications it may read (they hold personal data)",
    ),
    Scope.HAND_OVERS: Message(
        "引き継ぎファイルを受け取る（個人情報を含みます）", "Fetch files for core systems (they hold personal data)"
    ),
}
DEFAULT = (Scope.SEND, Scope.READ)


class ScopeUnknown(Refused):
    """A word that names no scope, or one the client was not given."""

    code = "clients.scope_unknown"
    status = 400
    what = Message("トークンを発行できませんでした。", "No token was given.")
    why = Message("「{scope}」は、このシステムに認められていません。", "“{scope}” is not allowed to this client.")
    mend = Message(
        "認められた範囲だけを求めるか、scopeを付けずに送ってください。",
        "Ask for scopes you were given, or send no scope at all.",
    )


def chosen(wanted: str | None, given: Iterable[str]) -> frozenset[Scope]:
    """Return the scopes of a token: those asked for, or all the client has.

    Args:
        wanted: the parameter ``scope``: words with one space between; None or empty: all.
        given: what the client was given.

    Raises:
        ScopeUnknown: one of them was not given.
    """
    has = frozenset(Scope(one) for one in given)
    if not wanted:
        return has
    words = wanted.split(" ")
    for word in words:
        if word not in has:
            raise ScopeUnknown(scope=word[:60].encode("ascii", "replace").decode())
    return frozenset(Scope(word) for word in words)
