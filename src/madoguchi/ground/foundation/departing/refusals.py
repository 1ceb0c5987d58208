"""What stops a body's leaving, and how to go on."""

from madoguchi.ground.kernel.errors import Message, Refused

_AGAIN = Message(
    "「madoguchi bodies leave {slug}」で書き出し直してください。",
    "Export it again with “madoguchi bodies leave {slug}”.",
)


class HasChildren(Refused):
    """Bodies below it take their settings from it."""

    code = "foundation.body_has_children"
    what = Message("「{slug}」を離脱させられません。", "“{slug}” cannot leave.")
    why = Message("この団体の下に、ほかの団体があります（{children}）。", "Other bodies stand below it ({children}).")
    mend = Message(
        "先に、下の団体を離脱させるか、別の団体の下に移してください。",
        "Let them leave first, or put them below another body.",
    )


class NotClosed(Refused):
    """A body at work is not erased."""

    code = "foundation.body_not_closed"
    what = Message("何も消していません。", "Nothing was erased.")
    why = Message("「{slug}」は閉じられていません。", "“{slug}” is not closed.")
    mend = _AGAIN


class LeftAlready(Refused):
    """Its erasure has begun or is done."""

    code = "foundation.body_left_already"
    what = Message("「{slug}」を元に戻せません。", "“{slug}” cannot be brought back.")
    why = Message("消去がすでに始まっています。", "Its erasure has begun.")
    mend = Message(
        "「madoguchi bodies erase」を、同じ書き出しで最後まで実行してください。",
        "Run “madoguchi bodies erase” with the same export to its end.",
    )


class Held(Refused):
    """Somebody ordered that records be kept."""

    code = "foundation.body_held"
    what = Message("何も消していません。", "Nothing was erased.")
    why = Message(
        "「{slug}」には、廃棄が保留されている記録が{count}件あります。",
        "“{slug}” has {count} records on legal hold.",
    )
    mend = Message(
        "「madoguchi bodies stay {slug}」で開き直し、保留を登録した部署に相談して、解除されてからやり直してください。",
        "Open it again with “madoguchi bodies stay {slug}”, ask those who placed the holds, and begin anew once they"
        " are lifted.",
    )


class StillAtWork(Refused):
    """A worker has a task of the body in hand."""

    code = "foundation.body_still_at_work"
    what = Message("何も消していません。", "Nothing was erased.")
    why = Message("「{slug}」の作業が{count}件、進んでいます。", "{count} tasks of “{slug}” are running.")
    mend = Message("1分ほど待って、もう一度実行してください。", "Wait for a minute and run the command again.")


class ExportDamaged(Refused):
    """The export is not what its manifest says."""

    code = "foundation.body_export_damaged"
    what = Message("何も消していません。", "Nothing was erased.")
    why = Message("書き出しに問題があります（{finding}）。", "The export has a fault ({finding}).")
    mend = _AGAIN


class ExportStale(Refused):
    """The body is not what the export holds: another body's export, or something came in since."""

    code = "foundation.body_export_stale"
    what = Message("何も消していません。", "Nothing was erased.")
    why = Message(
        "書き出しの中身が「{slug}」のいまの中身と違います（{where}）。",
        "The export does not hold what “{slug}” holds now ({where}).",
    )
    mend = _AGAIN


class NotConfirmed(Refused):
    """Whoever erases says which export was checked."""

    code = "foundation.body_not_confirmed"
    what = Message("何も消していません。", "Nothing was erased.")
    why = Message("確認番号がこの書き出しのものではありません。", "The number is not the one of this export.")
    mend = Message(
        "「madoguchi bodies check」で書き出しを確かめ、最後に表示される確認番号を「--confirm」に入れてください。",
        "Check the export with “madoguchi bodies check” and give “--confirm” the number it shows at its end.",
    )


class TargetThere(Refused):
    """Opening an export would mix with what is there."""

    code = "foundation.body_export_target_there"
    what = Message("書き出しを開けませんでした。", "The export was not opened.")
    why = Message("「{path}」はすでにあります。", "“{path}” is there already.")
    mend = Message("まだないフォルダーの名前を示してください。", "Name a folder that is not there yet.")
