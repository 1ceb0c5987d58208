"""What could not be said on the other side, or is said otherwise there: each with its row and how to mend it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from madoguchi.ground.kernel.errors import Message

_BY_HAND = Message(
    "画面の「様式を作る」で、公開の前に直してください。", "Mend it while making the form, before it is published."
)
_REVIEW = Message(
    "このままでよいか、出来上がりで確かめてください。", "See in the outcome whether it is as you want it."
)
_THERE = Message(
    "ODK・Koboの側で要るなら、書き出したブックに手で書き足してください。",
    "Where ODK or Kobo need it, write it into the workbook by hand.",
)


@dataclass(frozen=True, slots=True)
class Words:
    """What is said of a note. ``is_lost``: something is gone, not only said otherwise."""

    what: Message
    why: Message
    mend: Message
    is_lost: bool = True


WORDS: Mapping[str, Words] = {
    "type_unknown": Words(
        Message("この種類の質問は読み込みませんでした。", "A question of this type was not taken."),
        Message("窓口の質問に、同じものがありません。", "There is no such question here."),
        Message("近い種類（text、select_one、date など）に変えて読み込み直すか、画面で質問を足してください。",
                "Change it to a near type (text, select_one, date …) and read it again, or add the question by hand."),
    ),
    "metadata": Words(
        Message("端末の記録は読み込みませんでした。", "What a device records by itself was not taken."),
        Message("受付の日時などは窓口が自分で記録し、端末のことは集めません。",
                "We record the time of arrival ourselves, and collect nothing of people's devices."),
        Message("直すことはありません。", "There is nothing to mend."),
    ),
    "type_near": Words(
        Message("近い種類の質問にしました。", "It was made a question of a near type."),
        Message("窓口の質問に、まったく同じものがありません。", "There is nothing quite the same here."),
        _REVIEW, is_lost=False,
    ),
    "kind_guessed": Words(
        Message("項目名から、氏名・電話番号などの専用の質問にしました。",
                "It was made a question for names, telephone numbers and the like, by its label."),
        Message("XLSFormでは、どれも文字か日付です。", "In XLSForm all of them are texts or dates."),
        _REVIEW, is_lost=False,
    ),
    "rule_untranslated": Words(
        Message("この式は移せませんでした。", "This expression could not be carried over."),
        Message("{ja}", "{en}"), _BY_HAND,
    ),
    "rule_refused": Words(
        Message("移した式を、様式の規則として使えませんでした。", "The expression cannot be a rule of the form."),
        Message("{ja}", "{en}"), _BY_HAND,
    ),
    "rule_empty": Words(
        Message("未回答のときの扱いが変わります。", "It is another where a question is not answered."),
        Message("「～でない」の条件は、ODKでは未回答でも成り立ちますが、窓口では答えがあってはじめて成り立ちます。",
                "In ODK “is not” holds for a question that is not answered; here it holds for an answer only."),
        _REVIEW, is_lost=False,
    ),
    "for_whom_needed": Words(
        Message("どのような方への質問かを、仮の文にしました。", "Whom the question is for is said in stand-in words."),
        Message("この条件は自動では文にできません。", "This condition cannot be put into words by itself."),
        Message("for_whom を、住民に分かる文に書き直してください。", "Rewrite for_whom in words for residents."),
        is_lost=False,
    ),
    "message_missing": Words(
        Message("確認の文を、仮の文にしました。", "What is said to a wrong answer is in stand-in words."),
        Message("constraint_message がありません。", "There is no constraint_message."),
        Message("どう直せばよいかを、constraint_message に書いてください。",
                "Say in constraint_message how to mend it."),
        is_lost=False,
    ),
    "column_lost": Words(
        Message("この列の内容は読み込みませんでした。", "What stands in this column was not taken."),
        Message("窓口の様式に、同じものがありません。", "Forms here have no such thing."), _BY_HAND,
    ),
    "language_lost": Words(
        Message("この言語の文は読み込みませんでした。", "Texts in this language were not taken."),
        Message("様式の文は、日本語・英語・やさしい日本語です。", "Forms are in Japanese, English and easy Japanese."),
        Message("列の名前は label::Japanese (ja)、label::English (en)、label::Easy Japanese (ja-easy) です。",
                "Write label::Japanese (ja), label::English (en) and label::Easy Japanese (ja-easy)."),
    ),
    "japanese_missing": Words(
        Message("日本語の文がないため、ある言語の文をそのまま入れました。",
                "There is no Japanese, so that a text in another language stands in its place."),
        Message("様式には、どの文にも日本語が要ります。", "Every text of a form needs Japanese."),
        Message("label::Japanese (ja) の列を足して読み込み直すか、画面で訳してください。",
                "Add a column label::Japanese (ja) and read it again, or translate it while making the form."),
        is_lost=False,
    ),
    "label_missing": Words(
        Message("質問の文がないため、名前を入れました。", "There is no label; its name stands there."),
        Message("label が空です。", "label is empty."),
        Message("label に質問を書いてください。", "Write the question into label."), is_lost=False,
    ),
    "renamed": Words(
        Message("名前を「{text}」に変えました。", "It was renamed “{text}”."),
        Message("id は英小文字で始まる、英小文字・数字・_ の40文字以内で、重なってはなりません。",
                "An id has a-z, 0-9 and _, begins with a letter, has at most 40 characters and stands once."),
        Message("直すことはありません。外の仕組みが前の名前で読むなら、そちらを合わせてください。",
                "There is nothing to mend, unless something else reads the answers by the old name."),
        is_lost=False,
    ),
    "flattened": Words(
        Message("グループの中のグループを、見出しと条件にしました。",
                "A group in a group became a heading and its condition."),
        Message("窓口の様式は、ページと質問の二段です。",
                "Forms here have pages and questions."), _REVIEW, is_lost=False,
    ),
    "repeat_nested": Words(
        Message("くり返しの中のくり返しは読み込みませんでした。", "A repeat inside a repeat was not taken."),
        Message("くり返しの中に、くり返しは置けません。", "A group cannot stand inside a group."),
        Message("外のくり返しの質問にするか、別の様式に分けてください。",
                "Make its questions part of the outer repeat, or a form of their own."),
    ),
    "reference_in_text": Words(
        Message("文の中の答えを、質問の名前に置きかえました。",
                "An answer inside a text became the name of its question."),
        Message("窓口の文は、答えによって変わりません。",
                "Texts here do not change with answers."), _REVIEW, is_lost=False,
    ),
    "list_missing": Words(
        Message("選択肢がないため、この質問は読み込みませんでした。", "The question was not taken: it has no choices."),
        Message("choices シートに、この名前のリストがありません。", "There is no such list on the sheet choices."),
        Message("choices シートに選択肢を書き、読み込み直してください。",
                "Write the choices on that sheet and read it again."),
    ),
    "name_added": Words(
        Message("申請する方の氏名の質問を足しました。", "A question for the applicant's name was added."),
        Message("どの様式も、申請する方の氏名をたずねます。", "Every form asks who applies."), _REVIEW, is_lost=False,
    ),
    "row_broken": Words(
        Message("この行は読み取れませんでした。", "This row could not be understood."),
        Message("begin と end の数が合わないか、種類や名前がありません。",
                "Its begin or end has no partner, or type or name is missing."),
        Message("begin_group と end_group、begin_repeat と end_repeat を組にしてください。",
                "Let every begin_group and begin_repeat have its end."),
    ),
    "extra_unreadable": Words(
        Message("madoguchi シートを読めないため、ほかのシートだけを読みました。",
                "The sheet madoguchi could not be read; the other sheets alone were."),
        Message("手で書きかえられたか、途中で切れています。", "Somebody changed it, or it was cut off."),
        Message("もとのファイルを書き出し直すか、出来上がりを画面で直してください。",
                "Write the workbook anew, or mend the form by hand."),
    ),
    "part_changed": Words(
        Message("住所などの内訳に加えられた変更は読み込みませんでした。",
                "A change inside of an address or the like was not taken."),
        Message("住所・口座・期間などは、窓口では一つの質問です。",
                "Addresses, accounts, periods are one question here."),
        Message("内訳の外に、別の質問として足してください。", "Add a question of its own beside it."),
    ),
    "key_dropped": Words(
        Message("質問の種類が変わったので、「{text}」を外しました。",
                "“{text}” went, as the type of the question changed."),
        Message("新しい種類の質問にはない設定です。", "The new type has no such setting."), _REVIEW,
    ),
    "problem_left": Words(
        Message("様式として直していただくところがあります。", "The form needs mending."),
        Message("{ja}", "{en}"), _BY_HAND, is_lost=False,
    ),
    "part_kept": Words(
        Message("この部分は、ODK・Koboでは使われません。", "ODK and Kobo make no use of this part."),
        Message("XLSFormは質問だけの形式です。madoguchi シートに残るので、窓口に戻せば元どおりです。",
                "XLSForm says questions alone. The sheet madoguchi keeps it, and it returns with the workbook."),
        Message("直すことはありません。", "There is nothing to mend."), is_lost=False,
    ),
    "setting_kept": Words(
        Message("この設定は、ODK・Koboでは使われません。", "ODK and Kobo make no use of this setting."),
        Message("XLSFormに、同じものがありません。madoguchi シートに残るので、窓口に戻せば元どおりです。",
                "XLSForm has no such thing. The sheet madoguchi keeps it, and it returns with the workbook."),
        _THERE, is_lost=False,
    ),
    "rule_unsaid": Words(
        Message("この式は、ODK・Koboでは働きません。", "This expression does not work in ODK and Kobo."),
        Message("{ja}", "{en}"), _THERE,
    ),
    "one_file": Words(
        Message("ファイルは1つだけになります。", "One file can be sent."),
        Message("XLSFormの質問は、ファイルを1つだけ受け取ります。", "A question of XLSForm takes one file."),
        _THERE, is_lost=False,
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Note:
    """One thing told. ``sheet``, ``row`` (as Excel counts, or 0) and ``column`` say where, ``text`` what it was."""

    code: str
    sheet: str
    row: int
    column: str
    text: str
    why: Message | None = None

    @property
    def is_lost(self) -> bool:
        """Whether something is gone, not only said otherwise."""
        return WORDS[self.code].is_lost

    def words(self) -> tuple[Message, Message, Message]:
        """Return what, why and how to mend it."""
        words = WORDS[self.code]
        why = words.why if self.why is None else self.why
        what = Message(words.what.ja.replace("{text}", self.text), words.what.en.replace("{text}", self.text))
        return what, why, words.mend


@dataclass(slots=True)
class Notes:
    """Collects notes, each once."""

    found: dict[Note, None] = field(default_factory=dict)

    def add(
        self,
        code: str,
        *,
        sheet: str = "survey",
        row: int = 0,
        column: str = "",
        text: str = "",
        why: Message | None = None,
    ) -> None:
        """Note a thing; a long text is shortened."""
        shown = text if len(text) <= 200 else f"{text[:199]}…"
        self.found[Note(code, sheet, row, column, shown, why)] = None

    def all(self) -> tuple[Note, ...]:
        """Return what was noted: by sheet and row, each sheet's rows in order."""
        return tuple(sorted(self.found, key=lambda one: (one.sheet != "survey", one.sheet, one.row)))
