"""What the engine says about an answer: one short sentence that tells how to mend it."""

from dataclasses import dataclass, replace
from enum import StrEnum
from string import Formatter

from madoguchi.ground.kernel.errors import FURTHER, Message


class Fault(StrEnum):
    """Kinds of defects, counted per question. Stable."""

    MISSING = "missing"
    TOO_LONG = "too_long"
    UNUSABLE_CHARACTER = "unusable_character"
    NOT_KATAKANA = "not_katakana"
    NOT_A_PHONE_NUMBER = "not_a_phone_number"
    NOT_AN_EMAIL = "not_an_email"
    NOT_A_POSTAL_CODE = "not_a_postal_code"
    NOT_A_NUMBER = "not_a_number"
    OUT_OF_RANGE = "out_of_range"
    NOT_A_DATE = "not_a_date"
    DATE_OUT_OF_RANGE = "date_out_of_range"
    NOT_AN_OPTION = "not_an_option"
    WRONG_COUNT = "wrong_count"
    NOT_AN_ACCOUNT = "not_an_account"
    WRONG_SHAPE = "wrong_shape"
    UNKNOWN_FIELD = "unknown_field"
    FILE_REFUSED = "file_refused"
    AGAINST_RULE = "against_rule"
    PRIVATE_CHARACTER = "private_character"
    NOT_A_CORPORATE_NUMBER = "not_a_corporate_number"
    DATES_REVERSED = "dates_reversed"
    NOT_A_PLACE = "not_a_place"
    DOUBTFUL = "doubtful"  # odd, but never refused


@dataclass(frozen=True, slots=True)
class FieldError:
    """One answer to mend. ``path`` is like ``children/0/address/postal_code``."""

    path: str
    fault: Fault
    message: Message


def say(template: Message, **facts: object) -> Message:
    """Fill ``{name}`` marks; a fact that is a Message is put in by language.

    Where the template lacks a further language that a fact has, the fact stands in the English sentence.
    """
    whole = template if template.easy is not None else replace(template, easy=template.ja)
    filled = whole.filled(lambda text, language: _fill(text, language, facts))
    if not any(isinstance(fact, Message) and fact.further for fact in facts.values()):
        return filled
    known = dict(filled.further or ())
    said = ((one, known.get(one) or _fill(template.en, one, facts)) for one in FURTHER)
    return replace(filled, further=tuple(said))


def _fill(template: str, language: str, facts: dict[str, object]) -> str:
    parts: list[str] = []
    for literal, name, _, _ in Formatter().parse(template):
        parts.append(literal)
        if name is not None:
            fact = facts[name]
            parts.append(fact.text(language) if isinstance(fact, Message) else str(fact))
    return "".join(parts)


