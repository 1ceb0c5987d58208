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


class NotCarried(Refused):
    """Nothing is carried to or from the SFTP server now; what waits stays, and it is tried again."""

    code = "foundation.transfer_not_carried"
    status = 503
    what = Message("SFTPでの転送ができません。", "Nothing can be carried by SFTP.")


class SftpMissing(NotCarried):
    """The library is not installed."""

    code = "foundation.transfer_sftp_missing"
    why = Message("SFTP用の部品（paramiko）が入っていません。", "The part for SFTP (paramiko) is not installed.")
    mend = Message("「pip install madoguchi[sftp]」で入れてください。", "Install it: “pip install madoguchi[sftp]”.")


class LoginKeyUnreadable(NotCarried):
    """Our own key for signing in is not there, is none, or is locked by a passphrase."""

    code = "foundation.transfer_login_key_unreadable"
    why = Message("鍵「{file}」を読み取れません（{reason}）。", "The key “{file}” cannot be read ({reason}).")
    mend = Message(
        '「ssh-keygen -t ed25519 -N "" -f {file}」で作り、{file}.pub をサーバーの authorized_keys に加えてください。'
        "別の場所にある場合は MADOGUCHI_TRANSFER_SSH_KEY に書いてください。",
        'Make one with “ssh-keygen -t ed25519 -N "" -f {file}” and add {file}.pub to the server\'s authorized_keys. '
        "If it lies elsewhere, name it in MADOGUCHI_TRANSFER_SSH_KEY.",
    )


class HostUnknown(NotCarried):
    """The server's key is pinned nowhere."""

    code = "foundation.transfer_host_unknown"
    why = Message(
        "サーバー {server} の鍵が「{file}」にありません（{given}）。何も送っていません。",
        "The key of {server} is not in “{file}” ({given}). Nothing was sent.",
    )
    mend = Message(
        "サーバーの管理者に鍵の指紋を電話などで確かめてから、「ssh-keyscan」の出力を {file} に書いてください。",
        "Have the server's fingerprint told to you by another way, then write the output of “ssh-keyscan” to {file}.",
    )


class HostChanged(NotCarried):
    """Somebody else answers, or the server has a new key."""

    code = "foundation.transfer_host_changed"
    what = Message(
        "危険：SFTPサーバーの鍵が変わっています。転送を止めました。",
        "DANGER: the key of the SFTP server has changed. Nothing is carried.",
    )
    why = Message(
        "{server} が示した鍵は {given} で、「{file}」の {pinned} と違います。別の機械が間に入っている疑いがあります。",
        "{server} shows {given}, not {pinned} as in “{file}”. Another machine may stand between.",
    )
    mend = Message(
        "サーバーの管理者に確かめてください。鍵を替えたのであれば、新しい鍵を {file} に書いてください。"
        "替えていなければ、経路を調べてください。",
        "Ask those who run the server. If they changed its key, write the new one to {file}; if not, look into the way "
        "between.",
    )


class LoginRefused(NotCarried):
    """The server does not let us in with our key."""

    code = "foundation.transfer_login_refused"
    why = Message(
        "{server} が、{user} の鍵「{file}」を受け付けません。", "{server} does not let {user} in with the key “{file}”."
    )
    mend = Message(
        "{file}.pub の内容が、サーバーの {user} の authorized_keys にあるか確かめてください。",
        "Check that {file}.pub is in the authorized_keys of {user} on the server.",
    )


class ServerAway(NotCarried):
    """It does not answer, or stopped answering."""

    code = "foundation.transfer_server_away"
    why = Message("{server} が応答しません（{reason}）。", "{server} does not answer ({reason}).")
    mend = Message(
        "自動で試し直します。続くときは、サーバーと間の防火壁を調べてください。",
        "It is tried again by itself. If this goes on, look at the server and the firewall between.",
    )


class FolderRefused(NotCarried):
    """It answers, but does not let us read or write there."""

    code = "foundation.transfer_folder_refused"
    why = Message(
        "{server} の「{folder}」を読み書きできません（{reason}）。",
        "“{folder}” on {server} cannot be read or written ({reason}).",
    )
    mend = Message(
        "フォルダーがあること、書き込めること、空き容量があることを確かめてください。",
        "Check that the folder is there, may be written to, and has room left.",
    )
