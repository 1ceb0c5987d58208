"""A sheet as a municipality would draw it by hand: everything that layouts by chance do not think of. Fictional."""

import io
from typing import Any

import openpyxl
from openpyxl.styles import Border, Side
from openpyxl.utils import get_column_letter

LINE = Side(style="thin")
BOXES = [
    ("A5:A16", "請\n求\n者"),
    ("B5:F5", "フリガナ"),
    ("G5:T5", ""),
    ("U5:X6", "性別"),
    ("Y5:AB6", "男・女"),
    ("AC5:AF6", "生年月日"),
    ("AG5:AN6", "昭・平　　年　　月　　日"),
    ("B6:F7", "氏　名"),
    ("G6:T7", ""),
    ("U7:X7", "続柄"),
    ("Y7:AN7", ""),
    ("B8:F10", "住　所"),
    ("G8:AN8", "〒　　　－"),
    ("G9:AN10", ""),
    ("B11:F11", "電話番号"),
    ("G11:T11", "自宅　　　（　　　）"),
    ("U11:X11", "携帯"),
    ("Y11:AN11", ""),
    ("B12:F12", "個人番号"),
    ("G12", ""),
    ("H12", ""),
    ("I12", ""),
    ("J12", ""),
    ("K12", ""),
    ("L12", ""),
    ("M12", ""),
    ("N12", ""),
    ("O12", ""),
    ("P12", ""),
    ("Q12", ""),
    ("R12", ""),
    ("S12:X12", "職業"),
    ("Y12:AN12", "ア 会社員　イ 自営業　ウ その他（　　　）"),
    ("B13:F14", "加入年金"),
    ("G13:AN14", "□ 厚生年金　　□ 国民年金　　□ その他（　　　　　）"),
    ("B15:F16", "前年所得"),
    ("G15:T16", "円"),
    ("U15:X16", "配偶者の有無"),
    ("Y15:AN16", "有　・　無"),
    ("A17:A24", "児\n童"),
    ("B17:J18", "氏名"),
    ("K17:M18", "続柄"),
    ("N17:U18", "生年月日"),
    ("V17:Y18", "同居・別居の別"),
    ("Z17:AC18", "監護の有無"),
    ("AD17:AN18", "住所（別居の場合）"),
    ("A25:A29", "振\n込\n先"),
    ("B25:F26", "金融機関"),
    ("G25:T26", "　　　　　　銀行・信用金庫\n　　　　　　信用組合・農協"),
    ("U25:X26", "支店名"),
    ("Y25:AN26", "　　　　　　　本店・支店"),
    ("B27:F28", "口座番号"),
    ("G27:G28", ""),
    ("H27:H28", ""),
    ("I27:I28", ""),
    ("J27:J28", ""),
    ("K27:K28", ""),
    ("L27:L28", ""),
    ("M27:M28", ""),
    ("N27:R28", "種別"),
    ("S27:X28", "普通・当座"),
    ("Y27:AB28", "名義人\n（カタカナ）"),
    ("AC27:AN28", ""),
    ("A37:E39", "市処理欄"),
    ("F37:J37", "受付"),
    ("F38:J39", ""),
    ("K37:O37", "入力"),
    ("K38:O39", ""),
    ("P37:T37", "認定年月日"),
    ("P38:AN39", "　　年　　月　　日"),
    ("B19:J20", ""),
    ("K19:M20", ""),
    ("N19:U20", "平・令　年　月　日"),
    ("V19:Y20", "同・別"),
    ("Z19:AC20", "有・無"),
    ("AD19:AN20", ""),
    ("B21:J22", ""),
    ("K21:M22", ""),
    ("N21:U22", "平・令　年　月　日"),
    ("V21:Y22", "同・別"),
    ("Z21:AC22", "有・無"),
    ("AD21:AN22", ""),
    ("B23:J24", ""),
    ("K23:M24", ""),
    ("N23:U24", "平・令　年　月　日"),
    ("V23:Y24", "同・別"),
    ("Z23:AC24", "有・無"),
    ("AD23:AN24", ""),
]
TEXTS = {
    "A1": "第1号様式（第3条関係）",
    "M2": "児童手当・特例給付　認定請求書",
    "A3": "（あて先）みなも市長",
    "AA3": "令和",
    "AE3": "年",
    "AH3": "月",
    "AK3": "日",
    "A4": "次のとおり請求します。",
    "A31": "□　上記の内容に相違なく、市が公簿等により確認することに同意します。",
    "A33": "※　添付書類",
    "A34": "１　請求者の健康保険証の写し",
    "A35": "２　通帳の写し",
}


def allowance_sheet() -> bytes:
    """Return 児童手当 認定請求書 of みなも市 as a workbook."""
    book: Any = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "第1号様式"
    for n in range(1, 41):
        sheet.column_dimensions[get_column_letter(n)].width = 2.2
    for place, text in BOXES:
        cells = sheet[place] if ":" in place else ((sheet[place],),)
        for n, row in enumerate(cells):
            for m, cell in enumerate(row):
                cell.border = Border(
                    left=LINE if m == 0 else None,
                    right=LINE if m == len(row) - 1 else None,
                    top=LINE if n == 0 else None,
                    bottom=LINE if n == len(cells) - 1 else None,
                )
        cells[0][0].value = text or None
        if ":" in place:
            sheet.merge_cells(place)
    for place, text in TEXTS.items():
        sheet[place] = text
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()
