"""Why one value doesn't fit its column. No message repeats the value; at most the one character concerned."""

from madoguchi.ground.kernel.errors import Message, Refused


class ValueRefused(Refused):
    """A value doesn't fit its column."""

    code = "layouts.value"
    status = 422


class ValueMissing(ValueRefused):
    code = "layouts.value_missing"
    what = Message("値がありません。", "There is no value.")
    why = Message("この項目は必須です。", "This item is always required.")
    mend = Message("値を入れてください。", "Give a value.")


class TooLong(ValueRefused):
    code = "layouts.too_long"
    what = Message("長すぎます。", "The value is too long.")
    why = Message("{length}文字あり、{limit}文字までです。", "It has {length} characters; {limit} are allowed.")
    mend = Message(
        "{limit}文字以内にしてください（異体字は1文字と数えます）。",
        "Shorten it to {limit} characters (a variant character counts as one).",
    )


class HalfWidthFound(ValueRefused):
    code = "layouts.half_width_found"
    what = Message("半角の文字があります。", "There is a half-width character.")
    why = Message(
        "{position}文字目の「{character}」は半角ですが、この項目は全角です。",
        "Character {position}, “{character}”, is half-width; this item is full-width.",
    )
    mend = Message("全角に直してください。", "Write it full-width.")


class FullWidthFound(ValueRefused):
    code = "layouts.full_width_found"
    what = Message("全角の文字があります。", "There is a full-width character.")
    why = Message(
        "{position}文字目の「{character}」は全角ですが、この項目は半角です。",
        "Character {position}, “{character}”, is full-width; this item is half-width.",
    )
    mend = Message("半角の英数字・カナ・記号に直してください。", "Use half-width letters, digits, kana and signs.")


class LineBreakFound(ValueRefused):
    code = "layouts.line_break_found"
    what = Message("改行があります。", "There is a line break.")
    why = Message("この項目は1行で書きます。", "This item is written on one line.")
    mend = Message("改行を取るか、空白に替えてください。", "Take the line break away or write a space.")


class CharacterNotAllowed(ValueRefused):
    code = "layouts.character_not_allowed"
    what = Message("見えない文字があります。", "There is an invisible character.")
    why = Message(
        "{position}文字目（{code_point}）は画面や紙に表れません。",
        "Character {position} ({code_point}) shows neither on screen nor on paper.",
    )
    mend = Message("その文字を消して打ち直してください。", "Delete that character and type the text again.")


class NotANumber(ValueRefused):
    code = "layouts.not_a_number"
    what = Message("数として読めません。", "This is not a number.")
    why = Message(
        "桁区切り・空白・単位・全角数字は使えません。", "Separators, spaces, units and full-width digits can't be used."
    )
    mend = Message("「{example}」のように書いてください。", "Write it like “{example}”.")


class TooManyDigits(ValueRefused):
    code = "layouts.too_many_digits"
    what = Message("桁数が多すぎます。", "The number has too many digits.")
    why = Message("「{example}」の桁数までです。", "It may have as many digits as “{example}”.")
    mend = Message("桁数と単位を確かめてください。", "Check the digits and the unit.")


class NotADate(ValueRefused):
    code = "layouts.not_a_date"
    what = Message("日付として読めません。", "This is not a date.")
    why = Message("西暦4桁-月2桁-日2桁の形ではありません。", "It is not year-month-day with 4, 2 and 2 digits.")
    mend = Message("「2026-04-01」のように書いてください。", "Write it like “2026-04-01”.")


class DateDoesNotExist(ValueRefused):
    code = "layouts.date_does_not_exist"
    what = Message("この日付はありません。", "There is no such day.")
    why = Message("暦にない日です。", "The calendar does not have it.")
    mend = Message("年月日を確かめてください。", "Check year, month and day.")


class UnknownDateNotAllowed(ValueRefused):
    code = "layouts.unknown_date_not_allowed"
    what = Message("不詳の日付は書けません。", "An unknown date cannot be written here.")
    why = Message("この項目は不詳を認めていません。", "This item does not allow unknown dates.")
    mend = Message("年月日を確かめるか、空欄にしてください。", "Find out the day, or leave it empty.")


