"""What forms announce."""

from madoguchi.ground.foundation.events import Event, Reader
from madoguchi.ground.kernel.errors import Message

VERSION_PUBLISHED = Event(
    name="forms.version.published",
    label=Message("様式の新しい版を公開しました", "A new version of the form was published"),
    facts={"procedure": str, "number": int, "sha256": str},
)
VERSION_CLOSED = Event(
    name="forms.version.closed",
    label=Message("申請の受付を終える日時を決めました", "The end of taking applications was set"),
    facts={"procedure": str, "number": int},
)
VERSION_PREPARED = Event(
    name="forms.version.prepared",
    label=Message("公開前の版を取り込みました", "A version to be published was taken in"),
    facts={"procedure": str, "sha256": str},
)
VERSION_DISCARDED = Event(
    name="forms.version.discarded",
    label=Message("公開前の版を取り消しました", "A version to be published was discarded"),
    facts={"procedure": str, "sha256": str},
)
DRAFT_STARTED = Event(
    name="forms.draft.started",
    label=Message("入力を始めました", "Filling in was started", easy="書き始めました"),
    facts={"procedure": str, "version": int, "channel": str},
    seen_by={Reader.AUDIT},
)
PAGE_SAVED = Event(
    name="forms.page.saved",
    # ``faults`` are ``field:fault`` without answers: which question people stumble over.
    label=Message("入力した内容を保存しました", "A page was saved", easy="書いた ことを 保存しました"),
    facts={"page": str, "faults": list},
    seen_by={Reader.AUDIT},
)
DRAFT_FILLED = Event(
    name="forms.draft.filled",
    # ``source``: the identity provider's key; ``fields``: which questions, without what they hold
    label=Message("カードから入力しました", "Answers were taken from a card", easy="カードから 書きました"),
    facts={"source": str, "fields": list},
    seen_by={Reader.AUDIT},
)
DRAFT_DISCARDED = Event(
    name="forms.draft.discarded",
    label=Message("入力途中の内容を消しました", "A draft was discarded", easy="書いた ことを 消しました"),
    facts={"page": str},
    seen_by={Reader.AUDIT},
)
DRAFT_EXPIRED = Event(
    name="forms.draft.expired",
    label=Message(
        "保存の期間が過ぎ、入力途中の内容を消しました",
        "A draft expired and was deleted",
        easy="時間が たって、消えました",
    ),
    facts={"page": str},
    seen_by={Reader.AUDIT},
)
