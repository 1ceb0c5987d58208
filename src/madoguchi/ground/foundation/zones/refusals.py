"""What is refused between zones; operators read these."""

from madoguchi.ground.kernel.errors import Message, Refused


class NotApart(Refused):
    """This installation runs both zones together."""

    code = "foundation.zones_not_apart"
    what = Message("転送は行われません。", "Nothing is transferred.")
    why = Message(
        "この環境は、インターネット側と庁内側を分けずに動いています（MADOGUCHI_ZONE=together）。",
        "This installation runs both zones together (MADOGUCHI_ZONE=together).",
    )
    mend = Message(
        "分けて動かす場合は、MADOGUCHI_ZONE=internet または lgwan を設定してください。",
        "To run them apart, set MADOGUCHI_ZONE=internet or lgwan.",
    )


class KeyMissing(Refused):
    """A key file is not there or cannot be read."""

    code = "foundation.transfer_key_missing"
    what = Message("転送用の鍵を読み取れませんでした。", "A key for transfer could not be read.")
    why = Message("「{path}」: {reason}", "“{path}”: {reason}.")
    mend = Message(
        "自分の鍵は「madoguchi transfer key」で作れます。相手の own.pub は、同じ場所に peer.pub として置いてください。",
        "Make your own with “madoguchi transfer key”; put the other side's own.pub there under the name peer.pub.",
    )


class PackageRefused(Refused):
    """A package that is not taken in. ``reason`` names what is wrong."""

    code = "foundation.package_refused"
    what = Message("パッケージ「{name}」を取り込みませんでした。", "The package “{name}” was not taken in.")


class Damaged(PackageRefused):
    """Cut short, changed on the way, or no package at all."""

    code = "foundation.package_damaged"
    why = Message(
        "途中で切れているか、書き換えられています（{reason}）。",
        "It is cut short or was changed on the way ({reason}).",
    )
    mend = Message(
        "何もする必要はありません。相手側が自動で送り直します。繰り返すときは、転送の経路を調べてください。",
        "Nothing need be done: the other side sends it again. If this goes on, look at the way it travels.",
    )


class Foreign(PackageRefused):
    """Sealed with another key, from the wrong zone, or for another."""

    code = "foundation.package_foreign"
    why = Message(
        "相手側の鍵で封印されたものではありません（{reason}）。", "It was not sealed by the other side ({reason})."
    )
    mend = Message(
        "両側の own.pub と peer.pub が対か確かめてください。対であれば、持ち込まれた経路を調べてください。",
        "Check that own.pub and peer.pub of both sides are a pair. If they are, find out who put it here.",
    )


class NotAgreed(PackageRefused):
    """Well sealed, but its content is not what crosses from there."""

    code = "foundation.package_not_agreed"
    why = Message(
        "この向きに転送してよい内容ではありません（{reason}）。",
        "Its content may not cross in this direction ({reason}).",
    )
    mend = Message(
        "両側のMadoguchiの版が同じか確かめてください。同じ場合は、相手側が侵害された疑いがあります。",
        "Check that both sides run the same version. If they do, the other side may have been broken into.",
    )


class ChainBroken(PackageRefused):
    """Its number was taken by another package, or it does not follow the one before."""

    code = "foundation.package_chain_broken"
    why = Message("これまでの続きではありません（{reason}）。", "It does not follow what came before ({reason}).")
    mend = Message(
        "どちらかの側がバックアップから戻されていないか確かめ、手順書「ゾーンを分ける」の「バックアップから戻したとき」に従ってください。",
        "Find out whether one side was restored from a backup, and follow “After a restore” in docs/operate/zones.md.",
    )
