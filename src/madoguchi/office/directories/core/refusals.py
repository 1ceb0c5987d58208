"""Why a file is not taken as a directory."""

from madoguchi.ground.kernel.errors import Message, Refused


class DirectoryFileRefused(Refused):
    """Base of what is wrong with a file."""

    status = 422
    what = Message("「{file}」は取り込みませんでした。", "“{file}” was not taken in.")


class DirectoryNotText(DirectoryFileRefused):
    """Neither UTF-8 nor Shift_JIS. Facts: ``file``."""

    code = "directories.not_text"
    why = Message(
        "UTF-8かShift_JIS（CP932）の文字として読めないところがあります。",
        "It is neither UTF-8 nor Shift_JIS (CP932) text.",
    )
    mend = Message(
        "ZIPのままなら展開し、公開元から取り直したCSVを指定してください。",
        "Unpack it if it is a ZIP, or fetch the CSV from its publisher again.",
    )


class DirectoryTooLarge(DirectoryFileRefused):
    """More bytes or rows than any such list has. Facts: ``file``, ``most``."""

    code = "directories.too_large"
    why = Message("大きすぎます（{most}まで）。", "It is too large ({most} at most).")
    mend = Message(
        "都道府県ごとのファイルに分け、必要な県のものを指定してください。",
        "Take the files of the prefectures that are needed.",
    )


class DirectoryEmpty(DirectoryFileRefused):
    """No row in it. Facts: ``file``."""

    code = "directories.empty"
    why = Message("1件も入っていません。", "It holds no entry.")
    mend = Message("別のファイルを選んでいないか確かめてください。", "See whether it is the right file.")


class DirectoryColumnsMissing(DirectoryFileRefused):
    """Headings are needed and not there. Facts: ``file``, ``columns``."""

    code = "directories.columns_missing"
    why = Message("必要な列がありません：{columns}", "Columns are missing: {columns}")
    mend = Message(
        "1行目を列の名前にした、公開元の形のCSVを指定してください。",
        "Name a CSV as published, with the names of its columns in the first line.",
    )


class DirectoryRowsBroken(DirectoryFileRefused):
    """Rows that cannot be what they should be. Facts: ``file``, ``count``, ``rows_ja``, ``rows_en``."""

    code = "directories.rows_broken"
    why = Message("{count}行が読めません：{rows_ja}", "{count} rows cannot be read: {rows_en}")
    mend = Message(
        "その行を直すか、公開元から取り直してください。前の内容はそのまま使えます。",
        "Mend these rows or fetch the file again. What was there before stays in use.",
    )


class DirectoryOlder(Refused):
    """Older than what is in use. Facts: ``given``, ``held``."""

    code = "directories.older"
    status = 409
    what = Message("取り込みませんでした。", "Nothing was taken in.")
    why = Message(
        "{given}現在の内容は、いま使っている{held}現在のものより古いためです。",
        "As of {given} it is older than what is in use, as of {held}.",
    )
    mend = Message(
        "新しいファイルを使ってください。わざと戻すときは、今日の日付で取り込みます。",
        "Take a newer file. To go back on purpose, give today's date.",
    )


class DirectoryFromFuture(Refused):
    """A day that has not come. Facts: ``given``."""

    code = "directories.from_future"
    status = 422
    what = Message("取り込みませんでした。", "Nothing was taken in.")
    why = Message("{given}は今日より後の日です。", "{given} has not come yet.")
    mend = Message("内容がいつ現在のものかを指定してください。", "Give the day as of which the content holds.")
