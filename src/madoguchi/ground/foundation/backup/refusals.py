"""What backup and restore refuse, and how to go on."""

from madoguchi.ground.kernel.errors import Message, Refused


class KeyMissing(Refused):
    """No key was given and nobody can be asked."""

    code = "foundation.backup_key_missing"
    what = Message("バックアップの鍵がありません。", "There is no key for the backup.")
    why = Message("{reason_ja}。", "{reason_en}.")
    mend = Message(
        "「--key-file ファイル」で鍵のファイルを示してください。新しい鍵は"
        "「(umask 077; head -c 32 /dev/urandom | base64 > backup.key)」で作れます。",
        "Name the key file with “--key-file FILE”. A new key is made by "
        "“(umask 077; head -c 32 /dev/urandom | base64 > backup.key)”.",
    )


class KeyTooShort(Refused):
    """A key that could be guessed."""

    code = "foundation.backup_key_too_short"
    what = Message("バックアップの鍵が短すぎます。", "The key of the backup is too short.")
    why = Message("{length}文字でした。{least}文字以上が必要です。", "It has {length} characters; {least} are needed.")
    mend = Message(
        "{least}文字以上の合い言葉か、作った鍵のファイルを使ってください。",
        "Use a passphrase of at least {least} characters, or a key file made at random.",
    )


class KeyWrong(Refused):
    """The key opens another backup, not this one."""

    code = "foundation.backup_key_wrong"
    what = Message("この鍵では「{path}」を開けません。", "This key does not open “{path}”.")
    why = Message("バックアップは別の鍵で作られています。", "The backup was made with another key.")
    mend = Message(
        "作ったときの鍵を使ってください。途中のバックアップ（unfinished）なら、その鍵で続けるか、フォルダーを消してください。",
        "Use the key it was made with. If it is an unfinished one, go on with that key or delete the folder.",
    )


class BackupUnreadable(Refused):
    """The folder holds no backup that this version can read."""

    code = "foundation.backup_unreadable"
    what = Message("「{path}」はバックアップとして読めません。", "“{path}” cannot be read as a backup.")
    why = Message("{reason_ja}。", "{reason_en}.")
    mend = Message(
        "「madoguchi backup」か「madoguchi bodies leave」が作った、名前が日時で終わるフォルダーを選んでください。",
        "Choose a folder that “madoguchi backup” or “madoguchi bodies leave” made; its name ends with a time.",
    )


class PartDamaged(Refused):
    """Bytes of the backup are not those that were written."""

    code = "foundation.backup_part_damaged"
    what = Message("バックアップの「{part}」が壊れています。", "“{part}” of the backup is damaged.")
    why = Message("{reason_ja}。", "{reason_en}.")
    mend = Message(
        "別の場所に写したバックアップから「{part}」を戻して同じコマンドを実行するか、別の日のバックアップを使ってください。",
        "Bring “{part}” back from another copy and run the same command again, or use the backup of another day.",
    )


class SchemaNewer(Refused):
    """The backup was made by a newer version than this one."""

    code = "foundation.backup_schema_newer"
    what = Message("このバックアップは新しい版のものです。", "This backup comes from a newer version.")
    why = Message(
        "この版（{ours}）が知らない更新があります: {unknown}（作った版: {theirs}）",
        "This version ({ours}) does not know {unknown} (made by {theirs}).",
    )
    mend = Message(
        "{theirs}以降の版を入れてから、もう一度実行してください。",
        "Install version {theirs} or later and run the command again.",
    )


class TargetNotEmpty(Refused):
    """Restoring would mix with what is there."""

    code = "foundation.restore_target_not_empty"
    what = Message("戻す先が空ではありません。", "The target is not empty.")
    why = Message("{place} に{found_ja}があります。", "{place} holds {found_en}.")
    mend = Message(
        "空のデータベースと空のフォルダーを用意してください（MADOGUCHI_DATABASE_URL、MADOGUCHI_DATA）。",
        "Prepare an empty database and an empty folder (MADOGUCHI_DATABASE_URL, MADOGUCHI_DATA).",
    )


class BackupRunning(Refused):
    """Another process writes there now."""

    code = "foundation.backup_running"
    what = Message("「{path}」では別の作業が進んでいます。", "Another process is at work in “{path}”.")
    why = Message(
        "バックアップか復元が動いていて、終わっていません。", "A backup or a restore is running and has not ended."
    )
    mend = Message("終わるのを待って、もう一度実行してください。", "Wait until it has ended and try again.")


class OwnerNeeded(Refused):
    """On PostgreSQL the product's role does not see every row."""

    code = "foundation.backup_owner_needed"
    what = Message("表の持ち主としてつなぐ必要があります。", "The owner of the tables has to connect.")
    why = Message(
        "製品のロールには行単位の保護があり、すべての行は見えません。",
        "Row-level security hides rows from the product's own role.",
    )
    mend = Message(
        "MADOGUCHI_OWNER_DATABASE_URL を設定してください（例: postgresql://madoguchi_owner@db/madoguchi）。",
        "Set MADOGUCHI_OWNER_DATABASE_URL, such as postgresql://madoguchi_owner@db/madoguchi.",
    )


class NothingThere(Refused):
    """A database without tables."""

    code = "foundation.backup_nothing_there"
    what = Message("バックアップするものがありません。", "There is nothing to back up.")
    why = Message("データベース {place} に表がありません。", "The database {place} has no tables.")
    mend = Message(
        "MADOGUCHI_DATA と MADOGUCHI_DATABASE_URL が動いている窓口のものか確かめてください。",
        "See that MADOGUCHI_DATA and MADOGUCHI_DATABASE_URL are those of the running product.",
    )


class FilesKeepGoing(Refused):
    """Files were erased during every attempt."""

    code = "foundation.backup_files_keep_going"
    what = Message("バックアップを終えられませんでした。", "The backup could not be finished.")
    why = Message(
        "{attempts}回とも、写している間に保存期限の過ぎたファイルが消されました。",
        "Files whose retention had ended were erased during each of {attempts} attempts.",
    )
    mend = Message(
        "しばらくして同じコマンドを実行してください。写した分は残っています。",
        "Run the same command again a little later; what was copied is kept.",
    )


class FilesAway(Refused):
    """The place of the deployment's files does not answer, or has no room left."""

    code = "foundation.backup_files_away"
    what = Message("ファイルの保管場所「{place}」を使えません。", "The place of the files, “{place}”, cannot be used.")
    why = Message("{reason}", "{reason}")
    mend = Message(
        "保管場所を調べてから、同じコマンドをもう一度実行してください。途中から続きます。",
        "See to it and run the same command again: it goes on where it stopped.",
    )
