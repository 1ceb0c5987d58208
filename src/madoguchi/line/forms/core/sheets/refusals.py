"""Why a 様式 is not read or not filled in: said once, with how to mend it."""

from madoguchi.ground.kernel.errors import Message, Refused


class SheetUnreadable(Refused):
    """The file is no Excel, PDF or Word file that we can open."""

    code = "forms.sheet_unreadable"
    status = 422
    what = Message("様式のファイルを読み取れませんでした。", "The file of the form could not be read.")
    why = Message("{ja}", "{en}")
    mend = Message(
        "Excel（.xlsx）、PDF、Word（.docx）のファイルを、いちど開いて保存し直してからお試しください。",
        "Open the Excel (.xlsx), PDF or Word (.docx) file, save it again and try once more.",
    )

    def __init__(self, ja: str, en: str) -> None:
        super().__init__(ja=ja, en=en)


class SheetLocked(Refused):
    """The file is encrypted: it opens with a password only."""

    code = "forms.sheet_locked"
    status = 422
    what = Message("パスワードのかかったファイルは読み取れません。", "A file with a password cannot be read.")
    why = Message("中身が暗号化されています。", "Its content is encrypted.")
    mend = Message(
        "ファイルを開き、「ファイル」→「情報」→「パスワードの解除」などでパスワードを外して保存してください。",
        "Open the file, take the password away (File → Info → Protect) and save it.",
    )


class SheetHasMacros(Refused):
    """An Excel or Word file with a program inside."""

    code = "forms.sheet_has_macros"
    status = 422
    what = Message("マクロの入ったファイルは読み取りません。", "A file with macros is not read.")
    why = Message(
        "開いた人のパソコンで動くプログラムが入っています。",
        "It holds a program that runs on the computer of its reader.",
    )
    mend = Message(
        "「名前を付けて保存」で、マクロなしの形式（.xlsx または .docx）を選んで保存してください。",
        "Save it with “Save as” in a format without macros: .xlsx or .docx.",
    )


class SheetOldFormat(Refused):
    """An .xls or .doc file of before 2007."""

    code = "forms.sheet_old_format"
    status = 422
    what = Message("古い形式（.xls、.doc）のファイルは読み取れません。", "The old formats .xls and .doc are not read.")
    why = Message("2007年より前の形式です。", "It is in the format of before 2007.")
    mend = Message(
        "「名前を付けて保存」で .xlsx または .docx を選んで保存してください。",
        "Save it with “Save as” as .xlsx or .docx.",
    )


class SheetTooLarge(Refused):
    """The file, or what it unfolds to, is more than a form would be."""

    code = "forms.sheet_too_large"
    status = 413
    what = Message("様式としては大きすぎるファイルです。", "The file is too large for a form.")
    why = Message("{ja}", "{en}")
    mend = Message(
        "様式のシートやページだけを、別のファイルに分けて保存してください。",
        "Save the sheet or page of the form alone as a file of its own.",
    )

    def __init__(self, ja: str, en: str) -> None:
        super().__init__(ja=ja, en=en)


class SheetEmpty(Refused):
    """There is nothing on the sheet."""

    code = "forms.sheet_empty"
    status = 422
    what = Message("様式が見つかりませんでした。", "No form was found.")
    why = Message("文字も枠もありません。", "The file shows no text and no boxes.")
    mend = Message("様式のあるファイルを選んでください。", "Choose the file that holds the form.")


class SheetScanned(Refused):
    """A PDF of pictures: there is no text to read."""

    code = "forms.sheet_scanned"
    status = 422
    what = Message("画像だけのPDFは、様式として読み取れません。", "A PDF of pictures alone cannot be read as a form.")
    why = Message(
        "紙を読み取った（スキャンした）PDFで、文字の情報がありません。", "It was scanned from paper and holds no text."
    )
    mend = Message(
        "もとのExcelやWordのファイル、またはそこから書き出したPDFを選んでください。",
        "Choose the original Excel or Word file, or a PDF exported from it.",
    )


class SheetHasNoQuestions(Refused):
    """Text, but nothing that looks like a blank to be filled in."""

    code = "forms.sheet_has_no_questions"
    status = 422
    what = Message("記入するところが見つかりませんでした。", "No blank to be filled in was found.")
    why = Message(
        "見出しと、その右か下にある空欄の組がありません。", "There is no label with an empty box beside or below it."
    )
    mend = Message(
        "記入欄に枠か下線を付けたファイルを選ぶか、質問を画面で一つずつ作ってください。",
        "Choose a file whose blanks have borders or underlines, or make the questions on the page.",
    )


class SheetMapUnreadable(Refused):
    """The map is not one of ours, or not complete. ``ja``/``en`` say what and where."""

    code = "forms.sheet_map_unreadable"
    status = 422
    what = Message("様式の対応表を読み取れませんでした。", "The map of the sheet could not be read.")
    why = Message("{ja}", "{en}")
    mend = Message(
        "「madoguchi forms from-xlsx --json」が書き出した map を、そのままお使いください。",
        "Use the map that “madoguchi forms from-xlsx --json” wrote.",
    )

    def __init__(self, ja: str, en: str) -> None:
        super().__init__(pointer="map", ja=ja, en=en)


class SheetIsAnother(Refused):
    """The file is not the one that the map was made from."""

    code = "forms.sheet_is_another"
    what = Message("対応表を作ったときの様式と違うファイルです。", "This is not the file that the map was made from.")
    why = Message(
        "中身が変わっているため、答えが別の欄に入るおそれがあります。",
        "Its content differs, so that answers could land in other boxes.",
    )
    mend = Message(
        "もとのファイルを選ぶか、新しい様式から対応表を作り直してください。",
        "Choose the original file, or make a new map from the new one.",
    )


class WordNotFilled(Refused):
    """Answers are not written into Word files."""

    code = "forms.word_not_filled"
    what = Message("Wordの様式には書き込めません。", "Answers are not written into Word files.")
    why = Message(
        "Wordは文字の量で欄の位置が変わるため、様式の形を保てません。",
        "Word moves boxes as text grows, so that the layout would not keep.",
    )
    mend = Message(
        "同じ様式をExcelかPDFにして、そこから対応表を作ってください。",
        "Save the same form as Excel or PDF, and make the map from that.",
    )
