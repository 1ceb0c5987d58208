"""What stands on every paper form, whatever it asks."""

from madoguchi.ground.kernel.errors import Message

HOW = Message("書き方", "How to fill in", "書きかた")
HOW_LINES = (
    Message(
        "黒のボールペンで書いてください。", "Write with a black ballpoint pen.", "黒い ボールペンで 書いてください。"
    ),
    Message(
        "ますの中には1文字ずつ、左から書いてください。空いたますは、そのままで構いません。",
        "Write one character in each box, from the left. Boxes that are left over stay empty.",
        "ますには 1つずつ、左から 書いてください。",
    ),
    Message(
        "□（四角）は、あてはまるものに✓を付けてください。",
        "Tick (✓) the square of what applies.",
        "□は、あう ものに ✓を 書いてください。",
    ),
    Message(
        "書きまちがえたときは、二重線で消して、そばに書いてください。",
        "If you make a mistake, cross it out with two lines and write beside it.",
        "まちがえたときは、2本の 線で 消して、近くに 書いてください。",
    ),
    Message(
        "四すみの■と二次元コードは、機械で読み取るための印です。書きこんだり汚したりしないでください。",
        "The squares in the corners and the code are for a machine. Please do not write on them.",
        "すみの ■と コードは、きかいが 読みます。書かないでください。",
    ),
)
NEEDED = Message("用意するもの", "What you need", "いる もの")
HAND_IN = Message("提出先：{office}", "Hand it in at: {office}", "出す ところ：{office}")
HAND_IN_PHONE = Message("{told}（電話 {phone}）", "{told} (phone {phone})", "{told}（電話 {phone}）")
WRITTEN_ON = Message("記入日", "Date of writing", "書いた 日")
ENCLOSURES = Message("同封する書類", "Enclosures", "いっしょに 出す もの")
ENCLOSURES_NOTE = Message(
    "写し（コピー）をこの用紙と一緒に提出し、□に✓を付けてください。",
    "Hand in copies of these with the form, and tick the squares.",
    "コピーを この 紙と いっしょに 出してください。出す ものの □に ✓を 書いてください。",
)
ENCLOSED = Message("同封しました", "Enclosed", "入れました")
REASONS = Message("おたずねする理由", "Why we ask", "どうして 聞きますか")
REASON = Message("{label}：{reason}", "{label}: {reason}", "{label}：{reason}")
CONTINUED = Message("続紙（{label}）", "Continuation sheet ({label})", "続きの 紙（{label}）")
CONTINUED_NOTE = Message(
    "書ききれないときにお使いください。足りないときは、この紙をコピーしてください。使わないときは、提出しなくて構いません。",
    "For what does not fit above. Copy this page if you need more. Leave it away if you do not need it.",
    "書く ところが 足りないときに つかってください。もっと いるときは コピーしてください。",
)
APPLICANT = Message("申請する方の氏名", "Name of the person who applies", "申し込む 人の 名前")
ITEM_NUMBER = Message("何番目か", "Number", "なんばんめ")
NTH = Message("番目", "", "ばんめ")
ITEM = Message("{label} {n}", "{label} {n}", "{label} {n}")
ONE_CHOICE = Message("1つ選んでください。", "Choose one.", "1つ えらんでください。")
ALL_CHOICES = Message(
    "あてはまるものすべてに✓を付けてください。", "Tick all that apply.", "あう もの ぜんぶに ✓を 書いてください。"
)
AT_MOST_CHOICES = Message("{most}つまで選べます。", "Choose at most {most}.", "{most}つまで えらべます。")
FROM_RIGHT = Message("右づめで書いてください。", "Write it to the right.", "右から つめて 書いてください。")
NO_HYPHENS = Message(
    "「-」は書かず、左づめで書いてください。",
    "Leave hyphens out.",
    "「-」は 書かないでください。左から 書いてください。",
)
NUMBERS_ONLY = Message("{least}から{most}まで", "From {least} to {most}", "{least}から {most}まで")
YEN = Message("円", "yen", "円")
YEAR = Message("年", "year", "年")
MONTH = Message("月", "month", "月")
DAY = Message("日", "day", "日")
WESTERN = Message("西暦", "", "西暦")
BUILDING = Message("建物名・部屋番号", "Building and room", "建物の 名前・部屋の 番号")
BANK_CODE = Message("金融機関コード", "Bank code", "銀行の 番号（4つの 数字）")
BRANCH_CODE = Message("支店コード", "Branch code", "支店の 番号（3つの 数字）")
ACCOUNT_KIND = Message("預金種目", "Kind of account", "口座の 種類")
ACCOUNT_NUMBER = Message("口座番号", "Account number", "口座番号（7つの 数字）")
ACCOUNT_HOLDER = Message("口座名義（カタカナ）", "Account holder (in katakana)", "口座の 名前（カタカナ）")
AGREE = Message("同意します", "I agree", "いいです")
DECLARE = Message(
    "誓います（署名に代わります）",
    "I declare this (in place of a signature)",
    "まちがいありません（サインの かわりです）",
)
FROM = Message("始めの日", "First day", "はじめの 日")
TO = Message("終わりの日", "Last day", "おわりの 日")
TO_OPEN = Message(
    "終わりの日（決まっていないときは空けておく）",
    "Last day (leave empty if it is not settled)",
    "おわりの 日（きまって いないときは 書かない）",
)
OTHER = Message("その他のとき", "If other", "ほかのとき")
FAMILY = Message("姓", "Family name", "みょうじ")
GIVEN = Message("名", "Given name", "なまえ")
