"""The words of findings in packages, parameters and tables: what happened, why, how to mend it."""

from collections.abc import Mapping
from typing import Final

from madoguchi.ground.kernel.errors import Message

_M = Message

PACKAGE_WORDS: Final[Mapping[str, tuple[Message, Message, Message]]] = {
    "interval_empty": (
        _M("期間が空です（{start}から{end}）。", "The interval is empty ({start} to {end})."),
        _M(
            "終わりの日は始まりの日より後です（終わりの日は含みません）。",
            "The end is later than the start; it is not included.",
        ),
        _M("期間の日付を確かめてください。", "Please check the dates."),
    ),
    "interval_order": (
        _M("期間が古い順に並んでいません（{start}から）。", "The intervals are not in order (from {start})."),
        _M("値は古いものから順に書きます。", "Values are written from the oldest on."),
        _M("順に並べ直してください。", "Please put them in order."),
    ),
    "interval_overlap": (
        _M("期間が前のものと重なっています（{start}から）。", "The interval overlaps the one before (from {start})."),
        _M("1つの日には1つの値しか決められません。", "A day can have one value only."),
        _M(
            "前の期間の終わりの日を、次の始まりの日と同じにしてください。",
            "Please end the interval before on the day the next starts.",
        ),
    ),
    "interval_gap": (
        _M(
            "期間に抜けがあります（{start}から{end}の前の日まで）。",
            "There is a gap (from {start} to the day before {end}).",
        ),
        _M("その間の値が決まりません。", "No value is given for those days."),
        _M(
            "前の期間の終わりの日を、次の始まりの日と同じにしてください。",
            "Please end the interval before on the day the next starts.",
        ),
    ),
    "cell_not_readable": (
        _M("欄「{text}」を読み取れません。", "The cell 「{text}」 cannot be read."),
        _M(
            "欄には、値、値の並び、範囲、「-」だけを書きます。",
            "A cell holds a value, several values, a range or 「-」.",
        ),
        _M(
            "「子」「20万円以上100万円未満」「3〜5」「-」のように書いてください。",
            "Please write it like 子, 20万円以上100万円未満, 3〜5 or -.",
        ),
    ),
    "cell_fits_nothing": (
        _M("この範囲に入る値がありません。", "No value lies in this range."),
        _M("下の端が上の端より大きくなっています。", "Its lower end is above its upper end."),
        _M("範囲の両端を確かめてください。", "Please check both ends."),
    ),
    "table_empty": (
        _M("表に行か列がありません。", "The table has no rows or no columns."),
        _M("条件の列と行が1つ以上必要です。", "It needs at least one column of conditions and one row."),
        _M("列と行を加えてください。", "Please add a column and a row."),
    ),
    "table_too_long": (
        _M("表の行が多すぎます。", "The table has too many rows."),
        _M("1つの表は{most}行までです。", "A table has at most {most} rows."),
        _M("表を分けてください。", "Please split the table."),
    ),
    "row_length": (
        _M("この行の欄の数が合いません（{found}個）。", "This row has the wrong number of cells ({found})."),
        _M("列は{wanted}個あります。", "There are {wanted} columns."),
        _M(
            "欄を足すか、減らしてください。当てはまる値を問わない欄は「-」です。",
            "Please add or remove cells; a cell that does not matter is 「-」.",
        ),
    ),
    "row_overlaps": (
        _M("{row}行目が{other}行目と重なっています。", "Row {row} overlaps row {other}."),
        _M(
            "両方に当てはまる場合があり、どちらの結果か決まりません。",
            "Some case fits both, and it is not clear which result holds.",
        ),
        _M(
            "範囲が重ならないように直すか、表の読み方を「最初に当てはまる行」にしてください。",
            "Please part the ranges, or let the first row that fits count.",
        ),
    ),
    "row_never_reached": (
        _M("{row}行目が使われることはありません。", "Row {row} is never reached."),
        _M("当てはまる場合はすべて、前の行に当てはまります。", "Every case that fits it fits an earlier row."),
        _M("行を消すか、前の行より上に移してください。", "Please delete the row or move it up."),
    ),
    "shape": (
        _M("ここには{wanted}が必要です。", "{wanted_en} is needed here."),
        _M("規則の書式に合っていません。", "The document does not have the shape of a rule package."),
        _M("書式の説明を見て直してください。", "Please see the description of the format."),
    ),
    "key_missing": (
        _M("「{name}」がありません。", "「{name}」 is missing."),
        _M("この項目は省けません。", "It cannot be left out."),
        _M("「{name}」を書いてください。", "Please write 「{name}」."),
    ),
    "key_unknown": (
        _M("「{name}」という項目はありません。", "There is no member 「{name}」 here."),
        _M("書き間違いの項目は無視せずに断ります。", "A misspelt member is refused, not ignored."),
        _M("書けるのは次の項目です: {known}", "These can be written: {known}"),
    ),
    "name_not_usable": (
        _M("「{name}」は名前に使えません。", "「{name}」 cannot be a name."),
        _M(
            "名前は文字で始まり、文字・数字・「_」「・」「ー」でできています。言葉（かつ・不明など）や関数の名前とは別にします。",
            "A name begins with a letter and has letters, digits, _, ・ and ー; it is no word (かつ) and no function.",
        ),
        _M("別の名前にしてください。", "Please choose another name."),
    ),
    "name_twice": (
        _M("「{name}」という名前が2回使われています。", "The name 「{name}」 is used twice."),
        _M(
            "項目、パラメーター、定義、集まりの名前は、どれも別にします。",
            "Inputs, parameters, definitions and groups all have names of their own.",
        ),
        _M("どちらかの名前を変えてください。", "Please rename one of them."),
    ),
    "field_twice": (
        _M("「{name}」が2回書かれています。", "「{name}」 is given twice."),
        _M("名前と別名の両方で、同じ項目が書かれています。", "Once by its name and once by another name of it."),
        _M("どちらかを消してください。", "Please delete one of them."),
    ),
    "type_unknown": (
        _M("「{name}」という種類はありません。", "There is no type 「{name}」."),
        _M(
            "種類は yen・int・date・bool・text か、enums に書いた選択肢です。",
            "A type is yen, int, date, bool, text or one of the enums.",
        ),
        _M("種類を確かめてください。", "Please check the type."),
    ),
    "value_not_readable": (
        _M("この値は{wanted}として読み取れません。", "This value cannot be read as a {wanted}."),
        _M("パラメーターの種類に合っていません。", "It does not fit the type of the parameter."),
        _M("値か種類を直してください。", "Please mend the value or the type."),
    ),
    "cycle": (
        _M("定義が互いを使い合っています（{names}）。", "Definitions use each other ({names})."),
        _M("どれからも計算を始められません。", "There is none to begin with."),
        _M("どれかの式を、互いを使わない形に直してください。", "Please rewrite one of them without the others."),
    ),
    "parameter_never_covers": (
        _M("「{name}」に、この版の期間の値がありません。", "「{name}」 has no value in the time of this version."),
        _M("どの日も「未対応の期間」になります。", "Every day would be outside its coverage."),
        _M("パラメーターに値を加えてください。", "Please add a value to the parameter."),
    ),
    "layer_order": (
        _M(
            "「{layer}」の規則を、その上の「{upper}」に重ねることはできません。",
            "Rules of layer {layer} cannot be laid over {upper}.",
        ),
        _M("重ねられるのは、国、都道府県、市区町村の順です。", "The order is national, prefecture, municipality."),
        _M("層を確かめてください。", "Please check the layers."),
    ),
    "layer_other_package": (
        _M(
            "「{found}」は、この規則（{wanted}）に重ねるものではありません。",
            "It extends 「{found}」, not this package ({wanted}).",
        ),
        _M("重ねる相手の番号が違います。", "The package it extends has another id."),
        _M("extends を確かめてください。", "Please check extends."),
    ),
    "layer_redefines": (
        _M("「{name}」は上の層で決められています。", "「{name}」 is settled by the layer above."),
        _M(
            "下の層ができるのは、パラメーターの値を置き換えることと、名前を加えることだけです。",
            "A lower layer replaces values of parameters and adds names; it changes nothing else.",
        ),
        _M("別の名前で定義を加えてください。", "Please add a definition under another name."),
    ),
    "alias_of_nothing": (
        _M("別名「{alias}」の指す「{name}」がありません。", "「{name}」, for which 「{alias}」 stands, is not there."),
        _M("別名は、規則にある名前の前に書きます。", "Another name stands for a name that the rules have."),
        _M("規則の一覧で名前を確かめてください。", "Please see the catalogue of rules for its names."),
    ),
    "alias_is_name": (
        _M("別名「{alias}」は、もう規則の名前です。", "The other name 「{alias}」 is a name of the rules already."),
        _M("規則にある名前は、いつもその名前のものを指します。", "A name of the rules always means itself."),
        _M("別名を消すか、別の言葉にしてください。", "Please delete it or choose another word."),
    ),
}
