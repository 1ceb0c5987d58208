"""What scanners found: told to staff and to the audit; never the file's name, which is free text."""

from datetime import datetime

from madoguchi.ground.foundation.events import Event, Reader
from madoguchi.ground.kernel.errors import Message

_SEEN_BY = frozenset({Reader.STAFF, Reader.AUDIT})

FILE_TURNED_AWAY = Event(
    "foundation.file.turned_away",
    Message("ウイルスが見つかったファイルを受け取りませんでした", "A file with a virus was not taken"),
    {"sha256": str, "found": str, "signatures": str},
    _SEEN_BY,
    detail=Message("検知名: {found}", "Signature: {found}"),
)
FILE_SCANNED = Event(
    "foundation.file.scanned",
    Message("受け取ったファイルのウイルス検査をしました", "A kept file was scanned for viruses"),
    {"scan": str, "found": str, "signatures": str, "before": str, "scanned_before_at": datetime},
    _SEEN_BY,
)
