"""Why a workbook is not read as an XLSForm."""

from madoguchi.ground.kernel.errors import Message, Refused


class NotXlsForm(Refused):
    """The workbook has no sheet ``survey`` with types. ``ja``/``en`` say what is missing."""

    code = "forms.not_xlsform"
    status = 422
    what = Message("XLSFormとして読み取れませんでした。", "The workbook could not be read as an XLSForm.")
    why = Message("{ja}", "{en}")
    mend = Message(
        "survey シートの1行目に type、name、label の見出しがあるブックを選んでください。"
        "ふつうの様式（方眼紙など）は madoguchi forms from-xlsx で読み取れます。",
        "Choose a workbook with a sheet survey whose first row has type, name and label."
        " Use madoguchi forms from-xlsx for forms drawn as sheets.",
    )

    def __init__(self, ja: str, en: str) -> None:
        super().__init__(ja=ja, en=en)
