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
WORK_BEGUN = Event(
    name="forms.work.begun",
    label=Message("様式の編集を始めました", "Work on a form was begun"),
    facts={"procedure": str},
)
WORK_DONE = Event(
    name="forms.work.done",
    # ``act`` is a value of ``building.Act``, ``place`` what it was done to
    label=Message("編集中の様式を変えました", "A form in progress was changed"),
    facts={"procedure": str, "act": str, "place": str, "step": int},
)
WORK_ENDED = Event(
    name="forms.work.ended",
    label=Message("様式の編集を終えました", "Work on a form was ended"),
    facts={"procedure": str, "is_handed_in": bool},
)
WORK_COMMENTED = Event(
    name="forms.work.commented",
    # ``place`` is empty where it is about the whole form; what was said is not told: it goes with the work
    label=Message("編集中の様式にコメントを書きました", "A comment on a form in progress was written"),
    facts={"procedure": str, "comment": str, "place": str, "is_answer": bool},
)
WORK_COMMENT_DONE = Event(
    name="forms.work.comment_done",
    label=Message("編集中の様式のコメントを対応済みにしました", "A comment on a form in progress was marked done"),
    facts={"procedure": str, "comment": str, "place": str},
)
PACKAGE_PACKED = Event(
    name="forms.package.packed",
    label=Message("版をパッケージに書き出しました", "A version was written to a package"),
    facts={"procedure": str, "number": int, "sha256": str},
)
PACKAGE_RECEIVED = Event(
    name="forms.package.received",
    label=Message("ほかの団体のパッケージを受け取りました", "A package of another body was received"),
    facts={"procedure": str, "package": str, "version": str, "sha256": str},
)
PACKAGE_DROPPED = Event(
    name="forms.package.dropped",
    label=Message("受け取ったパッケージを取り消しました", "A package that was received was dropped"),
    facts={"procedure": str, "package": str, "version": str, "sha256": str},
)
PACKAGE_ADOPTED = Event(
    name="forms.package.adopted",
    # ``changed``: how much its maker changed since the last one; ``overridden``: what of it this body had changed too
    label=Message("ほかの団体のパッケージを採用しました", "A package of another body was adopted"),
    facts={"procedure": str, "package": str, "version": str, "sha256": str, "changed": int, "overridden": int},
)
SIGNER_PROPOSED = Event(
    name="forms.signer.proposed",
    label=Message("パッケージの署名の鍵を1人が確かめました", "One person confirmed a key that signs packages"),
    facts={"fingerprint": str},
)
SIGNER_TRUSTED = Event(
    name="forms.signer.trusted",
    label=Message("パッケージの署名の鍵を登録しました", "A key that signs packages is trusted"),
    facts={"fingerprint": str},
)
SIGNER_ENDED = Event(
    name="forms.signer.ended",
    label=Message("パッケージの署名の鍵の登録をやめました", "A key that signs packages is not trusted any more"),
    facts={"fingerprint": str},
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
