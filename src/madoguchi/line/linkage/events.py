"""What linkage announces."""

from uuid import UUID

from madoguchi.ground.foundation.events import Event, Mark, Reader
from madoguchi.ground.kernel.errors import Message

HANDED_OVER = Event(
    name="linkage.result.handed_over",
    label=Message(
        "担当システムへ引き継ぎました", "Handed over to the system in charge", easy="仕事の システムに 送りました"
    ),
    facts={"hand_over": UUID, "layout": str, "sha256": str},
    seen_by={Reader.APPLICANT, Reader.STAFF, Reader.AUDIT},
    mark=Mark.HANDED_OVER,
)
PREPARED = Event(
    name="linkage.hand_over.prepared",
    label=Message("引き継ぎファイルを準備しました", "A hand-over was prepared"),
    facts={"layout": str, "version": str, "number": int, "results": int},
)
FILE_OPENED = Event(
    name="linkage.file.opened",
    label=Message("引き継ぎファイルを開きました", "A handed-over file was opened"),
    facts={"file": str, "sha256": str},
)