class UnknownDateNeedsWords(ValueRefused):
    code = "layouts.unknown_date_needs_words"
    what = Message("不詳の日付の説明がありません。", "The words for an unknown date are missing.")
    why = Message("日付が不詳のときは「{words}」が必要です。", "An unknown date needs “{words}”.")
    mend = Message(
        "「{words}」に「昭和20年頃」のように書いてください。", "Fill “{words}”, for example with 昭和20年頃."
    )


class NotAYear(ValueRefused):
    code = "layouts.not_a_year"
    what = Message("年として読めません。", "This is not a year.")
    why = Message("西暦4桁ではありません。", "It is not a year of four digits.")
    mend = Message("「2026」のように書いてください。", "Write it like “2026”.")


class NotATime(ValueRefused):
    code = "layouts.not_a_time"
    what = Message("時刻として読めません。", "This is not a time of day.")
    why = Message("「{example}」の形ではありません。", "It does not look like “{example}”.")
    mend = Message("24時間制で「{example}」のように書いてください。", "Write it like “{example}”, in 24 hours.")


class NotBase64(ValueRefused):
    code = "layouts.not_base64"
    what = Message("添付データとして読めません。", "This is not binary data.")
    why = Message("Base64の文字になっていません。", "It is not Base64.")
    mend = Message("ファイルを作り直してもらってください。", "Have the file made again.")


class NotInCodeList(ValueRefused):
    code = "layouts.not_in_code_list"
    what = Message("コード一覧にない値です。", "The value is not in the code list.")
    why = Message("コード「{code_list}」で使えるのは {known} です。", "Code list “{code_list}” has {known}.")
    mend = Message("一覧にあるコードを入れてください。", "Use a code of the list.")


class PatternNotMatched(ValueRefused):
    code = "layouts.pattern_not_matched"
    what = Message("決められた形ではありません。", "The value does not have the expected shape.")
    mend = Message("形をそろえてください。", "Write it in that shape.")

    def __init__(self, words: Message) -> None:
        self.why = words
        super().__init__()


class TooManyRepeats(ValueRefused):
    code = "layouts.too_many_repeats"
    what = Message("値の数が多すぎます。", "There are too many values.")
    why = Message("{length}個あり、{limit}個までです。", "There are {length}; {limit} are allowed.")
    mend = Message("値を減らしてください。", "Give fewer values.")


class RepeatNotWritable(ValueRefused):
    code = "layouts.repeat_not_writable"
    what = Message("繰り返しの値を書けません。", "The repeated values cannot be written.")
    why = Message(
        "空の値か、区切りの「{separator}」を含む値があります。", "One is empty or holds the separator “{separator}”."
    )
    mend = Message(
        "空の値を除き、区切りの文字を使わないでください。", "Leave empty values out and avoid the separator."
    )


class ValueTypeWrong(ValueRefused):
    code = "layouts.value_type_wrong"
    what = Message("値の種類が項目の型に合いません。", "The kind of value does not fit the item.")
    why = Message("型 {data_type} の項目に {given} は書けません。", "An item of type {data_type} cannot hold {given}.")
    mend = Message("{accepted} を渡してください。", "Give {accepted}.")


class FieldUnknown(ValueRefused):
    code = "layouts.field_unknown"
    what = Message("項目定義にない値が渡されました。", "A value was given for an item the layout does not have.")
    why = Message("「{given}」という項目はありません。", "There is no item “{given}”.")
    mend = Message("項目のローマ字名を確かめてください。", "Check the romaji name of the item.")


class NotInEncoding(ValueRefused):
    code = "layouts.not_in_encoding"
    what = Message("ファイルの文字コードで書けない文字があります。", "The encoding of the file lacks a character.")
    why = Message(
        "「{character}」（{code_points}）は{charset}にありません。",
        "“{character}” ({code_points}) is not in {charset}.",
    )
    mend = Message(
        "UTF-8の形式を使うか、〓に置き換える形式を選んでください。",
        "Use a UTF-8 profile, or one that writes 〓 for missing characters.",
    )


class KeyRepeated(ValueRefused):
    code = "layouts.key_repeated"
    what = Message("同じ主キーの行があります。", "Another row has the same key.")
    why = Message("{keys} がデータ{first}件目と同じです。", "{keys} is the same as in row {first}.")
    mend = Message("どちらの行が正しいか確かめてください。", "Find out which of the rows is right.")
