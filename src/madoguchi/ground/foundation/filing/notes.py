"""What an officer is told of a file before opening it."""

from madoguchi.ground.foundation.models import Scan, StoredFile
from madoguchi.ground.kernel.errors import Message

_SCANS = {
    Scan.WAITING: Message("未検査：ウイルス検査が済むまで開けません", "Not scanned yet: closed until then"),
    Scan.INFECTED: Message("ウイルスが見つかったため閉じています", "Locked: a virus was found"),
}
_WARNINGS = {
    "javascript": Message("自動で動く部分（JavaScript）があります", "Holds parts that act by themselves (JavaScript)"),
    "launch": Message(
        "ほかのプログラムを起動する指示があります。確認の画面が出ても許可しないでください",
        "Asks to start another program: allow nothing",
    ),
    "embedded_file": Message(
        "中に別のファイルが入っています。取り出さないでください", "Holds another file: do not take it out"
    ),
    "multimedia": Message("動画や音声などが入っています", "Holds moving pictures or sound"),
    "sends_data": Message(
        "外部へ送信するボタンなどがあります。押さないでください", "Can send data elsewhere: press nothing"
    ),
    "encrypted": Message(
        "暗号化されていて、中身を調べられませんでした", "Encrypted: its inside could not be looked at"
    ),
}


def notes(file: StoredFile) -> tuple[Message, ...]:
    """Return what to know before opening a file, the scanner's word first."""
    scan = _SCANS.get(Scan(file.scan))
    return (*((scan,) if scan else ()), *(_WARNINGS[code] for code in file.warnings.split()))
