"""Refusals of outreach."""

from madoguchi.ground.kernel.errors import Message, Refused


class FilesNotRead(Refused):
    """Files hold faults: nothing of them is saved. ``details`` tell of each, up to 1,000. Facts: ``count``."""

    code = "outreach.files_not_read"
    status = 422
    what = Message("取り込んでいません。", "Nothing was imported.")
    why = Message("ファイルに直すところが{count}件あります。", "The files have {count} faults.")
    mend = Message(
        "行ごとの説明を見てファイルを直し、もう一度取り込んでください。",
        "Mend the files as told line by line, and import them again.",
    )


class FileUnreadable(Refused):
    """A file is not there, or cannot be opened. Facts: ``name``, ``reason``."""

    code = "outreach.file_unreadable"
    status = 422
    what = Message("ファイル「{name}」を開けません。", "The file “{name}” cannot be opened.")
    why = Message("{reason}", "{reason}")
    mend = Message("場所と名前、読む権限を確かめてください。", "Please check where it is and who may read it.")


class NotText(Refused):
    """A file is in no encoding of ours. Facts: ``name``."""

    code = "outreach.not_text"
    status = 422
    what = Message("ファイル「{name}」を読み取れません。", "The file “{name}” cannot be read.")
    why = Message(
        "文字コードがUTF-8でもShift_JIS（CP932）でもありません。", "It is neither UTF-8 nor Shift_JIS (CP932)."
    )
    mend = Message("UTF-8で保存し直してください。", "Please save it as UTF-8.")


class AsOfLater(Refused):
    """A register cannot be as of a day to come. Facts: ``as_of``, ``today``."""

    code = "outreach.as_of_later"
    status = 422
    what = Message("取り込んでいません。", "Nothing was imported.")
    why = Message("基準日 {as_of} は、今日 {today} より後です。", "The day {as_of} is later than today, {today}.")
    mend = Message("台帳を抽出した時点の日付を入れてください。", "Give the day as of which the register was taken.")


class ImportedAlready(Refused):
    """The same files were imported as of the same day. Facts: ``as_of``."""

    code = "outreach.imported_already"
    what = Message("取り込んでいません。", "Nothing was imported.")
    why = Message(
        "同じ内容の台帳が、基準日 {as_of} ですでに取り込まれています。",
        "The same register, as of {as_of}, was imported already.",
    )
    mend = Message("ファイルか基準日を確かめてください。", "Please check the file and the day.")


class NoRegister(Refused):
    """The body has no register."""

    code = "outreach.no_register"
    what = Message("一覧を作れません。", "No list can be made.")
    why = Message("台帳がまだ取り込まれていません。", "There is no register yet.")
    mend = Message(
        "「madoguchi outreach import」で、世帯と人の台帳を取り込んでください。",
        "Import a register of households and persons with “madoguchi outreach import”.",
    )


class RegisterRemoved(Refused):
    """The register was removed while something was to be worked out on it. Facts: ``as_of``."""

    code = "outreach.register_removed"
    what = Message("計算できませんでした。", "It could not be worked out.")
    why = Message(
        "基準日 {as_of} の台帳が、その間に消されました。", "The register as of {as_of} was removed in the meantime."
    )
    mend = Message("もう一度試すと、いまある最新の台帳を使います。", "Try again: the newest register there is is used.")


class NoPurpose(Refused):
    """A list needs a purpose. Facts: ``most``."""

    code = "outreach.no_purpose"
    status = 422
    what = Message("一覧を作っていません。", "No list was made.")
    why = Message(
        "利用の目的が書かれていないか、{most}文字を超えています。",
        "There is no purpose, or it has more than {most} characters.",
    )
    mend = Message(
        "根拠となる法令や要綱と、何のために使うかを{most}文字以内で書いてください。",
        "Say by which law and what for the list is used, in at most {most} characters.",
    )


class NotCovered(Refused):
    """No version of the rules holds on the day. Facts: ``rules``, ``on``."""

    code = "outreach.not_covered"
    status = 422
    what = Message("一覧を作っていません。", "No list was made.")
    why = Message(
        "「{rules}」は {on} には未対応の期間です。",
        "The rules “{rules}” do not cover {on}.",
    )
    mend = Message("日付を確かめるか、その期間の規則を用意してください。", "Check the day, or provide rules for it.")


class NotForHouseholds(Refused):
    """The rules are not about households. Facts: ``rules``."""

    code = "outreach.not_for_households"
    status = 422
    what = Message("一覧を作っていません。", "No list was made.")
    why = Message(
        "「{rules}」は申請ごとの規則で、台帳の世帯には使えません。",
        "The rules “{rules}” are about applications, not about the households of a register.",
    )
    mend = Message("世帯を対象とする規則を選んでください。", "Choose rules that are about households.")


class DefinitionUnknown(Refused):
    """Which definition tells who is entitled is not known. Facts: ``definition``, ``known``."""

    code = "outreach.definition_unknown"
    status = 422
    what = Message("一覧を作っていません。", "No list was made.")
    why = Message(
        "対象かどうかを表す定義「{definition}」がありません。使えるもの：{known}",
        "There is no definition “{definition}” of who is entitled. There are: {known}",
    )
    mend = Message("定義の名前を「--definition」で選んでください。", "Choose one of them with “--definition”.")


class RunUnknown(Refused):
    """There is no such list."""

    code = "outreach.run_unknown"
    status = 404
    what = Message("お知らせ先の一覧が見つかりません。", "There is no such list.")
    why = Message("まだ作られていないか、すでに消されています。", "None was made yet, or it was removed.")
    mend = Message("一覧の番号を確かめてください。", "Please check its number.")


class HouseholdUnknown(Refused):
    """The household is not there. Facts: ``household``."""

    code = "outreach.household_unknown"
    status = 404
    what = Message("世帯「{household}」が見つかりません。", "The household “{household}” was not found.")
    why = Message("このとき使った台帳に、この番号の世帯はありません。", "It is not in the register that was used then.")
    mend = Message("世帯番号を確かめてください。", "Please check the number of the household.")


class NumberNotUsable(Refused):
    """What was typed is no number of a household or person."""

    code = "outreach.number_not_usable"
    status = 422
    what = Message("記録していません。", "Nothing was recorded.")
    why = Message(
        "世帯番号または宛名番号が入力されていないか、40文字を超えています。",
        "The number of a household or person is missing, or longer than 40 characters.",
    )
    mend = Message("番号を1つだけ入れてください。", "Give just one number.")


class OptedOutAlready(Refused):
    """It was recorded before."""

    code = "outreach.opted_out_already"
    what = Message("新しく記録していません。", "Nothing new was recorded.")
    why = Message("この申出は、すでに記録されています。", "It is recorded already.")
    mend = Message("お知らせは行われません。", "They are not told.")


class NotOptedOut(Refused):
    """There is nothing to withdraw."""

    code = "outreach.not_opted_out"
    what = Message("取り消していません。", "Nothing was withdrawn.")
    why = Message("この番号の申出は記録されていません。", "Nothing is recorded for this number and benefit.")
    mend = Message("番号と手当を確かめてください。", "Please check the number and the benefit.")
