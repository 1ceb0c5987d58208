"""What a person is told when a file's inside keeps it from being taken or opened."""

from madoguchi.ground.kernel.errors import Message, Refused


class FileBroken(Refused):
    """A picture whose parts do not follow each other as its format says."""

    code = "foundation.file_broken"
    status = 422
    what = Message(
        "「{name}」は壊れているようです。", "“{name}” seems to be damaged.", easy="「{name}」は こわれているようです。"
    )
    why = Message(
        "画像の途中が欠けているか、読み取れない部分がありました。",
        "Part of the picture is missing or cannot be read.",
        easy="写真の データが とちゅうで きれています。",
    )
    mend = Message(
        "もう一度写真を撮るか、元のファイルから保存し直して選んでください。",
        "Take the photo again, or save it anew from the original, and choose it.",
        easy="もう一度 写真を とって えらんでください。",
    )


class PictureTooLarge(Refused):
    """More pixels than an officer's browser should be made to hold."""

    code = "foundation.picture_too_large"
    status = 413
    what = Message(
        "「{name}」は縦横が大きすぎます。",
        "The picture “{name}” is too wide or too high.",
        easy="「{name}」は 大きすぎます。",
    )
    why = Message(
        "{width}×{height}画素ありました。送れるのは合計{most}00万画素までです。",
        "It has {width} × {height} pixels; at most {most} million can be sent.",
        easy="写真が 大きすぎます。",
    )
    mend = Message(
        "カメラの設定を小さくして撮り直すか、画像を縮小して選んでください。",
        "Take it again with a smaller setting, or make the picture smaller.",
        easy="もっと 小さい 写真を えらんでください。",
    )


class PdfTooComplicated(Refused):
    """A PDF that unfolds to far more than it is, or nests without end."""

    code = "foundation.pdf_too_complicated"
    status = 422
    what = Message(
        "「{name}」は安全に開けないPDFです。",
        "“{name}” is a PDF that cannot be opened safely.",
        easy="「{name}」は ひらく ことが できません。",
    )
    why = Message("{reason_ja}", "{reason_en}", easy="PDFの 中が とても ふくざつです。")
    mend = Message(
        "「PDFとして印刷」で保存し直すか、ページを分けるか、写真（JPEG・PNG）にして選んでください。",
        "Save it again with “Print to PDF”, split it, or choose photos (JPEG, PNG) of its pages.",
        easy="紙の 写真を とって えらんでください。",
    )


class FileIsTwo(Refused):
    """Bytes that are a PDF and an archive at the same time."""

    code = "foundation.file_is_two"
    status = 415
    what = Message(
        "「{name}」には別の種類のファイルがつながっています。",
        "Another kind of file is joined to “{name}”.",
        easy="「{name}」に ほかの ファイルが ついています。",
    )
    why = Message(
        "PDFの後ろに圧縮ファイル（ZIP）がありました。",
        "An archive (ZIP) follows the PDF.",
        easy="PDFの うしろに ZIPが あります。",
    )
    mend = Message(
        "「PDFとして印刷」で保存し直して選んでください。ほかのファイルは一つずつ選んでください。",
        "Save it again with “Print to PDF”; choose other files one by one.",
        easy="PDFを もう一度 ほぞんして えらんでください。",
    )


class FileInfected(Refused):
    """The scanner knows a virus in it."""

    code = "foundation.file_infected"
    status = 422
    what = Message(
        "「{name}」は受け取れませんでした。",
        "“{name}” was not taken.",
        easy="「{name}」は 送れませんでした。",
    )
    why = Message(
        "ウイルス検査で、危険なプログラムが見つかりました。このファイルは保存していません。",
        "The virus scan found a dangerous program in it. The file was not kept.",
        easy="ウイルスが 見つかりました。ファイルは のこしていません。",
    )
    mend = Message(
        "お使いの機器をウイルス対策ソフトで調べ、別の機器で書類の写真を撮って選んでください。紙の書類は窓口や郵送でも受け付けます。",
        "Check your device with an anti-virus program and take a photo of the document with another one; "
        "paper is taken at the counter or by post, too.",
        easy="ほかの スマートフォンで 書類の 写真を とって えらんでください。窓口に もって きても いいです。",
    )


class FileLocked(Refused):
    """A kept file in which the scanner found a virus afterwards."""

    code = "foundation.file_locked"
    status = 409
    what = Message("「{name}」は開けません。", "“{name}” cannot be opened.", easy="「{name}」は ひらけません。")
    why = Message(
        "ウイルス検査で危険なプログラムが見つかったため、閉じています。",
        "It is locked: the virus scan found a dangerous program in it.",
        easy="ウイルスが 見つかりました。",
    )
    mend = Message(
        "別のファイルで出し直す必要があります。誤りと思われるときは、窓口を通じて運用担当者に再検査を頼んでください。",
        "Another file has to be sent. If you think that is wrong, ask the office’s operator for another scan.",
        easy="ほかの ファイルを 送ってください。",
    )


class FileNotScanned(Refused):
    """The scanner has not answered yet."""

    code = "foundation.file_not_scanned"
    status = 409
    what = Message(
        "「{name}」はまだ開けません（未検査）。",
        "“{name}” cannot be opened yet (not scanned).",
        easy="「{name}」は まだ ひらけません。",
    )
    why = Message(
        "受け取ったときにウイルス検査ができず、検査を待っています。",
        "It could not be scanned for viruses when it came, and waits for its scan.",
        easy="ウイルスの けんさを まっています。",
    )
    mend = Message(
        "検査は自動で行われます。しばらく待ってから開いてください。長く続くときは運用担当者に知らせてください。",
        "The scan is done automatically: try again later. If it takes long, tell the operator.",
        easy="少し 待ってから ひらいてください。",
    )


class FileTypeNotAllowed(Refused):
    """The bytes are of another type."""

    code = "foundation.file_type_not_allowed"
    status = 415
    what = Message(
        "「{name}」は送れない種類のファイルです。",
        "“{name}” is of a type that cannot be sent.",
        easy="「{name}」は 送れません。",
    )
    why = Message(
        "中身を調べましたが、PDF・JPEG・PNGのどれでもありませんでした。",
        "Its content is neither PDF nor JPEG nor PNG.",
        easy="PDF・JPEG・PNGでは ありません。",
    )
    mend = Message(
        "PDFに変換するか、写真（JPEG・PNG）を撮って選んでください。iPhoneの写真（HEIC）は、「設定」の「カメラ」の"
        "「フォーマット」を「互換性優先」にして撮り直すと、JPEGになります。",
        "Convert it to PDF or choose a photo (JPEG, PNG). A photo of an iPhone (HEIC) becomes a JPEG when it is taken"
        " again with Settings, Camera, Formats set to Most Compatible.",
        easy="写真を とって えらんでください。iPhoneは「設定」→「カメラ」→「フォーマット」を「互換性優先」に します。",
    )


class FileNameMismatch(Refused):
    """The name promises another type than the bytes are."""

    code = "foundation.file_name_mismatch"
    status = 415
    what = Message(
        "「{name}」は名前と中身の種類が違います。",
        "The name of “{name}” does not fit its content.",
        easy="「{name}」は 名前と 中が ちがいます。",
    )
    why = Message("中身は{actual}でした。", "Its content is {actual}.", easy="中は {actual}です。")
    mend = Message(
        "元のファイルを確かめ、正しいファイルを選んでください。",
        "Check the original and choose the right file.",
        easy="もう一度 正しい ファイルを えらんでください。",
    )