WRITE = Message(
    "「{label}」を入力してください。",
    "Enter “{label}”.",
    "「{label}」を 書いてください。",
)
CHOOSE = Message(
    "「{label}」を選んでください。",
    "Choose an answer to “{label}”.",
    "「{label}」を 選んでください。",
)
ATTACH = Message(
    "「{label}」のファイルを選んでください。10MB以下のPDFか写真（JPEG・PNG）が使えます。",
    "Choose a file for “{label}”: a PDF or a photo (JPEG, PNG) of up to 10 MB.",
    "「{label}」の ファイルを 選んでください。10MBまでの PDFか 写真です。",
)
AGREE = Message(
    "「{label}」の内容を読み、同意いただける場合は印を付けてください。",
    "Read “{label}” and tick the box if you agree.",
    "「{label}」を 読んでください。よければ チェックを つけてください。",
)
TOO_LONG = Message(
    "「{label}」は{most}文字以内で入力してください（いまは{length}文字です）。",
    "Enter “{label}” in at most {most} characters (it has {length} now).",
    "「{label}」は {most}文字までです。今は {length}文字です。短く してください。",
)
UNUSABLE = Message(
    "「{label}」に、画面に表示されない文字が含まれています。その部分を消して、入力し直してください。",
    "“{label}” contains characters that cannot be seen. Delete that part and type it again.",
    "「{label}」に 見えない 字が あります。消して、もう一度 書いてください。",
)
PRIVATE = Message(
    "「{label}」の「{character}」は、お使いの機器だけの文字（外字）です。ほかの機器では表示も印刷もできません。"
    "近い字で入力してください。正しい字は窓口でうかがいます。",
    "“{character}” in “{label}” is a character of your own device only: others can neither show nor print it."
    " Enter the nearest ordinary character; the office will ask you for the right one.",
    "「{label}」の「{character}」は、ほかの 機械で 見えません。似ている 字で 書いてください。",
)
ONE_LINE = Message(
    "「{label}」は改行せずに入力してください。",
    "Enter “{label}” on one line.",
    "「{label}」は 1行で 書いてください。",
)
KATAKANA = Message(
    "「{label}」はカタカナで入力してください（例：ミナモ　ハナコ）。",
    "Enter “{label}” in katakana (for example ミナモ　ハナコ).",
    "「{label}」は カタカナで 書いてください（例：ミナモ　ハナコ）。",
)
KANJI_IN_KANA = Message(
    "「{label}」に漢字（{character}）が入っています。読み方をカタカナで入力してください（例：ミナモ　ハナコ）。",
    "“{label}” has a kanji in it ({character}). Write how it is read, in katakana (for example ミナモ　ハナコ).",
    "「{label}」に 漢字（{character}）が あります。カタカナで 書いてください（例：ミナモ　ハナコ）。",
)
LETTERS_IN_KANA = Message(
    "「{label}」にアルファベットや数字（{character}）が入っています。読み方をカタカナで入力してください"
    "（例：ジョン　スミス）。",
    "“{label}” has letters or digits in it ({character}). Write it in katakana (for example ジョン　スミス).",
    "「{label}」に 英語の 字や 数字（{character}）が あります。カタカナで 書いてください（例：ジョン　スミス）。",
)
PHONE_COUNT = Message(
    "「{label}」の数字が{count}個です。0から始まる10桁か11桁で入力してください（例：090-1234-5678）。",
    "“{label}” has {count} digits. Enter 10 or 11 digits starting with 0 (for example 090-1234-5678).",
    "「{label}」は 数字が {count}つです。0から 始まる 10か 11の 数字です（例：090-1234-5678）。",
)
EMAIL_COMMA = Message(
    "「{label}」に「,」（コンマ）が入っています。「{suggested}」ではありませんか。点は「.」で入力してください。",
    "There is a comma in “{label}”. Is it {suggested}? Write dots as “.”.",
    "「{label}」に「,」が あります。「{suggested}」ですか。「.」を 書いてください。",
)
PHONE = Message(
    "「{label}」は、0から始まる10桁か11桁の数字で入力してください（例：090-1234-5678）。",
    "Enter “{label}” as 10 or 11 digits starting with 0 (for example 090-1234-5678).",
    "「{label}」は 0から 始まる 10か 11の 数字です（例：090-1234-5678）。",
)
EMAIL = Message(
    "「{label}」は、hanako@example.jp のような形で入力してください。",
    "Enter “{label}” like hanako@example.jp.",
    "「{label}」は hanako@example.jp のように 書いてください。",
)
POSTAL_CODE = Message(
    "「{label}」の郵便番号は、7桁の数字で入力してください（例：123-4567）。",
    "Enter the postal code of “{label}” as 7 digits (for example 123-4567).",
    "「{label}」の 郵便番号は 7つの 数字です（例：123-4567）。",
)
POSTAL_CODE_MISSING = Message(
    "「{label}」の郵便番号を入力してください。",
    "Enter the postal code of “{label}”.",
    "「{label}」の 郵便番号を 書いてください。",
)
ADDRESS_MISSING = Message(
    "「{label}」の住所（市区町村・町名・番地）を入力してください。",
    "Enter the address of “{label}” (town, street, number).",
    "「{label}」の 住所（町の 名前と 番号）を 書いてください。",
)
NUMBER = Message(
    "「{label}」は数字だけで入力してください（例：12）。",
    "Enter “{label}” as a whole number (for example 12).",
    "「{label}」は 数字だけ 書いてください（例：12）。",
)
YEN = Message(
    "「{label}」は、金額を数字で入力してください（例：15,000）。",
    "Enter “{label}” as an amount in yen (for example 15,000).",
    "「{label}」は お金の 数字を 書いてください（例：15,000）。",
)
RANGE = Message(
    "「{label}」は{least}から{most}までの数字で入力してください。",
    "Enter “{label}” as a number from {least} to {most}.",
    "「{label}」は {least}から {most}までの 数字です。",
)
AT_LEAST = Message(
    "「{label}」は{least}以上の数字で入力してください。",
    "Enter “{label}” as a number of {least} or more.",
    "「{label}」は {least}より 大きい 数字か {least}です。",
)
AT_MOST = Message(
    "「{label}」は{most}以下の数字で入力してください。",
    "Enter “{label}” as a number of {most} or less.",
    "「{label}」は {most}までの 数字です。",
)
DATE_SHAPE = Message(
    "「{label}」は 2026-04-01 のような形の、実際にある日付にしてください。",
    "Give “{label}” as a real date like 2026-04-01.",
)
FUTURE = Message(
    "「{label}」が今日より後の日になっています。年と元号を確かめてください。",
    "“{label}” is later than today. Check the year and the era.",
    "「{label}」が 今日より あとです。年を もう一度 見てください。",
)
TOO_EARLY = Message(
    "「{label}」は{day}以後の日付にしてください。",
    "“{label}” must be {iso} or later.",
    "「{label}」は {day}か、それより あとの 日です。",
)
TOO_LATE = Message(
    "「{label}」は{day}以前の日付にしてください。",
    "“{label}” must be {iso} or earlier.",
    "「{label}」は {day}か、それより 前の 日です。",
)
TOO_FEW_CHOICES = Message(
    "「{label}」は{least}つ以上選んでください。",
    "Choose at least {least} for “{label}”.",
    "「{label}」は {least}つより 多く 選んでください。",
)
TOO_MANY_CHOICES = Message(
    "「{label}」は{most}つまで選べます。",
    "Choose at most {most} for “{label}”.",
    "「{label}」は {most}つまでです。",
)
TOO_FEW_FILES = Message(
    "「{label}」は{least}件以上のファイルが必要です。",
    "“{label}” needs at least {least} files.",
    "「{label}」は ファイルが {least}つ いります。",
)
TOO_MANY_FILES = Message(
    "「{label}」のファイルは{most}件までです。不要なものを外してください。",
    "“{label}” takes at most {most} files. Remove some.",
    "「{label}」の ファイルは {most}つまでです。",
)
TOO_FEW_ITEMS = Message(
    "「{label}」を{least}件以上入力してください。",
    "Enter at least {least} under “{label}”.",
    "「{label}」を {least}つ 書いてください。",
)
TOO_MANY_ITEMS = Message(
    "「{label}」は{most}件までです。{most}件を超えるときは、窓口へご連絡ください。",
    "At most {most} under “{label}”. Please contact the office if you have more.",
    "「{label}」は {most}つまでです。もっと あるときは 市役所に 聞いてください。",
)
BANK_CODE = Message(
    "「{label}」の金融機関コードは、4桁の数字で入力してください（例：0001）。",
    "Enter the bank code of “{label}” as 4 digits (for example 0001).",
    "「{label}」の 銀行の 番号は 4つの 数字です（例：0001）。",
)
BRANCH_CODE = Message(
    "「{label}」の支店コードは、3桁の数字で入力してください（例：001）。",
    "Enter the branch code of “{label}” as 3 digits (for example 001).",
    "「{label}」の 支店の 番号は 3つの 数字です（例：001）。",
)
ACCOUNT_KIND = Message(
    "「{label}」の預金種目を、普通・当座・貯蓄から選んでください。",
    "Choose the kind of account of “{label}”: ordinary, current or savings.",
    "「{label}」の 種類を 選んでください（普通・当座・貯蓄）。",
)
ACCOUNT_NUMBER = Message(
    "「{label}」の口座番号は、7桁の数字で入力してください。7桁に満たないときは、前に0を付けます（例：0123456）。",
    "Enter the account number of “{label}” as 7 digits; put zeros in front of a shorter one (for example 0123456).",
    "「{label}」の 口座番号は 7つの 数字です。短いときは 前に 0を 書きます（例：0123456）。",
)
ACCOUNT_HOLDER = Message(
    "「{label}」の口座名義を、通帳のとおりカタカナで入力してください（例：ミナモ　ハナコ）。",
    "Enter the account holder of “{label}” in katakana as in the bank book (for example ミナモ　ハナコ).",
    "「{label}」の 名前を、通帳と 同じ カタカナで 書いてください。",
)
FAMILY_NAME = Message(
    "「{label}」の氏（姓）を入力してください。",
    "Enter the family name of “{label}”.",
    "「{label}」の 名字（姓）を 書いてください。",
)
GIVEN_NAME = Message(
    "「{label}」の名を入力してください。氏と名は、それぞれの欄に分けてください。",
    "Enter the given name of “{label}”: family name and given name go into a box each.",
    "「{label}」の 下の 名前を 書いてください。",
)
MONTH = Message(
    "「{label}」の元号（または西暦）・年・月を入力してください（例：令和8年4月）。",
    "Enter era (or Western), year and month of “{label}” (for example April 2026).",
    "「{label}」の 年と 月を 書いてください（例：令和8年4月）。",
)
MONTH_SHAPE = Message(
    "「{label}」は 2026-04 のような形の、実際にある年月にしてください。",
    "Give “{label}” as a real month like 2026-04.",
)
MONTH_TOO_EARLY = Message(
    "「{label}」は{day}以後の年月にしてください。",
    "“{label}” must be {iso} or later.",
    "「{label}」は {day}か、それより あとの 月です。",
)
MONTH_TOO_LATE = Message(
    "「{label}」は{day}以前の年月にしてください。",
    "“{label}” must be {iso} or earlier.",
    "「{label}」は {day}か、それより 前の 月です。",
)
FIRST_DAY = Message(
    "「{label}」の始まりの日を入力してください。",
    "Enter the first day of “{label}”.",
    "「{label}」の 始まる 日を 書いてください。",
)
LAST_DAY = Message(
    "「{label}」の終わりの日を入力してください。",
    "Enter the last day of “{label}”.",
    "「{label}」の 終わる 日を 書いてください。",
)
REVERSED = Message(
    "「{label}」の終わりの日が、始まりの日より前になっています。どちらかを直してください。",
    "The last day of “{label}” is before its first. Mend one of them.",
    "「{label}」の 終わる 日が、始まる 日より 前です。もう一度 見てください。",
)
RELATION = Message(
    "「{label}」を一覧から選んでください。",
    "Choose “{label}” from the list.",
    "「{label}」を 選んでください。",
)
OTHER_RELATION = Message(
    "「{label}」で「その他」を選んだときは、どのような続柄かを入力してください（例：いとこ）。",
    "Where “Other” is chosen for “{label}”, write which relationship it is (for example: cousin).",
    "「{label}」が「その他」の ときは、どんな 関係か 書いてください（例：いとこ）。",
)
DECLARE = Message(
    "「{label}」を読み、そのとおりであれば印を付けてください。印は署名の代わりになります。",
    "Read “{label}” and tick the box if it is so. The tick stands for your signature.",
    "「{label}」を 読んでください。そのとおりなら チェックを つけてください。サインの 代わりです。",
)
DECLARED_OTHERWISE = Message(
    "「{label}」の文が、この様式の宣誓の文と違います。文を読み直して、もう一度お答えください。",
    "The text of “{label}” is not the one this form asks to declare. Read it and answer again.",
)
CHOOSE_IN_ROW = Message(
    "「{label}」の「{row}」を選んでください。",
    "Choose an answer to “{row}” of “{label}”.",
    "「{label}」の「{row}」を 選んでください。",
)
PLACE = Message(
    "「{label}」の場所を、住所や目印になるもので書いてください（例：中央公園の北の入口）。",
    "Say where “{label}” is by an address or a landmark (for example: north gate of Chuo Park).",
    "「{label}」は どこですか。住所か、近くの 建物の 名前を 書いてください。",
)
DEGREES = Message(
    "「{label}」の{part}は、{most}までの数字で入力してください（例：{example}）。わからないときは、緯度も経度も空けてください。",
    "Enter the {part} of “{label}” as a number up to {most} (for example {example}), or leave both boxes empty.",
    "「{label}」の {part}は {most}までの 数字です（例：{example}）。わからない ときは、書かなくて いいです。",
)
LATITUDE = Message("緯度", "latitude", "緯度")
LONGITUDE = Message("経度", "longitude", "経度")
REFUSED = Message("「{label}」：{why}{mend}", "{label}: {why} {mend}", "「{label}」：{why} {mend}")
FILE_REFUSED = Message("{what}{why}{mend}", "{what} {why} {mend}", "{what}{why} {mend}")
SHAPE = Message(
    "「{label}」の形が様式の定義と合いません。{expected}で送ってください。",
    "“{label}” does not have the shape the form defines. Send {expected}.",
)
UNKNOWN = Message(
    "この様式に「{name}」という項目はありません。項目名を確かめるか、外してください。",
    "This form has no field “{name}”. Check the name or leave it out.",
)
